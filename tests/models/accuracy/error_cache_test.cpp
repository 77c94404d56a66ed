// SPDX-License-Identifier: Apache-2.0
#include "models/accuracy/error_cache.h"

#include <gtest/gtest.h>

#include <cmath>

#include "models/accuracy/accuracy.h"
#include "models/datatypes/datatype_list.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

class ErrorCaches : public testing::Test {
 protected:
  [[nodiscard]] std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> list;
    for (const auto& entry : std::filesystem::directory_iterator{folder_.path()}) list.push_back(entry.path());
    return list;
  }
  const Quantisation& fp4_ = find_datatype("fp4")->quantisation;
  test::TemporaryFolder folder_;
};

NodeValues some_nodes(std::size_t from, std::size_t to, double value) {
  NodeValues nodes{};
  for (std::size_t n = from; n < to; ++n) nodes[n] = value + static_cast<double>(n) / 3000;
  return nodes;
}

TEST_F(ErrorCaches, ComputedNf4AtEveryCall) {
  const ErrorCache cache{folder_.path(), "a"};
  EXPECT_EQ(cache.find(fp4_), NodeValues{});
  const NodeValues first = some_nodes(10, 20, 0.1);
  cache.keep(fp4_, first);
  EXPECT_EQ(cache.find(fp4_), first);  // to the bit
  const NodeValues more = some_nodes(0, table_nodes, 1.0 / 7);
  cache.keep(fp4_, more);  // a file that was read before
  EXPECT_EQ(cache.find(fp4_), more);
  EXPECT_EQ(files().size(), 1U);
}

TEST_F(ErrorCaches, AreOfOneQuantiserAndOneMethod) {
  const ErrorCache cache{folder_.path(), "a"};
  cache.keep(fp4_, some_nodes(0, 5, 0.1));
  EXPECT_EQ((ErrorCache{folder_.path(), "b"}.find(fp4_)), NodeValues{});
  for (const DatatypeEntry* d : datatypes()) {
    if (d->quantisation.scale == ScaleRule::none || d->is_unquantised() || d->name == "fp4") continue;
    EXPECT_EQ(cache.find(d->quantisation), NodeValues{}) << d->name;
  }
  std::vector<Grid> moved{fp4_.grids.begin(), fp4_.grids.end()};
  moved[0].anchor = std::nextafter(moved[0].top(), 100.0F);
  EXPECT_EQ(cache.find({.scale = fp4_.scale, .grids = moved}), NodeValues{});
}

TEST_F(ErrorCaches, ThatAreDamagedAreAsIfTheyWereNotThere) {
  const ErrorCache cache{folder_.path(), "a"};
  for (const char* text : {"", "node,error\n247,0.1\n", "node,error\n1.5,0.1\n", "node,error\n1,nan\n",
                           "node,error\n1,-0.1\n", "node,error\n1,1e9\n", "node,error\n1\n", "\xff\xfe"}) {
    cache.keep(fp4_, some_nodes(0, 5, 0.1));
    test::write_file(files().at(0), text);
    EXPECT_EQ(cache.find(fp4_), NodeValues{}) << text;
  }
  const ErrorCache nowhere{"/proc/none/bitpareto", "a"};
  nowhere.keep(fp4_, some_nodes(0, 5, 0.1));
  EXPECT_EQ(nowhere.find(fp4_), NodeValues{});
}

/// What a datatype's errors are does not depend on what is computed with it, or was before.
TEST_F(ErrorCaches, ChangeNoError) {
  NodeValues some{};
  some[60] = some[61] = some[101] = 1;
  const NamedQuantisation fp4{"fp4", &fp4_};
  const NamedQuantisation olive{"olive4", &find_datatype("olive4")->quantisation};  // by sample
  const NamedQuantisation mx{"mxfp4", &find_datatype("mxfp4")->quantisation};
  const ErrorTable together = compute_error_table(std::vector{fp4, olive, mx}, 2, &some);
  for (const NamedQuantisation& one : {fp4, olive, mx}) {
    for (const std::size_t node : {60U, 61U, 101U}) {
      NodeValues alone{};
      alone[node] = 1;
      EXPECT_EQ((*compute_error_table(std::vector{one}, 1, &alone).find(one.name))[node],
                (*together.find(one.name))[node])
          << one.name;
    }
  }
}

}  // namespace
}  // namespace bitpareto::models

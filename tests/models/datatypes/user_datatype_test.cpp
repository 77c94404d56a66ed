// SPDX-License-Identifier: Apache-2.0
#include "models/datatypes/user_datatype.h"

#include <gtest/gtest.h>

#include "core/text/format.h"
#include "models/datatypes/datatype_list.h"
#include "models/datatypes/group_quantiser.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

class UserDatatypes : public testing::Test {
 protected:
  std::unique_ptr<const UserDatatype> read(const std::string& yaml) {
    test::write_file(folder_ / "d.yaml", yaml);
    lines_.clear();
    Diagnostics diagnostics;
    auto datatype = read_user_datatype("d", folder_ / "d.yaml", diagnostics);
    for (const Diagnostic& d : diagnostics.in_file_order()) {
      lines_.push_back(d.text().substr((folder_.path().string() + "/").size()));
    }
    return datatype;
  }
  std::vector<std::string> complaints(const std::string& yaml) {
    EXPECT_EQ(read(yaml), nullptr);
    return lines_;
  }
  test::TemporaryFolder folder_;
  std::vector<std::string> lines_;
};

using Lines = std::vector<std::string>;

/// BitMoD at 3 bits, written by a user, is BitMoD at 3 bits.
TEST_F(UserDatatypes, QuantiseAsTheCatalogueDoes) {
  const auto own = read(
      "grids:\n- [-4, -2, -1, 0, 1, 2, 3, 4]\n- [-4, -3, -2, -1, 0, 1, 2, 4]\n- [6, 4, 2, 1, 0, -1, -2, -4]\n"
      "- [-6, -4, -2, -1, 0, 1, 2, 4]\nelement_bits: 3\n");
  ASSERT_NE(own, nullptr);
  const DatatypeEntry& bitmod3 = *find_datatype("bitmod3");
  EXPECT_EQ(own->entry.metadata.bits(), bitmod3.metadata.bits());
  GroupQuantiser mine{own->entry.quantisation};
  GroupQuantiser theirs{bitmod3.quantisation};
  for (float shift = -1; shift < 1; shift += 0.13F) {
    std::vector<float> w;
    for (int i = 0; i < 40; ++i) w.push_back(std::sin(static_cast<float>(i * i)) + shift);
    const GroupStatistics s = fastest_kernels().statistics(w.data(), w.size());
    EXPECT_NEAR(mine.error(w, s), theirs.error(w, s), 1e-9);
  }
}

TEST_F(UserDatatypes, AreCheckedWhole) {
  EXPECT_EQ(complaints("grid: [1, 2, 2]\nelement_bits: 1\nbits: 3\n"),
            (Lines{"d.yaml:1:7: grid: no 0; a group of zeros has to stay one", "d.yaml:1:14: grid.2: a value twice",
                   "d.yaml:3:1: bits: unknown key; one of summary, source, grid, grids, element_bits, scale_bits, "
                   "selector_bits, group_size, terms"}));
  EXPECT_EQ(complaints("grid: [0, 1, 2]\nelement_bits: 1\n"),
            (Lines{"d.yaml:1:7: grid: 3 values, but 1 bits tell only 2 apart"}));
  EXPECT_EQ(complaints("grids: [[0, 1], [0, -1], [0, 2]]\nelement_bits: 1\nselector_bits: 1\n"),
            (Lines{"d.yaml:3:16: selector_bits: 1 bits cannot tell 3 grids apart"}));
  EXPECT_EQ(complaints("element_bits: 4\n"),
            (Lines{"d.yaml:1:1: expected either grid, a list of values, or grids, a list of such lists"}));
  EXPECT_EQ(complaints("grid: [0, .nan]\nelement_bits: 4\n").size(), 1U);
}

TEST_F(UserDatatypes, SevenValuesOfFourBitsPassedWithoutAWord) {
  EXPECT_NE(read("grid: [-1, -0.7, -0.5, 0, 0.5, 0.7, 1]\nelement_bits: 4\n"), nullptr);
  EXPECT_EQ(lines_, (Lines{"d.yaml:1:7: warning: grid: 7 values, but 4 bits tell 16 apart: 9 codes stand for nothing"}));
}

TEST_F(UserDatatypes, TheExampleOfTheDocumentationIsTheShippedOne) {
  const std::string text = test::read_file(test::source_folder() / "docs" / "design-space.md");
  const std::size_t start = text.find("```yaml\nsummary: NormalFloat 4");
  ASSERT_NE(start, std::string::npos);
  const auto example = read(text.substr(start + 8, text.find("```", start + 8) - start - 8));
  ASSERT_NE(example, nullptr) << lines_.at(0);
  EXPECT_EQ(lines_, Lines{}) << "no warning";
  const auto shipped = read(test::read_file(test::configs().root() / "datatypes" / "nf4.yaml"));
  EXPECT_EQ(example->values, shipped->values);
}

TEST_F(UserDatatypes, AreSweptLikeAnyOther) {
  test::write_file(folder_ / "fp4.yaml",
                   "grid: [-12, -8, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 8, 12]\nelement_bits: 4\n");
  const LoadedSpace space =
      test::load(format("workloads: [{{model: llama-2-7b, phase: decode, context: 8}}]\n"
                        "design: {{performance_model: bitmod-2025-07, array: {{rows: 8, columns: 8}}, weights: "
                        "{{datatype: [fp4, {}]}}}}\n",
                        (folder_ / "fp4.yaml").string()));
  const double known = test::evaluate(space, 0)[0][Cost::error];
  const double own = test::evaluate(space, 1)[0][Cost::error];
  EXPECT_GT(known, 0);
  EXPECT_NEAR(own / known, 1, 1e-5);
}

}  // namespace
}  // namespace bitpareto::models

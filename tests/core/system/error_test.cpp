// SPDX-License-Identifier: Apache-2.0
#include "core/system/error.h"

#include <gtest/gtest.h>

#include "core/base/result.h"

namespace bitpareto {
namespace {

std::shared_ptr<const std::string> file(const char* name) { return std::make_shared<const std::string>(name); }

TEST(Diagnostics, AreShownInFileOrderWithSettingsLast) {
  Diagnostics d;
  d.error({file("--set 1"), 0, 5}, "array.rows", "third");
  d.error({file("a.yaml"), 9, 1}, "store", "second");
  d.warning({file("a.yaml"), 2, 7}, "name", "first");
  std::vector<std::string> lines;
  for (const Diagnostic& x : d.in_file_order()) lines.push_back(x.text());
  EXPECT_EQ(lines, (std::vector<std::string>{"a.yaml:2:7: warning: name: first", "a.yaml:9:1: store: second",
                                             "--set 1:5: array.rows: third"}));
}

TEST(Diagnostics, WarningsAloneDoNotThrow) {
  Diagnostics d;
  d.warning({}, "x", "y");
  EXPECT_NO_THROW(d.throw_if_errors());
  d.error({}, "x", "y");
  EXPECT_THROW(d.throw_if_errors(), ConfigError);
}

TEST(Result, HoldsAValueOrAReason) {
  const Result<int> good = 7;
  const Result<int> bad = Failure{"no"};
  EXPECT_TRUE(good);
  EXPECT_EQ(*good, 7);
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.error(), "no");
}

}  // namespace
}  // namespace bitpareto

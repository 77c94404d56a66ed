// SPDX-License-Identifier: Apache-2.0
#include "core/design/leaf_table.h"

#include <gtest/gtest.h>

#include <set>

#include "core/design/leaf_reader.h"
#include "core/space_file/space_schema.h"

namespace bitpareto {
namespace {

constexpr LeafEntry a{.path = "a", .kind = LeafKind::count, .default_value = "1"};
constexpr LeafEntry b{.path = "part.b", .kind = LeafKind::flag};
constexpr LeafEntry c{.path = "part.c", .kind = LeafKind::quantity, .dimension = Dimension::storage};
constexpr LeafEntry d{.path = "d", .kind = LeafKind::number};
constexpr LeafEntry takes{.path = "array.takes", .kind = LeafKind::set};

std::vector<Leaf> of(std::initializer_list<Leaf> leaves) { return leaves; }

/// What reading `text` as a set of int4, int8 and fp16 gives, and the complaints.
struct Read {
  explicit Read(const std::string& text) : reader{table()} {
    Node node = make::text(text);
    Diagnostics diagnostics;
    setting = reader.read(takes, Field{node, "design.array.takes", diagnostics});
    for (const Diagnostic& complaint : diagnostics.in_file_order()) complaints.push_back(complaint.message);
  }
  static LeafTable table() {
    return LeafTable{{{.leaf = takes, .words = {"a precision", {"int4", "int8", "fp16"}, "", false}}}};
  }
  [[nodiscard]] std::string word() const {
    return reader.names()[takes][static_cast<std::size_t>(setting->levels.at(0))];
  }
  LeafReader reader;
  std::optional<LeafSetting> setting;
  std::vector<std::string> complaints;
};

TEST(Leaf, IsKnownByWhatItIsAndNotByItsName) {
  constexpr LeafEntry same_name{.path = "a", .kind = LeafKind::count};
  static constexpr LeafEntry other{.path = "a", .kind = LeafKind::count};
  EXPECT_EQ(Leaf{a}, Leaf{a});
  EXPECT_NE(Leaf{a}, Leaf{other});
  EXPECT_EQ(same_name.path, a.path);
  std::set<std::size_t> numbers;
  for (const Leaf leaf : of({a, b, c, d, other})) numbers.insert(leaf.number());
  EXPECT_EQ(numbers.size(), 5U);
  EXPECT_EQ(Leaf{a}.number(), Leaf{a}.number());
}

TEST(LeafTable, MergesListsEachInItsOwnOrder) {
  const std::vector<Leaf> first = of({a, c}), second = of({a, b, c, d});
  const std::array<std::span<const Leaf>, 2> lists{first, second};
  EXPECT_EQ(merged(lists), second);
  const std::array<std::span<const Leaf>, 2> turned{second, first};
  EXPECT_EQ(merged(turned), second);
  const std::vector<Leaf> apart = of({d});
  const std::array<std::span<const Leaf>, 2> without{first, apart};
  EXPECT_EQ(merged(without).size(), 3U) << "none is lost or comes twice";
}

TEST(LeafTable, FindsByPathColumnAndLeaf) {
  const LeafTable table{{{.leaf = a}, {.leaf = c}}};
  EXPECT_EQ(table.find("design.part.c")->leaf, Leaf{c});
  EXPECT_EQ(table.find("part.c")->leaf, Leaf{c});
  EXPECT_EQ(table.find_column("part_c_bytes")->leaf, Leaf{c});
  EXPECT_EQ(table.find(b), nullptr);
  EXPECT_EQ(table.find("b"), nullptr);
  EXPECT_TRUE(table.words(b).names.empty());
}

TEST(LeafTable, ADefaultCountsOnlyWhereAChosenModelReadsTheLeaf) {
  const KnownLeaf known{.leaf = a, .words = {}, .readers = {"x", "y"}};
  EXPECT_TRUE(has_default(known, std::array<std::string, 1>{"y"}));
  EXPECT_FALSE(has_default(known, std::array<std::string, 1>{"z"}));
  EXPECT_FALSE(has_default({.leaf = b, .words = {}, .readers = {"x"}}, std::array<std::string, 1>{"x"}))
      << "it has none";
}

TEST(LeafSet, IsOneValueInWhateverOrderItIsWritten) {
  EXPECT_EQ(Read{"fp16+int4"}.word(), "int4+fp16");
  EXPECT_EQ(Read{"int4+fp16"}.word(), "int4+fp16");
  EXPECT_EQ(Read{"int8"}.word(), "int8");
}

TEST(LeafSet, SaysWhichOfItsWordsIsWrong) {
  EXPECT_EQ(Read{"int4+itn8"}.complaints, std::vector<std::string>{"'itn8' is not a precision; did you mean 'int8'?"});
  EXPECT_EQ(Read{"int4+int4"}.complaints, std::vector<std::string>{"'int4+int4' has int4 twice"});
  EXPECT_EQ(Read{"int4+"}.complaints.size(), 1U);
  EXPECT_EQ(Read{"+"}.setting, std::nullopt);
}

TEST(LeafSet, IsAPatternInTheSchema) {
  const std::string schema = to_json(space_schema({.leaves = Read::table(), .workloads = {}, .explorers = {}}, {}));
  EXPECT_NE(schema.find(R"(^(int4|int8|fp16)(\\+(int4|int8|fp16))*$)"), std::string::npos) << schema;
}

}  // namespace
}  // namespace bitpareto

// SPDX-License-Identifier: Apache-2.0
#include "core/document/yaml_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/text/format.h"

namespace bitpareto {
namespace {

struct Read {
  std::optional<Node> root;
  std::vector<std::string> complaints;
};

Read read(const std::string& text) {
  Diagnostics diagnostics;
  Read result;
  result.root = read_yaml(text, std::make_shared<const std::string>("f"), diagnostics);
  for (const Diagnostic& d : diagnostics.in_file_order()) result.complaints.push_back(d.text());
  return result;
}

std::string json(const std::string& text) { return to_json(read(text).root.value(), false); }

TEST(YamlReader, KeepsPlacesOrderAndQuotes) {
  const Read r = read("b: 1\na: [x, \"2\"]\n");
  ASSERT_TRUE(r.root);
  EXPECT_EQ(to_json(*r.root, false), R"({"b": 1, "a": [x, "2"]})");
  const Node& item = r.root->find("a")->items[1];
  EXPECT_EQ(item.place.line, 2);
  EXPECT_EQ(item.place.column, 8);
  EXPECT_TRUE(item.quoted);
}

TEST(YamlReader, ReportsEveryEqualKey) {
  const Read r = read("a: 1\nb: {c: 1, c: 2}\na: 3\n");
  EXPECT_EQ(r.complaints, (std::vector<std::string>{"f:2:11: 'c' stands twice in this map; the first is in line 2",
                                                    "f:3:1: 'a' stands twice in this map; the first is in line 1"}));
}

TEST(YamlReader, FollowsAliases) { EXPECT_EQ(json("a: &x [1, 2]\nb: *x\n"), R"({"a": [1, 2], "b": [1, 2]})"); }

TEST(YamlReader, RefusesAValueThatContainsItself) {
  EXPECT_EQ(read("a: &x [*x]").complaints.at(0),
            "f:1:8: an alias inside the value that it names; a value cannot contain itself");
  EXPECT_EQ(read("a: &x {b: {c: *x}}").complaints.size(), 1U);
}

TEST(YamlReader, RefusesExplodingAliases) {
  std::string text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 10; ++i) {
    text += format("a{0}: &a{0} [*a{1}", i, i - 1);
    for (int k = 1; k < 10; ++k) text += format(",*a{}", i - 1);
    text += "]\n";
  }
  EXPECT_NE(read(text).complaints.at(0).find(": more than 200,000 values once aliases are followed"), std::string::npos);
}

TEST(YamlReader, RefusesBottomlessNesting) {
  for (const char* open : {"[", "{a: ", "- "}) {
    std::string text;
    for (int i = 0; i < 10'000; ++i) text += open;
    const Read r = read(text);
    EXPECT_FALSE(r.root);
    EXPECT_NE(r.complaints.at(0).find("nested more than 64 levels deep"), std::string::npos) << open;
  }
}

TEST(YamlReader, RefusesNestingThroughAliases) {
  std::string text = "a0: &a0 [1]\n";
  for (int i = 1; i < 80; ++i) {
    text += format("a{0}: &a{0} [*a{1}]\n", i, i - 1);
  }
  EXPECT_NE(read(text).complaints.at(0).find("nested more than 64"), std::string::npos);
}

TEST(YamlReader, RefusesTagsDocumentsAndMergeKeys) {
  EXPECT_EQ(read("a: !!int 3").complaints.at(0), "f:1:4: the tag tag:yaml.org,2002:int is not used here; remove it");
  EXPECT_EQ(read("a: 1\n---\nb: 2\n").complaints.at(0), "f:3:1: a second document; a file holds one");
  EXPECT_EQ(json("a: &x {b: 1}\nc: {<<: *x}\n"), R"({"a": {"b": 1}, "c": {"<<": {"b": 1}}})");  // a key like any other
}

TEST(YamlReader, SaysWhereItIsNotYaml) {
  EXPECT_EQ(read("a: [1\nb: 2").complaints.at(0), "f:2:2: not YAML: a '[' that is not closed before this");
  EXPECT_EQ(read("a: *nothing").complaints.at(0), "f:1:4: not YAML: an alias to an anchor that is not defined above");
}

TEST(YamlReader, KnowsNull) {
  EXPECT_EQ(json("{a: ~, b: null, c: , d: \"null\"}"), R"({"a": null, "b": null, "c": null, "d": "null"})");
}

TEST(YamlReader, AnEmptyFileIsNull) { EXPECT_EQ(json(""), "null"); }

RC_GTEST_PROP(YamlReader, NeverCrashes, (const std::string& text)) { static_cast<void>(read(text)); }

RC_GTEST_PROP(YamlReader, NeverCrashesOnPunctuation, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::element(
      '[', ']', '{', '}', ':', ',', '-', '&', '*', 'a', ' ', '\n', '?', '|', '"', '\'', '!', '#', '%', '0'));
  static_cast<void>(read(text));
}

}  // namespace
}  // namespace bitpareto

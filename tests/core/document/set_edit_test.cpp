// SPDX-License-Identifier: Apache-2.0
#include "core/document/set_edit.h"

#include <gtest/gtest.h>

#include "core/document/yaml_reader.h"

namespace bitpareto {
namespace {

struct Edited {
  std::string json;
  std::vector<std::string> complaints;
};

Edited edit(const std::string& yaml, const std::vector<std::string>& settings) {
  Diagnostics diagnostics;
  Node root = *read_yaml(yaml, std::make_shared<const std::string>("f"), diagnostics);
  apply_settings(root, settings, diagnostics);
  Edited result{to_json(root, false), {}};
  for (const Diagnostic& d : diagnostics.in_file_order()) result.complaints.push_back(d.text());
  return result;
}

TEST(SetEdit, ReplacesAddsAndDeletes) {
  EXPECT_EQ(edit("{a: {b: 1}}", {"a.b=2"}).json, R"({"a": {"b": 2}})");
  EXPECT_EQ(edit("{a: 1}", {"b.c.d=x"}).json, R"({"a": 1, "b": {"c": {"d": x}}})");
  EXPECT_EQ(edit("{a: 1, b: 2}", {"a=null"}).json, R"({"b": 2})");
  EXPECT_EQ(edit("{a: 1}", {"nothing=null"}).json, R"({"a": 1})");
}

TEST(SetEdit, IndexesLists) {
  EXPECT_EQ(edit("{w: [{p: 1}, {p: 2}]}", {"w.1.p=3"}).json, R"({"w": [{"p": 1}, {"p": 3}]})");
  EXPECT_EQ(edit("{w: [1]}", {"w.1=2", "w.2=3"}).json, R"({"w": [1, 2, 3]})");
  EXPECT_EQ(edit("{w: [1, 2]}", {"w.0=null"}).json, R"({"w": [2]})");
}

TEST(SetEdit, TakesFlowForms) {
  EXPECT_EQ(edit("{}", {"a=[1, 2]"}).json, R"({"a": [1, 2]})");
  EXPECT_EQ(edit("{}", {"a={from: 8, to: 64, factor: 2}"}).json, R"({"a": {"from": 8, "to": 64, "factor": 2}})");
  EXPECT_EQ(edit("{}", {"a=512 KiB"}).json, R"({"a": 512 KiB})");
}

TEST(SetEdit, NamesThePlaceOfAMistake) {
  EXPECT_EQ(edit("{w: [1]}", {"w.0=1", "w.5=2"}).complaints.at(0),
            "--set 2:3: w.5: '5' is no position in a list of 1; positions count from 0, and 1 appends");
  EXPECT_EQ(edit("{a: 1}", {"a.b=2"}).complaints.at(0), "--set 1:3: a.b: a has nothing below it");
  EXPECT_EQ(edit("{}", {"a"}).complaints.at(0), "--set 1:1: 'a' is not of the form path=value");
  EXPECT_EQ(edit("{}", {"a..b=1"}).complaints.at(0), "--set 1:3: a path has a word between dots");
  EXPECT_EQ(edit("{}", {"a=[1"}).complaints.at(0).substr(0, 8), "--set 1:");
}

TEST(SetEdit, PlacesOfValuesAreInTheSetting) {
  Diagnostics diagnostics;
  Node root = make::map();
  apply_settings(root, std::vector<std::string>{"a=1", "b=1", "array.rows=[8, 0]"}, diagnostics);
  EXPECT_EQ(to_text(root.find("array")->find("rows")->items[1].place), "--set 3:16");
}

}  // namespace
}  // namespace bitpareto

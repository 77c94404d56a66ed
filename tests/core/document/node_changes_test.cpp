// SPDX-License-Identifier: Apache-2.0
#include "core/document/node_changes.h"

#include <gtest/gtest.h>

#include "core/document/set_edit.h"
#include "core/document/yaml_reader.h"

namespace bitpareto {
namespace {

Node document(std::string_view yaml) {
  Diagnostics diagnostics;
  auto node = read_yaml(yaml, std::make_shared<const std::string>("a.yaml"), diagnostics);
  diagnostics.throw_if_errors();
  return *std::move(node);
}

TEST(Changes, AreSettingsThatMakeTheOtherDocument) {
  const std::vector<std::pair<const char*, const char*>> cases{
      {"a: {b: 1, c: [1, 2]}", "a: {b: 2, c: [1, 2, 3]}"},
      {"a: [{b: 1}, {b: 2}]", "a: [{b: 1}, {b: 3, c: x}]"},
      {"a: [{b: 1}, {b: 2}]", "a: [{b: 1}]"},
      {"a: 1\nb: {from: 1, to: 8, step: 1}", "b: [1, 8]\nc: 'true'"},
      {"a: 1", "a: {b: {c: 1}}"},
      {"a: {b: {c: 1}}", "a: {b: {}}"},
  };
  for (const auto& [from, to] : cases) {
    Node made = document(from);
    const std::vector<std::string> settings = changes(made, document(to));
    EXPECT_FALSE(settings.empty());
    Diagnostics diagnostics;
    apply_settings(made, settings, diagnostics);
    diagnostics.throw_if_errors();
    EXPECT_TRUE(changes(made, document(to)).empty()) << to_json(made);
    EXPECT_TRUE(changes(document(to), made).empty()) << to_json(made);
  }
  EXPECT_EQ(changes(document("a: [{b: 1}, {b: 2}]\nd: 1"), document("a: [{b: 1}, {b: 3, c: x}]")),
            (std::vector<std::string>{"a.1.b=3", "a.1.c=x", "d=null"}));
}

}  // namespace
}  // namespace bitpareto

// SPDX-License-Identifier: Apache-2.0
/// The JSON Schema against every file there is, judged by a validator that knows nothing of this program.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "core/document/yaml_reader.h"
#include "core/text/number.h"
#include "tests/support/program.h"
#include "tests/support/spaces.h"

namespace bitpareto::test {
namespace {

using nlohmann::json;

/// YAML as an editor's validator sees it.
json to_value(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return nullptr;
    case Node::Kind::scalar: {
      if (node.quoted) return node.text;
      if (node.text == "true" || node.text == "false") return node.text == "true";
      if (const auto whole = parse_whole(node.text); whole && *whole < (std::uint64_t{1} << 63))
        return static_cast<std::int64_t>(*whole);
      if (const auto number = parse_number(node.text)) return *number;
      return node.text;
    }
    case Node::Kind::list: {
      json list = json::array();
      for (const Node& item : node.items) list.push_back(to_value(item));
      return list;
    }
    case Node::Kind::map: {
      json map = json::object();
      for (const Node::Entry& entry : node.entries) map[entry.key] = to_value(entry.value);
      return map;
    }
  }
  return nullptr;
}

class SchemaTest : public testing::Test {
 protected:
  SchemaTest() {
    const json document = json::parse(bitpareto({"schema"}).out);
    const valijson::adapters::NlohmannJsonAdapter adapter{document};
    valijson::SchemaParser{valijson::SchemaParser::kDraft7}.populateSchema(adapter, schema_);
  }

  /// Whether the schema accepts a file; nothing where it is not YAML.
  std::optional<bool> accepts(const std::filesystem::path& path) {
    Diagnostics diagnostics;
    const auto root = read_yaml_file(path, diagnostics);
    if (!root || diagnostics.has_errors()) return std::nullopt;
    const json document = to_value(*root);
    const valijson::adapters::NlohmannJsonAdapter adapter{document};
    return valijson::Validator{}.validate(schema_, adapter, nullptr);
  }

  valijson::Schema schema_;
};

TEST_F(SchemaTest, AcceptsEveryShippedFile) {
  int files = 0;
  for (const char* folder : {"spaces", "reproduce"}) {
    for (const auto& entry : std::filesystem::directory_iterator{source_folder() / "configs" / folder}) {
      if (entry.path().extension() != ".yaml") continue;
      EXPECT_EQ(accepts(entry.path()), true) << entry.path();
      ++files;
    }
  }
  EXPECT_GE(files, 9);
}

TEST_F(SchemaTest, RejectsEveryBadFileButThoseThatNeedMoreThanASchema) {
  // A line per file that is wrong by what a schema cannot see: two keys together, names in texts, other files.
  std::ifstream list{source_folder() / "tests" / "bad_configs" / "beyond_a_schema.list"};
  std::vector<std::string> beyond;
  for (std::string name; std::getline(list, name);) beyond.push_back(name);
  int rejected = 0;
  std::vector<std::string> seen;
  for (const auto& entry : std::filesystem::directory_iterator{source_folder() / "tests" / "bad_configs"}) {
    if (entry.path().extension() != ".yaml") continue;
    const auto accepted = accepts(entry.path());
    if (!accepted) continue;
    const std::string name = entry.path().stem().string();
    const bool expected = std::ranges::find(beyond, name) != beyond.end();
    if (expected) seen.push_back(name);
    EXPECT_EQ(*accepted, expected) << name;
    rejected += *accepted ? 0 : 1;
  }
  EXPECT_GE(rejected, 40);
  EXPECT_EQ(seen.size(), beyond.size());
}

TEST_F(SchemaTest, TheShippedCopyIsUpToDate) {
  EXPECT_EQ(read_file(source_folder() / "configs" / "space.schema.json"), bitpareto({"schema"}).out)
      << "bitpareto schema -o configs/space.schema.json";
}

}  // namespace
}  // namespace bitpareto::test

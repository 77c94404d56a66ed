// SPDX-License-Identifier: Apache-2.0
/// A document as values with their places: what the YAML and JSON readers make and everything else reads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/system/error.h"

namespace bitpareto {

/// One value of a document. A plain value: copyable, no pointer to its parent.
struct Node {
  enum class Kind { null, scalar, list, map };
  struct Entry;

  Kind kind = Kind::null;
  Place place;
  std::string text;            // of a scalar
  bool quoted = false;         // a scalar in quotes is text, never a number
  bool verbatim = false;       // a scalar that stands in the file as in `text`: places within it can be told
  std::vector<Node> items;     // of a list
  std::vector<Entry> entries;  // of a map, in the order of the file

  /// The value of `key`, or null if the map has none.
  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] Node* find(std::string_view key);
};

struct Node::Entry {
  std::string key;
  Place place;
  Node value;
};

/// The place of byte `at` of a scalar's text, or of the scalar where that cannot be told.
[[nodiscard]] Place place_within(const Node& node, std::size_t at);

/// "a list of 3", "'lstp'", "null": what was found, for a message.
[[nodiscard]] std::string found_text(const Node& node);

/// Makes nodes in code, for texts that the program writes.
namespace make {
[[nodiscard]] Node text(std::string_view value);
[[nodiscard]] Node number(double value);
[[nodiscard]] Node flag(bool value);
[[nodiscard]] Node list(std::vector<Node> items = {});
[[nodiscard]] Node map(std::vector<std::pair<std::string, Node>> entries = {});
void put(Node& map, std::string key, Node value);
}  // namespace make

/// As JSON (which is YAML too): indented by two spaces, short lists and maps on one line of at most 120 characters;
/// with `indent` off, on one line. Plain scalars are written as they are, so a number keeps its digits.
[[nodiscard]] std::string to_json(const Node& node, bool indent = true);
/// A JSON string literal.
[[nodiscard]] std::string json_string(std::string_view text);

}  // namespace bitpareto

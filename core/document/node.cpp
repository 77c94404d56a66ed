// SPDX-License-Identifier: Apache-2.0
#include "core/document/node.h"

#include <algorithm>

#include "core/text/format.h"
#include "core/text/number.h"

namespace bitpareto {

const Node* Node::find(std::string_view key) const {
  const auto it = std::ranges::find(entries, key, &Entry::key);
  return it == entries.end() ? nullptr : &it->value;
}

Node* Node::find(std::string_view key) {
  const auto it = std::ranges::find(entries, key, &Entry::key);
  return it == entries.end() ? nullptr : &it->value;
}

Place place_within(const Node& node, std::size_t at) {
  Place place = node.place;
  if (node.verbatim) place.column += static_cast<int>(at) + (node.quoted ? 1 : 0);
  return place;
}

std::string found_text(const Node& node) {
  constexpr std::size_t longest = 60;
  switch (node.kind) {
    case Node::Kind::null:
      return "nothing";
    case Node::Kind::scalar: {
      const std::string shown = node.text.size() > longest ? node.text.substr(0, longest) + "..." : node.text;
      return node.quoted ? format("the text '{}'", shown) : format("'{}'", shown);
    }
    case Node::Kind::list:
      return format("a list of {}", node.items.size());
    case Node::Kind::map:
      return "a map";
  }
  return {};
}

namespace make {

Node text(std::string_view value) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.text = value;
  node.quoted = true;
  return node;
}

Node number(double value) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.text = shortest(value);
  return node;
}

Node flag(bool value) {
  Node node;
  node.kind = Node::Kind::scalar;
  node.text = value ? "true" : "false";
  return node;
}

Node list(std::vector<Node> items) {
  Node node;
  node.kind = Node::Kind::list;
  node.items = std::move(items);
  return node;
}

Node map(std::vector<std::pair<std::string, Node>> entries) {
  Node node;
  node.kind = Node::Kind::map;
  for (auto& [key, value] : entries) put(node, std::move(key), std::move(value));
  return node;
}

void put(Node& map, std::string key, Node value) { map.entries.push_back({std::move(key), {}, std::move(value)}); }

}  // namespace make

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        } else {
          out += c;
        }
    }
  }
  return out + '"';
}

namespace {

constexpr std::size_t line_width = 120;

void write(std::string& out, const Node& node, std::size_t depth, bool indent);

template <class Items, class WriteItem>
void write_group(std::string& out, char open, char close, const Items& items, std::size_t depth, bool indent,
                 WriteItem write_item) {
  out += open;
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += indent ? "," : ", ";
    first = false;
    if (indent) out += "\n" + std::string(2 * (depth + 1), ' ');
    write_item(item);
  }
  if (indent && !first) out += "\n" + std::string(2 * depth, ' ');
  out += close;
}

void write(std::string& out, const Node& node, std::size_t depth, bool indent) {
  const bool group = node.kind == Node::Kind::list || node.kind == Node::Kind::map;
  if (indent && group) {
    std::string line;
    write(line, node, 0, false);
    if (2 * depth + line.size() <= line_width - 20) {
      out += line;
      return;
    }
  }
  switch (node.kind) {
    case Node::Kind::null:
      out += "null";
      break;
    case Node::Kind::scalar:
      out += node.quoted ? json_string(node.text) : node.text;
      break;
    case Node::Kind::list:
      write_group(out, '[', ']', node.items, depth, indent,
                  [&](const Node& item) { write(out, item, depth + 1, indent); });
      break;
    case Node::Kind::map:
      write_group(out, '{', '}', node.entries, depth, indent, [&](const Node::Entry& entry) {
        out += json_string(entry.key) + ": ";
        write(out, entry.value, depth + 1, indent);
      });
      break;
  }
}

}  // namespace

std::string to_json(const Node& node, bool indent) {
  std::string out;
  write(out, node, 0, indent);
  return out;
}

}  // namespace bitpareto

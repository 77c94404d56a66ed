// SPDX-License-Identifier: Apache-2.0
#include "core/document/set_edit.h"

#include <algorithm>

#include "core/base/limits.h"
#include "core/document/yaml_reader.h"
#include "core/text/format.h"
#include "core/text/number.h"

namespace bitpareto {

namespace {

/// A word of the path and where it starts in the setting.
struct Step {
  std::string word;
  int column;
};

/// Every place of a value read from a setting is in line 1; the file's name already says that it is a setting.
void drop_lines(Node& node) {
  node.place.line = 0;
  for (Node& item : node.items) drop_lines(item);
  for (Node::Entry& entry : node.entries) {
    entry.place.line = 0;
    drop_lines(entry.value);
  }
}

std::size_t depth_of(const Node& node) {
  std::size_t below = 0;
  for (const Node& item : node.items) below = std::max(below, depth_of(item));
  for (const Node::Entry& entry : node.entries) below = std::max(below, depth_of(entry.value));
  return below + (node.kind == Node::Kind::list || node.kind == Node::Kind::map ? 1 : 0);
}

class Editor {
 public:
  Editor(int number, Diagnostics& diagnostics)
      : file_{std::make_shared<const std::string>(format("--set {}", number))}, diagnostics_{diagnostics} {}

  void apply(Node& root, std::string_view setting) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string_view::npos || equals == 0) {
      return error(1, "", format("'{}' is not of the form path=value", setting));
    }
    if (std::ranges::count(setting.substr(0, equals), '.') >= static_cast<std::ptrdiff_t>(limits::depth)) {
      return error(1, "", format("a path of more than {} keys", limits::depth));
    }
    std::vector<Step> path;
    for (std::size_t from = 0; from <= equals;) {
      const std::size_t to = std::min(setting.find('.', from), equals);
      path.push_back({std::string{setting.substr(from, to - from)}, static_cast<int>(from) + 1});
      if (path.back().word.empty()) return error(path.back().column, "", "a path has a word between dots");
      from = to + 1;
    }
    // Spaces before the value keep its columns those of the setting.
    const std::string padded = std::string(equals + 1, ' ') + std::string{setting.substr(equals + 1)};
    Diagnostics here;
    std::optional<Node> value = read_yaml(padded, file_, here);
    for (const Diagnostic& d : here.in_file_order())
      error(d.place.column, std::string{setting.substr(0, equals)}, d.message);
    if (!value || here.has_errors()) return;
    drop_lines(*value);
    if (path.size() + depth_of(*value) > limits::depth) {
      return error(1, std::string{setting.substr(0, equals)}, format("nested more than {} levels deep", limits::depth));
    }
    put(root, path, 0, *std::move(value));
  }

 private:
  void error(int column, const std::string& path, std::string message) {
    diagnostics_.error({file_, 0, column}, path, std::move(message));
  }

  static std::string joined(const std::vector<Step>& path, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ".") + path[i].word;
    return text;
  }

  /// Puts `value` at path[at...] below `node`. Whatever can be wrong is so before anything is changed.
  void put(Node& node, const std::vector<Step>& path, std::size_t at, Node value) {
    const Step& step = path[at];
    const bool last = at + 1 == path.size();
    const bool deletes = last && value.kind == Node::Kind::null;
    if (node.kind == Node::Kind::null) {
      node.kind = Node::Kind::map;
      node.place = {file_, 0, step.column};
    }
    if (node.kind == Node::Kind::scalar) {
      return error(step.column, joined(path, at + 1), format("{} has nothing below it", joined(path, at)));
    }
    if (node.kind == Node::Kind::list) {
      const auto index = parse_whole(step.word);
      if (!index || *index > node.items.size() || (deletes && *index == node.items.size())) {
        return error(step.column, joined(path, at + 1),
                     format("'{}' is no position in a list of {}; positions count from 0{}", step.word,
                            node.items.size(), deletes ? "" : format(", and {} appends", node.items.size())));
      }
      const auto position = node.items.begin() + static_cast<std::ptrdiff_t>(*index);
      if (deletes) {
        node.items.erase(position);
        return;
      }
      if (*index == node.items.size()) node.items.emplace_back().place = {file_, 0, step.column};
      Node& item = node.items[*index];
      if (!last) return put(item, path, at + 1, std::move(value));
      item = std::move(value);
      return;
    }
    const auto entry = std::ranges::find(node.entries, step.word, &Node::Entry::key);
    if (deletes) {
      // Deleting what is not there is what the user wants already.
      if (entry != node.entries.end()) node.entries.erase(entry);
      return;
    }
    if (entry == node.entries.end()) {
      Node made;
      made.place = {file_, 0, step.column};
      node.entries.push_back({step.word, {file_, 0, step.column}, std::move(made)});
      if (!last) return put(node.entries.back().value, path, at + 1, std::move(value));
      node.entries.back().value = std::move(value);
      return;
    }
    if (!last) return put(entry->value, path, at + 1, std::move(value));
    entry->value = std::move(value);
  }

  std::shared_ptr<const std::string> file_;
  Diagnostics& diagnostics_;
};

}  // namespace

void apply_settings(Node& root, std::span<const std::string> settings, Diagnostics& diagnostics) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < settings.size(); ++i) {
    bytes += settings[i].size();
    if (i == limits::settings || bytes > limits::yaml_bytes) {
      diagnostics.error({std::make_shared<const std::string>(format("--set {}", i + 1)), 0, 0}, "",
                        format("more than {} settings, or {} bytes of them", grouped(limits::settings),
                               grouped(limits::yaml_bytes)));
      return;
    }
    Editor{static_cast<int>(i) + 1, diagnostics}.apply(root, settings[i]);
  }
}

}  // namespace bitpareto

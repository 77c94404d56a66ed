// SPDX-License-Identifier: Apache-2.0
#include "core/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <sstream>
#include <vector>

#include "core/text/file.h"
#include "core/text/format.h"

namespace bitpareto {

namespace {

/// Ends parsing from inside an event; the reason is a diagnostic already.
struct Stop {};

/// Builds the tree from yaml-cpp's events: its own node tree would have dropped duplicate keys and places by then.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::shared_ptr<const std::string> file, Diagnostics& diagnostics)
      : file_{std::move(file)}, diagnostics_{diagnostics} {}

  Node root;

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node;
    node.place = at(mark);
    add(std::move(node), anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_tag(mark, tag);
    Node node;
    node.place = at(mark);
    node.kind = Node::Kind::scalar;
    node.text = value;
    node.quoted = tag == "!";
    if (!node.quoted && (value == "~" || value == "null")) node.kind = Node::Kind::null;
    add(std::move(node), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto it = anchors_.find(anchor);
    if (it == anchors_.end()) fail(mark, "an alias inside the value that it names; a value cannot contain itself");
    count(mark, it->second.size);
    Node copy = it->second.node;
    if (depth() + it->second.depth > most_yaml_depth) too_deep(mark);
    add(std::move(copy), 0, it->second.size, it->second.depth);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(mark, tag, anchor, Node::Kind::list);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(mark, tag, anchor, Node::Kind::map);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  /// A list or map whose end has not come yet.
  struct Open {
    Node node;
    YAML::anchor_t anchor = 0;
    std::size_t size = 1;          // nodes in it, itself included
    std::size_t below = 0;         // levels of nesting in it
    std::optional<Node> key = {};  // of a map: the key whose value comes next
  };
  struct Anchored {
    Node node;
    std::size_t size = 1;
    std::size_t depth = 0;
  };

  [[nodiscard]] Place at(const YAML::Mark& mark) const { return {file_, mark.line + 1, mark.column + 1}; }
  [[nodiscard]] std::size_t depth() const { return stack_.size(); }

  [[noreturn]] void fail(const YAML::Mark& mark, std::string message) {
    diagnostics_.error(at(mark), "", std::move(message));
    throw Stop{};
  }
  [[noreturn]] void too_deep(const YAML::Mark& mark) {
    fail(mark, format("nested more than {} levels deep", most_yaml_depth));
  }
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") fail(mark, format("the tag {} is not used here; remove it", tag));
  }
  void count(const YAML::Mark& mark, std::size_t nodes) {
    nodes_ += nodes;
    if (nodes_ > most_yaml_nodes) {
      fail(mark, format("more than {} values once aliases are followed", most_yaml_nodes));
    }
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
    refuse_tag(mark, tag);
    if (depth() >= most_yaml_depth) too_deep(mark);
    count(mark, 1);
    Open group;
    group.node.kind = kind;
    group.node.place = at(mark);
    group.anchor = anchor;
    stack_.push_back(std::move(group));
  }

  void close() {
    Open group = std::move(stack_.back());
    stack_.pop_back();
    add(std::move(group.node), group.anchor, group.size, group.below + 1);
  }

  /// Puts a finished value where it belongs: into the group around it, as a key or a value.
  void add(Node node, YAML::anchor_t anchor, std::size_t size = 1, std::size_t depth = 0) {
    if (anchor != 0) anchors_[anchor] = {node, size, depth};
    if (stack_.empty()) {
      root = std::move(node);
      return;
    }
    Open& group = stack_.back();
    group.size += size;
    group.below = std::max(group.below, depth);
    if (group.node.kind == Node::Kind::list) {
      group.node.items.push_back(std::move(node));
    } else if (!group.key) {
      group.key = std::move(node);
    } else {
      Node key = *std::exchange(group.key, std::nullopt);
      if (key.kind == Node::Kind::null && key.text.empty()) key.text = "null";
      if (key.kind == Node::Kind::list || key.kind == Node::Kind::map) {
        diagnostics_.error(key.place, "", "a key is a word, not a list or a map");
      } else if (const Node* first = group.node.find(key.text)) {
        diagnostics_.error(
            key.place, "",
            format("'{}' stands twice in this map; the first is in line {}", key.text, first->place.line));
      } else if (group.node.entries.size() == most_yaml_keys) {
        diagnostics_.error(key.place, "", format("more than {} keys in one map", most_yaml_keys));
        throw Stop{};
      } else {
        group.node.entries.push_back({key.text, key.place, std::move(node)});
      }
    }
  }

  std::shared_ptr<const std::string> file_;
  Diagnostics& diagnostics_;
  std::vector<Open> stack_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  std::size_t nodes_ = 0;
};

}  // namespace

std::optional<Node> read_yaml(std::string_view text, const std::shared_ptr<const std::string>& file,
                              Diagnostics& diagnostics) {
  std::istringstream stream{std::string{text}};
  TreeBuilder builder{file, diagnostics};
  try {
    YAML::Parser parser{stream};
    if (!parser.HandleNextDocument(builder)) {
      Node empty;
      empty.place = {file, 1, 1};
      return empty;
    }
    TreeBuilder second{file, diagnostics};
    if (parser.HandleNextDocument(second)) {
      diagnostics.error(second.root.place, "", "a second document; a file holds one");
      return std::nullopt;
    }
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& e) {
    diagnostics.error({file, e.mark.line + 1, e.mark.column + 1}, "", "not YAML: " + e.msg);
    return std::nullopt;
  }
  return std::move(builder.root);
}

std::optional<Node> read_yaml_file(const std::filesystem::path& path, Diagnostics& diagnostics) {
  const auto file = std::make_shared<const std::string>(path.string());
  const Result<std::string> text = read_text(path, most_yaml_bytes);
  if (!text) {
    diagnostics.error({file, 0, 0}, "", text.error());
    return std::nullopt;
  }
  return read_yaml(*text, file, diagnostics);
}

}  // namespace bitpareto

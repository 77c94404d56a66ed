// SPDX-License-Identifier: Apache-2.0
#include "core/document/json_reader.h"

#include <nlohmann/json.hpp>
#include <unordered_set>
#include <vector>

#include "core/base/limits.h"
#include "core/text/format.h"
#include "core/text/number.h"

namespace bitpareto {

namespace {

/// Builds the tree from nlohmann's events, so that equal keys are seen and nesting is bounded before memory is spent.
class TreeBuilder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeBuilder(std::shared_ptr<const std::string> file, std::size_t most_values, Diagnostics& diagnostics)
      : file_{std::move(file)}, most_values_{most_values}, diagnostics_{diagnostics} {}

  Node root;

  bool null() override { return add({}); }
  bool boolean(bool value) override { return add(plain(value ? "true" : "false")); }
  bool number_integer(std::int64_t value) override { return add(plain(std::to_string(value))); }
  bool number_unsigned(std::uint64_t value) override { return add(plain(std::to_string(value))); }
  bool number_float(double /*value*/, const std::string& text) override { return add(plain(text)); }
  bool string(std::string& value) override {
    Node node = plain(value);
    node.quoted = true;
    return add(std::move(node));
  }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return open(Node::Kind::map); }
  bool start_array(std::size_t /*size*/) override { return open(Node::Kind::list); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& name) override {
    Open& object = stack_.back();
    // A walk through a small object is cheaper than a table.
    const bool is_large = object.node.entries.size() >= small_object;
    if (is_large && object.names.empty()) {
      for (const Node::Entry& entry : object.node.entries) object.names.insert(entry.key);
    }
    const bool is_new = is_large ? object.names.insert(name).second : object.node.find(name) == nullptr;
    if (!is_new) return fail(format("'{}' stands twice in one object", name));
    object.key = name;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& /*error*/) override {
    return fail(format("not JSON: unexpected text at byte {}", position));
  }

 private:
  [[nodiscard]] Node plain(std::string text) const {
    Node node;
    node.kind = Node::Kind::scalar;
    node.text = std::move(text);
    return node;
  }
  bool fail(std::string message) {
    diagnostics_.error({file_, 0, 0}, "", std::move(message));
    return false;
  }
  bool open(Node::Kind kind) {
    if (stack_.size() == limits::depth) return fail(format("nested more than {} levels deep", limits::depth));
    stack_.emplace_back().node.kind = kind;
    return true;
  }
  bool close() {
    Node node = std::move(stack_.back().node);
    stack_.pop_back();
    return add(std::move(node));
  }
  bool add(Node node) {
    if (++values_ > most_values_) return fail(format("more than {} values", grouped(most_values_)));
    node.place = {file_, 0, 0};
    if (stack_.empty()) {
      root = std::move(node);
    } else if (stack_.back().node.kind == Node::Kind::list) {
      stack_.back().node.items.push_back(std::move(node));
    } else {
      stack_.back().node.entries.push_back({std::move(stack_.back().key), {file_, 0, 0}, std::move(node)});
    }
    return true;
  }

  static constexpr std::size_t small_object = 16;
  /// An object or array whose end has not come yet.
  struct Open {
    Node node;
    std::string key;                        // of an object: whose value comes next
    std::unordered_set<std::string> names;  // of an object that is not small
  };

  std::shared_ptr<const std::string> file_;
  std::size_t most_values_;
  Diagnostics& diagnostics_;
  std::vector<Open> stack_;
  std::size_t values_ = 0;
};

}  // namespace

std::optional<Node> read_json(std::string_view text, const std::shared_ptr<const std::string>& file,
                              std::size_t most_values, Diagnostics& diagnostics) {
  TreeBuilder builder{file, most_values, diagnostics};
  if (!nlohmann::json::sax_parse(text, &builder)) return std::nullopt;
  return std::move(builder.root);
}

}  // namespace bitpareto

// SPDX-License-Identifier: Apache-2.0
#include "core/json_reader.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "core/text/format.h"

namespace bitpareto {

namespace {

constexpr std::size_t most_depth = 64;

/// Builds the tree from nlohmann's events, so that equal keys are seen and nesting is bounded before memory is spent.
class TreeBuilder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeBuilder(std::shared_ptr<const std::string> file, Diagnostics& diagnostics)
      : file_{std::move(file)}, diagnostics_{diagnostics} {}

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
    if (stack_.back().find(name) != nullptr) return fail(format("'{}' stands twice in one object", name));
    keys_.back() = name;
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
    if (stack_.size() == most_depth) return fail(format("nested more than {} levels deep", most_depth));
    Node node;
    node.kind = kind;
    stack_.push_back(std::move(node));
    keys_.emplace_back();
    return true;
  }
  bool close() {
    Node node = std::move(stack_.back());
    stack_.pop_back();
    keys_.pop_back();
    return add(std::move(node));
  }
  bool add(Node node) {
    node.place = {file_, 0, 0};
    if (stack_.empty()) {
      root = std::move(node);
    } else if (stack_.back().kind == Node::Kind::list) {
      stack_.back().items.push_back(std::move(node));
    } else {
      stack_.back().entries.push_back({keys_.back(), {file_, 0, 0}, std::move(node)});
    }
    return true;
  }

  std::shared_ptr<const std::string> file_;
  Diagnostics& diagnostics_;
  std::vector<Node> stack_;
  std::vector<std::string> keys_;
};

}  // namespace

std::optional<Node> read_json(std::string_view text, const std::shared_ptr<const std::string>& file,
                              Diagnostics& diagnostics) {
  TreeBuilder builder{file, diagnostics};
  if (!nlohmann::json::sax_parse(text, &builder)) return std::nullopt;
  return std::move(builder.root);
}

}  // namespace bitpareto

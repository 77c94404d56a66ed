// SPDX-License-Identifier: Apache-2.0
#include "core/document/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <unordered_map>
#include <vector>

#include "core/base/limits.h"
#include "core/system/file.h"
#include "core/text/format.h"
#include "core/text/number.h"

namespace bitpareto {

namespace {

/// Ends parsing from inside an event; the reason is a diagnostic already.
struct Stop {};

/// Builds the tree from yaml-cpp's events: its own node tree would have dropped duplicate keys and places by then.
/// While the document is read every value stands once, whatever number of aliases name it; what the aliases would make
/// of it is counted as it is composed, so an explosion is refused before it costs memory.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view source, std::shared_ptr<const std::string> file, Diagnostics& diagnostics)
      : source_{source}, file_{std::move(file)}, diagnostics_{diagnostics} {}

  /// The document with its aliases followed.
  [[nodiscard]] Node root() const { return values_.empty() ? Node{} : expanded(root_); }
  /// Where it begins.
  [[nodiscard]] Place place() const { return values_.empty() ? Place{file_, 1, 1} : at(values_[root_].spot); }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    count(mark, 1, 0);
    add(mark, new_value({.spot = spot(mark)}), anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_tag(mark, tag);
    count(mark, 1, value.size());
    Value made{.kind = Node::Kind::scalar, .spot = spot(mark), .text = value, .quoted = tag == "!"};
    const std::size_t from = static_cast<std::size_t>(mark.pos) + (made.quoted ? 1 : 0);
    made.verbatim = from < source_.size() && source_.substr(from, value.size()) == value;
    if (!made.quoted && (value == "~" || value == "null")) made.kind = Node::Kind::null;
    made.bytes = value.size();
    add(mark, new_value(std::move(made)), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto it = anchors_.find(anchor);
    if (it == anchors_.end()) fail(mark, "an alias inside the value that it names; a value cannot contain itself");
    const Value& value = values_[it->second];
    count(mark, value.nodes, value.bytes);
    if (stack_.size() + value.depth > limits::depth) too_deep(mark);
    add(mark, it->second, 0);
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
  struct Spot {
    int line = 0, column = 0;
  };
  struct Key {
    std::string text;
    Spot spot;
  };
  /// A value of the document; `items` are positions in values_.
  struct Value {
    Node::Kind kind = Node::Kind::null;
    Spot spot;
    std::string text = {};
    bool quoted = false;
    bool verbatim = false;
    std::vector<std::size_t> items = {};
    std::vector<Key> keys = {};  // of a map, one for each item
    std::size_t nodes = 1;       // once aliases are followed, itself included
    std::size_t bytes = 0;       // of its texts and keys, likewise
    std::size_t depth = 0;       // levels of nesting in it
  };
  /// A list or map whose end has not come yet.
  struct Open {
    Value value;
    YAML::Mark mark;
    YAML::anchor_t anchor = 0;
    std::optional<std::size_t> key = {};             // of a map: the key whose value comes next
    std::unordered_map<std::string, int> lines = {};  // of its keys
  };

  [[nodiscard]] static Spot spot(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }
  [[nodiscard]] Place at(const Spot& spot) const { return {file_, spot.line, spot.column}; }

  [[noreturn]] void fail(const YAML::Mark& mark, std::string message) {
    diagnostics_.error(at(spot(mark)), "", std::move(message));
    throw Stop{};
  }
  [[noreturn]] void too_deep(const YAML::Mark& mark) {
    fail(mark, format("nested more than {} levels deep", limits::depth));
  }
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") fail(mark, format("the tag {} is not used here; remove it", tag));
  }
  void count(const YAML::Mark& mark, std::size_t nodes, std::size_t bytes) {
    nodes_ += nodes;
    bytes_ += bytes;
    if (nodes_ > limits::yaml_nodes) {
      fail(mark, format("more than {} values once aliases are followed", grouped(limits::yaml_nodes)));
    }
    if (bytes_ > limits::yaml_text_bytes) {
      fail(mark, format("more than {} bytes of text once aliases are followed", grouped(limits::yaml_text_bytes)));
    }
  }

  std::size_t new_value(Value value) {
    values_.push_back(std::move(value));
    return values_.size() - 1;
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
    refuse_tag(mark, tag);
    if (stack_.size() >= limits::depth) too_deep(mark);
    count(mark, 1, 0);
    stack_.push_back({.value = {.kind = kind, .spot = spot(mark)}, .mark = mark, .anchor = anchor});
  }

  void close() {
    Open group = std::move(stack_.back());
    stack_.pop_back();
    group.value.depth += 1;
    add(group.mark, new_value(std::move(group.value)), group.anchor);
  }

  /// Puts a finished value where it belongs: into the group around it, as a key or a value.
  void add(const YAML::Mark& mark, std::size_t value, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = value;
    if (stack_.empty()) {
      root_ = value;
      return;
    }
    Open& group = stack_.back();
    Value& around = group.value;
    around.nodes += values_[value].nodes;
    around.bytes += values_[value].bytes;
    around.depth = std::max(around.depth, values_[value].depth);
    if (around.kind == Node::Kind::list) {
      around.items.push_back(value);
    } else if (!group.key) {
      group.key = value;
    } else {
      const Value& key = values_[*std::exchange(group.key, std::nullopt)];
      const std::string text = key.kind == Node::Kind::null && key.text.empty() ? "null" : key.text;
      if (key.kind == Node::Kind::list || key.kind == Node::Kind::map) {
        diagnostics_.error(at(key.spot), "", "a key is a word, not a list or a map");
      } else if (const auto [first, is_new] = group.lines.emplace(text, key.spot.line); !is_new) {
        diagnostics_.error(at(key.spot), "", [&text, line = first->second] {
          return format("'{}' stands twice in this map; the first is in line {}", text, line);
        });
      } else if (around.items.size() == limits::yaml_keys) {
        fail(mark, format("more than {} keys in one map", grouped(limits::yaml_keys)));
      } else {
        around.items.push_back(value);
        around.keys.push_back({text, key.spot});
      }
    }
  }

  [[nodiscard]] Node expanded(std::size_t number) const {
    const Value& value = values_[number];
    Node node;
    node.kind = value.kind;
    node.place = at(value.spot);
    node.text = value.text;
    node.quoted = value.quoted;
    node.verbatim = value.verbatim;
    if (value.kind == Node::Kind::list) {
      node.items.reserve(value.items.size());
      for (const std::size_t item : value.items) node.items.push_back(expanded(item));
    } else {
      node.entries.reserve(value.items.size());
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        node.entries.push_back({value.keys[i].text, at(value.keys[i].spot), expanded(value.items[i])});
      }
    }
    return node;
  }

  std::string_view source_;
  std::shared_ptr<const std::string> file_;
  Diagnostics& diagnostics_;
  std::vector<Value> values_;
  std::size_t root_ = 0;
  std::vector<Open> stack_;
  std::unordered_map<YAML::anchor_t, std::size_t> anchors_;
  std::size_t nodes_ = 0;
  std::size_t bytes_ = 0;
};

/// The line, from 0, of a text.
std::string_view line_of(std::string_view text, int number) {
  for (; number > 0; --number) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

/// What yaml-cpp found wrong, in words that say what to do.
std::string explained(const YAML::Exception& e, std::string_view text) {
  const std::string_view line = line_of(text, e.mark.line);
  const std::size_t tab = line.find('\t');
  if (tab != std::string_view::npos && line.find_first_not_of(" \t-") >= tab) {
    return "a tab in the indentation; YAML wants spaces there";
  }
  struct Words {
    std::string_view theirs, ours;
  };
  // Messages of yaml-cpp 0.7 (yaml-cpp/exceptions.h).
  static constexpr std::array known{
      Words{"illegal map value", "a colon where no value can begin; put a text with ': ' in it in quotes"},
      Words{"end of map not found", "a key that does not stand where the keys above it do, or a text without its ': '"},
      Words{"end of map flow not found", "a '{' that is not closed before this"},
      Words{"end of sequence not found", "expected '- ' as above, or a key further left"},
      Words{"end of sequence flow not found", "a '[' that is not closed before this"},
      Words{"illegal block entry", "a '- ' where no list can begin; it stands in a line of its own"},
      Words{"illegal flow end", "a ']' or '}' that nothing opens"},
      Words{"illegal EOF in scalar", "the file ends inside quotes"},
      Words{"illegal document indicator in scalar", "a '---' inside quotes"},
      Words{"the referenced anchor is not defined", "an alias to an anchor that is not defined above"},
      Words{"unknown token", "a character that begins nothing; put the text in quotes"},
      Words{"illegal map key", "a key where none can begin"},
  };
  const auto it = std::ranges::find(known, std::string_view{e.msg}, &Words::theirs);
  return it == known.end() ? "not YAML: " + e.msg : "not YAML: " + std::string{it->ours};
}

}  // namespace

std::optional<Node> read_yaml(std::string_view text, const std::shared_ptr<const std::string>& file,
                              Diagnostics& diagnostics) {
  std::istringstream stream{std::string{text}};
  TreeBuilder builder{text, file, diagnostics};
  try {
    YAML::Parser parser{stream};
    if (text.size() > limits::yaml_bytes) {
      diagnostics.error({file, 0, 0}, "", format("is larger than {} bytes, the most that such a text may have",
                                                 grouped(limits::yaml_bytes)));
      return std::nullopt;
    }
    if (!parser.HandleNextDocument(builder)) {
      Node empty;
      empty.place = {file, 1, 1};
      return empty;
    }
    TreeBuilder second{text, file, diagnostics};
    if (parser.HandleNextDocument(second)) {
      diagnostics.error(second.place(), "", "a second document; a file holds one");
      return std::nullopt;
    }
  } catch (const Stop&) {
    return std::nullopt;
  } catch (const YAML::Exception& e) {
    diagnostics.error({file, e.mark.line + 1, e.mark.column + 1}, "", explained(e, text));
    return std::nullopt;
  }
  return builder.root();
}

std::optional<Node> read_yaml_file(const std::filesystem::path& path, Diagnostics& diagnostics) {
  const auto file = std::make_shared<const std::string>(path.string());
  const Result<std::string> text = read_text(path, limits::yaml_bytes);
  if (!text) {
    diagnostics.error({file, 0, 0}, "", text.error());
    return std::nullopt;
  }
  return read_yaml(*text, file, diagnostics);
}

}  // namespace bitpareto

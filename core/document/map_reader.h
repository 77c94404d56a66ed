// SPDX-License-Identifier: Apache-2.0
/// Reading a document key by key: every value is checked where it is read, every key that nobody asked for is a
/// mistake.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/corner.h"
#include "core/document/node.h"
#include "core/text/quantity.h"

namespace bitpareto {

/// The closed interval in which a number must lie; `above_least` leaves out the lower end.
struct Within {
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  bool above_least = false;

  [[nodiscard]] bool contains(double value) const {
    return (above_least ? value > least : value >= least) && value <= most;
  }
};

/// "outside [0, 1]", "not positive": the interval in words behind a value, in the units of `dimension`.
[[nodiscard]] std::string outside_text(const Within& within, Dimension dimension);

/// One value of a document together with its path; each function reads it as one type, or says what is wrong and
/// returns nothing.
class Field {
 public:
  Field(const Node& node, std::string path, Diagnostics& diagnostics)
      : node_{&node}, path_{std::move(path)}, diagnostics_{&diagnostics} {}

  [[nodiscard]] const Node& node() const { return *node_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] Diagnostics& diagnostics() const { return *diagnostics_; }
  void error(std::string message) const { diagnostics_->error(node_->place, path_, std::move(message)); }
  /// The same with words that are made only if they can be shown.
  template <std::invocable Make>
  void error(Make make) const {
    diagnostics_->error(node_->place, path_, std::move(make));
  }

  [[nodiscard]] std::optional<std::string> text() const;
  /// One of `names`. Otherwise a nearby one is suggested, and taken, so that reading goes on as if that had been meant.
  [[nodiscard]] std::optional<std::string> name(std::span<const std::string> names) const;
  [[nodiscard]] std::optional<bool> flag() const;
  [[nodiscard]] std::optional<double> number(const Within& within) const;
  /// A whole number; written without point and exponent.
  [[nodiscard]] std::optional<std::uint64_t> whole(std::uint64_t least, std::uint64_t most) const;
  [[nodiscard]] std::optional<double> quantity(Dimension dimension, const Within& within) const;
  /// Whether the value is a map of low, typical and high, or of some of them and nothing else.
  [[nodiscard]] bool is_bounded() const;
  /// One quantity, or {low, typical, high} in that order of size.
  [[nodiscard]] std::optional<Bounded> bounded(Dimension dimension, const Within& within) const;

 private:
  /// The text of a scalar, or nothing with a complaint that `expected` was wanted. What is in quotes is a text: a
  /// quantity may be written as one, a number may not.
  [[nodiscard]] std::optional<std::string_view> plain(std::string_view expected, bool may_be_quoted = false) const;

  const Node* node_;
  std::string path_;
  Diagnostics* diagnostics_;
};

/// The keys of one map. Reads nothing but complains once if the value is not a map. A reader that is told all keys
/// beforehand complains of a misspelt one at once and then goes on as if it had been spelt as suggested, so that what
/// is wrong behind it is found too.
class MapReader {
 public:
  MapReader(const Node& node, std::string path, Diagnostics& diagnostics, std::span<const std::string_view> keys = {});
  explicit MapReader(const Field& field, std::span<const std::string_view> keys = {})
      : MapReader{field.node(), field.path(), field.diagnostics(), keys} {}

  [[nodiscard]] bool is_map() const { return node_->kind == Node::Kind::map; }
  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  [[nodiscard]] const Node& node() const { return *node_; }
  /// The key that an entry is taken for: its own, or the one that was suggested.
  [[nodiscard]] const std::string& key_of(const Node::Entry& entry) const;
  /// The value of `key` if it is there and not null.
  [[nodiscard]] std::optional<Field> optional(std::string_view key);
  /// The same; its absence is a mistake, `why` (may be empty) says what it would be good for.
  [[nodiscard]] std::optional<Field> required(std::string_view key, std::string_view why = {});
  /// Complains about every key that was not asked for.
  void finish();
  /// "path.key", or "key" at the top.
  [[nodiscard]] std::string path_of(std::string_view key) const;

 private:
  [[nodiscard]] const Node* find(std::string_view key) const;
  void follow_suggestions(std::span<const std::string_view> keys);

  const Node* node_;
  std::string path_;
  Diagnostics* diagnostics_;
  std::vector<std::string> asked_;
  std::vector<std::pair<const Node::Entry*, std::string>> taken_for_;  // misspelt entries and what they stand for
};

}  // namespace bitpareto

// SPDX-License-Identifier: Apache-2.0
/// Who takes part in a race: explorers by name, with options of their own or drawn at random.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/document/node.h"
#include "session/catalogue.h"

namespace bitpareto::session {

/// An explorer and its options. The entry is that of the catalogue, which must outlive it.
struct Racer {
  const ExplorerEntry* entry = nullptr;
  std::string label;      // as it was asked for: "nsga2", "nsga2 {population: 50}"
  Node options;           // a map as the section `explorer` of a space has it, without a budget
  bool is_plain = false;  // its name alone was given
  Place place;
};

/// Those of a list such as "random, nsga2, {name: nsga2, population: 50}", or, if it is empty, every explorer with a budget. What is wrong becomes
/// diagnostics with the column in the list.
[[nodiscard]] std::vector<Racer> read_racers(const std::string& list, const Catalogue& catalogue, Diagnostics& diagnostics);
/// Gives those of which only the name was given the options that the space has for its explorer, if it is the same. Who cannot search the space
/// becomes a diagnostic.
void meet_space(std::vector<Racer>& racers, const SpaceFile& file, Diagnostics& diagnostics);

/// "10000" or "60 s"; nothing, with a diagnostic, for anything else.
[[nodiscard]] std::optional<CountOrTime> read_budget(const std::string& text, Diagnostics& diagnostics);

/// What a racer runs with: `options` may be drawn_options(), the budget is left out where the explorer knows none. A ConfigError for options that it
/// does not take, which read_racers() would have said.
[[nodiscard]] std::unique_ptr<Explorer> make_explorer(const Racer& racer, const Node& options, const CountOrTime& budget);

/// Options drawn at random within their ranges, another set for each number: words and shares evenly; other numbers up to ten times less or more than
/// what the racer has, every ratio as likely as another, to three digits. Its budget and what it does with equal designs stay.
[[nodiscard]] Node drawn_options(const Racer& racer, std::uint64_t seed, std::uint64_t number);
/// Whether there is anything to draw.
[[nodiscard]] bool has_options_to_draw(const Racer& racer);

/// "{name: nsga2, budget: 10000, population: 50}": as it may stand behind `explorer:`.
[[nodiscard]] std::string section_text(const Node& section);

}  // namespace bitpareto::session

// SPDX-License-Identifier: Apache-2.0
#include "session/race_field.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "core/base/elementary.h"
#include "core/base/random.h"
#include "core/design/leaf_reader.h"
#include "core/document/map_reader.h"
#include "core/document/yaml_reader.h"
#include "core/space_file/resolved_configuration.h"
#include "core/text/format.h"
#include "core/text/number.h"

namespace bitpareto::session {

namespace {

constexpr std::string_view budget_key = "budget";
/// What says nothing of how well an explorer searches.
constexpr std::array<std::string_view, 2> never_drawn{budget_key, "ties"};
/// How far from what an option is a drawn one may be. Assumed: what people try; whole ranges hold populations that no budget lasts for.
constexpr double widest = 10;
constexpr int digits = 3;

/// Every place of a list is in line 1 of a text that begins with a bracket: only columns say something, those of the user.
void move_places(Node& node) {
  const auto move = [](Place& place) {
    place.line = 0;
    --place.column;
  };
  move(node.place);
  for (Node& item : node.items) move_places(item);
  for (Node::Entry& entry : node.entries) {
    move(entry.place);
    move_places(entry.value);
  }
}

/// Complains of every option that the explorer does not take.
std::unique_ptr<Explorer> made(const ExplorerEntry& entry, const Node& options, Diagnostics& diagnostics) {
  MapReader map{options, std::string{entry.name}, diagnostics};
  static_cast<void>(map.optional("name"));
  std::unique_ptr<Explorer> explorer = entry.make(map);
  map.finish();
  return explorer;
}

std::vector<OptionText> options_of(const Racer& racer) {
  Diagnostics none;
  return made(*racer.entry, racer.options, none)->options();
}

class RacerReader {
 public:
  RacerReader(const Catalogue& catalogue, Diagnostics& diagnostics) : catalogue_{&catalogue}, diagnostics_{&diagnostics} {
    for (const ExplorerEntry& entry : catalogue.explorers()) known_.names.emplace_back(entry.name);
  }

  std::optional<Racer> read(const Node& item) {
    const Field field{item, "", *diagnostics_};
    if (item.kind == Node::Kind::map) return of_map(field);
    const auto name = field.text();
    const ExplorerEntry* const entry = name ? find(field, *name) : nullptr;
    if (entry == nullptr) return std::nullopt;
    return Racer{entry, *name, make::map({{"name", make::text(*name)}}), true, item.place};
  }

 private:
  const ExplorerEntry* find(const Field& field, const std::string& name) {
    const ExplorerEntry* const entry = catalogue_->find_explorer(name);
    if (entry == nullptr) field.error([&] { return unknown_name_text(name, known_); });
    return entry;
  }

  std::optional<Racer> of_map(const Field& field) {
    MapReader map{field};
    const auto name = map.required("name");
    const auto text = name ? name->text() : std::nullopt;
    const ExplorerEntry* const entry = text ? find(*name, *text) : nullptr;
    if (entry == nullptr) return std::nullopt;
    Racer racer{entry, *text, field.node(), false, field.node().place};
    if (const auto budget = map.optional(budget_key)) {
      budget->error("all that race have the same: --budget");
      std::erase_if(racer.options.entries, [](const Node::Entry& e) { return e.key == budget_key; });
    }
    if (racer.options.entries.size() > 1) {
      Node others = racer.options;
      std::erase_if(others.entries, [](const Node::Entry& e) { return e.key == "name"; });
      racer.label += " " + section_text(others);
    }
    static_cast<void>(made(*entry, racer.options, *diagnostics_));
    return racer;
  }

  const Catalogue* catalogue_;
  Diagnostics* diagnostics_;
  NameList known_{"an explorer", {}, "bitpareto list explorers", false};
};

/// Two of the same would be one twice.
void require_different(const std::vector<Racer>& racers, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < racers.size(); ++i) {
    const bool stands_before = std::ranges::any_of(racers.begin(), racers.begin() + static_cast<std::ptrdiff_t>(i),
                                                   [&](const Racer& r) { return r.label == racers[i].label; });
    if (stands_before) diagnostics.error(racers[i].place, "", format("{} stands twice", racers[i].label));
  }
}

/// A whole number or one of three digits that reads back to what it says.
double written(double value, const OptionText& option) {
  if (option.whole) return std::clamp(std::round(value), std::ceil(option.within.least), std::floor(option.within.most));
  const double shown = parse_number(format("{:.{}g}", value, digits)).value_or(value);
  return option.within.contains(shown) ? shown : value;
}

/// A number for which nothing is known but its range and what people give it.
double drawn_number(const OptionText& option, double now, double uniform) {
  const Within& within = option.within;
  const bool is_share = within.least == 0 && within.most == 1;
  if (is_share || !(now > 0)) {
    if (!std::isfinite(within.least) || !std::isfinite(within.most)) return now;
    return within.least + uniform * (within.most - within.least);
  }
  const double low = std::max(within.least, now / widest);
  const double high = std::min(within.most, now * widest);
  return std::clamp(low * portable_exp(uniform * portable_log(high / low)), low, high);
}

bool is_drawn(const OptionText& option) {
  return !option.or_time && std::ranges::find(never_drawn, option.name) == never_drawn.end();
}

}  // namespace

std::vector<Racer> read_racers(const std::string& list, const Catalogue& catalogue, Diagnostics& diagnostics) {
  std::vector<Racer> racers;
  if (list.empty()) {
    for (const ExplorerEntry& entry : catalogue.explorers()) {
      const std::string name{entry.name};
      if (entry.traits.budgeted) racers.push_back({&entry, name, make::map({{"name", make::text(name)}}), true, {}});
    }
    return racers;
  }
  const auto file = std::make_shared<const std::string>("--explorers");
  Diagnostics here;
  std::optional<Node> items = read_yaml("[" + list + "]", file, here);
  for (const Diagnostic& d : here.in_file_order()) diagnostics.error({file, 0, d.place.column - 1}, d.path, d.message);
  if (!items || here.has_errors()) return racers;
  move_places(*items);
  if (items->kind != Node::Kind::list || items->items.empty()) {
    diagnostics.error({file, 0, 0}, "", "no explorer; expected a list such as random,nsga2,exact");
    return racers;
  }
  RacerReader reader{catalogue, diagnostics};
  for (const Node& item : items->items) {
    if (auto racer = reader.read(item)) racers.push_back(*std::move(racer));
  }
  require_different(racers, diagnostics);
  return racers;
}

void meet_space(std::vector<Racer>& racers, const SpaceFile& file, Diagnostics& diagnostics) {
  const Space space = file.space();
  std::map<std::string, std::string> known;  // by all options
  for (Racer& racer : racers) {
    if (racer.is_plain && racer.entry->name == file.explorer_name) {
      racer.options = file.explorer;
      std::erase_if(racer.options.entries, [](const Node::Entry& e) { return e.key == budget_key; });
    }
    Diagnostics complaints;  // of the options: they were made
    const std::unique_ptr<Explorer> explorer = made(*racer.entry, racer.options, complaints);
    if (const std::string refusal = explorer->refusal(space); !refusal.empty()) diagnostics.error(racer.place, std::string{racer.entry->name}, refusal);
    const auto [other, is_new] = known.emplace(to_json(explorer_section(racer.entry->name, explorer->options())), racer.label);
    if (!is_new && other->second != racer.label) diagnostics.error(racer.place, "", format("{} has the same options as {}", racer.label, other->second));
  }
}

std::optional<CountOrTime> read_budget(const std::string& text, Diagnostics& diagnostics) {
  const auto file = std::make_shared<const std::string>("--budget");
  Node value = make::text(text);
  value.quoted = false;
  const Node map = make::map({{std::string{budget_key}, value}});
  Diagnostics here;
  MapReader reader{map, "", here};
  CountOrTime budget;
  OptionReader{reader}(budget_key, budget, "");
  if (!here.has_errors()) return budget;
  diagnostics.error({file, 0, 0}, "", format("found '{}', expected a number of designs such as 10000, or a time such as 60 s", text));
  return std::nullopt;
}

std::unique_ptr<Explorer> make_explorer(const Racer& racer, const Node& options, const CountOrTime& budget) {
  Node section = options;
  if (racer.entry->traits.budgeted) {
    Node value = make::text(budget.count ? std::to_string(*budget.count) : quantity_text(*budget.seconds, Dimension::time));
    value.quoted = false;
    make::put(section, std::string{budget_key}, std::move(value));
  }
  Diagnostics diagnostics;
  std::unique_ptr<Explorer> explorer = made(*racer.entry, section, diagnostics);
  diagnostics.throw_if_errors();
  return explorer;
}

Node drawn_options(const Racer& racer, std::uint64_t seed, std::uint64_t number) {
  Node section = make::map({{"name", make::text(racer.entry->name)}});
  Stream stream{seed, number};
  for (const OptionText& option : options_of(racer)) {
    if (!is_drawn(option)) {
      // As it was given; a budget is not.
      if (const Node* const given = racer.options.find(option.name)) make::put(section, option.name, *given);
      continue;
    }
    const double uniform = stream.uniform();
    Node value;
    if (!option.names.empty()) {
      value = make::text(option.names[std::min(static_cast<std::size_t>(uniform * static_cast<double>(option.names.size())), option.names.size() - 1)]);
    } else {
      value = make::text(shortest(written(drawn_number(option, parse_number(option.value).value_or(0), uniform), option)));
      value.quoted = false;
    }
    make::put(section, option.name, std::move(value));
  }
  return section;
}

bool has_options_to_draw(const Racer& racer) { return std::ranges::any_of(options_of(racer), is_drawn); }

std::string section_text(const Node& section) {
  std::string text = "{";
  for (const Node::Entry& entry : section.entries) text += format("{}{}: {}", text.size() > 1 ? ", " : "", entry.key, entry.value.text);
  return text + "}";
}

}  // namespace bitpareto::session

// SPDX-License-Identifier: Apache-2.0
/// bitpareto describe
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "cli/commands.h"
#include "cli/data_files.h"
#include "cli/datatype_choices.h"
#include "cli/output.h"
#include "core/cost/metric.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/suggestion.h"
#include "core/text/words.h"
#include "core/workload/workload_graph.h"
#include "models/datatypes/datatype_list.h"
#include "reports/number_line.h"
#include "reports/table.h"

namespace bitpareto::cli {

namespace {

std::string line(std::string_view name, const std::string& text) { return format("  {:<20}{}\n", name, text); }

std::string describe(const models::DatatypeEntry& d) {
  std::string text = format("{}: datatype of the family {}\n  {}\n", d.name, d.family, d.summary);
  text += line("element bits", shortest(d.element_bits));
  if (!d.is_unquantised()) {
    std::string parts = format("{} (scale {}", shortest(d.metadata.bits()), shortest(d.metadata.scale_bits));
    if (d.metadata.zero_point_bits != 0) parts += format(", zero point {}", shortest(d.metadata.zero_point_bits));
    if (d.metadata.selector_bits != 0) parts += format(", grid selector {}", shortest(d.metadata.selector_bits));
    text += line("bits per group", parts + ")");
    text += line("default group size", std::to_string(d.standard_group_size()));
    std::string per_weight;
    for (const int group : {16, 32, 64, 128, 256}) {
      per_weight += format("{}{} at {}", per_weight.empty() ? "" : ", ",
                           shortest(d.element_bits + d.metadata.bits() / group), group);
    }
    text += line("bits per weight", per_weight);
  }
  text += line("terms", format("{} on a bit-serial PE", d.serial_terms));
  return text + line("source", std::string{d.source});
}

constexpr std::size_t line_width = 65;

/// The grids of a datatype, one line each, on a common scale.
std::string drawn(const models::DatatypeEntry& d) {
  if (d.quantisation.grids.empty()) return {};
  const bool is_range = d.quantisation.scale == models::ScaleRule::range;
  float least = 0;
  float most = 0;
  std::string lines;
  std::vector<std::vector<float>> grids;
  for (const models::Grid& grid : d.quantisation.grids) {
    grids.push_back(grid.values());
    if (is_range) std::erase_if(grids.back(), [](float v) { return v < 0; });
    least = std::min(least, grids.back().front());
    most = std::max(most, grids.back().back());
  }
  const auto with_sign = [](float v) { return (v > 0 ? "+" : "") + shortest(static_cast<double>(v)); };
  for (std::size_t g = 0; g < grids.size(); ++g) {
    std::string note;
    // A few values that have no counterpart are special; where there are many the grid is lopsided throughout.
    std::span<const float> specials = d.quantisation.grids[g].specials;
    if (specials.size() > 4) specials = {};
    for (const float s : specials) note += (note.empty() ? "  with " : ", ") + with_sign(s);
    lines += format("  {}{}\n", reports::number_line(grids[g], specials, least, most, line_width), note);
  }
  const std::string left = shortest(static_cast<double>(least));
  const std::string right = shortest(static_cast<double>(most));
  std::string axis(line_width, ' ');
  axis.replace(0, left.size(), left);
  axis.replace(line_width - right.size(), right.size(), right);
  if (least < 0) axis[static_cast<std::size_t>(std::lround(-least / (most - least) * (line_width - 1)))] = '0';
  return format("\n  {}\n{}  {}\n",
                is_range           ? "codes, from the least to the largest weight of a group"
                : grids.size() > 1 ? "grids in units of the scale; each group takes one"
                                   : "grid in units of the scale",
                lines, axis);
}

std::string describe(const models::DatatypeEntry& d, const std::vector<models::Pe>& pes) {
  std::string runs;
  for (const models::Pe& pe : pes) {
    if (pe.runs(d))
      runs += format("{}{}{}", runs.empty() ? "" : ", ", pe.name, pe.costs.bit_serial ? " (bit-serial)" : "");
  }
  return describe(d) + line("runs on", runs) + drawn(d);
}

/// What a PE is built of in a technology, a line per part.
std::string parts_text(const std::vector<models::PartCosts>& parts) {
  Table table{.columns = {"part", "times", "widths", "logic_um2", "registers_um2", "area_um2", "energy_pJ", "delay_ns", "calibrated_by"}, .rows = {}};
  for (const models::PartCosts& costs : parts) {
    std::string widths;
    for (std::size_t w = 0; w < models::width_names.size(); ++w) {
      const double value = costs.part.widths[static_cast<models::Width>(w)];
      if (value != 0) widths += format("{}{} {}", widths.empty() ? "" : ", ", models::width_names[w], shortest(value));
    }
    const Area registers = costs.own_registers + costs.interface_registers;
    table.rows.push_back({std::string{costs.part.component->name}, costs.part.count, widths, costs.logic / units::um2, registers / units::um2,
                          costs.area() / units::um2, costs.energy / units::pJ, costs.delay / units::ns, costs.calibration->of});
  }
  return reports::text_table(table);
}

/// A PE as somebody wants it built.
struct AskedPe {
  const models::Pe& pe;
  const models::Technology& technology;
  models::Pe::Wanted wanted;
};

std::string describe(const AskedPe& asked) {
  const models::Pe& pe = asked.pe;
  std::string text = format("{}: processing element\n  {}\n", pe.name, pe.summary);
  const bool by_terms = pe.costs.kind == nullptr || pe.costs.kind->cycles == nullptr;
  const bool two = pe.costs.terms_per_cycle > 1;
  text += line("takes weights", !pe.costs.bit_serial ? "whole" : by_terms ? (two ? "four bits per cycle" : "two bits per cycle") : two ? "two bits per cycle" : "bit by bit");
  text += line("dot size", shortest(pe.costs.dot_size));
  if (pe.is_published()) {
    text += line("energy per cycle", quantity_text(pe.costs.energy.base(), Dimension::energy));
    text += line("area", quantity_text(pe.costs.area.base(), Dimension::area));
  }
  text += line("weights", pe.families.empty() ? "any datatype" : joined(pe.families));
  text += line("source", pe.source);
  if (!pe.build) return text;
  text += line("kind", format("{}: {}", pe.build->kind->name, pe.build->kind->summary));
  if (!asked.technology.silicon) return text + format("\n{} does not say what components cost\n", asked.technology.name);
  const auto built = pe.costs_in(asked.technology, asked.wanted);
  if (const auto* const limit = std::get_if<models::PeLimit>(&built)) {
    if (*limit == models::PeLimit::terms) throw ConfigError{format("{} takes no two terms of a weight per cycle", pe.name)};
    throw ConfigError{format("{} takes no such {}", pe.name, *limit == models::PeLimit::activations ? "activations" : "datatypes")};
  }
  const auto& costs = std::get<models::PeCosts>(built);
  const bool is_published = costs.area == pe.costs.area;
  const std::vector<models::PartCosts> parts = pe.parts_in(asked.technology, asked.wanted);
  text += format("\nbuilt in {} with dot size {}{}: {} um2, {} pJ per cycle before placement and routing{}\n\n", asked.technology.name,
                 shortest(asked.wanted.dot_size), asked.wanted.terms_per_cycle > 1 ? " and two terms of each weight per cycle" : "", rounded(costs.area / units::um2), rounded(costs.energy / units::pJ),
                 is_published ? ", as published" : "");
  text += parts_text(parts);
  if (!is_published) text += "\nno synthesis of such a PE is known to us: how far to trust the laws, docs/pe.md says\n";
  const Time cycle = models::cycle_of(parts);
  return text + format("\nsum of the parts: {} um2 (half of the registers between them), {} pJ; clock up to {} GHz\n",
                       rounded(models::area_of(parts) / units::um2), rounded(models::energy_of(parts) / units::pJ), rounded(1 / (cycle / units::ns)));
}

/// A constant, its origin, and in lines of their own its source.
std::string line(std::string_view name, Dimension dimension, const models::Sourced& constant) {
  return line(name, format("{} ({}: {})", models::to_text(constant, dimension),
                           models::origin_names[static_cast<std::size_t>(constant.origin)], constant.source));
}

/// How components differ from the laws, a line each.
std::string calibrations_text(const models::Silicon& silicon) {
  Table table{.columns = {"component", "area_over_laws", "fJ_per_um2_cycle", "flip_flop_um2", "source"}, .rows = {}};
  for (const models::Calibration& c : silicon.calibrations) {
    table.rows.push_back({c.of, c.area, c.energy * units::um2.base() / units::fJ.base(), c.flip_flop / units::um2, c.source});
  }
  return "\nPEs are built of components, calibrated to:\n" + reports::text_table(table);
}

std::string describe(const models::Technology& t) {
  std::string text = format("{}: technology\n  {}\n", t.name, t.summary) + line("source", t.source);
  text += line("SRAM cell", t.cells.front().name);
  if (t.silicon) {
    text += line("laws of components", format("{}: {}", t.silicon->laws.name, t.silicon->laws.source));
  }
  for (const models::NamedConstant& c : t.constants()) text += line(c.what, c.dimension, c.constant);
  return t.silicon ? text + calibrations_text(*t.silicon) : text;
}

std::string describe(const models::Dram& d) {
  std::string text = format("{}: DRAM\n  {}\n", d.name, d.summary);
  text += line("peak bandwidth", format("{} GB/s", rounded(d.peak_bits_per_s() / 8e9)));
  for (const models::DramConstant& c : models::dram_constants()) text += line(c.what, c.dimension, d.*c.value);
  return text;
}

std::string describe(const models::PerformanceModelEntry& m) {
  return format("{}: performance model\n  {}\n", m.name, m.summary) + line("source", std::string{m.source}) +
         line("equations", std::string{m.equations});
}

std::string describe(const MetricEntry& m) {
  return format("{}: metric\n  {}\n", m.name, m.meaning) + line("column", std::string{m.column}) +
         line("better", m.maximised ? "more" : "less");
}

std::string describe(const ExplorerEntry& e) {
  std::string text = format("{}: explorer\n  {}\n", e.name, e.summary);
  for (const OptionText& option : session::default_options(e)) {
    std::string values = option.names.empty() ? option.value : format("{} (of {})", option.value, listed(option.names));
    text += line(option.name, format("{}; default {}", option.meaning, values));
  }
  return text;
}

std::string describe(const LanguageModel& m) {
  constexpr std::int64_t context = 256;
  std::string text = format("{}: LLM of the family {}\n", m.name, m.family);
  text += line("layers", std::to_string(m.layers));
  text += line("hidden size", std::to_string(m.hidden_size));
  text += line("feed-forward size", format("{}{}", m.feed_forward_size, m.gated_feed_forward ? ", gated" : ""));
  text += line("heads", format("{} of {}, {} for keys and values", m.heads, m.head_size, m.kv_heads));
  text += line("vocabulary", format("{}{}", m.vocabulary, m.tied_embeddings ? ", head tied to the embedding" : ""));
  if (m.max_positions > 0) text += line("positions", std::to_string(m.max_positions));
  if (m.sliding_window > 0) text += line("attention window", std::to_string(m.sliding_window));
  text += format("\nmatrix products of a prefill of {} tokens, in topological order:\n", context);
  const WorkloadGraph graph{m, {.phase = Phase::prefill, .context = context, .batch = 1}};
  Table table{.columns = {"operation", "needs", "times", "instances", "tokens", "outputs", "reduction", "macs"},
              .rows = {}};
  const auto name = [&](std::size_t i) { return std::string{to_text(graph.operations()[i].role)}; };
  for (std::size_t i = 0; i < graph.operations().size(); ++i) {
    const Operation& o = graph.operations()[i];
    std::string needs;
    for (const std::size_t input : graph.inputs_of(i)) needs += (needs.empty() ? "" : " ") + name(input);
    table.rows.push_back({name(i), needs, o.multiplicity, o.shape.instances, o.shape.tokens, o.shape.outputs,
                          o.shape.reduction, o.macs()});
  }
  text += reports::text_table(table);
  const WorkloadGraph::Path path = graph.critical_path([](const Operation& o) { return o.shape.macs(); });
  std::string names;
  for (const std::size_t i : path.operations) names += (names.empty() ? "" : " > ") + name(i);
  return text + format("\n{} multiply-adds; {:.1f} % of them on the longest chain: {}\n", rounded(graph.macs()),
                       100 * path.cost / graph.macs(), names);
}

/// An entry of a list, which may be a list of pointers.
const auto& value_of(const auto& entry) {
  if constexpr (std::is_pointer_v<std::remove_cvref_t<decltype(entry)>>) {
    return *entry;
  } else {
    return entry;
  }
}

/// Adds the description of the entry named `name`, if there is one, and all names.
template <class List>
void look_up(const List& list, const std::string& name, std::string& text, std::vector<std::string>& names) {
  for (const auto& entry : list) {
    const auto& value = value_of(entry);
    names.emplace_back(value.name);
    if (value.name == name) text += (text.empty() ? "" : "\n") + describe(value);
  }
}

/// An entry of a list by its name; ConfigError if there is none.
template <class List>
const auto& named(const List& list, const std::string& name, std::string_view what) {
  std::vector<std::string> names;
  for (const auto& entry : list) {
    const auto& value = value_of(entry);
    if (value.name == name) return value;
    names.emplace_back(value.name);
  }
  throw ConfigError{format("'{}' is no {}{}", name, what, suggestion(name, names))};
}

AskedPe asked_of(const models::Pe& pe, const std::vector<models::Technology>& technologies, const DescribeArguments& arguments) {
  AskedPe asked{.pe = pe, .technology = named(technologies, arguments.technology, "technology"), .wanted = {}};
  if (!pe.build) return asked;
  asked.wanted = pe.as_it_is();
  if (arguments.dot_size) asked.wanted.dot_size = *arguments.dot_size;
  if (arguments.terms_per_cycle) asked.wanted.terms_per_cycle = *arguments.terms_per_cycle;
  for (const std::string& name : split_list(arguments.supports, '+')) asked.wanted.weights.push_back(&named(models::datatypes(), name, "datatype"));
  if (arguments.activation.empty()) return asked;
  const auto activation = models::number_format(named(models::datatypes(), arguments.activation, "datatype"));
  if (!activation) throw ConfigError{format("no PE is built for activations of {}", arguments.activation)};
  asked.wanted.activation = *activation;
  return asked;
}

}  // namespace

int run(const DescribeArguments& arguments, const session::Catalogue& catalogue) {
  std::string text;
  std::vector<std::string> names;
  const ConfigFolder configs = catalogue.configs();
  const DataFiles files{configs};
  const std::vector<models::Pe> pes = files.pes();
  if (arguments.name.ends_with(".yaml") ||
      std::filesystem::exists(configs.file("datatypes", ".yaml", arguments.name, {}))) {
    const std::vector<std::string> own{arguments.name};
    text = describe(*DatatypeChoices{own, configs}.entries()[0], pes);
  }
  for (const models::DatatypeEntry* d : models::datatypes()) {
    names.emplace_back(d->name);
    if (d->name == arguments.name) text += describe(*d, pes);
  }
  const std::vector<models::Technology> technologies = files.technologies();
  for (const models::Pe& pe : pes) {
    names.push_back(pe.name);
    if (pe.name == arguments.name) text += (text.empty() ? "" : "\n") + describe(asked_of(pe, technologies, arguments));
  }
  look_up(files.workloads(), arguments.name, text, names);
  look_up(technologies, arguments.name, text, names);
  look_up(files.drams(), arguments.name, text, names);
  look_up(catalogue.performance_models(), arguments.name, text, names);
  look_up(catalogue.explorers(), arguments.name, text, names);
  look_up(catalogue.metrics(), arguments.name, text, names);
  if (text.empty()) {
    const std::string near = nearest(arguments.name, names);
    throw ConfigError{
        format("'{}' is not a name that bitpareto knows{}", arguments.name,
               near.empty() ? "; bitpareto list WHAT prints them" : format("; did you mean '{}'?", near))};
  }
  write_result(text, {});
  return exit_done;
}

}  // namespace bitpareto::cli

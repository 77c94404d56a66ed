// SPDX-License-Identifier: Apache-2.0
#include "models/hardware/pe.h"

#include <algorithm>
#include <array>

#include "core/design/leaf.h"
#include "core/document/map_reader.h"
#include "core/document/yaml_reader.h"
#include "core/text/digest.h"
#include "core/text/format.h"
#include "core/text/words.h"
#include "models/datatypes/datatype_list.h"
#include "models/hardware/leaves.h"

namespace bitpareto::models {

namespace {

/// Assumed, with room: no more than all but a thousandth of the bits of weights are zero.
constexpr double most_skipped = 0.999;

/// What a shape may be given in a file besides dot size and activation. Ranges are assumed, with room.
struct ShapeKey {
  std::string_view key;
  double PeShape::*value;
  Within within;
};
constexpr std::array shape_keys{ShapeKey{"weight_bits", &PeShape::weight_bits, {1, 64}},
                                ShapeKey{"term_exponent", &PeShape::term_exponent, {0, 8}},
                                ShapeKey{"places", &PeShape::places, {0, 64}},
                                ShapeKey{"bits_per_term", &PeShape::bits_per_term, {1, 16}},
                                ShapeKey{"terms_per_cycle", &PeShape::terms_per_cycle, {1, 2}},
                                ShapeKey{"accumulator", &PeShape::accumulator, {1, 128}}};

std::optional<PeBuild> read_build(const Field& field) {
  MapReader map{field};
  if (!map.is_map()) return std::nullopt;
  static const std::vector<std::string> kinds = [] {
    std::vector<std::string> names;
    for (const PeKind* kind : pe_kinds()) names.emplace_back(kind->name);
    return names;
  }();
  static const std::vector<std::string> activations = [] {
    std::vector<std::string> names;
    for (const DatatypeEntry* datatype : datatypes()) {
      if (number_format(*datatype)) names.emplace_back(datatype->name);
    }
    return names;
  }();
  PeBuild build;
  const auto kind = map.required("kind", "one of " + joined(kinds));
  const auto activation = map.required("activation", "the datatype that it is built for");
  for (const ShapeKey& key : shape_keys) {
    const auto value = map.optional(key.key);
    if (value) build.shape.*key.value = static_cast<double>(value->whole(static_cast<std::uint64_t>(key.within.least), static_cast<std::uint64_t>(key.within.most)).value_or(0));
  }
  map.finish();
  const auto kind_name = kind ? kind->name(kinds) : std::nullopt;
  const auto activation_name = activation ? activation->name(activations) : std::nullopt;
  if (!kind_name || !activation_name) return std::nullopt;
  build.kind = *std::ranges::find(pe_kinds(), *kind_name, &PeKind::name);
  build.shape.activation = *number_format(**std::ranges::find(datatypes(), *activation_name, &DatatypeEntry::name));
  if (!build.kind->takes(build.shape.activation)) {
    activation->error(format("a PE of kind {} takes no {}", *kind_name, *activation_name));
    return std::nullopt;
  }
  if (build.shape.terms_per_cycle > build.kind->most_terms_per_cycle) {
    kind->error(format("a PE of kind {} takes a term of each weight per cycle, not {}", *kind_name, shortest(build.shape.terms_per_cycle)));
    return std::nullopt;
  }
  return build;
}

}  // namespace

std::optional<NumberFormat> number_format(const DatatypeEntry& datatype) {
  // The sign's bit is the place of the hidden one.
  if (datatype.exponent_bits > 0) {
    return NumberFormat{true, static_cast<double>(datatype.exponent_bits), datatype.element_bits - datatype.exponent_bits};
  }
  if (datatype.has_plain_bits()) return NumberFormat{false, 0, datatype.element_bits};
  return std::nullopt;
}

namespace {

PeShape shape_of(const PeBuild& build, const Pe::Wanted& wanted) {
  PeShape shape = build.shape;
  shape.dot_size = wanted.dot_size;
  shape.terms_per_cycle = wanted.terms_per_cycle;
  shape.activation = wanted.activation;
  fit_to(wanted.weights, shape);
  if (!build.kind->narrows) shape.weight_bits = std::max(shape.weight_bits, build.shape.weight_bits);
  return shape;
}

}  // namespace

std::vector<PartCosts> Pe::parts_in(const Technology& in, const Wanted& wanted) const {
  return in.silicon->costs(*build->kind, shape_of(*build, wanted));
}

std::vector<PartCosts> Pe::encoder_parts_in(const Technology& in, const Wanted& wanted) const {
  if (build->kind->encoder == nullptr) return {};
  return in.silicon->costs(build->kind->encoder(shape_of(*build, wanted)));
}

bool Pe::can_take(const DatatypeEntry& datatype) const {
  if (datatype.is_unquantised()) return !build || build->kind->takes_floats;
  return runs(datatype) || std::ranges::find(families, "unquantised") != families.end();
}

std::variant<PeCosts, PeLimit> Pe::costs_in(const Technology& in, const Wanted& wanted) const {
  if (build && !build->kind->takes(wanted.activation)) return PeLimit::activations;
  if (!std::ranges::all_of(wanted.weights, [this](const DatatypeEntry* weights) { return can_take(*weights); })) return PeLimit::datatypes;
  if (build && wanted.terms_per_cycle > build->kind->most_terms_per_cycle) return PeLimit::terms;
  if (!build || !in.silicon) {
    const bool as_it_was = wanted.dot_size == costs.dot_size && wanted.terms_per_cycle == costs.terms_per_cycle &&
                           (!build || wanted.activation == build->shape.activation);
    if (!is_published() || !as_it_was) return PeLimit::unknown_costs;
    return costs;
  }
  const PeKind& kind = *build->kind;
  const PeShape shape = shape_of(*build, wanted);
  const std::vector<PartCosts> parts = in.silicon->costs(kind, shape);
  PeCosts own = costs;
  own.dot_size = wanted.dot_size;
  own.terms_per_cycle = wanted.terms_per_cycle;
  own.cycle = cycle_of(parts);
  own.energy = energy_of(parts);
  own.area = area_of(parts);
  if (kind.encoder == nullptr) {
    own.encoder_area = own.encoder_energy = 0;
  } else {
    const std::vector<PartCosts> encoder = in.silicon->costs(kind.encoder(shape));
    const std::vector<PartCosts> published = in.silicon->costs(published_encoder());
    own.encoder_area = area_of(encoder) / area_of(published);
    own.encoder_energy = energy_of(encoder) / energy_of(published);
  }
  // A file of that name is that technology, whose constants somebody changed.
  if (!is_published() || std::filesystem::path{in.name}.stem() != technology) {
    own.area = in.silicon->built.value * own.area;
    own.energy = in.silicon->built_energy.value * own.energy;
    return own;
  }
  // The laws say how much larger or smaller it is than the PE that was published: at 1 that PE itself, to the last bit.
  const std::vector<PartCosts> as_it_was = in.silicon->costs(kind, build->shape);
  own.area = costs.area * in.silicon->changed(own.area / area_of(as_it_was));
  own.energy = costs.energy * in.silicon->changed(own.energy / energy_of(as_it_was));
  return own;
}

std::optional<Pe> read_pe(const std::string& name, const std::filesystem::path& path, Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.error_count();
  const std::optional<Node> root = read_yaml_file(path, diagnostics);
  if (!root) return std::nullopt;
  MapReader map{*root, "", diagnostics};
  const auto components = map.optional("components");
  const auto summary = map.optional("summary");
  const auto source = map.required("source", "where the constants come from");
  const auto bit_serial = map.required("bit_serial", "true or false");
  const auto dot_size = map.required("dot_size", "elements of the reduction per cycle");
  // What is built of components may have been measured, anything else must have been.
  const auto measured = [&](std::string_view key, std::string_view why) {
    return components && !map.has("energy") && !map.has("area") ? map.optional(key) : map.required(key, why);
  };
  const auto energy = measured("energy", "per cycle");
  const auto area = measured("area", "of one PE");
  const auto technology = components && energy ? map.required("technology", "of which energy and area are") : map.optional("technology");
  const auto skipped = map.optional("skipped");
  const auto weights = map.optional("weights");
  map.finish();
  Pe pe;
  pe.name = name;
  pe.digest = digest(to_json(*root, false));
  if (summary) pe.summary = summary->text().value_or("");
  if (source) pe.source = source->text().value_or("");
  if (technology) pe.technology = technology->text().value_or("");
  if (bit_serial) pe.costs.bit_serial = bit_serial->flag().value_or(false);
  const Within dot_sizes = leaf::pe_dot_size.within;
  if (dot_size) {
    pe.costs.dot_size = static_cast<double>(
        dot_size->whole(static_cast<std::uint64_t>(dot_sizes.least), static_cast<std::uint64_t>(dot_sizes.most))
            .value_or(1));
  }
  if (components) pe.build = read_build(*components);
  if (pe.build) {
    pe.build->shape.dot_size = pe.costs.dot_size;
    pe.costs.terms_per_cycle = pe.build->shape.terms_per_cycle;
    pe.costs.kind = pe.build->kind;
  }
  if (skipped) pe.costs.skipped = skipped->number({0, most_skipped}).value_or(0);
  if (weights && weights->node().kind != Node::Kind::list) weights->error("expected a list of families of datatypes");
  for (std::size_t i = 0; weights && i < weights->node().items.size(); ++i) {
    const Field item{weights->node().items[i], "weights." + std::to_string(i), diagnostics};
    pe.families.push_back(item.name(datatype_families()).value_or(""));
  }
  if (energy)
    pe.costs.energy = Energy{energy->quantity(Dimension::energy, leaf::pe_energy.within).value_or(0)};
  if (area) pe.costs.area = Area{area->quantity(Dimension::area, leaf::pe_area.within).value_or(0)};
  if (diagnostics.error_count() != errors_before) return std::nullopt;
  return pe;
}

}  // namespace bitpareto::models

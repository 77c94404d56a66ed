// SPDX-License-Identifier: Apache-2.0
#include "models/hardware/pe.h"

#include "core/design/leaf.h"
#include "core/document/map_reader.h"
#include "core/document/yaml_reader.h"
#include "core/text/digest.h"
#include "models/datatypes/datatype_list.h"
#include "models/hardware/leaves.h"

namespace bitpareto::models {

std::optional<Pe> read_pe(const std::string& name, const std::filesystem::path& path, Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.error_count();
  const std::optional<Node> root = read_yaml_file(path, diagnostics);
  if (!root) return std::nullopt;
  MapReader map{*root, "", diagnostics};
  const auto summary = map.optional("summary");
  const auto source = map.required("source", "where the constants come from");
  const auto bit_serial = map.required("bit_serial", "true or false");
  const auto dot_size = map.required("dot_size", "elements of the reduction per cycle");
  const auto energy = map.required("energy", "per cycle");
  const auto area = map.required("area", "of one PE");
  const auto weights = map.optional("weights");
  map.finish();
  Pe pe;
  pe.name = name;
  pe.digest = digest(to_json(*root, false));
  if (summary) pe.summary = summary->text().value_or("");
  if (source) pe.source = source->text().value_or("");
  if (bit_serial) pe.costs.bit_serial = bit_serial->flag().value_or(false);
  const Within dot_sizes = leaf::pe_dot_size.within;
  if (dot_size) {
    pe.costs.dot_size = static_cast<double>(
        dot_size->whole(static_cast<std::uint64_t>(dot_sizes.least), static_cast<std::uint64_t>(dot_sizes.most))
            .value_or(1));
  }
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

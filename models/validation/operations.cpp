// SPDX-License-Identifier: Apache-2.0
#include "models/validation/operations.h"

#include <algorithm>
#include <map>

#include "core/text/format.h"
#include "core/text/words.h"
#include "models/accuracy/accuracy_files.h"
#include "models/hardware/pe.h"
#include "models/validation/data_row.h"

namespace bitpareto::models {

namespace {

constexpr std::string_view flip_flop = "flip_flop";

/// Numbers by name: "A=8;B=8".
using Shape = std::map<std::string, double, std::less<>>;

std::optional<Shape> parse_shape(const std::string& text) {
  Shape shape;
  for (const std::string& pair : split_list(text, ';')) {
    const std::size_t equals = pair.find('=');
    const auto value = equals == std::string::npos ? std::nullopt : parse_number(pair.substr(equals + 1));
    if (!value) return std::nullopt;
    shape[pair.substr(0, equals)] = *value;
  }
  return shape;
}

std::optional<Widths> widths_of(const Shape& shape) {
  Widths widths;
  for (const auto& [name, value] : shape) {
    const auto* const width = std::ranges::find(width_names, name);
    if (width == width_names.end()) return std::nullopt;
    widths[static_cast<Width>(width - width_names.begin())] = value;
  }
  return widths;
}

std::optional<Pe::Wanted> wanted_of(const Pe& pe, const Shape& shape) {
  Pe::Wanted wanted = pe.as_it_is();
  for (const auto& [name, value] : shape) {
    if (name == "dot_size") {
      wanted.dot_size = value;
    } else if (name == "terms_per_cycle") {
      wanted.terms_per_cycle = value;
    } else if (name == "exponent") {
      wanted.activation.exponent = value;
    } else if (name == "mantissa") {
      wanted.activation.mantissa = value;
    } else {
      return std::nullopt;
    }
  }
  return wanted;
}

/// What the laws say of a circuit.
struct Circuit {
  Area logic, all;
  Energy logic_energy, energy;  // per cycle

  void add(const PartCosts& part) {
    logic += part.logic;
    all += part.area_with_registers();
    logic_energy += Energy{part.calibration->energy * part.logic.base()};
    energy += part.energy;
  }
};

class OperationReader {
 public:
  OperationReader(const ConfigFolder& configs, const CsvTable& rows, Diagnostics& diagnostics)
      : configs_{configs}, rows_{rows}, diagnostics_{diagnostics} {}

  /// Nothing, with a diagnostic, if row `r` names no circuit.
  [[nodiscard]] std::optional<Circuit> read(std::size_t r) const {
    const DataRow row{rows_, r};
    const std::string& of = row.text("technology");
    const auto technology = read_technology(of, configs_.file("technologies", ".yaml", of, {}), diagnostics_);
    if (!technology) return std::nullopt;
    const auto shape = parse_shape(row.text("shape"));
    auto circuit = shape ? build(r, *technology, *shape) : std::nullopt;
    if (!circuit && !diagnostics_.has_errors()) {
      diagnostics_.error(rows_.place(r), "shape", format("'{}' is no shape of {}", row.text("shape"), row.text("circuit")));
    }
    return circuit;
  }

 private:
  [[nodiscard]] std::optional<Circuit> build(std::size_t r, const Technology& technology, const Shape& shape) const {
    const Silicon& silicon = *technology.silicon;
    const DataRow row{rows_, r};
    const std::string& name = row.text("circuit");
    Circuit result;
    if (name == flip_flop) {
      const Calibration& other = silicon.calibrations.back();
      result.all = other.flip_flop;
      result.energy = Energy{other.energy * other.flip_flop.base()};
      return result;
    }
    const auto component = std::ranges::find(components(), name, &ComponentEntry::name);
    if (component != components().end()) {
      const auto widths = widths_of(shape);
      if (!widths) return std::nullopt;
      result.add(silicon.costs(Part{.component = *component, .widths = *widths}));
      return result;
    }
    const auto pe = read_pe(name, configs_.file("pes", ".yaml", name, {}), diagnostics_);
    const auto wanted = pe ? wanted_of(*pe, shape) : std::nullopt;
    if (!wanted) return std::nullopt;
    const std::string& part = row.text("part");
    for (const PartCosts& costs : pe->parts_in(technology, *wanted)) {
      if (part.empty() || costs.part.unit == part) result.add(costs);
    }
    return result;
  }

  const ConfigFolder& configs_;
  const CsvTable& rows_;
  Diagnostics& diagnostics_;
};

struct Ours {
  double value;
  std::string unit;
};

std::optional<Ours> quantity_of(const Circuit& circuit, std::string_view quantity) {
  if (quantity == "logic_pj") return Ours{circuit.logic_energy / units::pJ, "pJ of logic"};
  if (quantity == "pj") return Ours{circuit.energy / units::pJ, "pJ"};
  if (quantity == "logic_um2") return Ours{circuit.logic / units::um2, "um2 of logic"};
  if (quantity == "um2") return Ours{circuit.all / units::um2, "um2"};
  return std::nullopt;
}

/// Brings a number of the row's technology to the published node and voltage, as configs/technologies/nangate45.yaml scales its own.
void scale(Ours& ours, const DataRow& row) {
  const bool is_energy = row.text("quantity").ends_with("pj");
  if (const auto nm = row.number("nm"); nm && *nm != row.number("technology_nm")) {
    const double length = *nm / row.number("technology_nm").value();
    ours.value *= is_energy ? length : length * length;
    ours.unit += format(", from {} to {} nm", row.text("technology_nm"), row.text("nm"));
  }
  if (const auto volts = row.number("volts"); is_energy && volts && *volts != row.number("technology_volts")) {
    const double ratio = *volts / row.number("technology_volts").value();
    ours.value *= ratio * ratio;
    ours.unit += format(", from {} to {} V", row.text("technology_volts"), row.text("volts"));
  }
}

}  // namespace

Table operation_summary(const ConfigFolder& configs, Diagnostics& diagnostics) {
  Table table{.columns = {"what", "against", "ours", "published", "relative_error"}, .rows = {}};
  const auto rows = load_data_table(configs.root() / "reproduce" / "mac_operations.csv", "operations", diagnostics, nullptr);
  if (!rows) return table;
  const OperationReader reader{configs, *rows, diagnostics};
  for (std::size_t r = 0; r < rows->size(); ++r) {
    const DataRow row{*rows, r};
    const auto circuit = reader.read(r);
    if (!circuit) return table;
    auto ours = quantity_of(*circuit, row.text("quantity"));
    if (!ours) {
      diagnostics.error(rows->place(r), "quantity", format("'{}' is no quantity of a circuit", row.text("quantity")));
      continue;
    }
    scale(*ours, row);
    const double published = row.number("value").value();
    // The source up to what it adds in brackets or after a comma names who published it.
    const std::string& source = row.text("source");
    const std::string publisher = source.substr(0, source.find_first_of(" ,"));
    table.rows.push_back({row.text("operation"), format("{}: {}", publisher, ours->unit), ours->value, published, ours->value / published - 1});
  }
  return table;
}

}  // namespace bitpareto::models

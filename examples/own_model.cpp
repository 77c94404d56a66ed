// SPDX-License-Identifier: Apache-2.0
/// A performance model of one's own in the command line of bitpareto: the roofline of an array that takes several precisions,
/// with leaves, a metric and a reason against designs that no other model has.
#include <cli/program.h>
#include <core/cost/term_rows.h>
#include <models/datatypes/leaves.h>
#include <models/hardware/leaves.h>
#include <models/performance/components.h>

using namespace bitpareto;
using namespace bitpareto::models;

//! [leaves]
constexpr std::array<std::string_view, 3> precisions{"int4", "int8", "fp16"};
constexpr LeafEntry array_takes{.path = "array.takes", .kind = LeafKind::set, .default_value = "int4+int8",
    .meaning = "precisions that a PE multiplies", .words = precisions, .words_noun = "a precision"};
constexpr LeafEntry link_rate{.path = "link.rate", .kind = LeafKind::quantity, .dimension = Dimension::transfer_rate,
    .within = {1e6, 1e13}, .default_value = "10 GT/s", .meaning = "bits per second between memory and array"};
constexpr std::array<Leaf, 9> leaves{leaf::performance_model, leaf::clock, leaf::array_rows, leaf::array_columns, array_takes,
    leaf::weights_datatype, leaf::weights_group_size, leaf::weights_bits, link_rate};
constexpr MetricEntry link_bytes{Metric::own, "link_bytes", "link_bytes", Dimension::storage, MetricScope::all, false, "sent over the link"};
constexpr std::array metrics{&link_bytes};
//! [leaves]

struct Roofline final : PerformanceModel {
  explicit Roofline(const PerformanceInputs& inputs)
      : workloads_{inputs.workloads.size()},
        term_{inputs.space, leaves, 2 + 2 * workloads_,  // a reason, the area, time and bytes of each workload
              [inputs](const DesignPoint& p, std::span<double> row) { fill(inputs, p, row); }},
        rows_{inputs.space, {&term_}} {}
  //! [equations]
  static constexpr auto equations = [](std::size_t workload, const auto& rows, const auto& put) {
    const auto row = std::get<0>(rows);  // numbers of a design, of several, of a box, or formulas of them
    put(Cost::latency, row[2 + 2 * workload]);
    put(own_cost(link_bytes), row[3 + 2 * workload]);
    put(Cost::pe_array_area, row[1]);
  };
  void evaluate(const DesignBlock& block, CostBlock& costs, ReasonCode first) const override { rows_.evaluate(workloads_, first, block, costs, equations); }
  void bound(const Box& box, CostBounds& bounds) const override {
    bound_terms(std::array{&term_}, workloads_, box, bounds, [](const auto&) { return true; }, equations);
  }
  [[nodiscard]] CostSet same_on_all_workloads() const override { return rows_.same_on_all(workloads_, equations); }
  //! [equations]
  [[nodiscard]] const std::vector<std::string>& reasons() const override { return reasons_; }

  static void fill(const PerformanceInputs& inputs, const DesignPoint& p, std::span<double> row) {
    const double pes = p[leaf::array_rows] * p[leaf::array_columns];
    const auto extra = std::ranges::count(inputs.space.value_text(array_takes, p[array_takes]), '+');
    row[0] = pes > 16'384 ? 1 : 0;                                // the first reason, or none
    row[1] = pes * 1e-3 * (1 + 0.5 * static_cast<double>(extra));  // mm2: assumed, it is an example
    for (std::size_t w = 0; w < inputs.workloads.size(); ++w) {
      const DesignPoint seen = inputs.workloads[w].seen(p);
      const WorkloadGraph graph{*inputs.workloads[w].model, inputs.workloads[w].shape};
      double bits = 0;
      for (const Operation& o : graph.operations()) {
        const auto weights = static_cast<double>(o.shape.outputs * o.shape.reduction * o.multiplicity);
        if (!is_attention(o.role)) bits += weights * inputs.components.weight_bits(seen, static_cast<double>(o.shape.reduction));
      }
      row[3 + 2 * w] = bits / 8;
      row[2 + 2 * w] = larger(graph.macs() / (pes * seen[leaf::clock]), bits / seen[link_rate]);
    }
  }
  static constexpr CostSet searched{Cost::latency, Cost::pe_array_area};
  std::size_t workloads_;
  Term term_;
  TermRows<1, searched> rows_;
  std::vector<std::string> reasons_{"more than 16,384 PEs"};
};

//! [program]
const PerformanceModelEntry roofline{.name = "roofline", .summary = "the slower of array and link", .source = "an example",
    .equations = "examples/own_model.cpp", .leaves = leaves, .make = made<Roofline>, .metrics = metrics};

int main(int argc, char** argv) {
  session::Catalogue catalogue;
  catalogue.look_in(BITPARETO_CONFIGS);
  catalogue.add(roofline);
  return cli::run_program(argc, argv, catalogue);
}

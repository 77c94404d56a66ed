// SPDX-License-Identifier: Apache-2.0
#include "models/native/operation_costs.h"

#include <algorithm>
#include <limits>

namespace bitpareto::models {

namespace {

std::string name_of(const NativeModel::Piece& piece, const NativeWorkload& native, const NativeDesign& design) {
  const BlockOperation& first = native.operations()[piece.operations.front()];
  std::string name = piece.operations.size() > 1 ? "attention" : std::string{to_text(first.role)};
  return native.reaches_beyond_window(design, piece.operations.front()) ? name + ", window" : name;
}

/// What sets the pace while the array does: its PEs, or a port that feeds them more slowly.
Pace pace_of_array(const OperationCost& o) {
  const auto slowest = std::ranges::max_element(o.uses, {}, &ArrayUse::cycles) - o.uses.begin();
  const ArrayUse& use = o.uses[static_cast<std::size_t>(slowest)];
  const double of_pes = use.slices * o.works[static_cast<std::size_t>(slowest)].serial_cycles;
  if (use.port_cycles < use.cycles || use.port_cycles <= of_pes) return Pace::array;
  return use.weight_reads >= use.input_reads ? Pace::weight_port : Pace::input_port;
}

}  // namespace

double OperationCost::macs() const {
  double sum = 0;
  for (const ArrayUse& use : uses) sum += use.macs;
  return sum;
}

double OperationCost::utilisation(double pes) const { return work.cycles > 0 ? work.working / (pes * work.cycles) : 0; }

double OperationCost::intensity() const {
  return work.dram_bits > 0 ? 2 * multiplicity * macs() / (work.dram_bits / 8) : std::numeric_limits<double>::infinity();
}

std::vector<OperationCost> operation_costs(const NativeModel& model, const DesignPoint& p, std::size_t workload) {
  const NativeWorkload& native = model.workloads()[workload];
  const NativeDesign design = native.seen(p);
  const NativeModel::Shared shared = model.shared(p, workload);
  const MemoryPlan plan = native.memory_plans(design, model.buffers(p, workload),
                                              model.stored_weights(p, workload))[shared.plan];
  std::vector<OperationCost> list;
  for (const NativeModel::Piece& piece : model.pieces(p, workload)) {
    OperationCost o{.name = name_of(piece, native, design),
                    .multiplicity = native.operations()[piece.operations.front()].multiplicity,
                    .work = piece.work,
                    .energy = energy_of(piece.work, shared.costs)};
    for (const std::size_t k : piece.operations) {
      o.works.push_back(native.array_work(design, k));
      o.uses.push_back(native.array_use(design, k));
      o.movements.push_back(plan.movements[k]);
      const double moving = plan.movements[k].bits() / shared.dram.bits_per_cycle;
      o.dram_cycles += o.multiplicity * (shared.dram.whole_cycles ? std::trunc(moving) : moving);
      if (shared.lanes > 0) o.vector_cycles += o.multiplicity * native.vector_operations(design, k) / shared.lanes;
    }
    const double longest_apart = std::max(o.dram_cycles, o.vector_cycles);
    o.pace = o.work.compute_cycles >= longest_apart ? pace_of_array(o)
             : o.dram_cycles >= o.vector_cycles     ? Pace::dram
                                                    : Pace::vector_unit;
    list.push_back(std::move(o));
  }
  return list;
}

}  // namespace bitpareto::models

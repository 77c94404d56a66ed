// SPDX-License-Identifier: Apache-2.0
#include "models/native/operation_costs.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace bitpareto::models {

double OperationCost::all_energy() const { return std::accumulate(energy.begin(), energy.end(), 0.0); }

double OperationCost::utilisation(double pes) const {
  return cycles > 0 ? operation.multiplicity * use.working / (pes * cycles) : 0;
}

double OperationCost::intensity() const {
  return movement.bits() > 0 ? 2 * use.macs / (movement.bits() / 8) : std::numeric_limits<double>::infinity();
}

std::vector<OperationCost> operation_costs(const NativeModel& model, const DesignPoint& p, std::size_t workload) {
  const NativeWorkload& native = model.workloads()[workload];
  const DesignPoint point = native.workload().seen(p);
  const NativeModel::Shared shared = model.shared(p, workload);
  const std::vector<Movement> moved = native.movements(point, model.buffer_bytes(p, workload, Leaf::weight_buffer_size),
                                                       model.buffer_bytes(p, workload, Leaf::input_buffer_size));
  std::vector<OperationCost> list;
  for (std::size_t k = 0; k < native.operations().size(); ++k) {
    OperationCost o{.operation = native.operations()[k],
                    .work = native.array_work(point, k),
                    .use = native.array_use(point, k),
                    .movement = moved[k]};
    const double n = o.operation.multiplicity;
    const double vector_work = shared.lanes > 0 ? n * native.vector_operations(point, k) : 0;
    const double dram_cycles = o.movement.bits() / shared.dram.bits_per_cycle;
    o.compute_cycles = n * o.use.cycles;
    o.dram_cycles = n * (shared.dram.whole_cycles ? std::trunc(dram_cycles) : dram_cycles);
    o.vector_cycles = shared.lanes > 0 ? vector_work / shared.lanes : 0;
    o.cycles = std::max({o.compute_cycles, o.dram_cycles, o.vector_cycles});
    if (o.cycles == o.compute_cycles) {
      const bool ports = o.use.port_cycles >= o.use.cycles && o.use.port_cycles > o.use.slices * o.work.serial_cycles;
      o.pace = !ports ? Pace::array : o.use.weight_reads >= o.use.input_reads ? Pace::weight_port : Pace::input_port;
    } else {
      o.pace = o.cycles == o.dram_cycles ? Pace::dram : Pace::vector_unit;
    }
    const double active =
        shared.idle_share * (shared.pes * o.compute_cycles) + (1 - shared.idle_share) * (n * o.use.working);
    const double waiting = shared.stall_share * shared.pes * (o.cycles - o.compute_cycles);
    const double seconds = o.cycles / shared.clock;
    const auto part = [&](Cost cost) -> double& {
      return o.energy[static_cast<std::size_t>(std::ranges::find(energy_parts, cost) - energy_parts.begin())];
    };
    part(Cost::energy_compute) = shared.pe_energy * (active + waiting) + shared.encoder_energy * o.compute_cycles +
                                 shared.accumulation_energy * (n * o.use.partial_sums);
    part(Cost::energy_sram_read) =
        n * (o.use.weight_reads * shared.weight_read + o.use.input_reads * shared.input_read);
    part(Cost::energy_sram_write) = n * (o.movement.weight_buffer_writes * shared.weight_write +
                                         o.movement.input_buffer_writes * shared.input_write);
    part(Cost::energy_dram) =
        n * o.movement.bits() * shared.dram.energy.base() + shared.dram.background.base() * seconds;
    part(Cost::energy_leakage) = shared.leakage * seconds;
    part(Cost::energy_vector) = vector_work * shared.vector_energy;
    list.push_back(std::move(o));
  }
  return list;
}

}  // namespace bitpareto::models

// SPDX-License-Identifier: Apache-2.0
#include "models/published/published_model.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/cost/term_rows.h"
#include "core/text/format.h"
#include "models/performance/chip_energy.h"
#include "models/published/energy.h"
#include "models/published/leaves.h"

namespace bitpareto::models {

namespace {

/// ReasonCodes of a buffer: five limits of its SRAM, the weight buffer's first.
constexpr ReasonCode first_weight_reason = 1;
constexpr ReasonCode first_input_reason = first_weight_reason + sram_limit_count;

// Numbers of a workload in a term's row, behind the reason in the first place of the row.
// array:            tiles of each kind, times its multiplicity, then:
constexpr std::size_t all_tiles = 0, pes = 1, macs_per_cycle = 2, array_extra = 3;
// precision:        serial cycles of each kind, then the most of any linear one:
constexpr std::size_t weight_cycles = 0, precision_extra = 1;
// linear_memory and attention_memory: DRAM cycles of each kind, times its multiplicity, the numbers below, and what only
// powers need: writes of both buffers and bits of each kind, as a list each.
constexpr std::size_t weight_writes_list = 0, input_writes_list = 1, bits_list = 2, memory_lists = 3;
constexpr std::size_t weight_buffer_writes = 0, input_buffer_writes = 1, dram_bits = 2, stored_bytes = 3,
                      added_bytes = 4, memory_extra = 5;
// weight_port and input_port, of all banks:
constexpr std::size_t read_energy = 0, write_energy = 1, buffer_area = 2, port_extra = 3;
// pe:
constexpr std::size_t pe_energy = 0, pe_area = 1, dram_energy_per_bit = 2, cycles_per_s = 3, pe_extra = 4;

}  // namespace

PublishedModel::PublishedModel(const Space& space, const Components& components,
                               const std::vector<ModelledWorkload>& workloads)
    : components_{&components}, workloads_{&workloads} {
  std::array<std::size_t, term_count> width;
  width.fill(1);  // the reason
  for (const ModelledWorkload& workload : workloads) {
    const WorkloadGraph graph{*workload.model, workload.shape};
    for (const Revision revision : {Revision::hpca25, Revision::july2025}) {
      products_[static_cast<std::size_t>(revision)].push_back(
          products(revision, graph, *workload.model, workload.shape));
    }
    const std::vector<Product>& list = products_[0].back();
    Layout layout;
    layout.macs = graph.macs();
    layout.attention = static_cast<std::size_t>(std::ranges::count_if(list, &Product::is_attention));
    layout.linear = list.size() - layout.attention;
    const auto reserve = [&](TermNumber term, std::size_t numbers) {
      return std::exchange(width[term], width[term] + numbers);
    };
    layout.array = reserve(array, list.size() + array_extra);
    layout.precision = reserve(precision, list.size() + precision_extra);
    layout.linear_memory = reserve(linear_memory, (1 + memory_lists) * layout.linear + memory_extra);
    layout.attention_memory = reserve(attention_memory, (1 + memory_lists) * layout.attention + memory_extra);
    layout.port = reserve(weight_port, port_extra);
    static_cast<void>(reserve(input_port, port_extra));
    layout.pe = reserve(pe, pe_extra);
    layouts_.push_back(layout);
  }

  terms_.reserve(term_count);
  using namespace leaf;
  const auto add = [&](TermNumber term, std::initializer_list<Leaf> leaves, auto fill) {
    terms_.emplace_back(space, leaves, width[term], std::move(fill));
  };
  add(array, {performance_model, leaf::pe_kind, pe_dot_size, array_rows, array_columns},
      [this](const DesignPoint& p, std::span<double> row) { fill_array(p, row); });
  add(precision,
      {performance_model, pe_kind, pe_bit_serial, weights_datatype, weights_group_size, weights_bits, kv_cache_datatype,
       kv_cache_bits},
      [this](const DesignPoint& p, std::span<double> row) { fill_precision(p, row); });
  add(linear_memory,
      {performance_model, pe_activation, pe_activation_bits, weights_datatype, weights_group_size, weights_bits,
       weight_buffer_size, input_buffer_size, dram_bus},
      [this](const DesignPoint& p, std::span<double> row) { fill_memory(p, row, false); });
  // hpca25 keeps keys and values at the precision of activations and writes them at that of weights.
  const bool has_hpca25 = components.has(hpca25);
  const auto attention = [this](const DesignPoint& p, std::span<double> row) { fill_memory(p, row, true); };
  if (has_hpca25) {
    add(attention_memory,
        {performance_model, pe_activation, pe_activation_bits, weights_datatype, weights_group_size, weights_bits,
         kv_cache_datatype, kv_cache_bits, weight_buffer_size, input_buffer_size, dram_bus},
        attention);
  } else {
    add(attention_memory,
        {performance_model, pe_activation, pe_activation_bits, kv_cache_datatype, kv_cache_bits, weight_buffer_size,
         input_buffer_size, dram_bus},
        attention);
  }
  add(weight_port,
      {performance_model, technology, pe_kind, pe_dot_size, pe_bit_serial, array_rows, weights_datatype,
       weights_group_size, weights_bits, weight_buffer_size},
      [this](const DesignPoint& p, std::span<double> row) { fill_port(p, row, true); });
  add(input_port,
      {technology, pe_kind, pe_dot_size, pe_bit_serial, array_columns, pe_activation, pe_activation_bits,
       input_buffer_size},
      [this](const DesignPoint& p, std::span<double> row) { fill_port(p, row, false); });
  add(TermNumber::pe, {pe_kind, leaf::pe_energy, leaf::pe_area, dram_energy, clock},
      [this](const DesignPoint& p, std::span<double> row) { fill_pe(p, row); });

  rows_.emplace(space, this->terms());

  // Every technology of a space has tables of its own; the words are those of the first.
  const SramTable& sram = components.technologies.front().sram();
  for (const std::string_view buffer : {"weight", "input"}) {
    for (std::size_t limit = 0; limit < sram_limit_count; ++limit) {
      reasons_.push_back(format("{} {}", buffer, sram.limit_text(static_cast<SramLimit>(limit))));
    }
  }
}

Revision PublishedModel::revision(const DesignPoint& p) const {
  return &components_->performance_model(p) == &hpca25 ? Revision::hpca25 : Revision::july2025;
}

const std::vector<Product>& PublishedModel::products_of(const DesignPoint& p, std::size_t workload) const {
  return products_[static_cast<std::size_t>(revision(p))][workload];
}

/// The b of equations (1) and (10): b_w, and for attention of July 2025 b_kv.
double PublishedModel::stationary_bits(const DesignPoint& p, const Product& product) const {
  if (product.is_attention && revision(p) == Revision::july2025) return components_->kv_bits(p);
  return components_->weight_bits(p, product.stationary.depth);
}

double PublishedModel::widest_weight(const DesignPoint& p, const std::vector<Product>& of_workload) const {
  double widest = 0;
  for (const Product& product : of_workload) {
    if (!product.is_attention) widest = std::max(widest, components_->weight_bits(p, product.stationary.depth));
  }
  return widest;
}

void PublishedModel::fill_array(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < layouts_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    const std::vector<Product>& list = products_of(point, w);
    const ArrayShape shape = components_->array(point);
    double* const numbers = row.data() + layouts_[w].array;
    double* const extra = numbers + list.size();
    extra[all_tiles] = 0;
    for (std::size_t k = 0; k < list.size(); ++k) {
      numbers[k] = list[k].multiplicity * tiles(list[k], shape);
      extra[all_tiles] += numbers[k];
    }
    extra[pes] = shape.rows * shape.columns;
    extra[macs_per_cycle] = extra[pes] * shape.dot_size;
  }
}

void PublishedModel::fill_precision(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < layouts_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    const std::vector<Product>& list = products_of(point, w);
    const bool bit_serial = components_->pe(point).bit_serial;
    double* const numbers = row.data() + layouts_[w].precision;
    double& most = numbers[list.size() + weight_cycles];
    most = 0;
    for (std::size_t k = 0; k < list.size(); ++k) {
      numbers[k] = serial_cycles(stationary_bits(point, list[k]), bit_serial);
      if (!list[k].is_attention) most = std::max(most, numbers[k]);
    }
  }
}

void PublishedModel::fill_memory(const DesignPoint& p, std::span<double> row, bool attention) const {
  row[0] = 0;
  for (std::size_t w = 0; w < layouts_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    const Layout& layout = layouts_[w];
    const double activation_bits = components_->activation_bits(point);
    const double bus = point.has(leaf::dram_bus) ? point[leaf::dram_bus] : bus_default_bits;
    const bool lumped_attention = attention && revision(point) == Revision::hpca25;
    double* const numbers = row.data() + (attention ? layout.attention_memory : layout.linear_memory);
    const std::size_t kinds = attention ? layout.attention : layout.linear;
    double* const extra = numbers + kinds;
    double* const lists = extra + memory_extra;
    std::fill_n(extra, memory_extra, 0.0);
    std::size_t k = 0;
    for (const Product& product : products_of(point, w)) {
      if (product.is_attention != attention) continue;
      const double stationary = stationary_bits(point, product);
      const Traffic moved = traffic(product, lumped_attention ? activation_bits : stationary, activation_bits,
                                    point[leaf::weight_buffer_size], point[leaf::input_buffer_size]);
      const BufferWrites writes = buffer_writes(product, moved, stationary, activation_bits);
      numbers[k] = product.multiplicity * dram_cycles(moved, bus);
      lists[weight_writes_list * kinds + k] = product.multiplicity * writes.weight_buffer;
      lists[input_writes_list * kinds + k] = product.multiplicity * writes.input_buffer;
      lists[bits_list * kinds + k] = product.multiplicity * moved.bits();
      extra[weight_buffer_writes] += lists[weight_writes_list * kinds + k];
      extra[input_buffer_writes] += lists[input_writes_list * kinds + k];
      extra[dram_bits] += lists[bits_list * kinds + k];
      ++k;
      extra[stored_bytes] += product.multiplicity * moved.stationary_bytes;
    }
    if (attention) {  // the KV cache; that of hpca25 is lumped beyond recognition
      extra[added_bytes] = lumped_attention ? 0 : extra[stored_bytes];
      continue;
    }
    extra[added_bytes] = stores_new_weights(*workloads_, w, p) ? extra[stored_bytes] : 0;
  }
}

void PublishedModel::fill_port(const DesignPoint& p, std::span<double> row, bool weight) const {
  row[0] = 0;
  for (std::size_t w = 0; w < layouts_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    const ArrayShape shape = components_->array(point);
    const bool bit_serial = components_->pe(point).bit_serial;
    const double port = weight ? weight_port_bits(shape, widest_weight(point, products_of(point, w)), bit_serial)
                               : input_port_bits(shape, components_->activation_bits(point), bit_serial);
    const double bank_bytes = point[weight ? leaf::weight_buffer_size : leaf::input_buffer_size] / published_banks;
    const auto macro = components_->technology(point).sram().macro(
        bank_bytes, static_cast<std::int64_t>(std::floor(port / published_banks)));
    double* const numbers = row.data() + layouts_[w].port;
    std::fill_n(numbers, port_extra, 0.0);
    if (const auto* const limit = std::get_if<SramLimit>(&macro)) {
      keep_first(row[0], static_cast<double>((weight ? first_weight_reason : first_input_reason) +
                                             static_cast<ReasonCode>(*limit)));
      continue;
    }
    const auto& bank = std::get<SramMacro>(macro);
    numbers[read_energy] = published_banks * bank.read.base();
    // One write moves the port's width, and is charged per 64 bits of it: equation (10).
    numbers[write_energy] = published_banks * bank.write.base() / (port / write_granule_bits);
    numbers[buffer_area] = published_banks * bank.area.base();
  }
}

void PublishedModel::fill_pe(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < layouts_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    const PeCosts element = components_->pe(point);
    double* const numbers = row.data() + layouts_[w].pe;
    numbers[pe_energy] = element.energy.base();
    numbers[pe_area] = element.area.base();
    numbers[dram_energy_per_bit] = point.has(leaf::dram_energy) ? point[leaf::dram_energy] : bus_default_energy.base();
    numbers[cycles_per_s] = point[leaf::clock];
  }
}

/// Equations (3) and (7) to (15) for one workload, from the rows of all terms: of a design, of several, or of a box.
template <class Rows, class Put>
[[gnu::always_inline]] inline void PublishedModel::combine(const Layout& layout, const Rows& rows, const Put& put) {
  using V = NumberOf<Rows>;
  const auto tiles_of = std::get<array>(rows) + layout.array;
  const auto cycles_of = std::get<precision>(rows) + layout.precision;
  const auto linear = std::get<linear_memory>(rows) + layout.linear_memory;
  const auto attention = std::get<attention_memory>(rows) + layout.attention_memory;
  const std::size_t kinds = layout.linear + layout.attention;
  V compute_cycles{0.0};
  V total_cycles{0.0};
  for (std::size_t k = 0; k < layout.linear; ++k) {
    const V compute = tiles_of[k] * cycles_of[k];
    compute_cycles = compute_cycles + compute;
    total_cycles = total_cycles + largest(compute, linear[k]);
  }
  for (std::size_t k = 0; k < layout.attention; ++k) {
    const V compute = tiles_of[layout.linear + k] * cycles_of[layout.linear + k];
    compute_cycles = compute_cycles + compute;
    total_cycles = total_cycles + largest(compute, attention[k]);
  }

  const auto array_numbers = tiles_of + kinds;
  const auto linear_sums = linear + layout.linear;
  const auto attention_sums = attention + layout.attention;
  const auto weight_sram = std::get<weight_port>(rows) + layout.port;
  const auto input_sram = std::get<input_port>(rows) + layout.port;
  const auto element = std::get<pe>(rows) + layout.pe;

  const V compute_energy = element[pe_energy] * V{placement_energy_factor} * (array_numbers[pes] * compute_cycles);
  const V read =
      array_numbers[all_tiles] * weight_sram[read_energy] + array_numbers[all_tiles] * input_sram[read_energy];
  const V written =
      (linear_sums[weight_buffer_writes] + attention_sums[weight_buffer_writes]) * weight_sram[write_energy] +
      (linear_sums[input_buffer_writes] + attention_sums[input_buffer_writes]) * input_sram[write_energy];
  const V dram = (linear_sums[dram_bits] + attention_sums[dram_bits]) * element[dram_energy_per_bit];
  const V array_area = element[pe_area] * array_numbers[pes];

  put(Cost::compute_cycles, compute_cycles);
  put(Cost::total_cycles, total_cycles);
  put(Cost::latency, total_cycles / element[cycles_per_s]);
  put(Cost::energy_compute, compute_energy);
  put(Cost::energy_sram_read, read);
  put(Cost::energy_sram_write, written);
  put(Cost::energy_dram, dram);
  for (const Cost none : {Cost::energy_leakage, Cost::energy_vector, Cost::encoder_area, Cost::accumulator_area,
                          Cost::vector_unit_area, Cost::control_area, Cost::dram_interface_area}) {
    put(none, V{0.0});
  }
  put(Cost::energy, compute_energy + read + written + dram);
  put(Cost::pe_array_area, array_area);
  put(Cost::weight_buffer_area, weight_sram[buffer_area]);
  put(Cost::input_buffer_area, input_sram[buffer_area]);
  put(Cost::area, array_area + weight_sram[buffer_area] + input_sram[buffer_area]);
  put(Cost::weight_bytes, linear_sums[stored_bytes]);
  put(Cost::kv_cache_bytes, attention_sums[added_bytes]);
  put(Cost::dram_bytes, (linear_sums[dram_bits] + attention_sums[dram_bits]) / V{8.0});
  put(Cost::added_weight_bytes, linear_sums[added_bytes]);
  put(Cost::operations, V{2.0} * V{layout.macs});
  put(Cost::peak_ops_per_s,
      V{2.0} * array_numbers[macs_per_cycle] * element[cycles_per_s] / cycles_of[kinds + weight_cycles]);
}

/// The highest powers, which take a look at every product.
template <class V, class Put>
void PublishedModel::put_peaks(const Layout& layout, const std::array<const V*, term_count>& rows, const Put& put) {
  const V* const tiles_of = rows[array] + layout.array;
  const V* const cycles_of = rows[precision] + layout.precision;
  const V* const weight_sram = rows[weight_port] + layout.port;
  const V* const input_sram = rows[input_port] + layout.port;
  const V* const element = rows[pe] + layout.pe;
  const ChipCosts<V> costs{.pes = (tiles_of + layout.linear + layout.attention)[pes],
                           .pe_energy = element[pe_energy],
                           .idle_share = V{1.0},
                           .weight_read = weight_sram[read_energy],
                           .weight_write = weight_sram[write_energy],
                           .input_read = input_sram[read_energy],
                           .input_write = input_sram[write_energy],
                           .energy_per_bit = element[dram_energy_per_bit],
                           .cycles_per_s = element[cycles_per_s]};
  V peak{0.0};
  V peak_onchip{0.0};
  const auto add_powers = [&](const V* memory, std::size_t first, std::size_t count) {
    const V* const lists = memory + count + memory_extra;
    for (std::size_t k = 0; k < count; ++k) {
      const V compute = tiles_of[first + k] * cycles_of[first + k];
      const ChipWork<V> work{.compute_cycles = compute,
                             .cycles = largest(compute, memory[k]),
                             .weight_reads = tiles_of[first + k],
                             .input_reads = tiles_of[first + k],
                             .weight_writes = lists[weight_writes_list * count + k],
                             .input_writes = lists[input_writes_list * count + k],
                             .dram_bits = lists[bits_list * count + k]};
      const ChipEnergy<V> energy = energy_of(work, costs);
      const V seconds = work.cycles / costs.cycles_per_s;
      peak = largest(peak, average_power(energy.all(), seconds));
      peak_onchip = largest(peak_onchip, average_power(energy.onchip(), seconds));
    }
  };
  add_powers(rows[linear_memory] + layout.linear_memory, 0, layout.linear);
  add_powers(rows[attention_memory] + layout.attention_memory, layout.linear, layout.attention);
  put(Cost::peak_power, peak);
  put(Cost::peak_power_onchip, peak_onchip);
}

std::array<const Term*, PublishedModel::term_count> PublishedModel::terms() const {
  std::array<const Term*, term_count> list{};
  for (std::size_t t = 0; t < term_count; ++t) list[t] = &terms_[t];
  return list;
}

void PublishedModel::evaluate(const DesignBlock& block, CostBlock& costs, ReasonCode first_reason) const {
  if (!wants_peaks(costs.wanted)) {
    rows_->evaluate(layouts_.size(), first_reason, block, costs,
                    [this](std::size_t w, const auto& rows, const auto& put) { combine(layouts_[w], rows, put); });
    return;
  }
  evaluate_terms(terms(), layouts_.size(), first_reason, block, costs, [this](std::size_t w, const auto& rows, const auto& put) {
    combine(layouts_[w], rows, put);
    put_peaks(layouts_[w], rows, put);
  });
}

void PublishedModel::bound(const Box& box, CostBounds& bounds) const {
  bound_terms(
      terms(), layouts_.size(), box, bounds, [](const auto&) { return true; },
      [this, peaks = wants_peaks(bounds.wanted)](std::size_t w, const auto& rows, const auto& put) {
        combine(layouts_[w], rows, put);
        if (peaks) put_peaks(layouts_[w], rows, put);
      });
}

namespace {

std::unique_ptr<const PerformanceModel> make_published(const PerformanceInputs& inputs) {
  return std::make_unique<const PublishedModel>(inputs.space, inputs.components, inputs.workloads);
}

}  // namespace

constinit const PerformanceModelEntry bitmod_2025_07{
    .name = "bitmod-2025-07",
    .summary = "the BitMoD simulator of July 2025: batches, attention per head, KV-cache precision",
    .source = "github.com/abdelfattah-lab/BitMoD-HPCA-25, revision of July 2025",
    .equations = "docs/model.md",
    .leaves = published_leaves,
    .make = make_published,
    .check = check_published,
};

constinit const PerformanceModelEntry hpca25{
    .name = "hpca25",
    .summary = "the BitMoD simulator behind Fig. 7 to 9 of the paper: batch 1, heads lumped together",
    .source = "Chen et al., HPCA 2025 (arXiv 2411.11745)",
    .equations = "docs/model.md",
    .leaves = published_leaves,
    .make = make_published,
    .check = check_published,
};

}  // namespace bitpareto::models

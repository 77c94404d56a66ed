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
constexpr std::size_t pe_energy = 0, pe_area = 1, cycles_per_s = 2, pe_extra = 3;
// dram:
constexpr std::size_t dram_energy_per_bit = 0, dram_extra = 1;
// work:             cycles of the array of each kind, then:
constexpr std::size_t work_cycles = 0, work_energy = 1, work_tiles = 2, work_area = 3, work_clock = 4, work_peak = 5, work_extra = 6;
// movement:         DRAM cycles of each kind, then:
constexpr std::size_t moved_weight_writes = 0, moved_input_writes = 1, moved_bits = 2, moved_energy = 3, moved_stored = 4, moved_cached = 5,
                      moved_added = 6, movement_extra = 7;

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
    layout.weight_port = reserve(weight_port, port_extra);
    layout.input_port = reserve(input_port, port_extra);
    layout.pe = reserve(pe, pe_extra);
    layout.dram = reserve(dram, dram_extra);
    layout.work = reserve(work, list.size() + work_extra);
    layout.movement = reserve(movement, list.size() + movement_extra);
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
  add(TermNumber::pe, {pe_kind, leaf::pe_energy, leaf::pe_area, clock},
      [this](const DesignPoint& p, std::span<double> row) { fill_pe(p, row); });
  add(TermNumber::dram, {dram_energy}, [this](const DesignPoint& p, std::span<double> row) { fill_dram(p, row); });
  const auto join = [&](TermNumber term, std::array<TermNumber, 3> of, auto joined) {
    std::vector<const Term*> parts;
    for (const TermNumber part : of) parts.push_back(&terms_[part]);
    terms_.emplace_back(space, std::move(parts), width[term], [this, joined](std::span<const double* const> rows, std::span<double> row) {
      row[0] = 0;  // nothing is wrong with any of them
      for (const Layout& layout : layouts_) joined(layout, rows[0], rows[1], rows[2], row.data());
    });
  };
  join(work, {array, precision, TermNumber::pe}, join_work<double>);
  join(movement, {linear_memory, attention_memory, TermNumber::dram}, join_movement<double>);
  stages_.emplace(space, std::array<const Term*, stage_count>{&terms_[work], &terms_[movement], &terms_[weight_port], &terms_[input_port]});

  shared_layouts_ = layouts_;
  const auto share = [&](TermNumber term, std::size_t Layout::*start) {
    std::vector<std::size_t*> starts;
    for (Layout& layout : shared_layouts_) starts.push_back(&(layout.*start));
    share_equal_numbers(terms_[term], port_extra, starts);
  };
  share(weight_port, &Layout::weight_port);
  share(input_port, &Layout::input_port);

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
    double* const numbers = row.data() + (weight ? layouts_[w].weight_port : layouts_[w].input_port);
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
    numbers[cycles_per_s] = point[leaf::clock];
  }
}

void PublishedModel::fill_dram(const DesignPoint& p, std::span<double> row) const {
  row[0] = 0;
  for (std::size_t w = 0; w < layouts_.size(); ++w) {
    const DesignPoint point = (*workloads_)[w].seen(p);
    row[layouts_[w].dram + dram_energy_per_bit] = point.has(leaf::dram_energy) ? point[leaf::dram_energy] : bus_default_energy.base();
  }
}

// Equations (3) and (7) to (15) for one workload, from the rows of all terms: of a design, of several, or of a box. What follows from array and
// precision, and what follows from buffers and DRAM, is joined beforehand.

template <class V>
void PublishedModel::join_work(const Layout& layout, const V* array_row, const V* precision_row, const V* pe_row, V* row) {
  const V* const tiles_of = array_row + layout.array;
  const V* const cycles_of = precision_row + layout.precision;
  const V* const array_numbers = tiles_of + layout.kinds();
  const V* const element = pe_row + layout.pe;
  V* const compute = row + layout.work;
  V* const numbers = compute + layout.kinds();
  V compute_cycles{0.0};
  for (std::size_t k = 0; k < layout.kinds(); ++k) {
    compute[k] = tiles_of[k] * cycles_of[k];
    compute_cycles = compute_cycles + compute[k];
  }
  numbers[work_cycles] = compute_cycles;
  numbers[work_energy] = element[pe_energy] * V{placement_energy_factor} * (array_numbers[pes] * compute_cycles);
  numbers[work_tiles] = array_numbers[all_tiles];
  numbers[work_area] = element[pe_area] * array_numbers[pes];
  numbers[work_clock] = element[cycles_per_s];
  numbers[work_peak] = V{2.0} * array_numbers[macs_per_cycle] * element[cycles_per_s] / cycles_of[layout.kinds() + weight_cycles];
}

template <class V>
void PublishedModel::join_movement(const Layout& layout, const V* linear_row, const V* attention_row, const V* dram_row, V* row) {
  const V* const linear = linear_row + layout.linear_memory;
  const V* const attention = attention_row + layout.attention_memory;
  const V* const linear_sums = linear + layout.linear;
  const V* const attention_sums = attention + layout.attention;
  V* const cycles = row + layout.movement;
  V* const numbers = cycles + layout.kinds();
  for (std::size_t k = 0; k < layout.linear; ++k) cycles[k] = linear[k];
  for (std::size_t k = 0; k < layout.attention; ++k) cycles[layout.linear + k] = attention[k];
  numbers[moved_weight_writes] = linear_sums[weight_buffer_writes] + attention_sums[weight_buffer_writes];
  numbers[moved_input_writes] = linear_sums[input_buffer_writes] + attention_sums[input_buffer_writes];
  numbers[moved_bits] = linear_sums[dram_bits] + attention_sums[dram_bits];
  numbers[moved_energy] = numbers[moved_bits] * (dram_row + layout.dram)[dram_energy_per_bit];
  numbers[moved_stored] = linear_sums[stored_bytes];
  numbers[moved_cached] = attention_sums[added_bytes];
  numbers[moved_added] = linear_sums[added_bytes];
}

/// Rows of all stages.
template <class Rows, class Put>
[[gnu::always_inline]] inline void PublishedModel::combine(const Layout& layout, const Rows& rows, const Put& put) {
  using V = NumberOf<Rows>;
  const auto compute = std::get<of_work>(rows) + layout.work;
  const auto moving = std::get<of_movement>(rows) + layout.movement;
  const auto done = compute + layout.kinds();
  const auto moved = moving + layout.kinds();
  const auto weight_sram = std::get<of_weight_port>(rows) + layout.weight_port;
  const auto input_sram = std::get<of_input_port>(rows) + layout.input_port;
  V total_cycles{0.0};
  for (std::size_t k = 0; k < layout.kinds(); ++k) total_cycles = total_cycles + largest(compute[k], moving[k]);

  const V read = done[work_tiles] * weight_sram[read_energy] + done[work_tiles] * input_sram[read_energy];
  const V written = moved[moved_weight_writes] * weight_sram[write_energy] + moved[moved_input_writes] * input_sram[write_energy];

  put(Cost::compute_cycles, done[work_cycles]);
  put(Cost::total_cycles, total_cycles);
  put(Cost::latency, total_cycles / done[work_clock]);
  put(Cost::energy_compute, done[work_energy]);
  put(Cost::energy_sram_read, read);
  put(Cost::energy_sram_write, written);
  put(Cost::energy_dram, moved[moved_energy]);
  for (const Cost none : {Cost::energy_leakage, Cost::energy_vector, Cost::encoder_area, Cost::accumulator_area,
                          Cost::vector_unit_area, Cost::control_area, Cost::dram_interface_area}) {
    put(none, V{0.0});
  }
  put(Cost::energy, done[work_energy] + read + written + moved[moved_energy]);
  put(Cost::pe_array_area, done[work_area]);
  put(Cost::weight_buffer_area, weight_sram[buffer_area]);
  put(Cost::input_buffer_area, input_sram[buffer_area]);
  put(Cost::area, done[work_area] + weight_sram[buffer_area] + input_sram[buffer_area]);
  put(Cost::weight_bytes, moved[moved_stored]);
  put(Cost::kv_cache_bytes, moved[moved_cached]);
  put(Cost::dram_bytes, moved[moved_bits] / V{8.0});
  put(Cost::added_weight_bytes, moved[moved_added]);
  put(Cost::operations, V{2.0} * V{layout.macs});
  put(Cost::peak_ops_per_s, done[work_peak]);
}

/// The highest powers, which take a look at every product.
template <class V, class Put>
void PublishedModel::put_peaks(const Layout& layout, const BaseRows<V>& rows, const Put& put) {
  const V* const tiles_of = rows[array] + layout.array;
  const V* const cycles_of = rows[precision] + layout.precision;
  const V* const weight_sram = rows[weight_port] + layout.weight_port;
  const V* const input_sram = rows[input_port] + layout.input_port;
  const V* const element = rows[pe] + layout.pe;
  const ChipCosts<V> costs{.pes = (tiles_of + layout.linear + layout.attention)[pes],
                           .pe_energy = element[pe_energy],
                           .idle_share = V{1.0},
                           .weight_read = weight_sram[read_energy],
                           .weight_write = weight_sram[write_energy],
                           .input_read = input_sram[read_energy],
                           .input_write = input_sram[write_energy],
                           .energy_per_bit = (rows[dram] + layout.dram)[dram_energy_per_bit],
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

template <std::size_t count>
std::array<const Term*, count> PublishedModel::first_terms() const {
  std::array<const Term*, count> list{};
  for (std::size_t t = 0; t < count; ++t) list[t] = &terms_[t];
  return list;
}

void PublishedModel::evaluate(const DesignBlock& block, CostBlock& costs, ReasonCode first_reason) const {
  if (!wants_peaks(costs.wanted)) {
    stages_->evaluate(layouts_.size(), first_reason, block, costs,
                      [this](std::size_t w, const auto& rows, const auto& put) { combine(shared_layouts_[w], rows, put); });
    return;
  }
  evaluate_terms(first_terms<term_count>(), layouts_.size(), first_reason, block, costs,
                 [this](std::size_t w, const std::array<const double*, term_count>& rows, const auto& put) {
                   combine(layouts_[w], std::array{rows[work], rows[movement], rows[weight_port], rows[input_port]}, put);
                   BaseRows<double> base;
                   std::copy_n(rows.begin(), base.size(), base.begin());
                   put_peaks(layouts_[w], base, put);
                 });
}

CostSet PublishedModel::same_on_all_workloads() const {
  return stages_->same_on_all(layouts_.size(), [this](std::size_t w, const auto& rows, const auto& put) { combine(layouts_[w], rows, put); });
}

double PublishedModel::table_bytes(const Box& box) const {
  double bytes = 0;
  for (const Term& term : terms_) bytes += term.table_bytes(box);
  return bytes;
}

void PublishedModel::bound(const Box& box, CostBounds& bounds) const {
  if (!wants_peaks(bounds.wanted) && stages_->is_tabulated()) {
    return stages_->bound(layouts_.size(), box, bounds, [this](std::size_t w, const auto& rows, const auto& put) { combine(shared_layouts_[w], rows, put); });
  }
  std::vector<Interval> done(terms_[work].width());
  std::vector<Interval> moved(terms_[movement].width());
  bound_terms(
      first_terms<base_count>(), layouts_.size(), box, bounds, [](const auto&) { return true; },
      [&, peaks = wants_peaks(bounds.wanted)](std::size_t w, const BaseRows<Interval>& rows, const auto& put) {
        const Layout& layout = layouts_[w];
        join_work(layout, rows[array], rows[precision], rows[pe], done.data());
        join_movement(layout, rows[linear_memory], rows[attention_memory], rows[dram], moved.data());
        combine(layout, std::array<const Interval*, stage_count>{done.data(), moved.data(), rows[weight_port], rows[input_port]}, put);
        if (peaks) put_peaks(layout, rows, put);
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

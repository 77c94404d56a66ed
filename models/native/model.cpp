// SPDX-License-Identifier: Apache-2.0
#include "models/native/model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/unique_number.h"
#include "core/text/format.h"
#include "models/native/combine.h"
#include "models/native/sram_leaves.h"
#include "models/published/energy.h"

namespace bitpareto::models {

using namespace native_row;

namespace {

/// The SRAM that designs of the space may have.
std::vector<const SramTable*> chosen_tables(const Space& space, const Components& components) {
  const bool named = !space.names()[leaf::cell].empty();
  std::vector<const SramTable*> tables;
  for (const Technology& technology : components.technologies) {
    for (const SramCell& cell : technology.cells) {
      const bool chosen = named ? std::ranges::find(components.cells, cell.name) != components.cells.end()
                                : &cell == &technology.cells.front();
      if (chosen) tables.push_back(&cell.raw);
    }
  }
  return tables;
}

/// The limit of the tables, each once, and what would help.
std::string limit_text(const std::vector<const SramTable*>& tables, SramLimit limit) {
  std::vector<std::string> texts;
  for (const SramTable* table : tables) {
    std::string text = table->limit_text(limit);
    if (std::ranges::find(texts, text) == texts.end()) texts.push_back(std::move(text));
  }
  std::string all;
  for (const std::string& text : texts) all += format("{}{}", all.empty() ? "" : " or ", text);
  switch (limit) {
    case SramLimit::bank_too_small:
    case SramLimit::port_too_narrow:
      return all + "; fewer banks would help";
    case SramLimit::bank_too_large:
    case SramLimit::port_too_wide:
    case SramLimit::no_such_macro:
      return all + "; more banks would help";
  }
  return all;
}

/// What a flag says of every design, and of none.
bool always(double flag) { return flag != 0; }
bool always(const Interval& flag) { return flag.low != 0; }
bool never(double flag) { return flag == 0; }
bool never(const Interval& flag) { return flag.high == 0; }

/// What may also be as high as `other`.
double at_most(double a, double) { return a; }
Interval at_most(const Interval& a, const Interval& other) { return {a.low, largest(a.high, other.high)}; }

}  // namespace

NativeModel::NativeModel(const Space& space, const Components& components,
                         const std::vector<ModelledWorkload>& workloads, HeadProtocol head, const NativeModel* like)
    : number_{unique_number()},
      components_{&components},
      head_{head},
      workloads_{&workloads},
      by_array_{space, std::array<Leaf, 2>{leaf::array_rows, leaf::array_columns}},
      by_buffers_{space, std::array<Leaf, 2>{leaf::weight_buffer_size, leaf::input_buffer_size}},
      by_weight_buffer_{space, std::array<Leaf, 2>{leaf::array_rows, leaf::weight_buffer_size}},
      by_input_buffer_{space, std::array<Leaf, 2>{leaf::array_columns, leaf::input_buffer_size}} {
  for (const ModelledWorkload& workload : workloads) native_.emplace_back(components, workload, head);
  std::array<std::size_t, native_term_count> width{};
  width.fill(1);  // the reason
  for (std::size_t w = 0; w < native_.size(); ++w) {
    NativeLayout& layout = layouts_.emplace_back();
    const std::span<const BlockOperation> list = native_[w].operations();
    for (const bool attention : {false, true}) {
      for (std::size_t k = 0; k < list.size(); ++k) {
        if (list[k].attention() == attention) layout.order.push_back(k);
      }
      if (!attention) layout.linear = layout.order.size();
    }
    layout.repeats.resize(layout.linear, 0);
    for (const std::size_t k : layout.order) layout.multiplicity.push_back(list[k].multiplicity);
    layout.plans = plan_places(space, w);
    layout.start = width;
    width[mapping] += (1 + mapping_lists) * layout.size() + mapping_extra;
    width[memory] += memory_extra + layout.plans * layout.plan_width();
    width[weight_sram] += sram_extra;
    width[input_sram] += sram_extra;
    width[logic] += logic_extra;
    width[dram] += dram_extra;
    width[vector] += layout.size() + vector_extra;
    width[transfers] += transfer_extra + layout.plans * layout.transfer_width();
    width[chip] += layout.size() + mapping_extra + logic_extra + chip_extra;
  }

  for (NativeLayout& layout : layouts_) {
    layout.plan_lists_start = width[memory];
    width[memory] += layout.plans * layout.plan_lists_width();
  }

  using namespace leaf;
  terms_.reserve(native_term_count);
  // What the array and the buffers do hinges on no constant that is in doubt.
  const auto hinges = [](NativeTerm term) { return term != native_row::mapping && term != native_row::memory && term != native_row::vector; };
  const auto add = [&](NativeTerm term, const std::vector<Leaf>& leaves, auto fill, const RowStages* stages = nullptr) {
    if (like != nullptr && !hinges(term)) {
      terms_.push_back(like->terms_[term]);
    } else {
      terms_.emplace_back(space, leaves, width[term], std::move(fill), stages);
    }
  };
  const RowStages stages_of_mapping = mapping_stages();
  const RowStages stages_of_memory = memory_stages(space);
  const RowStages stages_of_weights = sram_stages(true, width[native_row::weight_sram]);
  const RowStages stages_of_inputs = sram_stages(false, width[native_row::input_sram]);
  const RowStages stages_of_logic = logic_stages();
  add(native_row::mapping,
      {pe_kind,
       pe_dot_size,
       pe_terms_per_cycle,
       pe_bit_serial,
       pe_activation,
       pe_activation_bits,
       array_rows,
       array_columns,
       array_row_mapping,
       array_column_mapping,
       weights_datatype,
       weights_group_size,
       weights_bits,
       kv_cache_datatype,
       kv_cache_bits,
       weight_buffer_port,
       input_buffer_port,
       effects_terms,
       effects_dequantiser,
       effects_positions,
       effects_joined_batch,
       effects_side_by_side,
       effects_sliding_window,
       effects_causal,
       effects_last_logits,
       effects_partial_reads},
      [this](const DesignPoint& p, std::span<double> row) { fill_mapping(p, row); }, &stages_of_mapping);
  add(native_row::memory,
      {pe_activation,
       pe_activation_bits,
       weights_datatype,
       weights_group_size,
       weights_bits,
       kv_cache_datatype,
       kv_cache_bits,
       weight_buffer_size,
       input_buffer_size,
       effects_whole_bytes,
       effects_kv_writes,
       effects_positions,
       effects_sliding_window,
       effects_fused_attention,
       effects_softmax_overlap,
       effects_kept_activations,
       effects_kept_weights,
       effects_causal,
       effects_last_logits,
       effects_tiling,
       effects_double_buffering,
       effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_memory(p, row); }, &stages_of_memory);
  add(native_row::weight_sram, sram_leaves(true).all(),
      [this](const DesignPoint& p, std::span<double> row) { fill_sram(p, row, true); }, &stages_of_weights);
  add(native_row::input_sram, sram_leaves(false).all(),
      [this](const DesignPoint& p, std::span<double> row) { fill_sram(p, row, false); }, &stages_of_inputs);
  add(native_row::logic,
      {technology, voltage, clock, pe_kind, pe_dot_size, pe_terms_per_cycle, pe_activation, pe_activation_bits, pe_supports, weights_datatype, weights_bits,
       kv_cache_datatype, kv_cache_bits, pe_bit_serial, leaf::pe_energy, leaf::pe_area, pe_idle_share, pe_stall_share,
       array_rows, array_columns, array_reconfiguration, vector_unit_lanes, area_basis, effects_encoder, effects_clock_tree,
       effects_leakage, effects_pe_components, effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_logic(p, row); }, &stages_of_logic);
  add(native_row::dram,
      {performance_model, clock, area_basis, weight_buffer_size, input_buffer_size, dram_preset, dram_bus, dram_energy,
       dram_data_rate, dram_width, dram_channels, dram_efficiency, dram_background_power, dram_capacity, dram_latency,
       effects_double_buffering, effects_capacity, effects_one_chip},
      [this](const DesignPoint& p, std::span<double> row) { fill_dram(p, row); });
  add(native_row::vector,
      {kv_cache_datatype, kv_cache_bits, vector_unit_lanes, effects_positions, effects_sliding_window, effects_causal,
       effects_last_logits},
      [this](const DesignPoint& p, std::span<double> row) { fill_vector(p, row); });
  const auto term = [this](NativeTerm number) -> const Term* { return &terms_[number]; };
  terms_.emplace_back(space, std::vector{term(native_row::memory), term(native_row::dram), term(native_row::vector)}, width[transfers],
                      [this](std::span<const double* const> rows, std::span<double> row) { fill_transfers(rows, row); }, false);
  terms_.emplace_back(space, std::vector{term(native_row::mapping), term(native_row::logic)}, width[chip],
                      [this](std::span<const double* const> rows, std::span<double> row) { fill_chip(rows, row); });
  stages_.emplace(space, std::array{term(chip), term(transfers), term(native_row::weight_sram), term(native_row::input_sram)});

  shared_layouts_ = layouts_;
  for (const NativeTerm sram : {native_row::weight_sram, native_row::input_sram}) {
    std::vector<std::size_t*> starts;
    for (NativeLayout& layout : shared_layouts_) starts.push_back(&layout.start[sram]);
    share_equal_numbers(terms_[sram], sram_extra, starts);
  }
  is_of_part_ = space.tables().is_of_part();
  const auto has_table = [this](NativeTerm number) { return terms_[number].has_table(); };
  has_stages_ = std::ranges::all_of(
      std::array{chip, native_row::memory, native_row::dram, native_row::vector, native_row::weight_sram, native_row::input_sram}, has_table);
  if (has_stages_) leave_out_equals();
  // Nobody asks again; parts of a space leave their answers to the other parts.
  if (is_tabulated() && !is_of_part_) space.tables().answers().clear();
  const auto is_one = [&](NativeTerm of, std::size_t number) {
    return std::ranges::all_of(layouts_, [&](const NativeLayout& layout) { return terms_[of].is_always(layout.start[of] + number, 1); });
  };
  is_nominal_ = is_one(native_row::logic, logic_supply_energy) && is_one(native_row::logic, logic_supply_leakage) &&
                is_one(native_row::weight_sram, sram_supply_energy) && is_one(native_row::weight_sram, sram_supply_leakage) &&
                is_one(native_row::input_sram, sram_supply_energy) && is_one(native_row::input_sram, sram_supply_leakage);

  const std::vector<const SramTable*> tables = chosen_tables(space, components);
  for (const std::string_view buffer : {"weight", "input"}) {
    for (std::size_t limit = 0; limit < sram_limit_count; ++limit) {
      reasons_.push_back(format("{} {}", buffer, limit_text(tables, static_cast<SramLimit>(limit))));
    }
    reasons_.push_back(format("{} bank slower than the clock", buffer));
  }
  reasons_.emplace_back("weights and KV cache beyond the capacity of DRAM");
  // In the order of PeLimit.
  for (const char* limit : {"PE takes no such activations", "weights or KV cache of a datatype that the PE does not support",
                            "PE takes no two terms of a weight per cycle",
                            "nobody knows what the PE costs with that dot size in that technology"}) {
    reasons_.emplace_back(limit);
  }
  reasons_.emplace_back("PE slower than the clock");
  reasons_.emplace_back("a voltage that the technology does not have");
}

void NativeModel::leave_out_equals() {
  const std::vector<std::size_t>& computed = terms_[chip].equal_columns();
  // Without a table of transfers: what moves as many bits, as often, beside as much work of the vector unit takes as long.
  const bool is_joined = terms_[transfers].has_table();
  const std::vector<std::size_t>& moved = terms_[is_joined ? transfers : memory].equal_columns();
  const std::vector<std::size_t>& worked = terms_[native_row::vector].equal_columns();
  for (NativeLayout& layout : shared_layouts_) {
    // Places behind the last plan that any design has repeat it.
    const double most = terms_[memory].tabulated()->whole[layout.start[memory] + plan_count].high;
    if (most >= 1 && most < static_cast<double>(layout.plans)) layout.plans = static_cast<std::size_t>(most);
    const auto equal = [&](std::size_t k, std::size_t other) {
      const std::size_t cycles = layout.start[chip];
      const std::size_t beside = layout.start[native_row::vector];
      bool is_equal = computed[cycles + k] == computed[cycles + other];
      if (!is_joined) is_equal = is_equal && worked[beside + k] == worked[beside + other] && layout.multiplicity[k] == layout.multiplicity[other];
      for (std::size_t plan = 0; plan < layout.plans; ++plan) {
        const std::size_t at = is_joined ? layout.start[transfers] + transfer_extra + plan * layout.transfer_width()
                                         : layout.start[memory] + memory_extra + plan * layout.plan_width();
        is_equal = is_equal && moved[at + k] == moved[at + other];
      }
      return is_equal;
    };
    for (std::size_t k = layout.linear; k-- > 1;) layout.repeats[k - 1] = equal(k - 1, k) ? layout.repeats[k] + 1 : 0;
  }
}

void NativeModel::fill_transfers(std::span<const double* const> rows, std::span<double> row) const {
  // The capacity is that of one chip: workloads may not override DRAM apart.
  const bool fits = !(needed_bytes(rows[0]) > (rows[1] + layouts_[0].start[dram])[capacity]);
  row[0] = fits ? 0 : 1 + capacity_reason;
  for (const NativeLayout& layout : layouts_) join_transfers(layout, rows[0], rows[1], rows[2], row.data() + layout.start[transfers]);
}

void NativeModel::fill_chip(std::span<const double* const> rows, std::span<double> row) const {
  row[0] = rows[0][0];
  keep_first(row[0], rows[1][0]);
  for (const NativeLayout& layout : layouts_) join_chip(layout, rows[0], rows[1], row.data());
}

NativeModel::PointRows NativeModel::rows_of(const DesignPoint& p) const {
  PointRows all;
  for (std::size_t t = 0; t < native_term_count; ++t) all.rows[t].resize(terms_[t].width());
  fill_mapping(p, all.rows[mapping]);
  fill_memory(p, all.rows[memory]);
  fill_sram(p, all.rows[weight_sram], true);
  fill_sram(p, all.rows[input_sram], false);
  fill_logic(p, all.rows[logic]);
  fill_dram(p, all.rows[dram]);
  fill_vector(p, all.rows[vector]);
  const Rows<double> starts = all.starts();
  fill_transfers(std::array{starts[memory], starts[dram], starts[vector]}, all.rows[transfers]);
  fill_chip(std::array{starts[mapping], starts[logic]}, all.rows[chip]);
  return all;
}

NativeModel::Rows<double> NativeModel::PointRows::starts() const {
  Rows<double> starts{};
  for (std::size_t t = 0; t < native_term_count; ++t) starts[t] = rows[t].data();
  return starts;
}

Result<std::vector<Evaluation>> NativeModel::evaluate(const DesignPoint& p) const {
  const PointRows all = rows_of(p);
  const Rows<double> rows = all.starts();
  if (const std::size_t reason = reason_of(rows); reason != 0) return Failure{reasons_[reason - 1]};
  std::vector<Evaluation> list(native_.size());
  for (std::size_t w = 0; w < native_.size(); ++w) {
    const auto put = [&](Cost cost, double value) { list[w][cost] = value; };
    combine<false>(layouts_[w], stages_of(rows), put);
    put_peaks(layouts_[w], rows, put);
  }
  return list;
}

template <class V>
NativeModel::StageRows<V> NativeModel::stages_of(const Rows<V>& rows) {
  return {rows[chip], rows[transfers], rows[weight_sram], rows[input_sram]};
}

template <class V, class F, class Maybe>
[[gnu::always_inline]] inline void NativeModel::for_each_piece(const NativeLayout& layout, const Rows<V>& rows, std::size_t plan, const F& f,
                                 const Maybe& maybe) const {
  const V* const cycles_of = rows[mapping] + layout.start[mapping];
  const V* const moved = plan_in(layout, rows[transfers], plan);
  const auto alone = [&](std::size_t k) { return largest(cycles_of[k], moved[k]); };
  for (std::size_t k = 0; k < layout.linear; ++k) f(k, std::size_t{1}, alone(k));
  const V& overlapped = moved[layout.transfer_sums() + overlaps];
  for (std::size_t k = layout.linear, pair = layout.size(); k < layout.size(); k += 2, ++pair) {
    const auto each = [&](const auto& tell) {
      tell(k, std::size_t{1}, alone(k));
      tell(k + 1, std::size_t{1}, alone(k + 1));
    };
    if (never(overlapped)) {
      each(f);
      continue;
    }
    const V together = largest(cycles_of[k] + cycles_of[k + 1], moved[pair]);
    if (!always(overlapped)) each(maybe);
    f(k, std::size_t{2}, where(overlapped, together, alone(k) + alone(k + 1)));
  }
}

template <class V>
[[gnu::always_inline]] inline ChipWork<V> NativeModel::work_of(const NativeLayout& layout, const Rows<V>& rows, std::size_t plan_number, std::size_t first,
                                 std::size_t count, const V& cycles) const {
  const std::size_t size = layout.size();
  const V* const cycles_of = rows[mapping] + layout.start[mapping];
  const V* const array = cycles_of + size + mapping_extra;
  const V* const plan = rows[memory] + layout.start[memory] + memory_extra + plan_number * layout.plan_width();
  const V* const writes = rows[memory] + layout.plan_lists_start + plan_number * layout.plan_lists_width();
  const V* const vector_cycles = rows[vector] + layout.start[vector];
  const V& lanes = (rows[logic] + layout.start[logic])[vector_lanes];
  ChipWork<V> work;
  work.cycles = cycles;
  for (std::size_t k = first; k < first + count; ++k) {
    work.compute_cycles = work.compute_cycles + cycles_of[k];
    work.working = work.working + array[working_list * size + k];
    work.weight_reads = work.weight_reads + array[weight_reads_list * size + k];
    work.input_reads = work.input_reads + array[input_reads_list * size + k];
    work.partial_sums = work.partial_sums + array[partial_sums_list * size + k];
    work.weight_writes = work.weight_writes + writes[weight_writes_list * size + k];
    work.input_writes = work.input_writes + writes[input_writes_list * size + k];
    work.dram_bits = work.dram_bits + V{layout.multiplicity[k]} * plan[k];
    work.vector_operations = work.vector_operations + vector_cycles[k] * lanes;
  }
  return work;
}

template <class V>
std::pair<V, V> NativeModel::highest_power(const NativeLayout& layout, const Rows<V>& rows, std::size_t plan) const {
  const ChipCosts<V> costs = chip_costs(layout, stages_of(rows));
  V highest{0.0};
  V onchip{0.0};
  const auto raised_by = [&](auto raise) {
    return [&, raise](std::size_t first, std::size_t count, const V& cycles) {
      const ChipEnergy<V> energy = energy_of(work_of(layout, rows, plan, first, count, cycles), costs);
      const V seconds = cycles / costs.cycles_per_s;
      highest = raise(highest, average_power(energy.all(), seconds));
      onchip = raise(onchip, average_power(energy.onchip(), seconds));
    };
  };
  for_each_piece(layout, rows, plan, raised_by([](const V& a, const V& b) { return largest(a, b); }),
                 raised_by([](const V& a, const V& b) { return at_most(a, b); }));
  return {highest, onchip};
}

/// The highest powers, which take a look at every operation.
template <class V, class Put>
void NativeModel::put_peaks(const NativeLayout& layout, const Rows<V>& rows, const Put& put) const {
  std::pair<V, V> peaks;
  if constexpr (std::is_same_v<V, double>) {
    peaks = highest_power(layout, rows, static_cast<std::size_t>(fastest_plan(layout, stages_of(rows)).plan));
  } else {
    peaks = highest_power(layout, rows, 0);
    for (std::size_t plan = 1; plan < layout.plans; ++plan) {
      const auto [with_dram, onchip] = highest_power(layout, rows, plan);
      peaks = {hull(peaks.first, with_dram), hull(peaks.second, onchip)};
    }
  }
  put(Cost::peak_power, peaks.first);
  put(Cost::peak_power_onchip, peaks.second);
}

NativeModel::Shared NativeModel::shared(const DesignPoint& p, std::size_t workload) const {
  const PointRows all = rows_of(p);
  const Rows<double> rows = all.starts();
  const NativeLayout& layout = layouts_[workload];
  const NativeDesign design = native_[workload].seen(p);
  return {.costs = chip_costs(layout, stages_of(rows)),
          .dram = dram_of(p, workload, design),
          .volts = std::max({(rows[logic] + layout.start[logic])[logic_supply_volts],
                             (rows[weight_sram] + layout.start[weight_sram])[sram_supply_volts],
                             (rows[input_sram] + layout.start[input_sram])[sram_supply_volts]}),
          .stall_share = design.stall_share,
          .lanes = design.vector_lanes,
          .reconfiguration_cycles = (rows[logic] + layout.start[logic])[reconfiguration_cycles],
          .plan = static_cast<std::size_t>(fastest_plan(layout, stages_of(rows)).plan)};
}

std::vector<NativeModel::Piece> NativeModel::pieces(const DesignPoint& p, std::size_t workload) const {
  const PointRows all = rows_of(p);
  const Rows<double> rows = all.starts();
  const NativeLayout& layout = layouts_[workload];
  const auto plan = static_cast<std::size_t>(fastest_plan(layout, stages_of(rows)).plan);
  std::vector<Piece> list;
  for_each_piece(
      layout, rows, plan,
      [&](std::size_t first, std::size_t count, double cycles) {
        const auto begin = layout.order.begin() + static_cast<std::ptrdiff_t>(first);
        list.push_back({{begin, begin + static_cast<std::ptrdiff_t>(count)},
                        work_of(layout, rows, plan, first, count, cycles)});
      },
      [](std::size_t, std::size_t, double) {});
  std::ranges::sort(list, {}, [](const Piece& piece) { return piece.operations.front(); });
  return list;
}

/// Weights in every format, embeddings and the largest KV cache of the model that needs the most.
template <class V>
V NativeModel::needed_bytes(const V* memory_row) const {
  V most{0.0};
  for (std::size_t w = 0; w < native_.size(); ++w) {
    V weights{0.0};
    V cache{0.0};
    V embedding{0.0};
    for (std::size_t other = 0; other < native_.size(); ++other) {
      if ((*workloads_)[other].model_number != (*workloads_)[w].model_number) continue;
      const V* const stored = memory_row + layouts_[other].start[memory];
      weights = weights + stored[added_bytes];
      embedding = largest(embedding, stored[embedding_bytes]);
      cache = largest(cache, stored[cache_bytes]);
    }
    most = largest(most, weights + embedding + cache);
  }
  return most;
}

void NativeModel::evaluate(const DesignBlock& block, CostBlock& costs, ReasonCode first_reason) const {
  if (!wants_peaks(costs.wanted)) {
    if (is_nominal_) {
      stages_->evaluate(native_.size(), first_reason, block, costs,
                        [this](std::size_t w, const auto& rows, const auto& put) { combine<true>(shared_layouts_[w], rows, put); });
    } else {
      stages_->evaluate(native_.size(), first_reason, block, costs,
                        [this](std::size_t w, const auto& rows, const auto& put) { combine<false>(shared_layouts_[w], rows, put); });
    }
    return;
  }
  std::array<const Term*, native_term_count> terms{};
  for (std::size_t t = 0; t < native_term_count; ++t) terms[t] = &terms_[t];
  evaluate_terms(
      terms, native_.size(), first_reason, block, costs,
      [this](std::size_t w, const Rows<double>& rows, const auto& put) {
        combine<false>(layouts_[w], stages_of(rows), put);
        put_peaks(layouts_[w], rows, put);
      });
}

CostSet NativeModel::same_on_all_workloads() const {
  return stages_->same_on_all(native_.size(), [this](std::size_t w, const auto& rows, const auto& put) { combine<false>(layouts_[w], rows, put); });
}

double NativeModel::table_bytes(const Box& box) const {
  double bytes = 0;
  for (const Term& term : terms_) {
    if (&term != &terms_[transfers]) bytes += term.table_bytes(box);  // which a part has no table of
  }
  return bytes;
}

/// Transfers are brought together anew: their table is of one DRAM, those of which they consist serve neighbouring parts of a space too.
void NativeModel::bound_stages(const Box& box, CostBounds& bounds) const {
  enum { chip_row, weight_row, input_row, memory_row, dram_row, vector_row };
  const std::array terms{&terms_[chip], &terms_[native_row::weight_sram], &terms_[native_row::input_sram], &terms_[memory], &terms_[dram], &terms_[vector]};
  const auto exists = [this](const auto& rows) { return needed_bytes(rows[memory_row]).low <= (rows[dram_row] + layouts_[0].start[dram])[capacity].high; };
  TermBounds& kept = bounds.kept(this, nullptr, terms_[transfers].width());
  std::vector<Interval>& moved = kept.spare;
  moved.resize(terms_[transfers].width());
  // Many boxes read of buffers and DRAM what the one before read.
  const bool is_same = kept.reader == number_ && terms_[transfers].reads_same(box, kept.ranges);
  std::array<std::size_t, terms.size()> widths;
  for (std::size_t t = 0; t < terms.size(); ++t) widths[t] = terms[t]->width();
  widths[memory_row] = layouts_[0].plan_lists_start;
  bound_terms(terms, widths, native_.size(), box, bounds, exists, [&](std::size_t w, const auto& rows, const auto& put) {
    const NativeLayout& layout = shared_layouts_[w];
    if (!is_same) join_transfers(layout, rows[memory_row], rows[dram_row], rows[vector_row], moved.data() + layout.start[transfers]);
    const StageRows<Interval> stages{rows[chip_row], moved.data(), rows[weight_row], rows[input_row]};
    if (is_nominal_) {
      combine<true>(layout, stages, put);
    } else {
      combine<false>(layout, stages, put);
    }
  });
  if (is_same || bounds.none_exists) return;
  kept.reader = number_;
  kept.ranges = box;
}

void NativeModel::bound(const Box& box, CostBounds& bounds) const {
  if (!wants_peaks(bounds.wanted) && has_stages_) return bound_stages(box, bounds);
  std::array<const Term*, transfers> terms{};
  for (std::size_t t = 0; t < transfers; ++t) terms[t] = &terms_[t];
  const auto exists = [this](const auto& rows) {
    return needed_bytes(rows[memory]).low <= (rows[dram] + layouts_[0].start[dram])[capacity].high;
  };
  std::vector<Interval> moved(terms_[transfers].width());
  std::vector<Interval> computed(terms_[chip].width());
  bound_terms(terms, native_.size(), box, bounds, exists,
              [&, peaks = wants_peaks(bounds.wanted)](std::size_t w, const auto& rows, const auto& put) {
                const NativeLayout& layout = layouts_[w];
                join_transfers(layout, rows[memory], rows[dram], rows[vector], moved.data() + layout.start[transfers]);
                join_chip(layout, rows[mapping], rows[logic], computed.data());
                Rows<Interval> all{};
                std::ranges::copy(rows, all.begin());
                all[transfers] = moved.data();
                all[chip] = computed.data();
                combine<false>(layout, stages_of(all), put);
                if (peaks) put_peaks(layout, all, put);
              });
}

namespace {

std::unique_ptr<const PerformanceModel> make_native(const PerformanceInputs& inputs) {
  return std::make_unique<const NativeModel>(inputs.space, inputs.components, inputs.workloads, inputs.head,
                                             dynamic_cast<const NativeModel*>(inputs.like));
}

}  // namespace

constinit const PerformanceModelEntry native_model{
    .name = "native",
    .summary = "that of July 2025 with DRAM in physical units, decode as hardware runs it, SRAM that leaks, and "
               "what stays on the chip; each addition an option",
    .source = "docs/native.md, which names the source of each addition",
    .equations = "docs/native.md",
    .leaves = native_leaves,
    .make = make_native,
    .check = check_native,
};

}  // namespace bitpareto::models

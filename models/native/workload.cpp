// SPDX-License-Identifier: Apache-2.0
#include "models/native/workload.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "models/native/causal_tiles.h"
#include "models/native/sums.h"
#include "models/native/tiling.h"
#include "models/native/vector_unit.h"
#include "models/published/energy.h"

namespace bitpareto::models {

namespace {

/// Passes of a bit-parallel PE for integers through an operand of 16 bits. Assumed: its multiplier takes 8 bits, half
/// of the operand.
constexpr double passes_of_unquantised = 2;

double number(std::int64_t count) { return static_cast<double>(count); }

/// The mean of min(t, cap) over positions t = first ... first + n - 1.
double mean_of(double first, double n, double cap) { return sum_of_ceilings(first, first + n - 1, 1, cap) / n; }

/// The mean over the same positions of the bytes that min(t, cap) values of `bits` bits take.
double mean_row_bytes(double first, double n, double bits, double cap) {
  if (n == 1) return std::ceil(std::min(first, cap) * bits / 8);
  if (bits != std::trunc(bits)) return mean_of(first, n, cap) * bits / 8;  // not whole: without the rounding
  const auto up_to = [&](double t) {
    const double growing = sum_of_stairs(std::min(t, cap), bits, 8);
    return t > cap ? growing + (t - cap) * std::ceil(cap * bits / 8) : growing;
  };
  return (up_to(first + n - 1) - up_to(first - 1)) / n;
}

double granules(double bits) { return std::ceil(bits / write_granule_bits); }

/// What of a buffer an operation works on: the other half is on its way.
double tile_share(const NativeDesign& d) { return d.effects.double_buffering ? 0.5 : 1; }

}  // namespace

NativeWorkload::NativeWorkload(const Components& components, const ModelledWorkload& workload, HeadProtocol head)
    : components_{&components},
      workload_{&workload},
      head_{head},
      operations_{block_operations(*workload.model, workload.shape,
                                   number(workload.shape.context) + number(workload.tokens) - 1)} {
  while (operations_[scores_].role != Role::scores) ++scores_;
}

bool NativeWorkload::is_kept_head(std::size_t operation) const {
  return operations_[operation].role == Role::head && head_ == HeadProtocol::kept;
}

double NativeWorkload::positions(const NativeDesign& d) const {
  const bool decodes = workload_->shape.phase == Phase::decode;
  return decodes && d.effects.positions ? number(workload_->tokens) : 1;
}

bool NativeWorkload::is_causal(const NativeDesign& d) const {
  return workload_->shape.phase == Phase::prefill && d.effects.causal;
}

/// The last positions that a token of the operation attends to; infinity: every one.
double NativeWorkload::window(const NativeDesign& d, std::size_t operation) const {
  const bool applies = operations_[operation].windowed && d.effects.sliding_window;
  return applies ? number(workload_->model->sliding_window) : uncapped;
}

/// Positions that a token attends to, mean over tokens or steps.
double NativeWorkload::mean_keys(const NativeDesign& d, std::size_t operation) const {
  const double context = number(workload_->shape.context);
  if (is_causal(d)) return sum_of_ceilings(1, context, 1, window(d, operation)) / context;
  return mean_of(context, positions(d), window(d, operation));
}

double NativeWorkload::longest_scores(const NativeDesign& d) const {
  double longest = 0;
  for (std::size_t k = 0; k < operations_.size(); ++k) {
    if (operations_[k].role == Role::scores) longest = std::max(longest, window(d, k));
  }
  return std::min(number(workload_->shape.context) + positions(d) - 1, longest);
}

bool NativeWorkload::reaches_beyond_window(const NativeDesign& d, std::size_t operation) const {
  return window(d, operation) < number(workload_->shape.context) + positions(d) - 1;
}

double NativeWorkload::tokens_of(const NativeDesign& d, std::size_t operation) const {
  const BlockOperation& o = operations_[operation];
  const bool last_only =
      o.role == Role::head && workload_->shape.phase == Phase::prefill && d.effects.last_logits;
  return last_only ? 1 : number(o.shape.tokens);
}

NativeWorkload::Precision NativeWorkload::precision(const NativeDesign& d, std::size_t operation) const {
  if (operations_[operation].attention()) {
    return {.bits = d.kv_bits, .datatype = d.kv_cache};
  }
  if (is_kept_head(operation)) {
    return {.bits = d.activation_bits, .datatype = d.activation};
  }
  return {.bits = d.weight_bits(number(operations_[operation].shape.reduction)), .datatype = d.weights};
}

/// (N1)
double NativeWorkload::serial_cycles_of(const NativeDesign& d, const Precision& precision) const {
  const bool bit_serial = d.pe.bit_serial;
  const auto cycles_of = [&](double terms) { return bit_serial ? std::ceil(terms / d.pe.terms_per_cycle) : terms; };
  if (!d.effects.terms) return cycles_of(serial_cycles(precision.bits, bit_serial));
  if (d.pe.kind != nullptr && d.pe.kind->cycles != nullptr) {
    const double bits = precision.datatype != nullptr ? precision.datatype->element_bits : std::ceil(precision.bits);
    return d.pe.kind->cycles(bits, d.pe.terms_per_cycle, d.pe.skipped);
  }
  if (bit_serial && precision.datatype != nullptr) return cycles_of(precision.datatype->serial_terms);
  if (bit_serial) return cycles_of(serial_cycles(precision.bits, true));
  return precision.bits >= 16 && d.passes_of_unquantised ? passes_of_unquantised : 1;
}

double NativeWorkload::most_weight_cycles(const NativeDesign& d) const {
  double most = 0;
  for (std::size_t k = 0; k < operations_.size(); ++k) {
    if (!operations_[k].attention() && !is_kept_head(k)) most = std::max(most, serial_cycles_of(d, precision(d, k)));
  }
  return most;
}

double NativeWorkload::widest_weight(const NativeDesign& d) const {
  double widest = 0;
  for (std::size_t k = 0; k < operations_.size(); ++k) {
    if (!operations_[k].attention() && !is_kept_head(k)) widest = std::max(widest, precision(d, k).bits);
  }
  return widest;
}

namespace {

/// Ports as wide as (12) and (13) have them give a bit-serial PE half of what it multiplies by per cycle: it takes two cycles at least. One
/// that takes two terms at a time does not.
bool has_half_port(const PeCosts& pe) { return pe.bit_serial && pe.terms_per_cycle < 2; }

}  // namespace

double NativeWorkload::weight_port(const NativeDesign& d) const {
  if (d.weight_port) return *d.weight_port;
  return weight_port_bits(d.array, widest_weight(d), has_half_port(d.pe));
}

double NativeWorkload::input_port(const NativeDesign& d) const {
  if (d.input_port) return *d.input_port;
  return input_port_bits(d.array, d.activation_bits, has_half_port(d.pe));
}

ArrayWork NativeWorkload::array_work(const NativeDesign& d, std::size_t operation) const {
  const BlockOperation& o = operations_[operation];
  const Precision stored = precision(d, operation);
  ArrayWork work{.instances = number(o.shape.instances),
                 .tokens = tokens_of(d, operation),
                 .outputs = number(o.shape.outputs),
                 .reduction = number(o.shape.reduction),
                 .serial_cycles = serial_cycles_of(d, stored)};
  // Equation (13) halves the port of a bit-serial PE: it has two cycles for what all columns take.
  work.input_cycles = has_half_port(d.pe) ? std::min(work.serial_cycles, 2.0) : 1;
  if (!o.attention() && d.effects.joined_batch) {
    work.tokens *= std::exchange(work.instances, 1);
  }
  const bool grouped =
      stored.datatype != nullptr && !stored.datatype->is_unquantised() && d.effects.dequantiser;
  if (grouped && o.role != Role::context) {
    const double group = !o.attention()                    ? d.group_size
                         : stored.datatype->block_size > 0 ? number(stored.datatype->block_size)
                                                           : whole_row;
    work.group_size = group == whole_row ? work.reduction : std::min(group, work.reduction);
    work.scale_cycles = d.pe.bit_serial ? stored.datatype->metadata.scale_bits : 0;
  }
  if (!o.attention()) return work;
  const auto varies = o.role == Role::scores ? ArrayWork::Varies::outputs : ArrayWork::Varies::reduction;
  work.positions = positions(d);
  work.window = window(d, operation);
  if (is_causal(d)) work.causal_share = number(workload_->model->heads / workload_->model->kv_heads);
  if (is_causal(d) || work.positions > 1) {
    work.varies = varies;
  } else {
    double& keys = varies == ArrayWork::Varies::outputs ? work.outputs : work.reduction;
    keys = std::min(keys, work.window);
  }
  return work;
}

ArrayQuestion NativeWorkload::array_question(const NativeDesign& d, std::size_t operation) const {
  ArrayShape lane = d.array;
  lane.rows = 1;
  lane.columns = 1;
  const double weight_lane = weight_port_bits(lane, widest_weight(d), has_half_port(d.pe));
  ArrayQuestion question{.work = array_work(d, operation),
                         .dot_size = d.array.dot_size,
                         .weight_lanes = {},
                         .input_lanes = {},
                         .choice = {.rows = d.row_mapping, .columns = d.column_mapping, .side_by_side = d.effects.side_by_side},
                         .partial_reads = d.effects.partial_reads};
  if (d.weight_port) question.weight_lanes = *d.weight_port / weight_lane;
  if (d.input_port) question.input_lanes = *d.input_port / input_port_bits(lane, d.activation_bits, has_half_port(d.pe));
  if (d.effects.terms) {
    // An operand wider than the weights, a key or the kept head, takes the port as often as it needs.
    const Precision stored = precision(d, operation);
    const double element = stored.datatype != nullptr ? stored.datatype->element_bits : std::floor(stored.bits);
    question.weight_share = std::min(1.0, weight_lane / lane.dot_size * serial_cycles_of(d, stored) / element);
  }
  return question;
}

double NativeWorkload::weight_row_bits(const NativeDesign& d, std::size_t operation) const {
  const double depth = number(operations_[operation].shape.reduction);
  const Precision stored = precision(d, operation);
  if (!d.effects.whole_bytes || stored.datatype == nullptr || stored.datatype->is_unquantised()) {
    return depth * stored.bits;
  }
  const double group = d.group_size;
  const double groups = group == whole_row ? 1 : std::ceil(depth / group);
  return depth * stored.datatype->element_bits + groups * stored.datatype->metadata.bits();
}

double NativeWorkload::weight_row_bytes(const NativeDesign& d, std::size_t operation) const {
  return std::ceil(weight_row_bits(d, operation) / 8);
}

double NativeWorkload::weight_bytes(const NativeDesign& d) const {
  double bytes = 0;
  for (std::size_t k = 0; k < operations_.size(); ++k) {
    const BlockOperation& o = operations_[k];
    if (!o.attention()) bytes += o.multiplicity * (number(o.shape.outputs) * weight_row_bytes(d, k));
  }
  return bytes;
}

double NativeWorkload::least_weight_bytes() const {
  double bits = 0;
  for (const BlockOperation& o : operations_) {
    if (!o.attention()) bits += o.multiplicity * number(o.shape.outputs) * number(o.shape.reduction);
  }
  return bits / 8;
}

/// Scales of a key or value of one token and head: one, or one for each block of a format that has blocks.
double NativeWorkload::head_vector_groups(const NativeDesign& d) const {
  const Precision stored = precision(d, scores_);
  if (stored.datatype == nullptr || stored.datatype->block_size == 0) return 1;
  return std::ceil(number(workload_->model->head_size) / number(stored.datatype->block_size));
}

double NativeWorkload::head_vector_bits(const NativeDesign& d) const {
  const double depth = number(workload_->model->head_size);
  const Precision stored = precision(d, scores_);
  const double metadata = stored.datatype != nullptr ? stored.datatype->metadata.bits() : 0;
  return depth * stored.bits + head_vector_groups(d) * metadata;
}

double NativeWorkload::head_vector_bytes(const NativeDesign& d) const {
  if (d.effects.whole_bytes) return std::ceil(head_vector_bits(d) / 8);
  return std::ceil(number(workload_->model->head_size) * precision(d, scores_).bits / 8);
}

double NativeWorkload::kv_cache_bytes(const NativeDesign& d) const {
  const LanguageModel& model = *workload_->model;
  const double depth = number(model.head_size);
  const double heads = number(model.kv_heads) * number(workload_->shape.batch);
  const double bits = precision(d, scores_).bits;
  double bytes = 0;
  for (std::size_t k = 0; k < operations_.size(); ++k) {
    if (operations_[k].role != Role::scores) continue;
    const double caches = operations_[k].multiplicity * heads;
    const double length = std::min(number(workload_->shape.context) + positions(d) - 1, window(d, k));
    if (d.effects.whole_bytes) {
      bytes += caches * 2 * length * head_vector_bytes(d);
    } else {
      bytes += caches * (length * std::ceil(depth * bits / 8) + depth * std::ceil(length * bits / 8));
    }
  }
  return bytes;
}

double NativeWorkload::embedding_bytes(const NativeDesign& d) const {
  const LanguageModel& model = *workload_->model;
  if (model.tied_embeddings && head_ == HeadProtocol::kept) return 0;  // the head's own
  return number(model.vocabulary) * std::ceil(number(model.embedding_size) * d.activation_bits / 8);
}

MovementOutline NativeWorkload::outline(const NativeDesign& d, std::size_t operation) const {
  return operations_[operation].attention() ? attention_outline(d, operation) : linear_outline(d, operation);
}

MovementOutline NativeWorkload::linear_outline(const NativeDesign& d, std::size_t operation) const {
  const BlockOperation& o = operations_[operation];
  const double activation = d.activation_bits;
  const double tokens = number(o.shape.instances) * tokens_of(d, operation);
  const OperandRows weights{.rows = number(o.shape.outputs), .row_bytes = weight_row_bytes(d, operation)};
  const OperandRows inputs{.rows = tokens, .row_bytes = std::ceil(number(o.shape.reduction) * activation / 8)};
  const bool cached = (o.role == Role::key || o.role == Role::value) && d.effects.kv_writes;
  const double output_row = cached ? number(workload_->model->kv_heads) * head_vector_bytes(d)
                                   : std::ceil(number(o.shape.outputs) * activation / 8);
  return {.stored_bytes = weights.bytes(),
          .input_bytes = inputs.bytes(),
          .output_bytes = tokens * output_row,
          .weight_writes = granules(weight_row_bits(d, operation)) * weights.rows,
          .input_writes = granules(number(o.shape.reduction) * activation) * tokens,
          .output_writes = granules(number(o.shape.outputs) * activation) * tokens};
}

/// Positions of which keys and values are held at most. What one token sees; a prefill takes the keys of all its tokens.
double NativeWorkload::held_positions(const NativeDesign& d, std::size_t operation) const {
  return workload_->shape.phase == Phase::decode ? window(d, operation) : uncapped;
}

/// The stationary operand of attention at one position, as rows of the product: keys by token, values by element of the head.
OperandRows NativeWorkload::stationary_at(const NativeDesign& d, std::size_t operation, double position) const {
  if (operations_[operation].role == Role::scores) return {.rows = position, .row_bytes = head_vector_bytes(d)};
  const double head_size = number(workload_->model->head_size);
  return {.rows = head_size,
          .row_bytes = d.effects.whole_bytes ? position * head_vector_bytes(d) / head_size : std::ceil(position * precision(d, operation).bits / 8)};
}

/// A row of scores has as many as there are keys; causal: as many as each token sees.
double NativeWorkload::score_row_bytes(const NativeDesign& d, std::size_t operation) const {
  if (is_causal(d)) return mean_keys(d, operation) * d.activation_bits / 8;
  return mean_row_bytes(number(workload_->shape.context), positions(d), d.activation_bits, window(d, operation));
}

MovementOutline NativeWorkload::attention_outline(const NativeDesign& d, std::size_t operation) const {
  const BlockOperation& o = operations_[operation];
  const bool is_scores = o.role == Role::scores;
  const double activation = d.activation_bits;
  const double instances = number(o.shape.instances);
  const double tokens = number(o.shape.tokens);
  const double head_size = number(workload_->model->head_size);
  const double context = number(workload_->shape.context);
  const double n = positions(d);
  const bool exact = d.effects.whole_bytes;
  const double stored_bits = precision(d, operation).bits;
  const double held = held_positions(d, operation);
  const double mean = mean_of(context, n, held);
  const double stationary_row_bits = exact ? head_vector_bits(d) : (is_scores ? head_size : mean) * stored_bits;
  const double stationary_bytes = exact || is_scores ? stationary_at(d, operation, mean).bytes()
                                                     : head_size * mean_row_bytes(context, n, stored_bits, held);
  const double stationary_rows = exact || is_scores ? mean : head_size;
  const double seen = mean_keys(d, operation);
  const double score_row = score_row_bytes(d, operation);
  const double score_granules = is_causal(d) ? seen * activation / write_granule_bits : granules(seen * activation);
  const double head_row = std::ceil(head_size * activation / 8);
  const double head_granules = granules(head_size * activation);
  return {.stored_bytes = instances * stationary_bytes,
          .input_bytes = instances * tokens * (is_scores ? head_row : score_row),
          .output_bytes = instances * tokens * (is_scores ? score_row : head_row),
          .weight_writes = granules(stationary_row_bits) * stationary_rows * instances,
          .input_writes = (is_scores ? head_granules : score_granules) * tokens * instances,
          .output_writes = (is_scores ? score_granules : head_granules) * tokens * instances,
          .instances = instances};
}

FetchQuestion NativeWorkload::fetch_question(const NativeDesign& d, std::size_t operation, double kept_weights, bool fused) const {
  using Rule = FetchQuestion::Rule;
  const BlockOperation& o = operations_[operation];
  const double activation = d.activation_bits;
  FetchQuestion question{.rule = d.effects.tiling ? Rule::tiled : Rule::published, .stationary = {}, .input = {}, .tile_share = tile_share(d), .kept_weights = kept_weights};
  // Only that of the rule is set: others would keep equal questions apart.
  const auto set = [&](const OperandRows& stationary, const OperandRows& input, double stationary_bytes, double input_bytes) {
    if (d.effects.tiling) {
      question.stationary = stationary;
      question.input = input;
    } else {
      question.stationary_bytes = stationary_bytes;
      question.input_bytes = input_bytes;
    }
  };
  if (!o.attention()) {
    const OperandRows weights{.rows = number(o.shape.outputs), .row_bytes = weight_row_bytes(d, operation)};
    const OperandRows inputs{.rows = number(o.shape.instances) * tokens_of(d, operation), .row_bytes = std::ceil(number(o.shape.reduction) * activation / 8)};
    set(weights, inputs, weights.bytes(), inputs.bytes());
    return question;
  }
  const double window = this->window(d, operation);
  const double last = number(workload_->shape.context) + positions(d) - 1;
  const double tokens = number(o.shape.tokens);
  if (fused) {
    question.rule = Rule::fused;
    question.query_bytes = fused_query_bytes(d);
    question.keys_bytes = 2 * std::min(last, window) * head_vector_bytes(d);
    question.tokens = tokens;
    question.last = last;
    question.window = window;
    if (is_causal(d)) question.share = number(workload_->model->heads / workload_->model->kv_heads);
    return question;
  }
  // How often operands are sent is decided where they are largest: never more often than at the last position.
  const OperandRows stationary = stationary_at(d, operation, std::min(last, held_positions(d, operation)));
  const double head_row = std::ceil(number(workload_->model->head_size) * activation / 8);
  const double input_row = o.role == Role::scores ? head_row
                           : is_causal(d)         ? score_row_bytes(d, operation)
                                                  : std::ceil(std::min(last, window) * activation / 8);
  const double instances = number(o.shape.instances);
  // Tiles go instance by instance.
  set(stationary, {.rows = tokens, .row_bytes = input_row}, instances * stationary.bytes(), instances * tokens * input_row);
  return question;
}

Movement NativeWorkload::movement(const MovementOutline& outline, std::size_t operation, const Fetches& fetches, const Travel& travel, bool kept_weights,
                                  bool fused) const {
  const BlockOperation& o = operations_[operation];
  if (o.attention() && fused) {
    // Scores never travel: queries come in, results go out.
    const Travel outside{.input = o.role == Role::scores && travel.input, .output = o.role != Role::scores && travel.output};
    return movement_of(outline, {.stationary = fetches.stationary, .input = outside.input ? 1.0 : 0.0}, outside);
  }
  if (!o.attention() && kept_weights) return movement_of(outline, {.stationary = 0, .input = travel.input ? 1.0 : 0.0}, travel);
  return movement_of(outline, travel.input ? fetches : Fetches{.input = 0}, travel);
}

std::vector<Travel> NativeWorkload::travels(const NativeDesign& d, double input_buffer, bool fused) const {
  if (!d.effects.kept_activations) return std::vector<Travel>(operations_.size());
  return travel(operations_, *workload_->model, d.activation_bits, input_buffer, fused ? 0 : longest_scores(d));
}

bool NativeWorkload::fuses(const NativeDesign& d, const BufferSizes& buffers) const {
  return d.effects.fused_attention && fused_query_bytes(d) <= buffers.inputs * tile_share(d);
}

bool NativeWorkload::keeps(const NativeDesign& d, const BufferSizes& buffers, double stored_weights) const {
  return d.effects.kept_weights && stored_weights + streamed_keys_bytes(d) <= buffers.weights;
}

double NativeWorkload::fused_query_bytes(const NativeDesign& d) const {
  return (2 * number(workload_->model->head_size) + fused_score_tile) * d.activation_bits / 8;
}

double NativeWorkload::streamed_keys_bytes(const NativeDesign& d) const {
  const double copies = d.effects.double_buffering ? 2 : 1;
  return copies * fused_score_tile * head_vector_bytes(d);
}

bool NativeWorkload::overlaps_softmax(const NativeDesign& d) const {
  return d.effects.softmax_overlap;
}

/// `kept_weights`: bytes of weights that stay in the weight buffer; 0: none do.
MemoryPlan NativeWorkload::plan(const NativeDesign& d, const BufferSizes& buffers, double kept_weights, bool fused) const {
  const std::vector<Travel> travels = this->travels(d, buffers.inputs, fused);
  MemoryPlan plan{.kept_weights = kept_weights > 0, .fused = fused, .movements = {}};
  for (std::size_t k = 0; k < operations_.size(); ++k) {
    const Fetches sent = fetches(fetch_question(d, k, kept_weights, fused), buffers);
    plan.movements.push_back(movement(outline(d, k), k, sent, travels[k], plan.kept_weights, fused));
  }
  return plan;
}

std::vector<MemoryPlan> NativeWorkload::memory_plans(const NativeDesign& d, const BufferSizes& buffers,
                                                     double stored_weights) const {
  std::vector<MemoryPlan> all;
  for (const bool kept : {true, false}) {
    for (const bool fused : {true, false}) {
      if ((kept && !keeps(d, buffers, stored_weights)) || (fused && !fuses(d, buffers))) continue;
      all.push_back(plan(d, buffers, kept ? stored_weights : 0, fused));
    }
  }
  std::vector<std::vector<double>> bits;
  for (const MemoryPlan& plan : all) {
    std::vector<double>& of_plan = bits.emplace_back();
    for (const Movement& m : plan.movements) of_plan.push_back(m.bits());
  }
  std::vector<PlanBits> seen;
  for (std::size_t i = 0; i < all.size(); ++i) seen.push_back({all[i].fused, bits[i]});
  std::vector<MemoryPlan> plans;
  for (const std::size_t i : possibly_fastest(operations_, overlaps_softmax(d), seen)) plans.push_back(std::move(all[i]));
  return plans;
}

double NativeWorkload::vector_operations(const NativeDesign& d, std::size_t operation) const {
  const BlockOperation& o = operations_[operation];
  const double tokens = number(o.shape.instances) * tokens_of(d, operation);
  const double pairs = o.attention() ? tokens * mean_keys(d, operation) : 0;
  const Precision cache = precision(d, scores_);
  const bool quantised = cache.datatype != nullptr && !cache.datatype->is_unquantised();
  return vector_work(o, *workload_->model, tokens, pairs, quantised ? head_vector_groups(d) : 0);
}

}  // namespace bitpareto::models

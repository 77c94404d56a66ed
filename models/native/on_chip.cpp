// SPDX-License-Identifier: Apache-2.0
#include "models/native/on_chip.h"

#include <algorithm>
#include <cmath>

namespace bitpareto::models {

namespace {

double number(std::int64_t count) { return static_cast<double>(count); }

/// Tokens of all sequences that pass through a block.
double tokens_of(const std::vector<BlockOperation>& operations) {
  for (const BlockOperation& o : operations) {
    if (o.role == Role::query) return number(o.shape.instances * o.shape.tokens);
  }
  return 1;
}

/// Whether an output is an activation that a later operation of the same pass takes as its input.
bool is_activation(Role role, double scores) {
  switch (role) {
    case Role::key:
    case Role::value:
    case Role::head:
      return false;
    case Role::scores:
      return scores > 0;
    default:
      return true;
  }
}

struct Liveness {
  std::vector<double> bytes;  // needed while each operation runs
  std::vector<std::size_t> last_use;
};

Liveness liveness(const std::vector<BlockOperation>& operations, const LanguageModel& model, double activation_bits,
                  double scores) {
  const std::size_t size = operations.size();
  const double hidden = std::ceil(number(model.hidden_size) * activation_bits / 8) * tokens_of(operations);
  const auto output = [&](const BlockOperation& o) {
    if (!is_activation(o.role, scores) || o.twin) return 0.0;  // a block has the one or the other
    const double row = o.role == Role::scores ? scores : number(o.shape.outputs);
    return std::ceil(row * activation_bits / 8) * number(o.shape.instances * o.shape.tokens);
  };
  Liveness live{.bytes = std::vector<double>(size), .last_use = std::vector<std::size_t>(size)};
  std::size_t hidden_until = 0;
  for (std::size_t i = 0; i < size; ++i) {
    live.last_use[i] = i;
    if (operations[i].twin) continue;
    if (operations[i].takes_hidden) hidden_until = i;
    for (const std::size_t p : operations[i].producers) live.last_use[p] = i;
  }
  for (std::size_t i = 0; i < size; ++i) {
    if (operations[i].twin) {
      live.bytes[i] = live.bytes[*operations[i].twin];
      continue;
    }
    double bytes = hidden;                   // to which the block adds
    if (i <= hidden_until) bytes += hidden;  // normalised, as its input
    for (std::size_t k = 0; k <= i; ++k) {
      // What an LLM projects into its width is the hidden state of its first block, which is counted.
      const bool is_hidden = k < i && operations[k].role == Role::project_in;
      if (live.last_use[k] >= i && !is_hidden) bytes += output(operations[k]);
    }
    live.bytes[i] = bytes;
  }
  return live;
}

/// Gives `layers` layers of each operation of attention a twin with a window, right behind attention.
void add_windowed_twins(std::vector<BlockOperation>& list, double layers) {
  const auto first = static_cast<std::size_t>(std::ranges::find(list, Role::scores, &BlockOperation::role) - list.begin());
  constexpr std::size_t pair = 2;  // scores and context, which follow each other
  for (std::size_t i = first + pair; i < list.size(); ++i) {
    for (std::size_t& p : list[i].producers) p += p >= first + pair ? pair : 0;
  }
  std::vector<BlockOperation> twins;
  for (std::size_t i = first; i < first + pair; ++i) {
    BlockOperation twin = list[i];
    list[i].multiplicity -= layers;
    twin.multiplicity = layers;
    twin.windowed = true;
    twin.twin = i;
    for (std::size_t& p : twin.producers) p += p >= first ? pair : 0;
    twins.push_back(std::move(twin));
  }
  list.insert(list.begin() + static_cast<std::ptrdiff_t>(first + pair), twins.begin(), twins.end());
}

}  // namespace

std::vector<BlockOperation> block_operations(const LanguageModel& model, const WorkloadShape& shape, double longest) {
  const WorkloadGraph graph{model, shape};
  std::vector<BlockOperation> list;
  for (std::size_t i = 0; i < graph.operations().size(); ++i) {
    const Operation& o = graph.operations()[i];
    BlockOperation operation{.role = o.role,
                             .shape = o.shape,
                             .multiplicity = number(o.multiplicity),
                             .producers = graph.inputs_of(i),
                             .takes_hidden = false};
    // Keys and values come back from the cache as the stationary operand, not as an input.
    std::erase_if(operation.producers,
                  [&](std::size_t p) { return list[p].role == Role::key || list[p].role == Role::value; });
    const bool after_projection =
        operation.producers.size() == 1 && list[operation.producers[0]].role == Role::project_in;
    operation.takes_hidden = o.role != Role::project_in && (operation.producers.empty() || after_projection);
    operation.windowed = is_attention(o.role) && model.windowed_layers == model.layers;
    list.push_back(std::move(operation));
  }
  const bool alternate = model.windowed_layers > 0 && model.windowed_layers < model.layers;
  if (alternate && longest > number(model.sliding_window)) add_windowed_twins(list, number(model.windowed_layers));
  return list;
}

std::vector<Travel> travel(const std::vector<BlockOperation>& operations, const LanguageModel& model,
                           double activation_bits, double capacity_bytes, double scores) {
  const Liveness live = liveness(operations, model, activation_bits, scores);
  const auto fits = [&](std::size_t first, std::size_t last) {
    for (std::size_t i = first; i <= last; ++i) {
      if (!operations[i].twin && live.bytes[i] > capacity_bytes) return false;
    }
    return true;
  };
  // The hidden state runs through blocks: it stays if it does from the operation that ends one to the last that takes
  // it in the next.
  bool hidden_stays = true;
  std::size_t hidden_until = 0;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    if (operations[i].takes_hidden) hidden_until = i;
    if (operations[i].role == Role::down) hidden_stays = hidden_stays && fits(i, i);
  }
  hidden_stays = hidden_stays && fits(0, hidden_until);
  std::vector<Travel> list(operations.size());
  std::vector<bool> stays(operations.size());
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const BlockOperation& o = operations[i];
    if (o.twin) {  // needs what the operation does in whose place it stands
      stays[i] = stays[*o.twin];
      list[i] = list[*o.twin];
      continue;
    }
    stays[i] = is_activation(o.role, scores) && fits(i, live.last_use[i]);
    const bool ends_block = o.role == Role::down || (o.role == Role::output && model.parallel_block);
    if (ends_block) stays[i] = stays[i] && hidden_stays;
    list[i].output = !stays[i];
    if (o.takes_hidden) {
      list[i].input = !hidden_stays;
    } else {
      list[i].input = o.producers.empty() || !std::ranges::all_of(o.producers, [&](std::size_t p) { return stays[p]; });
    }
  }
  return list;
}

double live_bytes(const std::vector<BlockOperation>& operations, const LanguageModel& model, double activation_bits,
                  double scores) {
  return std::ranges::max(liveness(operations, model, activation_bits, scores).bytes);
}

}  // namespace bitpareto::models

// SPDX-License-Identifier: Apache-2.0
/// Tables of mapping and memory filled in stages: what hinges neither on the array's shape nor on the buffers' sizes once for all of them, and what
/// the operations of many designs ask alike once for all of these.
#include <algorithm>
#include <limits>
#include <utility>

#include "models/native/model.h"
#include "models/native/sram_leaves.h"
#include "models/native/term_filling.h"

namespace bitpareto::models {

using namespace native_row;

namespace {

/// Questions of other meanings.
enum Kind : std::uint64_t { array_kind, fetches_kind, travels_kind, weight_sram_kind, input_sram_kind };

constexpr double not_overridden = std::numeric_limits<double>::quiet_NaN();

}  // namespace

/// Rows of mapping for arrays of any size.
class NativeModel::MappingGrid {
 public:
  MappingGrid(const NativeModel& model, Answers& uses, const DesignPoint& point, int threads) : model_{&model} {
    const Seen seen = model.seen(point);
    for (std::size_t w = 0; w < model.native_.size(); ++w) {
      const NativeWorkload& native = model.native_[w];
      OfWorkload& own = workloads_.emplace_back();
      own.dot_size = seen[w].array.dot_size;
      own.weight_cycles = native.most_weight_cycles(seen[w]);
      for (const std::size_t operation : model.layouts_[w].order) {
        const ArrayQuestion question = native.array_question(seen[w], operation);
        const auto of_question = question.numbers();
        std::vector<double> numbers{of_question.begin(), of_question.end()};
        for (const Leaf side : std::array<Leaf, 2>{leaf::array_rows, leaf::array_columns}) numbers.push_back(model.has_own(w, {side}) ? model.value_seen(point, w, side) : not_overridden);
        own.uses.push_back(uses.ask(array_kind, numbers, use_count, point, threads, [&](const DesignPoint& p, std::span<double> row) {
          put_use(array_use(question, model.value_seen(p, w, leaf::array_rows), model.value_seen(p, w, leaf::array_columns)), row.data());
        }));
      }
    }
  }

  void fill(const DesignPoint& p, std::size_t number, std::span<double> row) const {
    row[0] = 0;
    for (std::size_t w = 0; w < workloads_.size(); ++w) {
      const OfWorkload& own = workloads_[w];
      const double rows = model_->value_seen(p, w, leaf::array_rows);
      const double columns = model_->value_seen(p, w, leaf::array_columns);
      put_mapping(
          model_->layouts_[w], [&](std::size_t k) { return own.uses[k]->row(number); }, rows * columns * own.dot_size, own.weight_cycles, row.data());
    }
  }

 private:
  struct OfWorkload {
    double dot_size = 1;
    double weight_cycles = 0;
    std::vector<std::shared_ptr<const Tabulated>> uses;  // by place in the layout
  };
  const NativeModel* model_;
  std::vector<OfWorkload> workloads_;
};

RowStages NativeModel::mapping_stages() const {
  return {.grid = {leaf::array_rows, leaf::array_columns}, .prepare = [this](const DesignPoint& point, int threads) -> GridFunction {
            return [grid = std::make_shared<const MappingGrid>(*this, by_array_, point, threads)](const DesignPoint& p, std::size_t number, std::span<double> row) {
              grid->fill(p, number, row);
            };
          }};
}

/// Rows of memory for buffers of any size.
class NativeModel::MemoryGrid {
 public:
  MemoryGrid(const NativeModel& model, Answers& fetches, const DesignPoint& point, double most_weights, int threads)
      : model_{&model}, point_{point}, seen_{model.seen(point)} {
    for (std::size_t w = 0; w < model.native_.size(); ++w) {
      const NativeWorkload& native = model.native_[w];
      const NativeDesign& design = seen_[w];
      OfWorkload& own = workloads_.emplace_back();
      own.stored_weights = model.stored_weights(point, seen_, w);
      own.stored.resize(memory_extra);
      own.overlaps = native.overlaps_softmax(design);
      for (std::size_t k = 0; k < native.operations().size(); ++k) own.outlines.push_back(native.outline(design, k));
      // Whose buffers, where workloads have their own.
      const bool has_own = model.has_own(w, {leaf::weight_buffer_size, leaf::input_buffer_size, leaf::effects_one_chip});
      const std::vector<double> who{has_own ? static_cast<double>(w) : -1, design.effects.one_chip ? 1.0 : 0.0};
      for (const bool kept : {true, false}) {
        if (kept && !native.keeps(design, {.weights = most_weights}, own.stored_weights)) continue;
        for (const bool fused : {true, false}) {
          if (fused && !design.effects.fused_attention) continue;
          Variant& variant = own.variants.emplace_back(Variant{.kept = kept, .fused = fused, .sent = {}, .travels = nullptr});
          for (std::size_t k = 0; k < native.operations().size(); ++k) {
            const bool stays = kept && !native.operations()[k].attention();  // is never sent
            variant.sent.push_back(stays ? nullptr : ask_fetches(fetches, w, native.fetch_question(design, k, kept ? own.stored_weights : 0, fused), who, threads));
          }
          variant.travels = ask_travels(fetches, w, fused, who, threads);
        }
      }
      model.put_stored(point, w, design, 0, own.stored.data());
    }
  }

  void fill(const DesignPoint& p, std::size_t number, std::span<double> row) const {
    row[0] = 0;
    for (std::size_t w = 0; w < workloads_.size(); ++w) fill_workload(p, w, number, row.data());
  }

 private:
  /// One way to use the buffers.
  struct Variant {
    bool kept = false, fused = false;
    std::vector<std::shared_ptr<const Tabulated>> sent;  // Fetches by operation
    std::shared_ptr<const Tabulated> travels;            // bits: input and output of each operation; null: all do
  };
  struct OfWorkload {
    double stored_weights = 0;
    bool overlaps = false;
    std::vector<double> stored;  // the numbers of every plan
    std::vector<MovementOutline> outlines;
    std::vector<Variant> variants;  // in the order of preference
  };
  enum FetchNumber : std::size_t { sent_stationary, sent_input, sent_partial_sums, fetch_count };

  std::shared_ptr<const Tabulated> ask_fetches(Answers& answers, std::size_t w, const FetchQuestion& question, const std::vector<double>& who, int threads) const {
    const auto of_question = question.numbers();
    std::vector<double> numbers{of_question.begin(), of_question.end()};
    numbers.insert(numbers.end(), who.begin(), who.end());
    return answers.ask(fetches_kind, numbers, fetch_count, point_, threads, [&](const DesignPoint& p, std::span<double> row) {
      const Fetches sent = fetches(question, model_->buffers(p, w));
      row[sent_stationary] = sent.stationary;
      row[sent_input] = sent.input;
      row[sent_partial_sums] = sent.partial_sums;
    });
  }

  std::shared_ptr<const Tabulated> ask_travels(Answers& answers, std::size_t w, bool fused, const std::vector<double>& who, int threads) const {
    const NativeDesign& design = seen_[w];
    const NativeWorkload& native = model_->native_[w];
    constexpr std::size_t bits = 2;  // of an operation
    if (!design.effects.kept_activations) return nullptr;
    std::vector<double> numbers{static_cast<double>(w), design.activation_bits, fused ? 0 : native.longest_scores(design)};
    numbers.insert(numbers.end(), who.begin(), who.end());
    return answers.ask(travels_kind, numbers, native.operations().size() * bits, point_, threads, [&](const DesignPoint& p, std::span<double> row) {
      const std::vector<Travel> travels = native.travels(design, model_->buffers(p, w).inputs, fused);
      for (std::size_t k = 0; k < travels.size(); ++k) {
        row[k * bits] = travels[k].input ? 1 : 0;
        row[k * bits + 1] = travels[k].output ? 1 : 0;
      }
    });
  }

  void fill_workload(const DesignPoint& p, std::size_t w, std::size_t number, double* row) const {
    const OfWorkload& own = workloads_[w];
    const NativeWorkload& native = model_->native_[w];
    const NativeDesign& design = seen_[w];
    const NativeLayout& layout = model_->layouts_[w];
    const BufferSizes buffers = model_->buffers(p, w);
    const std::size_t operations = native.operations().size();
    // What each variant that there is with these buffers moves.
    std::vector<MovedNumbers> moved(own.variants.size() * operations);
    std::vector<double> bits(moved.size());
    std::array<PlanBits, most_memory_plans> plans;
    std::size_t count = 0;
    for (const Variant& variant : own.variants) {
      if ((variant.kept && !native.keeps(design, buffers, own.stored_weights)) || (variant.fused && !native.fuses(design, buffers))) continue;
      for (std::size_t k = 0; k < operations; ++k) {
        Fetches sent;
        if (variant.sent[k] != nullptr) {
          const double* const numbers = variant.sent[k]->row(number);
          sent = {.stationary = numbers[sent_stationary], .input = numbers[sent_input], .partial_sums = numbers[sent_partial_sums]};
        }
        Travel travel;
        if (variant.travels != nullptr) {
          const double* const flags = variant.travels->row(number) + 2 * k;
          travel = {.input = flags[0] != 0, .output = flags[1] != 0};
        }
        const Movement m = native.movement(own.outlines[k], k, sent, travel, variant.kept, variant.fused);
        const std::size_t at = count * operations + k;
        moved[at] = {.bits = m.bits(), .weight_writes = m.weight_buffer_writes, .input_writes = m.input_buffer_writes};
        bits[at] = moved[at].bits;
      }
      plans[count] = {.fused = variant.fused, .bits = {bits.data() + count * operations, operations}};
      ++count;
    }
    const ChosenPlans chosen = possibly_fastest(native.operations(), own.overlaps, {plans.data(), count});
    double* const extra = row + layout.start[memory];
    std::ranges::copy(own.stored, extra);
    extra[plan_count] = static_cast<double>(chosen.count);
    for (std::size_t place = 0; place < layout.plans; ++place) {
      const std::size_t plan = chosen.numbers[std::min(place, chosen.count - 1)];
      put_plan(
          layout, place, plans[plan].fused && own.overlaps, [&](std::size_t k) { return moved[plan * operations + layout.order[k]]; }, row);
    }
  }

  const NativeModel* model_;
  DesignPoint point_;
  Seen seen_;
  std::vector<OfWorkload> workloads_;
};

RowStages NativeModel::memory_stages(const Space& space) const {
  return {.grid = {leaf::weight_buffer_size, leaf::input_buffer_size},
          .prepare = [this, most_weights = most(space, leaf::weight_buffer_size)](const DesignPoint& point, int threads) -> GridFunction {
            return [grid = std::make_shared<const MemoryGrid>(*this, by_buffers_, point, most_weights, threads)](const DesignPoint& p, std::size_t number,
                                                                                                             std::span<double> row) { grid->fill(p, number, row); };
          }};
}

RowStages NativeModel::sram_stages(bool weight, std::size_t width) const {
  const SramLeaves leaves = sram_leaves(weight);
  return {.grid = leaves.grid, .prepare = [this, weight, width, own = leaves.own](const DesignPoint& point, int threads) -> GridFunction {
            std::vector<double> question;
            for (const Leaf leaf : own) question.push_back(point[leaf]);
            // A port is as much wider as the array has rows, or columns, than that of one of them.
            Seen seen = this->seen(point);
            for (std::size_t w = 0; w < native_.size(); ++w) {
              seen[w].array.rows = seen[w].array.columns = 1;
              question.push_back(weight ? native_[w].weight_port(seen[w]) : native_[w].input_port(seen[w]));
            }
            Answers& answers = weight ? by_weight_buffer_ : by_input_buffer_;
            const auto fill = [&](const DesignPoint& p, std::span<double> row) { fill_sram(p, row, weight); };
            return [rows = answers.ask(weight ? weight_sram_kind : input_sram_kind, question, width, point, threads, fill)](
                       const DesignPoint&, std::size_t number, std::span<double> row) { std::copy_n(rows->row(number), row.size(), row.begin()); };
          }};
}

RowStages NativeModel::logic_stages() const {
  return {.grid = {leaf::array_rows, leaf::array_columns}, .prepare = [this](const DesignPoint& point, int) -> GridFunction {
            Seen seen = this->seen(point);
            std::vector<BuiltPe> built;
            for (std::size_t w = 0; w < native_.size(); ++w) built.push_back(built_pe(point, seen, w));
            return [this, seen = std::move(seen), built = std::move(built)](const DesignPoint& p, std::size_t, std::span<double> row) {
              Seen here = seen;
              for (std::size_t w = 0; w < here.size(); ++w) {
                here[w].array.rows = value_seen(p, w, leaf::array_rows);
                here[w].array.columns = value_seen(p, w, leaf::array_columns);
              }
              put_logic(here, built, row);
            };
          }};
}

}  // namespace bitpareto::models

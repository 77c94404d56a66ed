// SPDX-License-Identifier: Apache-2.0
/// Exhaustive search: every design of the space, in the order of their indices.
#include <algorithm>
#include <chrono>

#include "core/system/parallel.h"
#include "core/text/format.h"
#include "explorers/catalogue.h"

namespace bitpareto {

template <>
struct OptionNames<Ties> {
  static constexpr std::array<std::string_view, 2> names{"all", "first"};
};

namespace explorers {

namespace {

/// The designs of a chunk are evaluated by one thread, those of a batch by all; between batches the front is brought
/// together in the order of the chunks. Neither size changes the result.
constexpr std::size_t most_blocks_per_chunk = 16;
constexpr std::size_t chunks_per_thread = 4;

/// How large a batch may be so that it takes about batch_seconds, from how long those before it took.
class Pace {
 public:
  explicit Pace(std::size_t threads) : most_{threads * chunks_per_thread * most_blocks_per_chunk}, blocks_{threads} {}
  [[nodiscard]] std::size_t blocks() const { return blocks_; }
  /// The last batch is done and stored.
  void took(std::chrono::duration<double> time) {
    const double fitting = static_cast<double>(blocks_) * batch_seconds / std::max(time.count(), 1e-9);
    // Half of what would fit: the next batch may be dearer. At most twice as many: a first batch tells little.
    const double next = std::min(fitting / 2, static_cast<double>(blocks_) * 2);
    blocks_ = std::clamp(static_cast<std::size_t>(next), std::size_t{1}, most_);
  }

 private:
  std::size_t most_, blocks_;
};

class Exhaustive final : public Explorer {
 public:
  struct Options {
    Ties ties = Ties::all;
  };
  explicit Exhaustive(Options options) : options_{options} {}

  [[nodiscard]] std::string refusal(const Space& space) const override {
    if (space.is_indexable()) return {};
    return format("exhaustive search needs at most 2^64 designs; this space has {}", space.size_text());
  }

  SearchResult explore(const Problem& problem, const SearchSettings& settings, Observer& observer) override;
  [[nodiscard]] std::vector<OptionText> options() const override;

 private:
  Options options_;
};

template <class Visitor>
void describe(Exhaustive::Options& o, Visitor& visit) {
  visit("ties", o.ties, "designs with equal objectives: keep all, or the first");
}

std::vector<OptionText> Exhaustive::options() const {
  Options copy = options_;
  OptionLister lister;
  describe(copy, lister);
  return std::move(lister.list);
}

/// What one thread found out about the designs of one chunk.
struct ChunkResult {
  explicit ChunkResult(const Problem& problem, Ties ties)
      : front{problem.objectives().size(), ties}, infeasible(problem.reasons().size()) {}
  ParetoArchive front;
  std::vector<std::uint64_t> infeasible;
};

/// Tells most dominated designs from the rest at little cost: neighbours in a space tend to be dominated by the same
/// ones.
class Sieve {
 public:
  Sieve(const ParetoArchive& archive, std::size_t objectives) : archive_{&archive}, recent_(most_recent * objectives) {}

  /// Whether the archive dominates `values`. The archive must not change between calls.
  bool catches(std::span<const double> values) {
    for (std::size_t k = 0; k < used_; ++k) {
      if (dominates({recent_.data() + k * values.size(), values.size()}, values)) return true;
    }
    const std::span<const double> dominator = archive_->dominator_of(values);
    if (dominator.empty()) return false;
    std::ranges::copy(dominator, recent_.begin() + static_cast<std::ptrdiff_t>(next_ * values.size()));
    used_ = std::max(used_, next_ + 1);
    next_ = (next_ + 1) % most_recent;
    return true;
  }

 private:
  static constexpr std::size_t most_recent = 4;
  const ParetoArchive* archive_;
  std::vector<double> recent_;  // values of the members that caught the last designs
  std::size_t used_ = 0;
  std::size_t next_ = 0;
};

/// Evaluates designs [first, first + size) and keeps those that neither each other nor `known` dominates.
ChunkResult evaluate_chunk(const Problem& problem, Ties ties, const ParetoArchive& known, DesignIndex first,
                           std::size_t size) {
  ChunkResult result{problem, ties};
  DesignBlock block{problem.space()};
  ObjectiveBlock out = problem.make_block();
  const std::size_t objectives = problem.objectives().size();
  Sieve sieve{known, objectives};
  std::vector<double> values(objectives);
  for (std::size_t done = 0; done < size; done += block_size) {
    block.set_range(first + done, std::min(block_size, size - done));
    problem.evaluate(block, out);
    for (std::size_t i = 0; i < block.size(); ++i) {
      ++result.infeasible[out.infeasible()[i]];
      if (out.infeasible()[i] != 0) continue;
      for (std::size_t o = 0; o < objectives; ++o) values[o] = out.values(o)[i];
      if (!sieve.catches(values)) result.front.insert(values, first + done + i);
    }
  }
  return result;
}

/// Puts the designs of an interrupted search back into its archive: their objectives come out the same again.
void restore(const Problem& problem, std::span<const DesignIndex> ids, ParetoArchive& archive) {
  DesignBlock block{problem.space()};
  ObjectiveBlock out = problem.make_block();
  std::vector<double> values(problem.objectives().size());
  for (const DesignIndex id : ids) {
    block.set_range(id, 1);
    problem.evaluate(block, out);
    for (std::size_t o = 0; o < values.size(); ++o) values[o] = out.values(o)[0];
    archive.insert(values, id);
  }
}

SearchResult Exhaustive::explore(const Problem& problem, const SearchSettings& settings, Observer& observer) {
  const DesignIndex last = problem.space().last_index();
  ParetoArchive archive{problem.objectives().size(), options_.ties};
  SearchState state;
  state.infeasible.resize(problem.reasons().size());
  if (settings.resumption != nullptr) {
    state = settings.resumption->state;
    restore(problem, settings.resumption->front, archive);
  }
  // `next` runs past the last index at the end, which for 2^64 designs is 0 again: hence the flag.
  bool complete = settings.resumption != nullptr && state.next > last;
  bool go_on = true;
  static_cast<void>(archive.take_changes());  // what was restored is stored
  const auto threads = static_cast<std::size_t>(settings.threads);
  Pace pace{threads};
  while (go_on && !complete) {
    const auto begin = std::chrono::steady_clock::now();
    const DesignIndex first = state.next;
    const DesignIndex left = last - first;  // designs behind the first
    const std::size_t blocks_per_chunk =
        std::clamp(pace.blocks() / (threads * chunks_per_thread), std::size_t{1}, most_blocks_per_chunk);
    const std::size_t chunk_size = blocks_per_chunk * block_size;
    const std::size_t most_chunks = (pace.blocks() + blocks_per_chunk - 1) / blocks_per_chunk;
    const std::size_t chunks = static_cast<std::size_t>(std::min<DesignIndex>(most_chunks, left / chunk_size + 1));
    const auto size_of = [&](std::size_t c) {
      return static_cast<std::size_t>(std::min<DesignIndex>(chunk_size - 1, left - c * chunk_size)) + 1;
    };
    std::vector<std::optional<ChunkResult>> results(chunks);
    parallel_for(chunks, settings.threads, [&](std::size_t c) {
      results[c] = evaluate_chunk(problem, options_.ties, archive, first + c * chunk_size, size_of(c));
    });
    for (std::size_t c = 0; c < chunks; ++c) {
      const Front found = results[c]->front.front();
      for (std::size_t i = 0; i < found.size(); ++i) archive.insert(found.at(i), found.ids[i]);
      for (std::size_t r = 0; r < state.infeasible.size(); ++r) state.infeasible[r] += results[c]->infeasible[r];
      state.next += size_of(c);
      state.evaluated += static_cast<double>(size_of(c));
    }
    complete = state.next - 1 == last;
    go_on = observer.batch_done(first, state, archive.take_changes(), archive.size());
    pace.took(std::chrono::steady_clock::now() - begin);
  }
  return {archive.front(), state, complete};
}

}  // namespace

extern constinit const ExplorerEntry exhaustive{
    .name = "exhaustive",
    .summary = "evaluates every design; the front is exact",
    .exact = true,
    .make = configured<Exhaustive>,
};

}  // namespace explorers
}  // namespace bitpareto

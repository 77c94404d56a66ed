// SPDX-License-Identifier: Apache-2.0
#include "session/front_trial.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/search/pareto.h"
#include "core/system/parallel.h"
#include "session/random_design.h"

namespace bitpareto::session {

namespace {

DesignKey neighbour(const Space& space, const DesignKey& of, Stream& stream) {
  DesignKey key = of;
  if (key.empty()) return key;
  const auto a = static_cast<std::size_t>(drawn(stream, key.size()));
  const Axis& axis = space.axes()[a];
  const std::uint64_t last = axis.levels.size() - 1;
  if (is_word(*axis.leaf)) {
    key[a] = drawn(stream, last + 1);
  } else if (key[a] == 0 || (key[a] < last && drawn(stream, 2) == 0)) {
    key[a] = std::min(key[a] + 1, last);
  } else {
    --key[a];
  }
  return key;
}

/// A front that can be asked about designs.
class AskedFront {
 public:
  AskedFront(const FoundFront& front, bool keeps_equals)
      : front_{&front}, keeps_equals_{keeps_equals}, archive_{front.objectives, Ties::first}, by_values_(front.size()) {
    for (std::size_t i = 0; i < front.size(); ++i) archive_.insert(front.at(i), i);
    std::iota(by_values_.begin(), by_values_.end(), std::size_t{0});
    std::ranges::sort(by_values_, [&](std::size_t a, std::size_t b) { return std::ranges::lexicographical_compare(front.at(a), front.at(b)); });
  }
  [[nodiscard]] bool accounts_for(const DesignKey& design, std::span<const double> values) const {
    if (!archive_.dominator_of(values).empty() || std::ranges::binary_search(front_->designs, design)) return true;
    if (keeps_equals_) return false;
    const auto less = [&](std::size_t i, std::span<const double> than) { return std::ranges::lexicographical_compare(front_->at(i), than); };
    const auto it = std::lower_bound(by_values_.begin(), by_values_.end(), values, less);
    return it != by_values_.end() && std::ranges::equal(front_->at(*it), values);
  }

 private:
  const FoundFront* front_;
  bool keeps_equals_;
  ParetoArchive archive_;
  std::vector<std::size_t> by_values_;
};

}  // namespace

FrontTrial try_front(const Session& session, const FoundFront& front, const TrialSettings& settings) {
  const Problem problem = session.problem();
  const Space& space = problem.space();
  const std::vector<OptionText> options = session.explorer->options();
  const AskedFront asked{front, std::ranges::none_of(options, [](const OptionText& o) { return o.name == "ties" && o.value == "first"; })};
  const std::uint64_t chunks = (settings.designs + block_size - 1) / block_size;
  std::vector<FrontTrial> trials(static_cast<std::size_t>(chunks));
  parallel_for(trials.size(), settings.threads, [&](std::size_t chunk) {
    DesignBlock block{space};
    ObjectiveBlock out = problem.make_block();
    std::vector<double> values(problem.objectives().size());
    Stream stream{settings.seed, chunk};
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(block_size, settings.designs - chunk * block_size));
    for (const bool is_neighbour : {false, true}) {
      if (is_neighbour && front.size() == 0) continue;
      block.clear();
      for (std::size_t i = 0; i < count; ++i) {
        block.push(is_neighbour ? neighbour(space, front.designs[static_cast<std::size_t>(drawn(stream, front.size()))], stream)
                                : random_design(space, stream));
      }
      problem.evaluate(block, out);
      FrontTrial& trial = trials[chunk];
      trial.tried += count;
      for (std::size_t i = 0; i < count; ++i) {
        if (out.infeasible()[i] != 0) continue;
        ++trial.feasible;
        DesignKey key;
        for (std::size_t a = 0; a < space.axes().size(); ++a) key.push_back(block.levels(a)[i]);
        for (std::size_t o = 0; o < values.size(); ++o) values[o] = out.values(o)[i];
        if (!trial.missing && !asked.accounts_for(key, values)) trial.missing = std::move(key);
      }
    }
  });
  FrontTrial all;
  for (const FrontTrial& trial : trials) {
    all.tried += trial.tried;
    all.feasible += trial.feasible;
    if (!all.missing) all.missing = trial.missing;
  }
  return all;
}

}  // namespace bitpareto::session

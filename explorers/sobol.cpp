// SPDX-License-Identifier: Apache-2.0
/// Sobol points: designs spread more evenly than random ones. Only user of Boost.Random.
#include <boost/random/sobol.hpp>

#include "explorers/budgeted.h"
#include "explorers/catalogue.h"
#include "explorers/draws.h"

namespace bitpareto::explorers {

namespace {

/// Points at a time.
constexpr std::size_t batch = 256;  // assumed: a power of two, so that each batch is evenly spread by itself

/// Sobol's sequence with the direction numbers of Boost, shifted by random bits for each axis, which keeps its evenness (Owen, in: Monte Carlo
/// and Quasi-Monte Carlo Methods, 1998, on digital shifts).
class Sobol final : public Proposer {
 public:
  struct Options : BudgetedOptions {};
  Sobol(const ProposerInput& input, const Options& /*options*/) : axes_{input.axes}, points_{std::max(input.axes.size(), std::size_t{1})} {
    Draws draws{input.seed, 0};
    for (std::size_t a = 0; a < axes_.size(); ++a) shifts_.push_back(draws.bits());
  }

  [[nodiscard]] std::vector<Places> propose() override {
    __extension__ using Wide = unsigned __int128;
    std::vector<Places> designs(batch, Places(axes_.size()));
    for (Places& places : designs) {
      for (std::size_t a = 0; a < places.size(); ++a) {
        places[a] = static_cast<std::uint64_t>(Wide{points_() ^ shifts_[a]} * axes_[a].size >> 64U);
      }
    }
    return designs;
  }
  void learn(std::span<const Judged> /*designs*/) override {}

 private:
  std::span<const PlacedAxis> axes_;
  boost::random::sobol_engine<std::uint64_t, 64> points_;
  std::vector<std::uint64_t> shifts_;  // by axis
};

template <class Visitor>
void describe(Sobol::Options& o, Visitor& visit) {
  describe_budget(o, visit);
}

}  // namespace

extern constinit const ExplorerEntry sobol{
    .name = "sobol",
    .summary = "evaluates designs spread evenly over all axes (Sobol's sequence); learns nothing",
    .traits = budgeted_traits,
    .make = configured<Budgeted<Sobol>>,
};

}  // namespace bitpareto::explorers

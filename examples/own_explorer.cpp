// SPDX-License-Identifier: Apache-2.0
/// An explorer of one's own in the command line of bitpareto: a factorial design of experiments, which looks at a few levels
/// of every axis, ends included, in all combinations. A thousand designs then tell which axes matter among billions.
#include <cli/program.h>
#include <explorers/walk.h>

#include <algorithm>

using namespace bitpareto;

namespace {

/// The designs of the factorial, numbered as an odometer runs: the last axis turns fastest.
class Grid final : public explorers::Walk {
 public:
  Grid(const Space& space, std::int64_t most) {
    for (const Axis& axis : space.axes()) {  // of two levels or more
      const auto count = std::min(static_cast<std::uint64_t>(most), axis.levels.size());
      std::vector<std::uint64_t>& some = chosen_.emplace_back();
      for (std::uint64_t i = 0; i < count; ++i) some.push_back(i * (axis.levels.size() - 1) / (count - 1));
      size_ *= static_cast<double>(count);
    }
  }
  [[nodiscard]] double size() const { return size_; }
  [[nodiscard]] std::uint64_t last() const override { return static_cast<std::uint64_t>(size_) - 1; }
  void levels_of(std::uint64_t number, std::span<std::uint64_t> levels) const override {
    for (std::size_t a = chosen_.size(); a-- > 0; number /= chosen_[a].size()) {
      levels[a] = chosen_[a][number % chosen_[a].size()];
    }
  }
  [[nodiscard]] std::optional<std::uint64_t> number_of(std::span<const std::uint64_t> levels) const override {
    std::uint64_t number = 0;
    for (std::size_t a = 0; a < chosen_.size(); ++a) {
      const auto it = std::ranges::find(chosen_[a], levels[a]);
      if (it == chosen_[a].end()) return std::nullopt;  // off the grid
      number = number * chosen_[a].size() + static_cast<std::uint64_t>(it - chosen_[a].begin());
    }
    return number;
  }
  void fill(DesignBlock& block, std::uint64_t number, std::size_t count) const override {
    std::vector<std::uint64_t> levels(chosen_.size());
    for (block.clear(); block.size() < count; block.push(levels)) levels_of(number + block.size(), levels);
  }

 private:
  std::vector<std::vector<std::uint64_t>> chosen_;  // [axis]
  double size_ = 1;
};

//! [explorer]
struct Factorial final : Explorer {
  struct Options { std::int64_t levels = 3; } options_;
  explicit Factorial(const Options& options) : options_{options} {}
  [[nodiscard]] std::string refusal(const Space& space) const override {
    return evaluations(space) < 0x1p53 ? "" : "the factorial is larger than 2^53 designs; take fewer explorer.levels";
  }
  [[nodiscard]] double evaluations(const Space& space) const override { return Grid{space, options_.levels}.size(); }
  [[nodiscard]] std::string mistake(const Problem& problem, const SearchSettings& settings) const override {
    return explorers::mistake_on(Grid{problem.space(), options_.levels}, problem, settings);
  }
  SearchResult explore(const Problem& problem, const SearchSettings& settings, Observer& observer) override {
    return explorers::search_along(Grid{problem.space(), options_.levels}, problem, {}, settings, observer);
  }
  [[nodiscard]] std::vector<OptionText> options() const override { return listed_options<Factorial>(options_); }
};

void describe(Factorial::Options& o, auto& visit) { visit("levels", o.levels, Within{2, 1'000}, "how many of each axis"); }
//! [explorer]

}  // namespace

//! [program]
int main(int argc, char** argv) {
  session::Catalogue catalogue;
  catalogue.look_in(BITPARETO_CONFIGS);
  catalogue.add({.name = "factorial", .summary = "evaluates a few levels of each axis, in all combinations",
                 .traits = {.any_size = true}, .make = configured<Factorial>});
  return cli::run_program(argc, argv, catalogue);
}

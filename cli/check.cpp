// SPDX-License-Identifier: Apache-2.0
/// bitpareto check
#include <chrono>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/space_session.h"
#include "core/system/parallel.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/printable.h"

namespace bitpareto::cli {

namespace {

/// Designs per second that one thread evaluates, from a short trial.
double measured_rate(const Problem& problem) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds trial{20};
  DesignBlock block{problem.space()};
  ObjectiveBlock out = problem.make_block();
  std::vector<std::uint64_t> levels(problem.space().axes().size());
  double evaluated = 0;
  const Clock::time_point start = Clock::now();
  while (Clock::now() - start < trial) {
    // Designs spread over the space: levels advance by different steps, as in a Kronecker sequence.
    block.clear();
    for (std::size_t i = 0; i < block_size; ++i) {
      for (std::size_t a = 0; a < levels.size(); ++a) {
        levels[a] = (levels[a] + 1 + a * 7) % problem.space().axes()[a].levels.size();
      }
      block.push(levels);
    }
    problem.evaluate(block, out);
    evaluated += static_cast<double>(block.size());
  }
  return evaluated / std::chrono::duration<double>(Clock::now() - start).count();
}

std::string line(std::string_view name, const std::string& text) { return format("  {:<12}{}\n", name, printable(text)); }

}  // namespace

int run(const CheckArguments& arguments) {
  const SpaceSession session = open_space(arguments.space, {.objectives = false, .explorer = true});
  if (!arguments.quiet) say(session.warnings);
  const models::LoadedSpace& loaded = session.loaded;
  const Problem problem = loaded.problem();
  const Space& space = problem.space();
  std::string text = format("{}: no mistakes\n", printable(arguments.space.file));
  std::string product;
  for (const Axis& axis : space.axes()) {
    product += format("{}{} {}", product.empty() ? "" : " x ", grouped(axis.levels.size()), entry_of(axis.leaf).path);
  }
  text += line("designs", space.size_text() + (product.empty() ? "" : " = " + product));
  for (const WorkloadUse& use : loaded.uses) {
    text +=
        line("workload", format("{}: {} {}, context {}, batch {}{}", use.name, use.model_name, to_text(use.shape.phase),
                                use.shape.context, use.shape.batch,
                                use.shape.phase == Phase::decode ? format(", {} tokens", rounded(use.tokens)) : ""));
  }
  std::string objectives;
  for (const Objective& objective : problem.objectives()) {
    objectives += format("{}{} {}", objectives.empty() ? "" : ", ", objective.is_maximised() ? "most" : "least",
                         objective.source());
  }
  text += line("objectives", objectives.empty() ? "none: evaluate works, sweep needs one" : objectives);
  for (const Constraint& constraint : problem.constraints()) text += line("constraint", constraint.text);
  const int threads = arguments.threads > 0 ? arguments.threads : hardware_threads();
  const double seconds = space.size() / (measured_rate(problem) * threads);
  text += line("explorer", format("{}; about {} of evaluation on {} thread{}", loaded.file.explorer_name,
                                  duration_text(seconds), threads, threads == 1 ? "" : "s"));
  write_result(text, {});
  return exit_done;
}

}  // namespace bitpareto::cli

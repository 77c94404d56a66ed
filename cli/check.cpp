// SPDX-License-Identifier: Apache-2.0
/// bitpareto check
#include <array>
#include <chrono>
#include <cmath>

#include "cli/chosen_space.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "core/system/parallel.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/printable.h"
#include "core/text/quantity.h"
#include "session/estimate.h"
#include "session/front_forecast.h"

namespace bitpareto::cli {

namespace {

using Clock = std::chrono::steady_clock;

/// "466 MB".
std::string bytes_text(double bytes) {
  constexpr std::array<std::string_view, 5> units{"bytes", "kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  for (; bytes >= 1'000 && unit + 1 < units.size(); ++unit) bytes /= 1'000;
  return format("{} {}", rounded(bytes, 3), units[unit]);
}

/// What a sweep will take, in words: of time, and of the disk.
struct Promise {
  std::string time, database;
};

/// Ends what is measured after Ctrl-C.
class Interruptible final : public Observer {
 public:
  bool batch_done(const EvaluatedBatch& /*batch*/) override { return !is_interrupted(); }
};

Promise promise_of(const session::Session& session, int threads, double loading_seconds) {
  Interruptible watcher;
  const session::Estimate e = session::estimate_sweep(session, threads, &watcher);
  const bool all = session.loaded.file.store == Store::all;
  Promise p;
  p.time = std::isnan(e.seconds) ? std::string{"how long it takes hinges on how much its bounds leave out; what it has found when it is interrupted is kept"}
           : !std::isfinite(e.seconds) ? std::string{"as long as its budget"} : format("about {} on {} thread{}: evaluation, front and storing {}; measured on {}",
                  duration_text(loading_seconds + e.seconds), threads, threads == 1 ? "" : "s",
                  all ? "every design" : "it", e.is_whole ? "all of it" : format("{} designs", rounded(e.measured, 3)));
  if (e.designs_per_second > 0) p.time += format(", {} designs/s", count_text(e.designs_per_second));
  if (e.bytes && std::isfinite(*e.bytes)) {
    p.database = format("about {}{}", bytes_text(*e.bytes),
                        all ? format(", {} for each design", bytes_text(e.bytes_per_design)) : " with the front");
  } else if (e.bytes_per_design > 0) {
    p.database = format("about {} for each design of the front", bytes_text(e.bytes_per_design));
  }
  return p;
}

/// More than anybody looks at; and sizes from which on a sample is not most of the space.
constexpr double large_front = 100'000;
constexpr double sampled_size = 1e6;

/// A forecast to one digit: it knows no more.
std::string rough(double count) { return count_text(parse_number(format("{:.0e}", count)).value_or(count)); }

/// A warning where the space invites a front that is no answer; otherwise empty.
std::string warning_of_front(const session::Session& session) {
  if (session.loaded.objectives.size() < 2 || session.space().size() < sampled_size) return {};
  const session::FrontForecast f = session::forecast_front(session);
  if (!(f.least * f.most >= large_front * large_front)) return {};  // half way between both, in orders of magnitude
  return format(
      "warning: objectives: the front may have {} to {} designs: of {} drawn at random, {} of the {} feasible ones are on the front of these alone. Budgets as "
      "constraints (area <= 20 mm2) make it smaller, and so do tolerances, as in {{metric: perplexity, tolerance: 0.5 %}}: with {} % on every objective these "
      "{} are {}. export --thin N prints N designs that stand for all",
      rough(f.least), rough(f.most), grouped(f.drawn), grouped(f.front), grouped(f.feasible), rounded(100 * session::forecast_tolerance), grouped(f.front),
      grouped(f.front_within));
}

std::string line(std::string_view name, const std::string& text) { return format("  {:<12}{}\n", name, printable(text)); }

}  // namespace

int run(const CheckArguments& arguments, const session::Catalogue& catalogue) {
  const Clock::time_point start = Clock::now();
  const int threads = arguments.threads > 0 ? arguments.threads : hardware_threads();
  const session::Session session = open_space(
      arguments.space, catalogue, {.needs_explorer = true, .memory = arguments.memory, .threads = threads});
  if (!arguments.quiet) say(session.warnings);
  const models::LoadedSpace& loaded = session.loaded;
  const Problem problem = session.problem();
  const Space& space = problem.space();
  std::string text = format("{}: no mistakes\n", printable(arguments.space.file));
  std::string product;
  for (const Axis& axis : space.axes()) {
    product += format("{}{} {}", product.empty() ? "" : " x ", grouped(axis.levels.size()), axis.leaf->path);
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
    const Tolerance& tolerance = objective.tolerance();
    objectives += format("{}{} {}{}", objectives.empty() ? "" : ", ", objective.is_maximised() ? "most" : "least", objective.source(),
                         tolerance.is_none() ? "" : format(" within {}", tolerance.text()));
  }
  text += line("objectives", objectives.empty() ? "none: evaluate works, sweep needs one" : objectives);
  for (const Constraint& constraint : problem.constraints()) text += line("constraint", constraint.text);
  const double loading_seconds = std::chrono::duration<double>(Clock::now() - start).count();
  Promise promise;
  if (!problem.objectives().empty()) {
    catch_interrupts();  // what is made on the way must go
    if (!arguments.quiet) {
      if (const std::string warning = warning_of_front(session); !warning.empty()) say(warning);
    }
    try {
      promise = promise_of(session, threads, loading_seconds);
    } catch (const DbError& error) {
      promise.time = format("how long it takes cannot be measured: {}", error.what());
    }
    if (is_interrupted()) return exit_interrupted;
  }
  text += line("explorer", loaded.file.explorer_name + (promise.time.empty() ? "" : "; " + promise.time));
  if (!promise.database.empty()) text += line("database", promise.database);
  const TableMemory& tables = space.tables();
  const std::string room = bytes_text(static_cast<double>(tables.limits().bytes));
  text += line("tables", session.traits.needs_bounds ? std::string{"of each part of the space while it is searched"}
                         : tables.missing() > 0 ? format("{} do not fit in --memory {}: what they would hold is computed for each design",
                                                        bytes_text(tables.missing()), room)
                                              : format("{} of at most {}", bytes_text(static_cast<double>(tables.taken())), room));
  write_result(text, {});
  return exit_done;
}

}  // namespace bitpareto::cli

// SPDX-License-Identifier: Apache-2.0
#include "cli/front_report.h"

#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/words.h"

namespace bitpareto::cli {

std::vector<std::string> doubts(const db::RunSummary& run, const db::FrontQuery& query, const db::StoredFront& front,
                                const session::Catalogue& catalogue) {
  std::vector<std::string> list;
  if (front.size == 0) {
    list.push_back(format("run {} holds no feasible design that has these metrics{}", run.id, query.where.empty() ? "" : format(" and \"{}\"", query.where)));
  }
  if (run.is_whole) return list;  // every design was there to be compared
  const ExplorerEntry* const explorer = catalogue.find_explorer(run.explorer);
  constexpr const char* front_of_what = "this is the front of what it has evaluated, which need not be that of the space";
  if (run.status != "complete") {
    list.push_back(format("warning: run {} is {}: {}", run.id, run.status == "running" ? "still running" : "interrupted", front_of_what));
  } else if (explorer == nullptr || !explorer->traits.exact) {
    list.push_back(format("warning: run {} was searched by {}, which proves nothing: {}", run.id, run.explorer, front_of_what));
  } else if (run.is_open) {
    list.push_back(format("warning: run {} ended before all of its space was known (bitpareto runs --certificate): {}", run.id, front_of_what));
  }
  if (!run.leaves_out) return list;
  const std::string what = run.store == "front" ? format("run {} stored only its front", run.id)
                                                : format("run {} evaluated no designs that others dominate for certain", run.id);
  if (!front.beyond.empty()) {
    list.push_back(format("warning: {}, and {} was no objective of it; sweep with store: all{} for the front over other metrics", what,
                          joined(front.beyond), run.store == "front" ? "" : " by exhaustive"));
  }
  if (!front.where_is_kept) {
    list.push_back(format("warning: {}, and \"{}\" may hold for designs that others dominate for which it does not: designs may be missing; only upper bounds "
                          "of objectives are safe; sweep with the condition as a constraint, or with store: all{}",
                          what, query.where, run.store == "front" ? "" : " by exhaustive"));
  }
  if (!front.rounded.empty()) {
    list.push_back(format("warning: run {} counts {} as equal: designs that are better by less may be missing", run.id, joined(front.rounded)));
  }
  return list;
}

std::string thinning_text(const db::FrontQuery& query, const db::StoredFront& front) {
  if (!front.thinning) return {};
  const Thinning& thinning = *front.thinning;
  const std::string numbers = format("thinned {} designs{} to {}", grouped(front.size),
                                     thinning.distinct < front.size ? format(", of which {} differ in the objectives,", grouped(thinning.distinct)) : "",
                                     grouped(front.kept));
  std::string by;
  switch (query.thin_by) {
    case ThinBy::epsilon:
      by = "epsilon boxes";
      break;
    case ThinBy::hypervolume:
      by = "greedy hypervolume";
      if (thinning.candidates < thinning.distinct) by += format(" among {} of epsilon boxes", grouped(thinning.candidates));
      break;
    case ThinBy::knees:
      by = "knees";
      break;
  }
  return format("{} by {}, epsilon = {} %: for each design left out one here is worse by at most that share of an objective's range", numbers, by,
                rounded(100 * thinning.epsilon, 2));
}

void append_thinning(db::StoredFront& front) {
  if (!front.thinning) return;
  front.table.columns.emplace_back("thinned_from");
  front.table.columns.emplace_back("thinned_epsilon");
  for (std::vector<Cell>& row : front.table.rows) {
    row.emplace_back(static_cast<std::int64_t>(front.size));
    row.emplace_back(front.thinning->epsilon);
  }
}

}  // namespace bitpareto::cli

// SPDX-License-Identifier: Apache-2.0
#include "db/race_rows.h"

#include "core/document/node.h"

namespace bitpareto::db {

namespace {

std::string json_list(const std::vector<std::string>& words) {
  Node list = make::list();
  for (const std::string& word : words) list.items.push_back(make::text(word));
  return to_json(list, false);
}

}  // namespace

std::int64_t begin_race(Connection& connection, const RaceDescription& race) {
  Statement insert = connection.prepare(
      "INSERT INTO race (name, configuration, hash, program_version, program_commit, objectives, space_size, budget_evaluations, budget_seconds, threads, "
      "reference, reference_exact, reference_designs, started_at, seconds, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 'interrupted')");
  int p = 0;
  for (const std::string* text : {&race.name, &race.configuration, &race.hash, &race.program_version, &race.program_commit}) {
    insert.bind(p++, std::string_view{*text});
  }
  insert.bind(p++, std::string_view{json_list(race.objectives)});
  insert.bind(p++, index_cell(race.space_size));
  insert.bind(p++, race.budget_evaluations ? Cell{*race.budget_evaluations} : Cell{});
  insert.bind(p++, race.budget_seconds ? Cell{*race.budget_seconds} : Cell{});
  insert.bind(p++, std::int64_t{race.threads});
  insert.bind(p++, std::string_view{race.reference});
  insert.bind(p++, std::int64_t{race.is_exact ? 1 : 0});
  insert.bind(p++, race.reference_designs);
  insert.bind(p++, std::string_view{race.started_at});
  insert.run();
  return connection.last_insert_id();
}

void add_race_run(Connection& connection, std::int64_t race, std::int64_t position, const RaceRunRows& run) {
  Statement insert = connection.prepare(
      "INSERT INTO race_run (race, position, explorer, options, drawing, seed, evaluated, front, cpu_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  int p = 0;
  insert.bind(p++, race);
  insert.bind(p++, position);
  insert.bind(p++, std::string_view{run.explorer});
  insert.bind(p++, std::string_view{run.options});
  insert.bind(p++, run.drawing);
  insert.bind(p++, run.seed ? Cell{*run.seed} : Cell{});
  insert.bind(p++, run.evaluated);
  insert.bind(p++, run.front);
  insert.bind(p++, run.cpu_seconds);
  insert.run();
  Statement share = connection.prepare("INSERT INTO race_share (race, position, evaluations, share) VALUES (?, ?, ?, ?)");
  share.bind(0, race);
  share.bind(1, position);
  for (const std::pair<std::int64_t, double>& s : run.shares) {
    share.bind(2, s.first);
    share.bind(3, s.second);
    share.run();
  }
}

void end_race(Connection& connection, std::int64_t race, double seconds, bool is_complete) {
  Statement update = connection.prepare("UPDATE race SET seconds = ?, status = ? WHERE id = ?");
  update.bind(0, seconds);
  update.bind(1, std::string_view{is_complete ? "complete" : "interrupted"});
  update.bind(2, race);
  update.run();
}

std::optional<CompleteFront> complete_front(const Connection& connection, std::span<const std::string> hashes, const std::string& program_version,
                                          const std::string& program_commit) {
  CompleteFront front;
  Statement find = connection.prepare(
      "SELECT max(id) FROM run WHERE hash = ? AND status = 'complete' AND program_version = ? AND program_commit = ?");
  for (const std::string& hash : hashes) {
    find.bind(0, std::string_view{hash});
    find.bind(1, std::string_view{program_version});
    find.bind(2, std::string_view{program_commit});
    if (find.step() && !find.is_null(0)) front.run = std::max(front.run, find.whole(0));
    find.reset();
  }
  if (front.run == 0) return std::nullopt;
  Statement designs = connection.prepare("SELECT design FROM front WHERE run = ? ORDER BY design");
  for (designs.bind(0, front.run); designs.step();) front.designs.push_back(cell_text(designs.cell(0)));
  return front;
}

}  // namespace bitpareto::db

// SPDX-License-Identifier: Apache-2.0
/// The database from which fuzzers start.
#pragma once

#include "db/run_store.h"
#include "tests/support/run_columns.h"

namespace bitpareto::fuzz {

/// The run of database_of_two_runs() that can go on.
inline db::RunDescription unfinished_run() {
  db::RunDescription run;
  run.name = "edge";
  run.configuration = R"({"design": {"array": {"rows": 32}, "pe": {"kind": "bitmod"}}, "objectives": ["latency", "2 * energy"]})";
  run.hash = "h";
  run.models = run.data = run.options = "{}";
  run.objectives = {"latency", "2 * energy"};
  run.space_size = "1000";
  run.store = "front";
  return run;
}

inline std::vector<db::RunColumn> run_columns() {
  using db::RunColumn;
  return {test::axis_column("weights_datatype", RunColumn::Type::text),
          test::axis_column("weights_group_size", RunColumn::Type::any),
          test::axis_column("weight_buffer_size_bytes", RunColumn::Type::integer),
          test::metric_column("latency_s", "latency"),
          test::metric_column("energy_j", "energy"),
          test::metric_column("tokens_per_s", "tokens_per_s", Better::more),
          {Column{"perplexity_basis"}, RunColumn::Type::text}};
}

/// A design that no other of these dominates.
inline db::DesignRow feasible_row(DesignIndex design) {
  const auto latency = static_cast<double>(design) + 1;
  const bool even = design % 2 == 0;
  return {.design = index_cell(design),
          .cells = {std::string{even ? "int4" : "bitmod3"}, even ? Cell{std::int64_t{128}} : Cell{std::string{"channel"}},
                    std::int64_t{65'536}, latency, 1 / latency, 1 / latency, std::string{"measured"}}};
}

/// Run 1 has every design of a space of three, of which one is infeasible; run 2 stopped at design 100 of 1,000.
inline void database_of_two_runs(const std::filesystem::path& path) {
  db::RunStore store{path};
  const std::vector<db::RunColumn> columns = run_columns();
  db::RunDescription complete = unfinished_run();
  complete.space_size = "3";
  complete.store = "all";
  {
    db::Batch batch = store.batch(store.begin(complete, columns));
    for (const DesignIndex design : {0U, 1U}) batch.add(feasible_row(design));
    batch.add({.design = index_cell(2), .feasible = false, .reason = "too wide", .cells = std::vector<Cell>(columns.size())});
    batch.commit({.entered = {index_cell(0), index_cell(1)}, .left = {}},
                 {.state = {.evaluated = 3, .infeasible = {2, 1}, .checkpoint = "3 1"},
                                                   .reasons = {"", "too wide"},
                                                   .seconds = 1,
                                                   .complete = true});
  }
  db::Batch batch = store.batch(store.begin(unfinished_run(), columns));
  for (const DesignIndex design : {10U, 21U, 30U}) batch.add(feasible_row(design));
  batch.commit({.entered = {index_cell(10), index_cell(21), index_cell(30)}, .left = {}},
               {.state = {.evaluated = 100, .infeasible = {60, 40}, .checkpoint = "100 1"},
                                                       .reasons = {"", "too wide"},
                                                       .seconds = 1,
                                                       .complete = false});
}

}  // namespace bitpareto::fuzz

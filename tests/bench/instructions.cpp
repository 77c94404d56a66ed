// SPDX-License-Identifier: Apache-2.0
/// Workloads of a fixed size, whose instructions scripts/instructions.sh counts: without arguments their names, with one that
/// workload. Google Benchmark repeats as often as the clock says; a count of instructions needs the same work each time.
#include <cstdio>
#include <functional>
#include <limits>
#include <memory>
#include <string_view>

#include "core/base/random.h"
#include "core/search/hypervolume.h"
#include "core/search/ranking.h"
#include "db/run_reader.h"
#include "db/run_store.h"
#include "reports/csv.h"
#include "reports/table.h"
#include "session/search.h"
#include "session/sweep.h"
#include "tests/bench/edge_space.h"
#include "tests/bench/temporary_database.h"

/// All that is counted; the name without an argument list is what callgrind is told to look for.
extern "C" [[gnu::noinline]] void measured(const std::function<void()>& work) {
  work();
  __asm__ volatile("");  // or the call above is a jump, and the function is left before its work begins
}

namespace bitpareto::bench {
namespace {

/// What it takes is made by the first call, which is not counted, and used by the one that it returns.
using Workload = std::function<void()> (*)();

template <class T>
void keep(const T& value) {
  __asm__ volatile("" : : "r"(&value) : "memory");
}

template <class Evaluate>
void for_each_block(const Space& space, const Evaluate& evaluate) {
  DesignBlock block{space};
  const DesignIndex designs = space.last_index() + 1;
  for (DesignIndex first = 0; first < designs; first += block_size) {
    block.set_range(first, static_cast<std::size_t>(std::min<DesignIndex>(block_size, designs - first)));
    evaluate(block);
  }
}

std::function<void()> costs_of(const models::LoadedSpace& space) {
  const auto costs = std::make_shared<CostBlock>(space.uses.size());
  costs->wanted = space.problem().make_block().costs.wanted;
  return [&space, costs] {
    for_each_block(space.model->space(), [&](const DesignBlock& block) {
      space.model->evaluate(block, *costs);
      keep(*costs);
    });
  };
}
std::function<void()> evaluate_published() { return costs_of(edge_space()); }
std::function<void()> evaluate_native() { return costs_of(native_edge_space()); }

std::function<void()> objectives_of(const std::shared_ptr<const Problem>& problem) {
  const auto out = std::make_shared<ObjectiveBlock>(problem->make_block());
  return [problem, out] {
    for_each_block(problem->space(), [&](const DesignBlock& block) {
      problem->evaluate(block, *out);
      keep(*out);
    });
  };
}
std::function<void()> evaluate_objectives() {
  return objectives_of(std::make_shared<const Problem>(native_edge_space().problem()));
}
std::function<void()> evaluate_formulas() {
  const models::LoadedSpace& space = edge_space();
  const SpaceNames names{space.uses, space.file.known};
  return objectives_of(std::make_shared<const Problem>(
      *space.model, space.uses, std::vector{*Objective::parse("energy * latency", names), *Objective::parse("perplexity + 2 * perplexity_error", names)},
      std::vector{*Constraint::parse("array.rows * array.columns <= 1024 and energy / latency < 2 W", names)}));
}

std::function<void()> bound_boxes() {
  const auto problem = std::make_shared<const Problem>(edge_space().problem());
  // A level of weights and three of rows: what a search asks for after what it kept of boxes before.
  return [problem] {
    CostBounds room = problem->make_bounds();
    std::vector<double> lowest(problem->objectives().size());
    Box box = whole_box(problem->space());
    for (std::uint64_t i = 0; i < 100; ++i) {
      box[0] = {i % 12, i % 12};
      box[5] = {i % 4 * 3, i % 4 * 3 + 2};
      keep(problem->lower_bounds(box, room, lowest));
    }
  };
}

/// Points of which none dominates many: on a plane, moved by a little.
template <std::size_t objectives>
std::vector<double> near_a_plane(std::size_t count) {
  std::vector<double> points;
  for (std::uint64_t i = 0; i < count; ++i) {
    Stream random{1, i};
    double rest = 3 + 0.3 * random.uniform();
    for (std::size_t o = 0; o + 1 < objectives; ++o) rest -= points.emplace_back(random.uniform());
    points.push_back(rest);
  }
  return points;
}

template <std::size_t objectives>
std::function<void()> insert_points() {
  constexpr std::size_t count = 10'000;
  return [points = near_a_plane<objectives>(count)] {
    ParetoArchive archive{objectives, Ties::all};
    for (std::size_t i = 0; i < count; ++i) archive.insert({points.data() + i * objectives, objectives}, i);
    keep(archive);
  };
}

template <std::size_t objectives>
std::function<void()> measure_hypervolume() {
  return [points = near_a_plane<objectives>(2'000), reference = std::vector<double>(objectives, 4.0)] { keep(hypervolume(points, reference)); };
}
std::function<void()> rank_points() {
  return [points = near_a_plane<4>(2'000)] { keep(non_dominated_ranks(points, 4)); };
}

/// Parts of the edge space that are one batch each: how many designs the next would have, the clock says.
std::function<void()> search_exhaustively() {
  const auto space = std::make_shared<const session::Session>(open_edge_space("native"));
  const std::uint64_t parts = space->space().last_index() / block_size + 1;
  return [space, parts] {
    for (std::uint64_t part = 0; part < parts; part += 4) keep(session::search(*space, {.part = {.number = part, .of = parts}}));
  };
}

std::function<void()> open_space() {
  return [] { keep(open_edge_space("native")); };
}

/// 600 designs, which are one batch.
std::function<void()> sweep_into_database() {
  const auto space = std::make_shared<const session::Session>(
      open_edge_space("native", {"design.weights.datatype=bitmod4", "design.kv_cache.datatype=int8", "design.array.rows=[32]"}));
  return [space] {
    const TemporaryDatabase file;
    session::Sweep sweep{*space, {.database = file.path().string()}};
    keep(sweep.search());
  };
}

constexpr int columns = 32, rows = 2'000;
std::vector<Cell> cells_of(int row) {
  std::vector<Cell> cells;
  for (int c = 0; c < columns; ++c) cells.emplace_back(1.0 / (c + 3.0 + row));
  return cells;
}
std::vector<std::string> column_names() {
  std::vector<std::string> names;
  for (int c = 0; c < columns; ++c) names.push_back("metric_" + std::to_string(c));
  return names;
}

db::RunId store_rows(db::RunStore& store) {
  std::vector<db::RunColumn> list(columns);
  const std::vector<std::string> names = column_names();
  for (std::size_t c = 0; c < list.size(); ++c) list[c].name = names[c];
  const db::RunId run = store.begin({.name = "bench", .space_size = "1", .store = "all"}, list);
  db::Batch batch = store.batch(run);
  db::RowColumns block;
  block.size = rows;
  block.columns.resize(3 + static_cast<std::size_t>(columns));
  using Kind = db::RowColumns::Column::Kind;
  block.columns[0].kind = Kind::index;
  for (int r = 0; r < rows; ++r) block.columns[0].wholes.push_back(r);
  block.columns[1].kind = Kind::whole;
  block.columns[1].numbers.assign(rows, 1);
  block.columns[2].kind = Kind::word;
  block.columns[2].numbers.assign(rows, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t c = 0; c < static_cast<std::size_t>(columns); ++c) {
    for (int r = 0; r < rows; ++r) block.columns[3 + c].numbers.push_back(1.0 / (static_cast<double>(c) + 3.0 + r));
  }
  batch.add(block);
  batch.commit(db::FrontCells{}, {});
  return run;
}
std::function<void()> store_designs() {
  const auto file = std::make_shared<const TemporaryDatabase>();
  const auto store = std::make_shared<db::RunStore>(file->path());
  return [file, store] { store_rows(*store); };
}
std::function<void()> query_as_csv() {
  const auto file = std::make_shared<const TemporaryDatabase>();
  db::RunStore store{file->path()};
  const db::RunId run = store_rows(store);
  return [file, run] {
    const db::RunReader reader{file->path(), 1e6};
    db::Cursor found = reader.designs(run, {});
    reports::CsvLines lines{found.columns().size()};
    PackedRows packed;
    std::vector<Cell> row;
    std::string text;
    while (found.next(packed)) {
      packed.next(row);
      packed.clear(0);
      lines.append(text, row);
    }
    keep(text);
  };
}

template <std::string (*write)(const Table&)>
std::function<void()> write_rows() {
  const auto table = std::make_shared<Table>();
  for (const std::string& name : column_names()) table->columns.emplace_back(name);
  for (int r = 0; r < rows; ++r) table->rows.push_back(cells_of(r));
  return [table] { keep(write(*table)); };
}

constexpr std::pair<std::string_view, Workload> workloads[]{
    {"open_space", open_space},
    {"evaluate_published", evaluate_published},
    {"evaluate_native", evaluate_native},
    {"evaluate_objectives", evaluate_objectives},
    {"evaluate_formulas", evaluate_formulas},
    {"bound_boxes", bound_boxes},
    {"insert_points_2", insert_points<2>},
    {"insert_points_4", insert_points<4>},
    {"measure_hypervolume_3", measure_hypervolume<3>},
    {"measure_hypervolume_4", measure_hypervolume<4>},
    {"rank_points", rank_points},
    {"search_exhaustively", search_exhaustively},
    {"sweep_into_database", sweep_into_database},
    {"store_designs", store_designs},
    {"query_as_csv", query_as_csv},
    {"write_csv", write_rows<reports::csv>},
    {"write_text_table", write_rows<reports::text_table>},
};

int run(std::string_view wanted) {
  for (const auto& [name, prepare] : workloads) {
    if (wanted.empty()) std::printf("%.*s\n", static_cast<int>(name.size()), name.data());
    if (wanted != name) continue;
    const std::function<void()> work = prepare();
    measured(work);
    return 0;
  }
  if (wanted.empty()) return 0;
  std::fprintf(stderr, "no workload is called '%.*s'\n", static_cast<int>(wanted.size()), wanted.data());
  return 2;
}

}  // namespace
}  // namespace bitpareto::bench

int main(int count, char** arguments) { return bitpareto::bench::run(count > 1 ? arguments[1] : ""); }

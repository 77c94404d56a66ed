// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>

#include "core/problem/comparison.h"
#include "core/problem/design_table.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "models/accuracy/accuracy_files.h"
#include "models/design/space_loader.h"
#include "models/validation/validation.h"

namespace bitpareto::models {

namespace {

class Figures {
 public:
  Figures(const ConfigFolder& configs, const Vocabulary& words, Diagnostics& diagnostics)
      : folder_{configs.root() / "reproduce"}, configs_{configs}, words_{words}, diagnostics_{diagnostics} {}

  /// Fig. 7 and 8: means of ratios between two spaces.
  void add_ratios(Table& table) {
    const auto rows = load_data_table(folder_ / "published_figures.csv", "figures", diagnostics_, nullptr);
    if (!rows) return;
    const auto cell = [&](std::size_t row, const char* column) -> const std::string& {
      return rows->at(row, rows->column(column).value());
    };
    for (std::size_t r = 0; r < rows->size(); ++r) {
      const std::string& task = cell(r, "task");
      const auto ratio = [&](RowPer per, const std::string& over) {
        return mean_ratio(cell(r, "of"), cell(r, "relative_to"), per, over, cell(r, "metric"), cell(r, "mean"));
      };
      const auto of_prefill = [&] { return ratio(RowPer::workload, "prefill"); };
      const auto of_both_phases = [&] { return ratio(RowPer::model, "all workloads"); };
      const std::optional<double> ours = task == "discriminative" ? of_prefill()
                                         : task == "generative"   ? of_both_phases()
                                                                  : both(of_prefill(), of_both_phases());
      add(table, cell(r, "figure"), format("{}, {} over {}", task, cell(r, "of"), cell(r, "relative_to")), ours,
          parse_number(cell(r, "published")));
    }
  }

  /// Fig. 9 by the native model: how far the order of energy-delay products is the paper's, as Kendall's rank correlation, the mean of both LLMs.
  void add_orders(Table& table) {
    for (const auto& [chip, settings] : {std::pair{"on the paper's hardware", papers_hardware()}, std::pair{"with idle PEs gated", native_on_the_bus()}}) {
      std::map<std::string, std::pair<std::vector<double>, std::vector<double>>> products;  // by LLM: ours, the paper's
      const bool good = for_each_point(settings, [&](const Point& point) {
        auto& [ours, theirs] = products[point.model];
        ours.push_back(point.latency * point.microjoules);
        theirs.push_back(point.published_cycles.value_or(0) * point.published_microjoules.value_or(0));
      });
      if (!good) return;
      double sum = 0;
      for (const auto& [model, both] : products) sum += rank_correlation(both.first, both.second).value_or(0);
      add(table, "Fig. 9", format("order of EDP, native {}", chip), sum / static_cast<double>(products.size()), 1);
    }
  }

  /// Fig. 9: the worst of the points of each accelerator.
  void add_points(Table& table) {
    for_each_point({}, [&](const Point& point) {
      const std::string what = format("{} {} at {} bits", point.accelerator, point.model, point.bits);
      add(table, "Fig. 9", what + ", cycles", point.cycles, point.published_cycles);
      add(table, "Fig. 9", what + ", on-chip uJ", point.microjoules, point.published_microjoules);
    });
  }

 private:
  /// A point of Fig. 9, ours and the paper's; energies on chip.
  struct Point {
    std::string accelerator, model, bits;
    double cycles = 0, latency = 0, microjoules = 0;
    std::optional<double> published_cycles, published_microjoules;
  };
  /// tell(point) for each point of the sheet, its spaces changed by `settings`; false after a complaint.
  template <class Tell>
  bool for_each_point(const std::vector<std::string>& settings, const Tell& tell) {
    const auto sheet = load_data_table(folder_ / "hpca25_fig9.csv", "figures", diagnostics_, nullptr);
    if (!sheet) return false;
    for (const std::string accelerator : {"bitmod", "ant", "olive"}) {
      const auto space = load("fig9-" + accelerator, settings);
      if (!space) return false;
      const std::vector<Evaluation> costs = evaluate_design(*space->model, 0);
      std::size_t w = 0;  // the workloads stand in the order of the sheet
      for (std::size_t row = 0; row < sheet->size() && w < space->uses.size(); ++row) {
        if (sheet->at(row, 1) != accelerator) continue;
        tell(Point{.accelerator = accelerator,
                   .model = sheet->at(row, 0),
                   .bits = sheet->at(row, 2),
                   .cycles = costs[w][Cost::total_cycles],
                   .latency = costs[w][Cost::latency],
                   .microjoules = (costs[w][Cost::energy] - costs[w][Cost::energy_dram]) * 1e6,
                   .published_cycles = parse_number(sheet->at(row, 4)),
                   .published_microjoules = parse_number(sheet->at(row, 5))});
        ++w;
      }
    }
    return true;
  }

  static std::vector<std::string> native_on_the_bus() {
    return {"design.performance_model=native", "design.dram={preset: bus}", "design.effects.one_chip=false"};
  }
  /// What the paper's chips have of what native can: PEs that idle or wait as published, one dataflow, no clock tree.
  static std::vector<std::string> papers_hardware() {
    std::vector<std::string> settings = native_on_the_bus();
    for (const char* leaf : {"pe.idle_share=1", "pe.stall_share=0", "array.row_mapping=outputs", "array.column_mapping=tokens", "effects.clock_tree=false"}) {
      settings.push_back(format("design.{}", leaf));
    }
    return settings;
  }

  std::optional<LoadedSpace> load(const std::string& name, const std::vector<std::string>& settings = {}) {
    return load_space_file(folder_ / (name + ".yaml"), settings, configs_, words_, diagnostics_);
  }

  std::optional<double> mean_ratio(const std::string& of, const std::string& relative_to, RowPer per,
                                   const std::string& over, const std::string& metric, const std::string& mean) {
    const auto a = load(of);
    const auto b = load(relative_to);
    if (!a || !b) return std::nullopt;
    const Result<Table> ratios =
        with_ratios(evaluation_table(a->problem(), 0, 1, per), evaluation_table(b->problem(), 0, 1, per), per, relative_to);
    if (!ratios) return std::nullopt;
    const Table means = mean_ratios(*ratios, per);
    const auto column = static_cast<std::size_t>(std::ranges::find(means.columns, mean, &Column::name) - means.columns.begin());
    for (const auto& row : means.rows) {
      if (cell_text(row[0]) == over && cell_text(row[1]) == metric) return std::get<double>(row[column]);
    }
    return std::nullopt;
  }

  /// The geometric mean over both tasks, which have equally many LLMs.
  static std::optional<double> both(std::optional<double> a, std::optional<double> b) {
    if (!a || !b) return std::nullopt;
    return std::sqrt(*a * *b);
  }

  static void add(Table& table, const std::string& what, const std::string& against, std::optional<double> ours,
                  std::optional<double> published) {
    table.rows.push_back({what, against, ours ? Cell{*ours} : Cell{}, published ? Cell{*published} : Cell{},
                          ours && published ? Cell{*ours / *published - 1} : Cell{}});
  }

  std::filesystem::path folder_;
  const ConfigFolder& configs_;
  const Vocabulary& words_;
  Diagnostics& diagnostics_;
};

}  // namespace

Table figure_summary(const ConfigFolder& configs, const Vocabulary& words, Diagnostics& diagnostics) {
  Table table{.columns = {"what", "against", "ours", "published", "relative_error"}, .rows = {}};
  Figures figures{configs, words, diagnostics};
  figures.add_ratios(table);
  figures.add_points(table);
  figures.add_orders(table);
  return table;
}

}  // namespace bitpareto::models

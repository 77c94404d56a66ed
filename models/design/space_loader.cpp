// SPDX-License-Identifier: Apache-2.0
#include "models/design/space_loader.h"

#include <algorithm>
#include <map>

#include "core/base/limits.h"
#include "core/cost/metric_value.h"
#include "core/document/set_edit.h"
#include "core/document/yaml_reader.h"
#include "core/system/file.h"
#include "core/system/parallel.h"
#include "core/text/digest.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/words.h"
#include "models/accuracy/accuracy_files.h"
#include "models/datatypes/datatype_list.h"
#include "models/design/design_check.h"
#include "models/design/performance_models.h"

namespace bitpareto::models {

namespace {

namespace fs = std::filesystem;

/// A metric of a space's only design; fails if there is no such metric.
Result<double> metric_of(const Evaluator& only, std::span<const WorkloadUse> uses, const std::string& metric) {
  const Result<MetricExpression> expression = MetricExpression::parse(metric, uses);
  if (!expression) return Failure{expression.error()};
  const std::vector<Evaluation> costs = evaluate_design(only, 0);
  return metric_value<double>(*expression, uses, [&](std::size_t w, Cost cost) { return costs[w][cost]; });
}

class Loader {
 public:
  Loader(SpaceFile file, const ConfigFolder& configs, const Vocabulary& words, PerformanceModels models,
         Diagnostics& diagnostics, const TableLimits& tables)
      : configs_{configs},
        words_{words},
        models_{models},
        diagnostics_{diagnostics},
        tables_{tables},
        loaded_{.file = std::move(file),
                .model = {},
                .uses = {},
                .objectives = {},
                .constraints = {},
                .data_versions = {},
                .own_files = {}},
        base_{fs::path{loaded_.file.path}.parent_path()} {}

  std::optional<LoadedSpace> load() {
    SpaceFile& file = loaded_.file;
    DesignData data{.space = file.space(),
                    .components = {},
                    .workloads = {},
                    .user_datatypes = {},
                    .accuracy = {}};
    data.space.limit_tables(tables_);
    const auto accuracy = std::make_shared<AccuracyData>(AccuracyData{.setting = file.accuracy});
    const bool workloads_good = load_workloads(data.workloads);
    const bool components_good = load_components(data);
    if (workloads_good && components_good) {
      check_design({file, data.space, data.components, data.workloads, diagnostics_});
    }
    check_group_sizes(data);
    check_iso_area();
    load_accuracy(*accuracy, data.workloads);
    resolve_references(accuracy->perplexities);
    if (diagnostics_.has_errors()) return std::nullopt;
    tabulate(data, *accuracy);
    data.accuracy = accuracy;
    data.constants = constants_of_space();
    data.iso_area = loaded_.file.iso_area;
    loaded_.uses = file.uses();
    loaded_.baseline = baseline_;
    loaded_.model = std::make_unique<DesignModel>(std::move(data));
    return std::move(loaded_);
  }

 private:
  bool load_workloads(std::vector<ModelledWorkload>& workloads) {
    std::map<std::string, std::shared_ptr<const LanguageModel>> models;
    const std::vector<WorkloadUse> uses = loaded_.file.uses();
    bool good = true;
    for (std::size_t w = 0; w < loaded_.file.workloads.size(); ++w) {
      const WorkloadSetting& setting = loaded_.file.workloads[w];
      const bool known = is_path(setting.model) ||
                         std::ranges::find(words_.workloads.names, setting.model) != words_.workloads.names.end();
      if (!known) {  // complained of already
        good = false;
        continue;
      }
      const auto [it, is_new] = models.try_emplace(setting.model);
      if (is_new) it->second = load_model(setting, w);
      good = good && it->second;
      ModelledWorkload workload{.model = it->second,
                                .model_number = uses[w].model,
                                .shape = setting.shape,
                                .tokens = setting.tokens,
                                .overrides = {}};
      for (const LeafSetting& leaf : setting.overrides) workload.overrides.emplace_back(leaf.leaf, leaf.levels.at(0));
      workloads.push_back(std::move(workload));
    }
    return good && !workloads.empty();
  }

  std::shared_ptr<const LanguageModel> load_model(const WorkloadSetting& setting, std::size_t number) {
    const fs::path path = configs_.file("workloads", ".json", setting.model, base_);
    const Result<std::string> text = read_text(path, limits::config_bytes);
    if (!text) {
      diagnostics_.error(setting.model_place, format("workloads.{}.model", number), path.string() + " " + text.error());
      return {};
    }
    auto model =
        read_language_model(setting.model, *text, std::make_shared<const std::string>(path.string()), diagnostics_);
    if (!model) return {};
    note("workload", setting.model, path, model->digest);
    return std::make_shared<const LanguageModel>(*std::move(model));
  }

  bool load_components(DesignData& data) {
    const Space& space = data.space;
    Components& components = data.components;
    const auto names = [&](Leaf leaf) -> const std::vector<std::string>& { return space.names()[leaf]; };
    bool good = true;
    for (const std::string& name : names(leaf::performance_model)) {
      const PerformanceModelEntry* const entry = find_performance_model(models_, name);
      if (entry == nullptr) {
        const LeafSetting* const setting = loaded_.file.find(leaf::performance_model);
        diagnostics_.error(setting == nullptr ? loaded_.file.design_place : setting->source.place,
                           "design.performance_model",
                           unknown_name_text(name, {"a performance model", performance_model_names(models_),
                                                    "bitpareto list models", false}));
        good = false;
        continue;
      }
      components.performance_models.push_back(entry);
    }
    good = good && !components.performance_models.empty();
    for (const std::string& name : names(leaf::technology)) {
      auto technology =
          read_technology(name, configs_.file("technologies", ".yaml", name, base_), diagnostics_, names(leaf::cell));
      good = good && technology;
      if (!technology) continue;
      note("technology", name, configs_.file("technologies", ".yaml", name, base_), technology->digest);
      technology->move_to({.corner = loaded_.file.at});
      components.technologies.push_back(*std::move(technology));
    }
    for (const std::string& name : names(leaf::pe_kind)) {
      if (name == custom_pe) {
        components.pes.emplace_back();
        continue;
      }
      auto pe = read_pe(name, configs_.file("pes", ".yaml", name, base_), diagnostics_);
      good = good && pe;
      if (!pe) continue;
      note("pe", name, configs_.file("pes", ".yaml", name, base_), pe->digest);
      components.pes.emplace_back(*std::move(pe));
    }
    components.cells = names(leaf::cell);
    for (const std::string& name : names(leaf::dram_preset)) {
      if (name == bus_dram) {
        components.drams.emplace_back();
        continue;
      }
      auto dram = read_dram(name, configs_.file("drams", ".yaml", name, base_), diagnostics_);
      good = good && dram;
      if (!dram) continue;
      note("dram", name, configs_.file("drams", ".yaml", name, base_), dram->digest);
      dram->move_to({.corner = loaded_.file.at});
      components.drams.emplace_back(*std::move(dram));
    }
    for (const auto& [leaf, list] : {std::pair{Leaf{leaf::array_row_mapping}, &components.row_mappings},
                                     std::pair{Leaf{leaf::array_column_mapping}, &components.column_mappings}}) {
      for (const std::string& name : names(leaf)) {
        const auto it = std::ranges::find(spread_names, name);
        if (it == spread_names.end()) {
          list->emplace_back();
        } else {
          list->emplace_back(static_cast<Spread>(it - spread_names.begin()));
        }
      }
    }
    for (const std::string& name : names(leaf::voltage)) {
      const auto it = std::ranges::find(leaf::words::voltages, name);
      const Result<double> volts = parse_quantity(name, Dimension::voltage);
      components.supplies.push_back(it != leaf::words::voltages.end()
                                        ? SupplyChoice{static_cast<SupplyChoice::Kind>(it - leaf::words::voltages.begin())}
                                        : SupplyChoice{SupplyChoice::Kind::given, volts ? *volts : 0});
    }
    for (const std::string& name : names(leaf::area_basis)) {
      const auto it = std::ranges::find(leaf::words::area_bases, name);
      components.area_bases.push_back(static_cast<AreaBasis>(it - leaf::words::area_bases.begin()));
    }
    for (const auto& [leaf, list] : {std::pair{Leaf{leaf::pe_activation}, &components.activations},
                                     std::pair{Leaf{leaf::weights_datatype}, &components.weights},
                                     std::pair{Leaf{leaf::kv_cache_datatype}, &components.kv_caches}}) {
      for (const std::string& name : names(leaf)) {
        list->push_back(datatype(name, data.user_datatypes));
        good = good && list->back() != nullptr;
      }
    }
    for (const std::string& set : names(leaf::pe_supports)) {
      std::vector<const DatatypeEntry*>& members = components.supported.emplace_back();
      if (set == datatypes_in_use) continue;
      for (const std::string& name : split_list(set, '+')) {
        if (name == datatypes_in_use) {
          const LeafSetting* const setting = loaded_.file.find(leaf::pe_supports);
          diagnostics_.error(setting == nullptr ? loaded_.file.design_place : setting->source.place, "design.pe.supports",
                             format("'{}' is a set of its own; found {}", datatypes_in_use, set));
          good = false;
          continue;
        }
        members.push_back(datatype(name, data.user_datatypes));
        good = good && members.back() != nullptr;
      }
    }
    return good;
  }

  /// The entry of a name of the catalogue, of configs/datatypes, or of a file.
  const DatatypeEntry* datatype(const std::string& name, std::vector<std::shared_ptr<const UserDatatype>>& own) {
    if (const DatatypeEntry* const known = find_datatype(name)) return known;
    const auto it = std::ranges::find(own, name, [](const auto& d) { return d->name; });
    if (it != own.end()) return &(*it)->entry;
    auto read = read_user_datatype(name, configs_.file("datatypes", ".yaml", name, base_), diagnostics_);
    if (!read) return nullptr;
    note("datatype", name, configs_.file("datatypes", ".yaml", name, base_), read->digest);
    own.push_back(std::move(read));
    return &own.back()->entry;
  }

  std::optional<CsvTable> load_table(const fs::path& path, std::string_view what) {
    return load_data_table(path, what, diagnostics_, &loaded_.data_versions);
  }

  /// A table that the user brings; `place` is where the space names it.
  std::optional<CsvTable> load_own_table(const std::string& name, const Place& place, std::string_view key) {
    const fs::path path = base_ / name;
    if (const Result<std::string> text = read_text(path, limits::csv_bytes); !text) {
      diagnostics_.error(place, format("accuracy.{}", key), path.string() + " " + text.error());
      return std::nullopt;
    }
    const std::size_t before = loaded_.data_versions.size();
    auto table = load_table(path, key);
    if (loaded_.data_versions.size() > before) own(name, path, loaded_.data_versions.back().digest);
    return table;
  }

  /// A file was read: one that ships with the program, or the user's own.
  void note(std::string_view what, const std::string& name, const fs::path& path, const std::string& digest) {
    loaded_.data_versions.push_back({std::string{what}, name, digest});
    if (is_path(name)) own(name, path, digest);
  }

  /// A file of the user's own; a stored configuration says what it must hold. Without a name: one that a file names.
  void own(const std::string& name, const fs::path& path, const std::string& digest) {
    const fs::path whole = fs::absolute(path).lexically_normal();
    const auto same = [&](const OwnFile& f) { return f.name == name && f.path == whole; };
    if (std::ranges::none_of(loaded_.own_files, same)) loaded_.own_files.push_back({name, whole, digest});
    for (const ExpectedFile& expected : loaded_.file.files) {
      if (fs::absolute(base_ / expected.path).lexically_normal() != whole || expected.digest == digest) continue;
      diagnostics_.error(expected.place, "files",
                         format("{} is not the file that this configuration was made with: its content is {}, not {}",
                                whole.string(), digest, expected.digest));
    }
  }

  /// Complains that no row of a table of the user's own serves any LLM of the space.
  void complain_useless(const Place& place, std::string_view key, const std::vector<ModelledWorkload>& workloads,
                        const std::vector<std::string>& has, const std::string& of) {
    std::vector<std::string> needed;
    for (const ModelledWorkload& w : workloads) {
      if (std::ranges::find(needed, w.model->name) == needed.end()) needed.push_back(w.model->name);
    }
    diagnostics_.error(place, format("accuracy.{}", key),
                       format("no row of it is of an LLM of this space{}: the space has {}, the file {}", of,
                              joined(needed), has.empty() ? "none" : joined(has)));
  }

  void load_accuracy(AccuracyData& data, const std::vector<ModelledWorkload>& workloads) {
    const AccuracySetting& accuracy = data.setting;
    if (!accuracy.measurements.empty()) {  // first: the user's own win
      const std::size_t errors = diagnostics_.error_count();  // a row that is left out may be the useful one
      if (const auto own = load_own_table(accuracy.measurements, accuracy.measurements_place, "measurements")) {
        data.perplexities.add(*own, diagnostics_, true);
        const std::vector<std::string> of_dataset = data.perplexities.own_models(accuracy.dataset);
        const bool is_useful = std::ranges::any_of(workloads, [&](const ModelledWorkload& w) {
          return std::ranges::find(of_dataset, w.model->name) != of_dataset.end();
        });
        if (!is_useful && !workloads.empty() && diagnostics_.error_count() == errors) {
          const std::vector<std::string> all = data.perplexities.own_models({});
          const bool is_other_dataset = std::ranges::any_of(workloads, [&](const ModelledWorkload& w) {
            return std::ranges::find(all, w.model->name) != all.end();
          });
          complain_useless(accuracy.measurements_place, "measurements", workloads, is_other_dataset ? of_dataset : all,
                           is_other_dataset ? format(" on {}", accuracy.dataset) : "");
        }
      }
    }
    if (!accuracy.statistics.empty()) {
      const std::size_t errors = diagnostics_.error_count();
      if (const auto own = load_own_table(accuracy.statistics, accuracy.statistics_place, "statistics")) {
        data.statistics.add(*own, diagnostics_);
        const bool is_useful = std::ranges::any_of(
            workloads, [&](const ModelledWorkload& w) { return data.statistics.serves(*w.model); });
        if (!is_useful && !workloads.empty() && diagnostics_.error_count() == errors) {
          complain_useless(accuracy.statistics_place, "statistics", workloads, data.statistics.names(), "");
        }
      }
    }
    load_shipped_accuracy(configs_, data, diagnostics_, &loaded_.data_versions);
  }

  /// The errors of a datatype of the user's own are computed, for each group size.
  void check_group_sizes(const DesignData& data) {
    const LeafSetting* const setting = loaded_.file.find(leaf::weights_group_size);
    if (data.user_datatypes.empty() || setting == nullptr || setting->levels.size() <= limits::own_group_sizes) return;
    diagnostics_.error(setting->source.place, "design.weights.group_size",
                       format("{} group sizes with a datatype of one's own; at most {}, because the errors of each are "
                              "computed",
                              grouped(setting->levels.size()), limits::own_group_sizes));
  }

  /// Which of them fit is asked of designs that differ in columns.
  void check_iso_area() {
    if (!loaded_.file.iso_area) return;
    const LeafSetting* const columns = loaded_.file.find(leaf::array_columns);
    bool grows = columns != nullptr && columns->is_axis();
    for (std::uint64_t l = 1; grows && l < columns->levels.size(); ++l) grows = columns->levels.at(l - 1) < columns->levels.at(l);
    if (grows || loaded_.file.is_wrong(leaf::array_columns)) return;
    diagnostics_.error(columns == nullptr ? loaded_.file.iso_area->place : columns->source.place, "iso_area",
                       "needs columns to choose from, growing: array: {columns: {from: 1, to: 256, step: 1}}");
  }

  /// The leaves that the file gives within bounds.
  std::vector<SpaceConstant> constants_of_space() const {
    std::vector<SpaceConstant> list;
    const auto add = [&](const LeafSetting& setting, const std::string& prefix, std::optional<std::size_t> workload) {
      if (!setting.constant) return;
      const Sourced constant{.value = setting.levels.at(0),
                             .origin = Origin::assumed,
                             .source = "the design-space file",
                             .bounds = *setting.constant,
                             .doubt = setting.leaf->doubt};
      const std::string path{setting.leaf->path};
      list.push_back({{format("{} {}", prefix, path), workload ? format("{} of workload {}", path, *workload) : path, setting.leaf->dimension, constant}, setting.leaf, workload});
    };
    for (const LeafSetting& setting : loaded_.file.leaves) add(setting, "design", {});
    for (std::size_t w = 0; w < loaded_.file.workloads.size(); ++w) {
      for (const LeafSetting& setting : loaded_.file.workloads[w].overrides) add(setting, format("workload {}", w), w);
    }
    return list;
  }

  /// Errors of the user's own datatypes, at the points of the table that the space can ask for.
  void tabulate(const DesignData& data, AccuracyData& accuracy) {
    if (data.user_datatypes.empty() || accuracy.errors.empty()) return;
    std::vector<const DatatypeEntry*> datatypes;
    std::vector<const LanguageModel*> models;
    std::vector<double> sizes;
    for (const auto& datatype : data.user_datatypes) {
      datatypes.push_back(&datatype->entry);
      sizes.push_back(static_cast<double>(datatype->entry.standard_group_size()));
    }
    const LeafSetting* const setting = loaded_.file.find(leaf::weights_group_size);
    for (std::uint64_t l = 0; setting != nullptr && l < setting->levels.size(); ++l) {
      sizes.push_back(setting->levels.at(l));
    }
    for (const ModelledWorkload& workload : data.workloads) {
      models.push_back(workload.model.get());
      for (const auto& [leaf, value] : workload.overrides) {
        if (leaf == leaf::weights_group_size) sizes.push_back(value);
      }
    }
    add_errors(accuracy, datatypes, models, sizes, hardware_threads(), configs_.cache());
  }

  void resolve_references(const PerplexityTable& perplexities) {
    const SpaceFile& file = loaded_.file;
    for (std::size_t o = 0; o < file.objectives.size(); ++o) {
      Objective objective = file.objectives[o];
      if (objective.formula()) {
        resolve(*objective.formula(), perplexities, file.objective_places[o], format("objectives.{}", o));
      }
      loaded_.objectives.push_back(std::move(objective));
    }
    for (std::size_t c = 0; c < file.constraints.size(); ++c) {
      Constraint constraint = file.constraints[c];
      const std::string path = format("constraints.{}", c);
      if (constraint.condition) {
        resolve(*constraint.condition, perplexities, file.constraint_places[c], path);
      } else if (constraint.reference == Constraint::Reference::fp16_perplexity) {
        for (const std::vector<std::size_t>& group : constraint.metric.groups()) {
          const std::string& model = file.workloads[group.front()].model;
          constraint.divisors.push_back(fp16(perplexities, model, file.constraint_places[c], path).value_or(1));
        }
      } else if (constraint.reference == Constraint::Reference::baseline && !file.baseline.empty()) {
        if (const auto value = baseline_value(constraint.baseline_metric, file.constraint_places[c], path)) {
          constraint.bound *= *value;
        }
      }
      loaded_.constraints.push_back(std::move(constraint));
    }
  }

  /// Gives every reference of a formula that is no metric and no leaf its number.
  void resolve(Expression& formula, const PerplexityTable& perplexities, const Place& place, const std::string& path) {
    for (Reference& reference : formula.references()) {
      if (std::holds_alternative<Reference::Fp16Perplexity>(reference.what)) {
        const std::vector<WorkloadUse> uses = loaded_.file.uses();
        const bool several = std::ranges::any_of(uses, [&](const WorkloadUse& use) { return use.model != uses[0].model; });
        if (several) {
          diagnostics_.error(place, path,
                             "there are several models, each with an FP16 perplexity of its own; compare them as in "
                             "worst(perplexity) <= 1.05 * fp16_perplexity");
        } else if (!uses.empty()) {
          reference.constant = fp16(perplexities, uses[0].model_name, place, path);
        }
      } else if (const auto* const baseline = std::get_if<Reference::OfBaseline>(&reference.what)) {
        if (!loaded_.file.baseline.empty()) reference.constant = baseline_value(baseline->metric, place, path);
      }
    }
  }

  /// The FP16 perplexity of a model; nothing after a complaint.
  std::optional<double> fp16(const PerplexityTable& perplexities, const std::string& model, const Place& place,
                             const std::string& path) {
    const std::string& dataset = loaded_.file.accuracy.dataset;
    const auto value = perplexities.fp16(model, dataset);
    if (!value) diagnostics_.error(place, path, format("there is no FP16 perplexity of {} on {}", model, dataset));
    return value;
  }

  /// A metric of the baseline's only design.
  std::optional<double> baseline_value(const std::string& metric, const Place& place, const std::string& path) {
    if (!baseline_tried_) {
      baseline_tried_ = true;
      load_baseline();
    }
    if (!baseline_) return std::nullopt;
    if (metric.find('(') != std::string::npos && !runs_the_same(*baseline_)) {
      diagnostics_.warning(place, path, "the baseline runs other workloads than this space, so that a quotient of their means is no mean of quotients");
    }
    const Result<double> value = metric_of(*baseline_->model, baseline_->uses, metric);
    if (!value) {
      diagnostics_.error(place, path, format("baseline: {}", value.error()));
      return std::nullopt;
    }
    if (std::isfinite(*value)) return *value;
    diagnostics_.error(place, path, format("the baseline has no {}", metric));
    return std::nullopt;
  }

  /// Whether it has the workloads of this space, in this order.
  [[nodiscard]] bool runs_the_same(const LoadedSpace& baseline) const {
    const auto is_same = [](const WorkloadSetting& a, const WorkloadSetting& b) {
      return a.name == b.name && a.model == b.model && a.shape == b.shape && a.tokens == b.tokens;
    };
    return std::ranges::equal(loaded_.file.workloads, baseline.file.workloads, is_same);
  }

  void note_baseline(const fs::path& path, const std::string& digest) {
    loaded_.data_versions.push_back({"baseline", loaded_.file.baseline, digest});
    own(loaded_.file.baseline, path, digest);
  }

  void load_baseline() {
    const fs::path path = base_ / loaded_.file.baseline;
    const std::size_t errors_before = diagnostics_.error_count();
    if (const Result<std::string> text = read_text(path, limits::yaml_bytes); !text) {
      diagnostics_.error(loaded_.file.baseline_place, "baseline", path.string() + " " + text.error());
      return;
    }
    const auto document = read_yaml_file(path, diagnostics_);
    if (!document) return;
    note_baseline(path, digest(to_json(*document, false)));
    SpaceFile file = read_space_file(*document, path.string(), words_, diagnostics_);
    if (file.constraints.size() + file.baseline.size() > 0) {
      diagnostics_.error(loaded_.file.baseline_place, "baseline",
                         "a baseline has no constraints and no baseline of its own");
    }
    if (diagnostics_.error_count() != errors_before) return;
    // Mistakes of this file must not keep the baseline from being loaded, so that its own are found too.
    Diagnostics found;
    if (auto read = load_space(std::move(file), configs_, words_, found, models_)) {
      // What a workload weighs, this space says: means of both can be compared.
      for (WorkloadUse& use : read->uses) {
        for (const WorkloadSetting& own : loaded_.file.workloads) {
          if (own.name == use.name && own.model == use.model_name) use.weight = own.weight;
        }
      }
      baseline_ = std::make_shared<const LoadedSpace>(*std::move(read));
    }
    for (const Diagnostic& d : found.in_file_order()) {
      if (d.severity == Severity::error) diagnostics_.error(d.place, d.path, d.message);
    }
    if (baseline_) {
      for (const DataVersion& v : baseline_->data_versions) {
        loaded_.data_versions.push_back({"baseline's " + v.what, v.name, v.digest});
      }
      for (const OwnFile& f : baseline_->own_files) own({}, f.path, f.digest);
    }
    if (baseline_ && !baseline_->model->space().axes().empty()) {
      diagnostics_.error(
          loaded_.file.baseline_place, "baseline",
          format("{} has {} designs; a baseline is one", path.string(), baseline_->model->space().size_text()));
      baseline_.reset();
    }
  }

  const ConfigFolder& configs_;
  const Vocabulary& words_;
  PerformanceModels models_;
  Diagnostics& diagnostics_;
  TableLimits tables_;
  LoadedSpace loaded_;
  fs::path base_;
  bool baseline_tried_ = false;
  std::shared_ptr<const LoadedSpace> baseline_;
};

}  // namespace

std::vector<Objective> LoadedSpace::objectives_at(const Standpoint& from) const {
  const bool stands = !from.draw && !from.moved;
  if (stands || !baseline) return objectives;
  const auto only = std::make_shared<const std::vector<DesignKey>>(1);
  const DesignModel seen{*baseline->model, only, {.corner = baseline->file.at, .draw = from.draw, .moved = from.moved}};
  std::vector<Objective> list = objectives;
  for (Objective& objective : list) {
    if (!objective.formula()) continue;
    for (Reference& reference : objective.formula()->references()) {
      const auto* const of = std::get_if<Reference::OfBaseline>(&reference.what);
      if (of != nullptr) reference.constant = metric_of(seen, baseline->uses, of->metric).value();
    }
  }
  return list;
}

std::optional<LoadedSpace> load_space_file(const std::filesystem::path& path, std::span<const std::string> settings,
                                           const ConfigFolder& configs, const Vocabulary& vocabulary,
                                           Diagnostics& diagnostics, PerformanceModels models) {
  auto document = read_yaml_file(path, diagnostics);
  if (!document) return std::nullopt;
  apply_settings(*document, settings, diagnostics);
  return load_space(read_space_file(*document, path.string(), vocabulary, diagnostics), configs, vocabulary,
                    diagnostics, models);
}

std::optional<LoadedSpace> load_space(SpaceFile file, const ConfigFolder& configs, const Vocabulary& vocabulary,
                                      Diagnostics& diagnostics, PerformanceModels models, const TableLimits& tables) {
  return Loader{std::move(file), configs, vocabulary, models, diagnostics, tables}.load();
}

}  // namespace bitpareto::models

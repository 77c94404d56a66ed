// SPDX-License-Identifier: Apache-2.0
#include "models/space_loader.h"

#include <algorithm>
#include <map>

#include "core/metric_value.h"
#include "core/text/digest.h"
#include "core/text/file.h"
#include "core/text/format.h"
#include "core/yaml_reader.h"
#include "models/catalogue.h"
#include "models/design_check.h"

namespace bitpareto::models {

namespace {

namespace fs = std::filesystem;

class Loader {
 public:
  Loader(SpaceFile file, const ConfigFolder& configs, const Vocabulary& words, Diagnostics& diagnostics)
      : configs_{configs},
        words_{words},
        diagnostics_{diagnostics},
        loaded_{.file = std::move(file), .model = {}, .uses = {}, .constraints = {}, .data_versions = {}},
        base_{fs::path{loaded_.file.path}.parent_path()} {}

  std::optional<LoadedSpace> load() {
    SpaceFile& file = loaded_.file;
    DesignData data{.space = file.space(),
                    .components = {},
                    .workloads = {},
                    .accuracy = file.accuracy,
                    .perplexities = {},
                    .free_precisions = {}};
    const bool workloads_good = load_workloads(data.workloads);
    const bool components_good = load_components(data.space, data.components);
    if (workloads_good && components_good) {
      check_design(file, data.space, data.components, data.workloads, diagnostics_);
    }
    refuse_metrics_without_values();
    load_accuracy(data);
    resolve_constraints(data.perplexities);
    if (diagnostics_.has_errors()) return std::nullopt;
    loaded_.uses = file.uses();
    for (std::size_t w = 0; w < loaded_.uses.size(); ++w) {
      loaded_.uses[w].macs = WorkloadGraph{*data.workloads[w].model, data.workloads[w].shape}.macs();
    }
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
      ModelledWorkload workload{
          .model = it->second, .model_number = uses[w].model, .shape = setting.shape, .overrides = {}};
      for (const LeafSetting& leaf : setting.overrides) workload.overrides.emplace_back(leaf.leaf, leaf.levels.at(0));
      workloads.push_back(std::move(workload));
    }
    return good && !workloads.empty();
  }

  std::shared_ptr<const LanguageModel> load_model(const WorkloadSetting& setting, std::size_t number) {
    const fs::path path = configs_.file("workloads", ".json", setting.model, base_);
    const Result<std::string> text = read_text(path, most_data_bytes);
    if (!text) {
      diagnostics_.error(setting.model_place, format("workloads.{}.model", number), path.string() + " " + text.error());
      return {};
    }
    auto model =
        read_language_model(setting.model, *text, std::make_shared<const std::string>(path.string()), diagnostics_);
    if (!model) return {};
    loaded_.data_versions.push_back({"workload", setting.model, model->digest});
    return std::make_shared<const LanguageModel>(*std::move(model));
  }

  bool load_components(const Space& space, Components& components) {
    const auto names = [&](Leaf leaf) -> const std::vector<std::string>& {
      return space.names()[static_cast<std::size_t>(leaf)];
    };
    bool good = true;
    for (const std::string& name : names(Leaf::performance_model)) {
      components.revisions.push_back(name == "hpca25" ? Revision::hpca25 : Revision::july2025);
    }
    good = good && !components.revisions.empty();
    for (const std::string& name : names(Leaf::technology)) {
      auto technology = read_technology(name, configs_.file("technologies", ".yaml", name, base_), diagnostics_);
      good = good && technology;
      if (!technology) continue;
      loaded_.data_versions.push_back({"technology", name, technology->digest});
      components.technologies.push_back(*std::move(technology));
    }
    for (const std::string& name : names(Leaf::pe_kind)) {
      if (name == custom_pe) {
        components.pes.emplace_back();
        continue;
      }
      auto pe = read_pe(name, configs_.file("pes", ".yaml", name, base_), diagnostics_);
      good = good && pe;
      if (!pe) continue;
      loaded_.data_versions.push_back({"pe", name, pe->digest});
      components.pes.emplace_back(*std::move(pe));
    }
    for (const auto& [leaf, list] : {std::pair{Leaf::pe_activation, &components.activations},
                                     std::pair{Leaf::weights_datatype, &components.weights},
                                     std::pair{Leaf::kv_cache_datatype, &components.kv_caches}}) {
      for (const std::string& name : names(leaf)) list->push_back(find_datatype(name));
    }
    return good;
  }

  std::optional<CsvTable> load_table(const fs::path& path, std::string_view what) {
    const Result<std::string> text = read_text(path, most_data_bytes);
    const auto file = std::make_shared<const std::string>(path.string());
    if (!text) {
      diagnostics_.error({file, 0, 0}, "", text.error());
      return std::nullopt;
    }
    loaded_.data_versions.push_back({std::string{what}, path.filename().string(), digest(*text)});
    return read_csv(*text, file, diagnostics_);
  }

  void load_accuracy(DesignData& data) {
    const AccuracySetting& accuracy = loaded_.file.accuracy;
    if (!accuracy.measurements.empty()) {
      const fs::path path = base_ / accuracy.measurements;
      if (const Result<std::string> text = read_text(path, most_data_bytes); !text) {
        diagnostics_.error(accuracy.measurements_place, "accuracy.measurements", path.string() + " " + text.error());
      } else if (const auto own = load_table(path, "measurements")) {
        data.perplexities.add(*own, diagnostics_);  // first: the user's own win
      }
    }
    const fs::path folder = configs_.root() / "accuracy";
    if (const auto published = load_table(folder / "published_perplexity.csv", "perplexity")) {
      data.perplexities.add(*published, diagnostics_);
    }
    if (const auto free = load_table(folder / "free_precisions.csv", "perplexity")) {
      if (auto precisions = FreePrecisions::read(*free, diagnostics_)) data.free_precisions = *std::move(precisions);
    }
  }

  /// The error of a datatype, and how sure a perplexity is, need a model of quantisation; what there is are
  /// measurements.
  void refuse_metrics_without_values() {
    const auto check = [&](const MetricExpression& metric, const Place& place, const std::string& path) {
      if (metric.metric() != Metric::error && metric.metric() != Metric::perplexity_error) return;
      diagnostics_.error(place, path,
                         format("{} has no values: perplexities are published numbers only", metric.text()));
    };
    const SpaceFile& file = loaded_.file;
    for (std::size_t o = 0; o < file.objectives.size(); ++o) {
      check(file.objectives[o], file.objective_places[o], format("objectives.{}", o));
    }
    for (std::size_t c = 0; c < file.constraints.size(); ++c) {
      check(file.constraints[c].metric, file.constraint_places[c], format("constraints.{}", c));
    }
  }

  void resolve_constraints(const PerplexityTable& perplexities) {
    const SpaceFile& file = loaded_.file;
    for (std::size_t c = 0; c < file.constraints.size(); ++c) {
      Constraint constraint = file.constraints[c];
      const std::string path = format("constraints.{}", c);
      if (constraint.reference == Constraint::Reference::fp16_perplexity) {
        for (const std::vector<std::size_t>& group : constraint.metric.groups()) {
          const std::string& model = file.workloads[group.front()].model;
          const auto fp16 = perplexities.fp16(model, file.accuracy.dataset);
          if (!fp16) {
            diagnostics_.error(file.constraint_places[c], path,
                               format("there is no FP16 perplexity of {} on {}", model, file.accuracy.dataset));
          }
          constraint.divisors.push_back(fp16.value_or(1));
        }
      } else if (constraint.reference == Constraint::Reference::baseline && !file.baseline.empty()) {
        if (const auto value = baseline_value(constraint.baseline_metric, file.constraint_places[c], path)) {
          constraint.bound *= *value;
        }
      }
      loaded_.constraints.push_back(std::move(constraint));
    }
  }

  /// A metric of the baseline's only design.
  std::optional<double> baseline_value(const std::string& metric, const Place& place, const std::string& path) {
    if (!baseline_tried_) {
      baseline_tried_ = true;
      load_baseline();
    }
    if (!baseline_) return std::nullopt;
    const Result<MetricExpression> expression = MetricExpression::parse(metric, baseline_->uses);
    if (!expression) {
      diagnostics_.error(place, path, format("baseline: {}", expression.error()));
      return std::nullopt;
    }
    DesignBlock block{baseline_->model->space()};
    block.set_range(0, 1);
    CostBlock costs{baseline_->uses.size()};
    baseline_->model->evaluate(block, costs);
    const double value = metric_value<double>(*expression, baseline_->uses,
                                              [&](std::size_t w, Cost cost) { return costs.column(w, cost)[0]; });
    if (std::isfinite(value)) return value;
    diagnostics_.error(place, path, format("the baseline has no {}", metric));
    return std::nullopt;
  }

  void load_baseline() {
    const fs::path path = base_ / loaded_.file.baseline;
    const std::size_t errors_before = diagnostics_.error_count();
    if (const Result<std::string> text = read_text(path, most_yaml_bytes); !text) {
      diagnostics_.error(loaded_.file.baseline_place, "baseline", path.string() + " " + text.error());
      return;
    }
    const auto document = read_yaml_file(path, diagnostics_);
    if (!document) return;
    SpaceFile file = read_space_file(*document, path.string(), words_, diagnostics_);
    if (file.constraints.size() + file.baseline.size() > 0) {
      diagnostics_.error(loaded_.file.baseline_place, "baseline",
                         "a baseline has no constraints and no baseline of its own");
    }
    if (diagnostics_.error_count() != errors_before) return;
    // Mistakes of this file must not keep the baseline from being loaded, so that its own are found too.
    Diagnostics own;
    baseline_ = load_space(std::move(file), configs_, words_, own);
    for (const Diagnostic& d : own.in_file_order()) {
      if (d.severity == Severity::error) diagnostics_.error(d.place, d.path, d.message);
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
  Diagnostics& diagnostics_;
  LoadedSpace loaded_;
  fs::path base_;
  bool baseline_tried_ = false;
  std::optional<LoadedSpace> baseline_;
};

}  // namespace

Vocabulary vocabulary(const ConfigFolder& configs) {
  Vocabulary words;
  const auto leaf = [&](Leaf l) -> NameList& { return words.leaves[static_cast<std::size_t>(l)]; };
  leaf(Leaf::performance_model) = {"a performance model", performance_model_names(), "bitpareto list models", false};
  leaf(Leaf::technology) = {"a technology", configs.names("technologies", ".yaml"), "bitpareto list technologies",
                            true};
  std::vector<std::string> pes = configs.names("pes", ".yaml");
  pes.emplace_back(custom_pe);
  leaf(Leaf::pe_kind) = {"a PE", std::move(pes), "bitpareto list pes", true};
  for (const Leaf l : {Leaf::pe_activation, Leaf::weights_datatype, Leaf::kv_cache_datatype}) {
    leaf(l) = {"a datatype", datatype_names(), "bitpareto list datatypes", false};
  }
  words.workloads = {"an LLM that ships with the program", configs.names("workloads", ".json"),
                     "bitpareto list workloads", true};
  return words;
}

std::optional<LoadedSpace> load_space(SpaceFile file, const ConfigFolder& configs, const Vocabulary& vocabulary,
                                      Diagnostics& diagnostics) {
  return Loader{std::move(file), configs, vocabulary, diagnostics}.load();
}

}  // namespace bitpareto::models

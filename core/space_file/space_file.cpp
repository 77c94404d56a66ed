// SPDX-License-Identifier: Apache-2.0
#include "core/space_file/space_file.h"

#include <algorithm>
#include <filesystem>
#include <unordered_map>

#include "core/base/limits.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/suggestion.h"

namespace bitpareto {

namespace {

/// Columns of `designs` that are neither axes nor metrics.
constexpr std::array<std::string_view, 5> own_columns{"run", "design", "feasible", "reason", "perplexity_basis"};

template <std::size_t N>
std::vector<std::string> words(const std::array<std::string_view, N>& names) {
  return {names.begin(), names.end()};
}

/// The keys of `design`, or of one of its sections.
std::vector<std::string_view> keys_of(const LeafTable& leaves, std::string_view section) {
  std::vector<std::string_view> keys;
  for (const KnownLeaf& known : leaves) {
    const std::string_view own = section_of(known.leaf);
    const std::string_view key = own == section ? key_of(known.leaf) : own;
    const bool is_new = std::ranges::find(keys, key) == keys.end();
    if ((own == section || section.empty()) && is_new) keys.push_back(key);
  }
  return keys;
}

/// Reads the leaves below `design`, there or in a workload, in the order of the document: it is that of the axes.
std::vector<LeafSetting> read_leaves(const Field& design, const LeafTable& leaves, LeafReader& reader,
                                     std::vector<Leaf>& wrong) {
  std::vector<LeafSetting> settings;
  const auto take = [&](const Field& field, std::string_view section, std::string_view key) {
    for (const KnownLeaf& known : leaves) {
      if (section_of(known.leaf) != section || key_of(known.leaf) != key) continue;
      if (auto setting = reader.read(known.leaf, field)) {
        settings.push_back(*std::move(setting));
      } else {
        wrong.push_back(known.leaf);
      }
    }
  };
  // Every key that could be there is asked for, so that finish() can suggest it.
  const auto ask = [](MapReader& map, std::span<const std::string_view> keys) {
    for (const std::string_view key : keys) static_cast<void>(map.optional(key));
  };
  const std::vector<std::string_view> top_keys = keys_of(leaves, "");
  MapReader top{design, top_keys};
  if (!top.is_map()) return settings;
  ask(top, top_keys);
  for (const Node::Entry& entry : design.node().entries) {
    const std::string& section = top.key_of(entry);
    if (std::ranges::find(top_keys, section) == top_keys.end()) continue;
    const auto field = top.optional(section);
    if (!field) continue;
    take(*field, "", section);
    const bool is_section = std::ranges::any_of(
        leaves, [&](const KnownLeaf& known) { return !section.empty() && section_of(known.leaf) == section; });
    if (!is_section) continue;
    const std::vector<std::string_view> keys = keys_of(leaves, section);
    MapReader map{*field, keys};
    if (!map.is_map()) {
      for (const KnownLeaf& known : leaves) {
        if (section_of(known.leaf) == section) wrong.push_back(known.leaf);
      }
      continue;
    }
    ask(map, keys);
    for (const Node::Entry& inner : entry.value.entries) {
      const std::string& key = map.key_of(inner);
      if (std::ranges::find(keys, key) == keys.end()) continue;
      if (const auto leaf = map.optional(key)) take(*leaf, section, key);
    }
    map.finish();
  }
  top.finish();
  return settings;
}

/// In mm2, as areas of PEs (models/hardware/leaves.h): from a twentieth of an SRAM cell to the largest square of a wafer.
constexpr Within iso_area_range{1e-9, 46'225};

/// Of a workload in means: shares or counts, as one likes.
constexpr Within weight_range{0, 1e9, true};

/// Whether an item of `objectives` says more than its metric. A map of one other key is a formula with a name.
bool has_details(const Node& item) {
  return item.kind == Node::Kind::map && (item.entries.size() > 1 || item.find("metric") != nullptr || item.find("tolerance") != nullptr);
}

class SpaceReader {
 public:
  SpaceReader(const Vocabulary& vocabulary, Diagnostics& diagnostics)
      : vocabulary_{vocabulary}, diagnostics_{diagnostics}, leaf_reader_{vocabulary.leaves} {}

  SpaceFile read(const Node& root, const std::string& path) {
    file_.path = path;
    file_.name = std::filesystem::path{path}.stem().string();
    MapReader top{root, "", diagnostics_, space_file_keys};
    if (!top.is_map()) return std::move(file_);
    if (const auto version = top.optional("version")) {
      if (const auto number = version->whole(0, 1'000'000); number && *number != 1) {
        version->error(format("{} is not a version of this file format; the only one is 1", *number));
      }
    }
    // Before all leaves, whose constants it chooses.
    if (const auto at = top.optional("at")) {
      if (const auto word = at->name(words(corner_names))) {
        file_.at = static_cast<Corner>(std::ranges::find(corner_names, *word) - corner_names.begin());
        leaf_reader_ = LeafReader{vocabulary_.leaves, file_.at};
      }
    }
    if (const auto name = top.optional("name")) file_.name = name->text().value_or(file_.name);
    if (const auto workloads = top.required("workloads", "a list of {model, phase, context}"))
      read_workloads(*workloads);
    if (const auto design = top.required("design", "the designs that are possible")) read_design(*design);
    if (const auto accuracy = top.optional("accuracy")) read_accuracy(*accuracy);
    check_columns();
    if (const auto list = top.optional("objectives")) {
      file_.has_objectives = true;
      read_objectives(*list);
    }
    if (const auto list = top.optional("constraints")) read_constraints(*list);
    if (const auto iso_area = top.optional("iso_area")) read_iso_area(*iso_area);
    if (const auto baseline = top.optional("baseline")) {
      file_.baseline = baseline->text().value_or("");
      file_.baseline_place = baseline->node().place;
    }
    check_baseline_use();
    read_explorer(top);
    if (const auto files = top.optional("files")) read_files(*files);
    if (const auto store = top.optional("store")) {
      if (const auto word = store->name(words(store_names))) file_.store = *word == "all" ? Store::all : Store::front;
    }
    top.finish();
    file_.names = leaf_reader_.names();
    file_.known = vocabulary_.leaves;
    return std::move(file_);
  }

 private:
  void read_workloads(const Field& list) {
    if (list.node().kind != Node::Kind::list || list.node().items.empty()) {
      list.error(format("{} where a list of workloads is expected", found_text(list.node())));
      return;
    }
    if (list.node().items.size() > limits::workloads) {
      list.error(format("a list of {}; at most {} workloads", grouped(list.node().items.size()), limits::workloads));
      return;
    }
    good_workloads_ = true;
    for (std::size_t i = 0; i < list.node().items.size(); ++i) {
      read_workload(Field{list.node().items[i], format("workloads.{}", i), diagnostics_});
    }
  }

  void read_workload(const Field& field) {
    WorkloadSetting workload;
    workload.place = field.node().place;
    static constexpr std::array<std::string_view, 8> keys{"model",  "phase",  "context", "batch",
                                                          "tokens", "weight", "name",    "design"};
    MapReader map{field, keys};
    if (!map.is_map()) {
      good_workloads_ = false;
      return;
    }
    const auto model = map.required("model", "the LLM that runs: a name (bitpareto list workloads) or a config.json");
    const auto phase = map.required("phase", "prefill or decode");
    const auto context = map.required("context", "tokens of context");
    // Metrics need the phases and which LLMs are the same, and nothing else of the workloads.
    bool good = model && phase;
    if (model) {
      const auto text = model->text();
      workload.model = text.value_or("");
      workload.model_place = model->node().place;
      const std::vector<std::string>& known = vocabulary_.workloads.names;
      if (text && std::ranges::find(known, *text) == known.end() && !is_path(*text)) {
        model->error([&] { return unknown_name_text(*text, vocabulary_.workloads); });
        if (std::string meant = nearest(*text, known); !meant.empty()) workload.model = std::move(meant);
      }
      good = good && text;
    }
    if (phase) {
      const auto word = phase->name(std::vector<std::string>{"prefill", "decode"});
      good = good && word;
      if (word) workload.shape.phase = *word == "prefill" ? Phase::prefill : Phase::decode;
    }
    if (context) {
      const auto tokens = context->whole(0, limits::context);
      workload.shape.context = static_cast<std::int64_t>(tokens.value_or(1));
      // The first step of decode may find an empty cache; a prefill of no tokens computes nothing.
      if (tokens && *tokens == 0 && workload.shape.phase != Phase::decode) {
        context->error(format("0 {}", outside_text({1, static_cast<double>(limits::context)}, Dimension::none)));
      }
      workload.context_place = context->node().place;
    }
    if (const auto batch = map.optional("batch")) {
      workload.shape.batch = static_cast<std::int64_t>(batch->whole(1, limits::batch).value_or(1));
    }
    if (const auto tokens = map.optional("tokens")) {
      workload.tokens = static_cast<std::int64_t>(tokens->whole(1, limits::tokens).value_or(1));
      if (phase && good && workload.shape.phase == Phase::prefill) {
        tokens->error("prefill makes no tokens one by one; tokens belongs to decode");
      }
    }
    if (const auto weight = map.optional("weight")) workload.weight = weight->number(weight_range).value_or(1);
    workload.name = to_text(workload.shape.phase);
    if (const auto name = map.optional("name")) workload.name = name->text().value_or(workload.name);
    if (const auto design = map.optional("design")) {
      workload.overrides = read_leaves(*design, vocabulary_.leaves, leaf_reader_, file_.wrong_leaves);
      for (const LeafSetting& override : workload.overrides) check_override(override, design->path());
    }
    map.finish();
    for (const WorkloadSetting& other : file_.workloads) {
      if (good && other.name == workload.name && other.model == workload.model) {
        field.error(
            format("a second workload of {} is named '{}'; give one of them a name", workload.model, workload.name));
      }
    }
    good_workloads_ = good_workloads_ && good;
    file_.workloads.push_back(std::move(workload));
  }

  void check_override(const LeafSetting& override, const std::string& path) {
    const std::string leaf_path = format("{}.{}", path, override.leaf->path);
    if (override.is_axis()) {
      diagnostics_.error(override.source.place, leaf_path, "more than one value; a workload overrides a leaf by one");
    }
    if (override.leaf->scope == LeafScope::design) {
      diagnostics_.error(override.source.place, leaf_path, "one chip has one; it cannot differ between workloads");
    }
  }

  void read_design(const Field& design) {
    file_.design_place = design.node().place;
    file_.leaves = read_leaves(design, vocabulary_.leaves, leaf_reader_, file_.wrong_leaves);
    const auto given = [&](Leaf leaf) {
      return file_.find(leaf) != nullptr || file_.is_wrong(leaf) ||
             (!file_.workloads.empty() && std::ranges::all_of(file_.workloads, [&](const WorkloadSetting& w) {
               return std::ranges::find(w.overrides, leaf, &LeafSetting::leaf) != w.overrides.end();
             }));
    };
    const LeafSetting* const models = file_.find(leaf::performance_model);
    for (const auto& [metric, bringing] : vocabulary_.own_metrics) {
      if (models != nullptr && any_chosen(bringing, chosen(*models))) file_.own_metrics.push_back(metric);
    }
    for (const KnownLeaf& known : vocabulary_.leaves) {
      const LeafEntry& entry = *known.leaf;
      // What a model needs that nobody chose is not missing.
      if (entry.required.empty() || given(entry) || (models != nullptr && !any_chosen(known.readers, chosen(*models)))) continue;
      if (entry.required_unless != nullptr && given(*entry.required_unless)) continue;
      const std::string words = entry.required == any_word ? format("one of {}", listed(known.words.names)) : "";
      diagnostics_.error(file_.design_place, format("design.{}", entry.path),
                         format("missing; {}", words.empty() ? entry.required : words));
    }
  }

  /// The performance models that designs may choose.
  [[nodiscard]] std::span<const std::string> chosen(const LeafSetting& models) const {
    return leaf_reader_.names()[models.leaf];
  }

  void read_accuracy(const Field& field) {
    file_.accuracy.place = field.node().place;
    static constexpr std::array<std::string_view, 5> keys{"dataset", "head", "method", "measurements", "statistics"};
    MapReader map{field, keys};
    if (const auto dataset = map.optional("dataset")) {
      file_.accuracy.dataset = dataset->name(words(dataset_names)).value_or(file_.accuracy.dataset);
    }
    if (const auto head = map.optional("head")) {
      if (const auto word = head->name(words(head_protocol_names))) {
        file_.accuracy.head = *word == "kept" ? HeadProtocol::kept : HeadProtocol::quantised;
      }
    }
    if (const auto method = map.optional("method")) {
      file_.accuracy.method = method->name(words(method_names)).value_or(file_.accuracy.method);
    }
    if (const auto measurements = map.optional("measurements")) {
      file_.accuracy.measurements = measurements->text().value_or("");
      file_.accuracy.measurements_place = measurements->node().place;
    }
    if (const auto statistics = map.optional("statistics")) {
      file_.accuracy.statistics = statistics->text().value_or("");
      file_.accuracy.statistics_place = statistics->node().place;
    }
    map.finish();
  }

  /// Calls `take(item)` for each item of a list of expressions.
  template <class Take>
  void each_item(const Field& list, std::string_view what, Take take) {
    if (list.node().kind != Node::Kind::list || list.node().items.empty()) {
      list.error(format("{} where a list of {} is expected", found_text(list.node()), what));
      return;
    }
    if (list.node().items.size() > limits::expressions) {
      list.error(format("a list of {}; at most {} {}", grouped(list.node().items.size()), limits::expressions, what));
      return;
    }
    for (std::size_t i = 0; i < list.node().items.size(); ++i) {
      take(Field{list.node().items[i], format("{}.{}", list.path(), i), diagnostics_});
    }
  }

  /// Calls `take(item, text)` with the text of an expression, which can be checked only against workloads that were
  /// understood. A map of one key is an expression with a name.
  template <class Take>
  void with_text(const Field& item, Take take) {
    if (item.node().kind == Node::Kind::map && item.node().entries.size() == 1 &&
        item.node().entries[0].value.kind == Node::Kind::scalar) {
      const Node::Entry& entry = item.node().entries[0];
      Node named = entry.value;
      named.place = entry.place;
      named.verbatim = false;
      named.text = entry.key + ": " + named.text;
      if (good_workloads_) take(Field{named, item.path(), diagnostics_}, named.text);
      return;
    }
    if (const auto text = item.text(); text && good_workloads_) take(item, *text);
  }

  void complain(const Field& item, const ExpressionMistake& mistake) {
    diagnostics_.error(place_within(item.node(), mistake.at), item.path(), mistake.message);
  }

  void read_objectives(const Field& list) {
    const std::vector<WorkloadUse> uses = file_.uses();
    const SpaceNames names{uses, vocabulary_.leaves};
    const auto take = [&](const Field& item, const std::string& text, Tolerance tolerance) {
      Parsed<Objective> objective = Objective::parse(text, names);
      if (!objective) return complain(item, objective.mistake);
      const std::string column = objective->column_name();
      for (const Objective& other : file_.objectives) {
        if (other.text() == objective->text()) return item.error(format("'{}' is an objective already", text));
        if (same_column(other.column_name(), column)) {
          return item.error(format("'{}' would have the column {} of '{}'; give one of them a name, as in 'cost: {}'",
                                   text, column, other.text(), objective->text()));
        }
      }
      if (objective->formula()) {
        if (const std::string owner = owner_of(column); !owner.empty()) {
          return item.error(format("'{}' would have the column {} of {}; give it a name of its own, as in 'cost: {}'",
                                   text, column, owner, objective->formula()->text()));
        }
        for (const Reference& reference : objective->formula()->references()) {
          if (std::holds_alternative<Reference::OfBaseline>(reference.what)) needs_baseline(item);
        }
      }
      file_.objectives.push_back(*std::move(objective.value));
      file_.objectives.back().set_tolerance(tolerance);
      file_.objective_places.push_back(item.node().place);
    };
    each_item(list, "metrics", [&](const Field& item) {
      if (!has_details(item.node())) return with_text(item, [&](const Field& field, const std::string& text) { take(field, text, {}); });
      static constexpr std::array<std::string_view, 2> keys{"metric", "tolerance"};
      MapReader map{item, keys};
      const auto metric = map.required("metric", "a metric or a formula");
      const auto share = map.optional("tolerance");
      map.finish();
      const Tolerance tolerance = share ? read_tolerance(*share) : Tolerance{};
      if (metric) with_text(*metric, [&](const Field& field, const std::string& text) { take(field, text, tolerance); });
    });
  }

  static Tolerance read_tolerance(const Field& field) {
    const auto text = field.text();
    if (!text) return {};
    const Result<Tolerance> tolerance = Tolerance::parse(*text);
    if (tolerance) return *tolerance;
    field.error(tolerance.error());
    return {};
  }

  void read_iso_area(const Field& field) {
    MapReader map{field};
    const auto scope = map.required("scope", "what must fit: pe, array or die");
    const auto of = map.required("of", "an area: 1.5 mm2");
    map.finish();
    const auto word = scope ? scope->name(words(iso_area_scopes)) : std::nullopt;
    const auto area = of ? of->quantity(Dimension::area, iso_area_range) : std::nullopt;
    if (!word || !area) return;
    const auto at = std::ranges::find(iso_area_scopes, *word) - iso_area_scopes.begin();
    file_.iso_area = IsoArea{static_cast<IsoArea::Scope>(at), *area, field.node().place};
  }

  void read_constraints(const Field& list) {
    const std::vector<WorkloadUse> uses = file_.uses();
    const SpaceNames names{uses, vocabulary_.leaves};
    const auto take = [&](const Field& item, const std::string& text) {
      Parsed<Constraint> constraint = Constraint::parse(text, names);
      if (!constraint) return complain(item, constraint.mistake);
      if (constraint->needs_baseline()) needs_baseline(item);
      file_.constraints.push_back(*std::move(constraint.value));
      file_.constraint_places.push_back(item.node().place);
    };
    each_item(list, "constraints", [&](const Field& item) { with_text(item, take); });
  }

  void needs_baseline(const Field& item) { baseline_users_.emplace_back(item.node().place, item.path()); }

  void check_baseline_use() {
    if (!file_.baseline.empty()) return;
    for (const auto& [place, path] : baseline_users_) {
      diagnostics_.error(place, path,
                         "there is no baseline; add a key baseline with the path of a space of one design");
    }
  }

  /// SQLite's columns do not tell capital letters from small ones.
  [[nodiscard]] static bool same_column(std::string_view a, std::string_view b) {
    const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, small, small);
  }

  /// What else has that column: a leaf, a metric of all workloads or of one, or the database itself. Empty: nothing.
  [[nodiscard]] std::string owner_of(std::string_view column) const {
    for (const std::string_view own : own_columns) {
      if (same_column(own, column)) return "the table itself";
    }
    for (const KnownLeaf& known : vocabulary_.leaves) {
      if (same_column(column_name(known.leaf), column)) return format("the leaf {}", known.leaf->path);
    }
    for (const MetricEntry* const entry : metrics_on(file_.uses())) {
      if (same_column(entry->column, column)) return format("the metric {}", entry->name);
    }
    return {};
  }

  /// Two workloads of different names must not share a column of any metric, nor one with a leaf or with a metric: what
  /// a run could not store is found before it begins.
  void check_columns() {
    if (!good_workloads_) return;
    std::unordered_map<std::string, std::size_t> seen;
    for (std::size_t w = 0; w < file_.workloads.size(); ++w) {
      const WorkloadSetting& workload = file_.workloads[w];
      std::string prefix = column_word(workload.name);
      for (char& c : prefix) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      const auto complain_of = [&](const std::string& why) {
        diagnostics_.error(workload.place, format("workloads.{}", w),
                           format("the name '{}' would give {}; give it another name", workload.name, why));
      };
      const auto [it, is_new] = seen.try_emplace(prefix, w);
      const std::string& first = file_.workloads[it->second].name;
      if (!is_new && first != workload.name) {
        complain_of(format("the columns of '{}' ({}_latency_s)", first, prefix));
        continue;
      }
      if (!is_new) continue;
      for (const MetricEntry* const entry : metrics_on(file_.uses())) {
        if (const std::string owner = owner_of(format("{}_{}", prefix, entry->column)); !owner.empty()) {
          complain_of(format("{}.{} the column of {}", workload.name, entry->name, owner));
          break;
        }
      }
    }
  }

  void read_files(const Field& field) {
    if (field.node().kind != Node::Kind::map) {
      field.error(format("{} where a map of paths to digests is expected", found_text(field.node())));
      return;
    }
    for (const Node::Entry& entry : field.node().entries) {
      const Field digest{entry.value, format("files.{}", entry.key), diagnostics_};
      if (const auto text = digest.text()) file_.files.push_back({entry.key, *text, entry.place});
    }
  }

  void read_explorer(MapReader& top) {
    if (!vocabulary_.explorers.names.empty()) file_.explorer_name = vocabulary_.explorers.names.front();
    const auto field = top.optional("explorer");
    if (!field) {
      file_.explorer = make::map({{"name", make::text(file_.explorer_name)}});
      return;
    }
    file_.explorer = field->node();
    MapReader map{*field};
    if (!map.is_map()) return;
    if (const auto name = map.required("name", format("one of {}", listed(vocabulary_.explorers.names)))) {
      const auto text = name->text();
      const std::vector<std::string>& known = vocabulary_.explorers.names;
      if (text && std::ranges::find(known, *text) == known.end()) {
        name->error([&] { return unknown_name_text(*text, vocabulary_.explorers); });
        file_.explorer_name = nearest(*text, known);  // nothing near: its options are nobody's
      } else if (text) {
        file_.explorer_name = *text;
      }
    }
  }

  const Vocabulary& vocabulary_;
  Diagnostics& diagnostics_;
  LeafReader leaf_reader_;
  SpaceFile file_;
  bool good_workloads_ = false;
  std::vector<std::pair<Place, std::string>> baseline_users_;
};

}  // namespace

const LeafSetting* SpaceFile::find(Leaf leaf) const {
  const auto it = std::ranges::find(leaves, leaf, &LeafSetting::leaf);
  return it == leaves.end() ? nullptr : &*it;
}

bool SpaceFile::is_wrong(Leaf leaf) const { return std::ranges::find(wrong_leaves, leaf) != wrong_leaves.end(); }

std::vector<WorkloadUse> SpaceFile::uses() const {
  std::vector<WorkloadUse> list;
  std::vector<std::string> models;
  for (const WorkloadSetting& workload : workloads) {
    auto model = std::ranges::find(models, workload.model);
    if (model == models.end()) model = models.insert(models.end(), workload.model);
    list.push_back({.name = workload.name,
                    .model_name = workload.model,
                    .model = static_cast<std::size_t>(model - models.begin()),
                    .shape = workload.shape,
                    .tokens = static_cast<double>(workload.tokens),
                    .weight = workload.weight,
                    .own_metrics = own_metrics});
  }
  return list;
}

Space SpaceFile::space() const {
  std::vector<Axis> axes;
  DesignPoint shared;
  // Defaults may be names that the file does not mention: intern them behind the file's own.
  LeafNames all_names = names;
  const std::vector<std::string>& models = names[leaf::performance_model];
  for (const KnownLeaf& known_leaf : known) {
    const Leaf leaf = known_leaf.leaf;
    if (find(leaf) != nullptr || !has_default(known_leaf, models)) continue;
    if (is_word(*leaf)) {
      std::vector<std::string>& words = all_names[leaf];
      auto it = std::ranges::find(words, leaf->default_value);
      if (it == words.end()) it = words.insert(words.end(), std::string{leaf->default_value});
      shared[leaf] = static_cast<double>(it - words.begin());
    } else {
      shared[leaf] = LeafReader{{}}.read_default(leaf)->levels.at(0);
    }
  }
  for (const LeafSetting& setting : leaves) {
    if (setting.is_axis()) {
      axes.push_back({setting.leaf, setting.levels});
    } else {
      shared[setting.leaf] = setting.levels.at(0);
    }
  }
  return {std::move(axes), shared, std::move(all_names), known};
}

SpaceFile read_space_file(const Node& root, const std::string& path, const Vocabulary& vocabulary,
                          Diagnostics& diagnostics) {
  return SpaceReader{vocabulary, diagnostics}.read(root, path);
}

}  // namespace bitpareto

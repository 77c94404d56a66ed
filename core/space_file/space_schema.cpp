// SPDX-License-Identifier: Apache-2.0
#include "core/space_file/space_schema.h"

#include <cmath>

#include "core/text/format.h"

namespace bitpareto {

namespace {

using Entries = std::vector<std::pair<std::string, Node>>;

Node texts(const std::vector<std::string>& words) {
  Node list = make::list();
  for (const std::string& word : words) list.items.push_back(make::text(word));
  return list;
}

Node described(Node schema, std::string_view text) {
  make::put(schema, "description", make::text(text));
  return schema;
}

Node text_schema() { return make::map({{"type", make::text("string")}, {"minLength", make::number(1)}}); }

Node names_schema(const std::vector<std::string>& names) {
  return make::map({{"type", make::text("string")}, {"enum", texts(names)}});
}

template <std::size_t N>
Node names_schema(const std::array<std::string_view, N>& names) {
  return names_schema(std::vector<std::string>(names.begin(), names.end()));
}

Node quantity_schema(Dimension dimension) {
  return make::map({{"type", make::text("string")}, {"pattern", make::text(quantity_pattern(dimension))}});
}

/// A name of the list, a path or a quantity.
Node named_schema(const NameList& known) {
  if (known.other != Dimension::none) return make::map({{"anyOf", make::list({names_schema(known.names), quantity_schema(known.other)})}});
  if (!known.may_be_path) return names_schema(known.names);
  Node path = make::map({{"type", make::text("string")}, {"pattern", make::text("/|\\.yaml$|\\.json$")}});
  return make::map({{"anyOf", make::list({names_schema(known.names), std::move(path)})}});
}

Node number_schema(const Within& within, bool whole) {
  Node schema = make::map({{"type", make::text(whole ? "integer" : "number")}});
  if (std::isfinite(within.least))
    make::put(schema, within.above_least ? "exclusiveMinimum" : "minimum", make::number(within.least));
  if (std::isfinite(within.most)) make::put(schema, "maximum", make::number(within.most));
  return schema;
}

Node object_schema(Entries properties, const std::vector<std::string>& required) {
  Node schema = make::map({{"type", make::text("object")},
                           {"properties", make::map(std::move(properties))},
                           {"additionalProperties", make::flag(false)}});
  if (!required.empty()) make::put(schema, "required", texts(required));
  return schema;
}

Node list_of(Node items) {
  return make::map({{"type", make::text("array")},
                    {"items", std::move(items)},
                    {"minItems", make::number(1)},
                    {"uniqueItems", make::flag(true)}});
}

/// "a", "a+b", "c+a": some of these words.
std::string set_pattern(const NameList& known) {
  std::string word;
  for (const std::string& name : known.names) {
    if (!word.empty()) word += '|';
    for (const char c : name) word += std::isalnum(static_cast<unsigned char>(c)) != 0 ? std::string{c} : format("\\{}", c);
  }
  return format("^({0})(\\+({0}))*$", word);
}

/// One value of a leaf.
Node value_schema(const LeafEntry& entry, const Vocabulary& vocabulary) {
  switch (entry.kind) {
    case LeafKind::name:
      return named_schema(vocabulary.leaves.words(entry));
    case LeafKind::set:
      return make::map({{"type", make::text("string")}, {"pattern", make::text(set_pattern(vocabulary.leaves.words(entry)))}});
    case LeafKind::flag:
      return make::map({{"type", make::text("boolean")}});
    case LeafKind::count:
      return number_schema(entry.within, true);
    case LeafKind::number:
      return number_schema(entry.within, false);
    case LeafKind::group_size:
      return make::map({{"anyOf", make::list({number_schema(entry.within, true), names_schema({"channel"})})}});
    case LeafKind::quantity:
      return quantity_schema(entry.dimension);
  }
  return {};
}

/// A range: {from, to, step} or {from, to, factor}.
Node range_schema(const LeafEntry& entry) {
  Node end = number_schema({}, is_whole(entry));
  if (entry.kind == LeafKind::quantity) {
    Node quantity = quantity_schema(entry.dimension);
    Node plain = make::map({{"type", make::text("number")}});
    end = make::map({{"anyOf", make::list({quantity, plain})}});
  }
  Node factor = make::map({{"type", make::text("number")}, {"exclusiveMinimum", make::number(1)}});
  Node schema =
      object_schema({{"from", end}, {"to", end}, {"step", end}, {"factor", std::move(factor)}}, {"from", "to"});
  const auto needs = [](const char* key) { return make::map({{"required", make::list({make::text(key)})}}); };
  make::put(schema, "oneOf", make::list({needs("step"), needs("factor")}));
  return schema;
}

/// A leaf of `design`: one value, a list or a range; of a workload's override: one value.
Node leaf_schema(const LeafEntry& entry, const Vocabulary& vocabulary, bool single) {
  std::string text{entry.meaning};
  if (!entry.default_value.empty()) text += format("; default {}", entry.default_value);
  Node value = value_schema(entry, vocabulary);
  if (single) return described(std::move(value), text);
  Node forms = make::list({value, list_of(value)});
  if (!is_word(entry) && entry.kind != LeafKind::flag) forms.items.push_back(range_schema(entry));
  if (entry.doubt != Doubt::none) forms.items.push_back(object_schema({{"low", value}, {"typical", value}, {"high", value}, {std::string{spreading_key}, names_schema(spreading_names)}}, {"low", "typical", "high"}));
  return described(make::map({{"anyOf", std::move(forms)}}), text);
}

Node design_schema(const Vocabulary& vocabulary, bool single) {
  Entries top;
  std::vector<std::pair<std::string, Entries>> sections;
  for (const KnownLeaf& known : vocabulary.leaves) {
    const LeafEntry& entry = *known.leaf;
    const std::string section{section_of(entry)};
    if (section.empty()) {
      top.emplace_back(std::string{entry.path}, leaf_schema(entry, vocabulary, single));
      continue;
    }
    auto it = std::ranges::find(sections, section, &std::pair<std::string, Entries>::first);
    if (it == sections.end()) it = sections.insert(it, {section, Entries{}});
    it->second.emplace_back(std::string{key_of(entry)}, leaf_schema(entry, vocabulary, single));
  }
  for (auto& [name, entries] : sections) top.emplace_back(name, object_schema(std::move(entries), {}));
  // All else may have a default, or come from every workload.
  return object_schema(std::move(top),
                       single ? std::vector<std::string>{} : std::vector<std::string>{"performance_model"});
}

Node workload_schema(const Vocabulary& vocabulary) {
  const auto whole = [](double most) { return number_schema({1, most}, true); };
  return object_schema(
      {{"name", described(text_schema(), "how metrics name it; default: the phase")},
       {"model", described(named_schema(vocabulary.workloads),
                           "an LLM that ships with the program, or the path of a Hugging Face config.json")},
       {"phase", names_schema({"prefill", "decode"})},
       {"context", described(number_schema({0, 1 << 24}, true), "tokens of context; decode may start with none")},
       {"batch", described(whole(1 << 20), "sequences; default 1")},
       {"tokens", described(whole(1 << 24), "steps of decode that run; default 1")},
       {"weight", described(number_schema({0, 1e9, true}, false), "what it weighs in mean and geomean; default 1")},
       {"design",
        described(design_schema(vocabulary, true), "leaves of the design that this workload sees differently")}},
      {"model", "phase", "context"});
}

Node accuracy_schema() {
  return object_schema(
      {{"dataset", described(names_schema(dataset_names), "default wikitext2")},
       {"head", described(names_schema(head_protocol_names), "whether the output head is quantised too; default kept")},
       {"method", described(names_schema(method_names), "default rtn")},
       {"measurements", described(text_schema(), "a CSV file of perplexities of your own")},
       {"statistics", described(text_schema(), "a CSV file of weight statistics of your own")}},
      {});
}

/// A text that names a metric, a leaf or a column of either; what else an expression must be, only its parser knows.
Node expression_schema(const Vocabulary& vocabulary) {
  std::string names = "fp16_perplexity";
  for (const MetricEntry& entry : all_metrics()) names += format("|{}|{}", entry.name, entry.column);
  for (const auto& [metric, models] : vocabulary.own_metrics) names += format("|{}|{}", metric->name, metric->column);
  for (const KnownLeaf& known : vocabulary.leaves) {
    std::string path{known.leaf->path};
    for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.', dot + 2)) path.insert(dot, "\\");
    names += format("|{}|{}", path, column_name(known.leaf));
  }
  return make::map({{"type", make::text("string")}, {"pattern", make::text(format("\\b({})\\b", names))}});
}

/// The same, or a map of one key that names it, or of the metric and within which share it counts as equal.
Node objective_schema(const Vocabulary& vocabulary) {
  Node named = make::map({{"type", make::text("object")},
                          {"additionalProperties", expression_schema(vocabulary)},
                          {"minProperties", make::number(1)},
                          {"maxProperties", make::number(1)}});
  Node share = make::map({{"type", make::text("string")}, {"pattern", make::text("^[+]?[0-9.]+([eE][+-]?[0-9]+)? *%$")}});
  Node tolerant = object_schema({{"metric", expression_schema(vocabulary)},
                                 {"tolerance", described(std::move(share), "values closer than this share count as equal: 0.5 %")}},
                                {"metric"});
  return make::map({{"anyOf", make::list({expression_schema(vocabulary), std::move(named), std::move(tolerant)})}});
}

Node explorer_schema(const std::vector<ExplorerText>& explorers) {
  Node forms = make::list();
  for (const ExplorerText& explorer : explorers) {
    Entries keys;
    keys.emplace_back("name", described(make::map({{"const", make::text(explorer.name)}}), explorer.summary));
    for (const OptionText& option : explorer.options) {
      Node schema = option.names.empty() ? number_schema(option.within, option.whole) : names_schema(option.names);
      if (option.or_time) {
        Node time = make::map(
            {{"type", make::text("string")}, {"pattern", make::text(quantity_pattern(Dimension::time))}});
        schema = make::map({{"anyOf", make::list({std::move(schema), std::move(time)})}});
      }
      keys.emplace_back(option.name,
                        described(std::move(schema), format("{}; default {}", option.meaning, option.value)));
    }
    forms.items.push_back(object_schema(std::move(keys), {"name"}));
  }
  return make::map({{"oneOf", std::move(forms)}});
}

}  // namespace

Node space_schema(const Vocabulary& vocabulary, const std::vector<ExplorerText>& explorers) {
  Node schema = make::map({{"$schema", make::text("http://json-schema.org/draft-07/schema#")},
                           {"title", make::text("bitpareto design space")}});
  Node workloads =
      make::map({{"type", make::text("array")}, {"items", workload_schema(vocabulary)}, {"minItems", make::number(1)}});
  Node body = object_schema(
      {{"version", described(make::map({{"const", make::number(1)}}), "of the file format")},
       {"name", described(text_schema(), "what runs are called; default: the file's name")},
       {"workloads", described(std::move(workloads), "what must run")},
       {"design", described(design_schema(vocabulary, false),
                            "the designs that are possible: a leaf with several values is an axis")},
       {"accuracy", described(accuracy_schema(), "which perplexities count")},
       {"objectives", described(list_of(objective_schema(vocabulary)),
                                "metrics and formulas: energy, prefill.energy, worst(perplexity), energy * latency")},
       {"constraints", described(list_of(expression_schema(vocabulary)),
                                 "such as area <= 6 mm2, perplexity <= 1.05 * fp16_perplexity or "
                                 "array.rows * array.columns <= 1024")},
       {"baseline", described(text_schema(),
                              "another space, of one design, for constraints such as energy <= 0.5 * baseline.energy")},
       {"explorer", described(explorer_schema(explorers), "how to search; default exhaustive")},
       {"files", described(make::map({{"type", make::text("object")}, {"additionalProperties", text_schema()}}),
                           "digests that files of one's own must have; written into the configurations of stored runs")},
       {"at", described(names_schema(corner_names), "which end of constants that are known as {low, typical, high} counts; default typical")},
       {"iso_area",
        described(object_schema({{"scope", names_schema(iso_area_scopes)}, {"of", quantity_schema(Dimension::area)}}, {"scope", "of"}),
                  "of designs that differ in array.columns only, the one with most columns of which the PEs, the array or the die fit this area; the others are infeasible")},
       {"store",
        described(names_schema(store_names), "what the database keeps: the front, or every design; default front")}},
      {"workloads", "design"});
  for (Node::Entry& entry : body.entries) make::put(schema, entry.key, std::move(entry.value));
  return schema;
}

}  // namespace bitpareto

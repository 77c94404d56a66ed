// SPDX-License-Identifier: Apache-2.0
#include "core/space_file/resolved_configuration.h"

#include "core/text/number.h"

namespace bitpareto {

namespace {

void put_leaf(Node& design, Leaf leaf, Node value) {
  const std::string section{section_of(leaf)};
  Node* map = &design;
  if (!section.empty()) {
    if (design.find(section) == nullptr) make::put(design, section, make::map());
    map = design.find(section);
  }
  make::put(*map, std::string{key_of(leaf)}, std::move(value));
}

Node plain_text(std::string_view text) {
  Node node = make::text(text);
  node.quoted = false;
  return node;
}

using FileNames = std::map<std::string, std::string>;

/// What a file is called instead.
std::string renamed(const std::string& name, const FileNames& names) {
  const auto it = names.find(name);
  return it == names.end() ? name : it->second;
}

/// A leaf's value as JSON can hold it: words and quantities quoted, numbers as written.
Node quoted_words(Leaf leaf, Node node, const FileNames& names) {
  if (node.kind == Node::Kind::scalar) {
    node.quoted = !parse_number(node.text) && node.text != "true" && node.text != "false";
    if (is_word(*leaf)) node.text = renamed(node.text, names);
  }
  for (Node& item : node.items) item = quoted_words(leaf, std::move(item), names);
  for (Node::Entry& entry : node.entries) entry.value = quoted_words(leaf, std::move(entry.value), names);
  return node;
}

}  // namespace

Node explorer_section(std::string_view name, std::span<const OptionText> options) {
  Node explorer = make::map({{"name", make::text(name)}});
  for (const OptionText& option : options) {
    Node value = make::text(option.value);
    value.quoted = !option.names.empty() || !parse_number(option.value);  // a time has its unit
    make::put(explorer, option.name, std::move(value));
  }
  return explorer;
}

Node resolved_configuration(const SpaceFile& file, const std::vector<OptionText>& explorer_options,
                            const std::map<std::string, std::string>& file_names) {
  Node root = make::map();
  make::put(root, "version", make::number(1));
  make::put(root, "name", make::text(file.name));
  Node workloads = make::list();
  for (const WorkloadSetting& w : file.workloads) {
    Node workload = make::map({{"name", make::text(w.name)},
                               {"model", make::text(renamed(w.model, file_names))},
                               {"phase", make::text(to_text(w.shape.phase))},
                               {"context", make::number(static_cast<double>(w.shape.context))},
                               {"batch", make::number(static_cast<double>(w.shape.batch))}});
    if (w.shape.phase == Phase::decode) make::put(workload, "tokens", make::number(static_cast<double>(w.tokens)));
    if (w.weight != 1) make::put(workload, "weight", make::number(w.weight));
    if (!w.overrides.empty()) {
      Node design = make::map();
      for (const LeafSetting& o : w.overrides) put_leaf(design, o.leaf, quoted_words(o.leaf, o.source, file_names));
      make::put(workload, "design", std::move(design));
    }
    workloads.items.push_back(std::move(workload));
  }
  make::put(root, "workloads", std::move(workloads));
  Node design = make::map();
  for (const LeafSetting& leaf : file.leaves) put_leaf(design, leaf.leaf, quoted_words(leaf.leaf, leaf.source, file_names));
  for (const KnownLeaf& known : file.known) {
    if (file.find(known.leaf) == nullptr && has_default(known, file.names[leaf::performance_model])) {
      put_leaf(design, known.leaf, quoted_words(known.leaf, plain_text(known.leaf->default_value), {}));
    }
  }
  make::put(root, "design", std::move(design));
  Node accuracy = make::map({{"dataset", make::text(file.accuracy.dataset)},
                             {"head", make::text(head_protocol_names[static_cast<std::size_t>(file.accuracy.head)])},
                             {"method", make::text(file.accuracy.method)}});
  if (!file.accuracy.measurements.empty()) make::put(accuracy, "measurements", make::text(renamed(file.accuracy.measurements, file_names)));
  if (!file.accuracy.statistics.empty()) make::put(accuracy, "statistics", make::text(renamed(file.accuracy.statistics, file_names)));
  make::put(root, "accuracy", std::move(accuracy));
  Node objectives = make::list();
  for (const Objective& o : file.objectives) {
    Node metric = make::text(o.source());
    objectives.items.push_back(o.tolerance().is_none() ? std::move(metric)
                                                       : make::map({{"metric", std::move(metric)}, {"tolerance", make::text(o.tolerance().text())}}));
  }
  if (!objectives.items.empty()) make::put(root, "objectives", std::move(objectives));
  Node constraints = make::list();
  for (const Constraint& c : file.constraints) constraints.items.push_back(make::text(c.text));
  if (!constraints.items.empty()) make::put(root, "constraints", std::move(constraints));
  if (!file.baseline.empty()) make::put(root, "baseline", make::text(renamed(file.baseline, file_names)));
  make::put(root, "explorer", explorer_section(file.explorer_name, explorer_options));
  make::put(root, "store", make::text(store_names[static_cast<std::size_t>(file.store)]));
  // What is computed at typical is what was computed before anything was in doubt.
  if (file.at != Corner::typical) make::put(root, "at", make::text(corner_names[static_cast<std::size_t>(file.at)]));
  if (file.iso_area) {
    make::put(root, "iso_area",
              make::map({{"scope", make::text(iso_area_scopes[static_cast<std::size_t>(file.iso_area->scope)])},
                         {"of", make::text(quantity_text(file.iso_area->of, Dimension::area))}}));
  }
  return root;
}

}  // namespace bitpareto

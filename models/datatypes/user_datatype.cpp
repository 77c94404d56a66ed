// SPDX-License-Identifier: Apache-2.0
#include "models/datatypes/user_datatype.h"

#include <algorithm>
#include <cmath>

#include "core/base/elementary.h"
#include "core/base/limits.h"
#include "core/document/map_reader.h"
#include "core/document/yaml_reader.h"
#include "core/text/digest.h"
#include "core/text/format.h"
#include "core/text/number.h"

namespace bitpareto::models {

namespace {

std::optional<std::vector<float>> read_grid(const Field& field) {
  const Node& node = field.node();
  if (node.kind != Node::Kind::list || node.items.size() < 2 || node.items.size() > limits::grid_values) {
    field.error(format("expected a list of 2 to {} values", limits::grid_values));
    return std::nullopt;
  }
  std::vector<float> values;
  bool good = true;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const Field item{node.items[i], format("{}.{}", field.path(), i), field.diagnostics()};
    const auto value = item.number({.least = -1e6, .most = 1e6});
    good = good && value;
    if (!value) continue;
    const auto as_float = static_cast<float>(*value);
    if (std::ranges::find(values, as_float) != values.end()) {
      item.error("a value twice");
      good = false;
    }
    values.push_back(as_float);
  }
  if (!values.empty() && std::ranges::find(values, 0.0F) == values.end()) {
    field.error("no 0; a group of zeros has to stay one");
    good = false;
  }
  if (!good) return std::nullopt;
  return values;
}

/// Sorts `values` in place: first the magnitudes that have both signs, ascending from 0, then the others.
Grid arrange(std::vector<float>& values) {
  const auto has_both = [all = values](float v) { return std::ranges::find(all, -v) != all.end(); };
  std::vector<float> magnitudes;
  std::vector<float> specials;
  for (const float v : values) {
    if (!has_both(v)) {
      specials.push_back(v);
    } else if (v >= 0) {
      magnitudes.push_back(std::abs(v));
    }
  }
  std::ranges::sort(magnitudes);
  std::ranges::sort(specials);
  const std::size_t count = magnitudes.size();
  values = std::move(magnitudes);
  values.insert(values.end(), specials.begin(), specials.end());
  const std::span<const float> all{values};
  return {.magnitudes = all.first(count), .specials = all.subspan(count)};
}

}  // namespace

std::unique_ptr<const UserDatatype> read_user_datatype(const std::string& name, const std::filesystem::path& path,
                                                       Diagnostics& diagnostics) {
  const std::size_t errors_before = diagnostics.error_count();
  const std::optional<Node> root = read_yaml_file(path, diagnostics);
  if (!root) return {};
  MapReader map{*root, "", diagnostics};
  auto datatype = std::make_unique<UserDatatype>();
  datatype->name = name;
  datatype->digest = digest(to_json(*root, false));
  const auto summary = map.optional("summary");
  const auto source = map.optional("source");
  const auto one = map.optional("grid");
  const auto several = map.optional("grids");
  const auto element_bits = map.required("element_bits", "of each stored value");
  const auto scale_bits = map.optional("scale_bits");
  const auto selector_bits = map.optional("selector_bits");
  const auto group_size = map.optional("group_size");
  const auto terms = map.optional("terms");
  map.finish();
  datatype->summary = summary ? summary->text().value_or("") : "a datatype of the user's own";
  datatype->source = source ? source->text().value_or("") : path.string();
  if (one.has_value() == several.has_value()) {
    diagnostics.error(root->place, "", "expected either grid, a list of values, or grids, a list of such lists");
    return {};
  }
  std::vector<std::optional<std::vector<float>>> read;
  if (one) {
    read.push_back(read_grid(*one));
  } else if (several->node().kind != Node::Kind::list || several->node().items.empty() ||
             several->node().items.size() > limits::grids) {
    several->error(format("expected a list of 1 to {} grids", limits::grids));
  } else {
    for (std::size_t i = 0; i < several->node().items.size(); ++i) {
      read.push_back(read_grid({several->node().items[i], format("grids.{}", i), diagnostics}));
    }
  }
  std::size_t all_values = 0;
  for (const auto& grid : read) all_values += grid ? grid->size() : 0;
  if (all_values > limits::all_grid_values) {
    several->error(format("{} values in all grids; at most {}", grouped(all_values), limits::all_grid_values));
  }
  DatatypeEntry& entry = datatype->entry;
  const auto whole = [](const std::optional<Field>& field, std::uint64_t least, std::uint64_t most, double otherwise) {
    if (!field) return otherwise;
    return static_cast<double>(field->whole(least, most).value_or(least));
  };
  entry.element_bits = whole(element_bits, 1, 16, 4);
  entry.metadata.scale_bits = whole(scale_bits, 0, 32, int8_scale_bits);
  entry.metadata.selector_bits =
      whole(selector_bits, 0, 16, std::ceil(portable_log2(std::max<double>(1, static_cast<double>(read.size())))));
  entry.block_size = static_cast<std::int64_t>(whole(group_size, 1, 1 << 20, 0));
  entry.serial_terms = static_cast<int>(whole(terms, 1, 16, booth_digits(entry.element_bits)));
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (read[i] && static_cast<double>(read[i]->size()) > portable_exp2(entry.element_bits)) {
      diagnostics.error((one ? one->node() : several->node().items[i]).place, one ? "grid" : format("grids.{}", i),
                        format("{} values, but {} bits tell only {} apart", read[i]->size(), entry.element_bits,
                               portable_exp2(entry.element_bits)));
    }
  }
  if (portable_exp2(entry.metadata.selector_bits) < static_cast<double>(read.size())) {
    diagnostics.error(selector_bits->node().place, "selector_bits",
                      format("{} bits cannot tell {} grids apart", entry.metadata.selector_bits, read.size()));
  }
  if (diagnostics.error_count() != errors_before) return {};
  for (std::size_t i = 0; i < read.size(); ++i) {
    const double codes = portable_exp2(entry.element_bits);
    const auto values = static_cast<double>(read[i]->size());
    if (values >= codes) continue;
    diagnostics.warning((one ? one->node() : several->node().items[i]).place, one ? "grid" : format("grids.{}", i),
                        format("{} values, but {} bits tell {} apart: {} codes stand for nothing", values,
                               entry.element_bits, codes, codes - values));
  }
  for (auto& values : read) datatype->values.push_back(*std::move(values));
  for (auto& values : datatype->values) datatype->grids.push_back(arrange(values));
  entry.name = datatype->name;
  entry.family = "user";
  entry.summary = datatype->summary;
  entry.source = datatype->source;
  entry.quantisation = {ScaleRule::largest_magnitude, datatype->grids};
  return datatype;
}

}  // namespace bitpareto::models

// SPDX-License-Identifier: Apache-2.0
#include "cli/datatype_choices.h"

#include <algorithm>
#include <filesystem>

#include "core/design/space.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/suggestion.h"
#include "models/datatypes/datatype_list.h"

namespace bitpareto::cli {

DatatypeChoices::DatatypeChoices(std::span<const std::string> names, const ConfigFolder& configs) {
  for (const models::DatatypeEntry* d : models::datatypes()) {
    if (names.empty() && d->quantisation.scale != models::ScaleRule::none) entries_.push_back(d);
  }
  Diagnostics diagnostics;
  std::vector<std::string> known = models::datatype_names();
  for (std::string& name : configs.names("datatypes", ".yaml")) known.push_back(std::move(name));
  for (const std::string& name : names) {
    if (const models::DatatypeEntry* const entry = models::find_datatype(name)) {
      entries_.push_back(entry);
      continue;
    }
    const std::filesystem::path path = configs.file("datatypes", ".yaml", name, {});
    if (!std::filesystem::exists(path)) {
      diagnostics.error({}, "",
                        format("'{}' is not a datatype{} (bitpareto list datatypes)", name, suggestion(name, known)));
    } else if (auto own = models::read_user_datatype(name, path, diagnostics)) {
      entries_.push_back(&own->entry);
      own_.push_back(std::move(own));
    }
  }
  diagnostics.throw_if_errors();
}

std::vector<double> group_sizes(std::span<const std::string> texts) {
  std::vector<double> sizes;
  for (const std::string& text : texts) {
    if (text == "channel") {
      sizes.push_back(whole_row);
      continue;
    }
    const auto size = parse_whole(text);
    if (!size || *size < 1 || *size > (1U << 24U)) {
      throw ConfigError{format("'{}' is not a group size; expected a whole number or channel", text)};
    }
    sizes.push_back(static_cast<double>(*size));
  }
  return sizes;
}

}  // namespace bitpareto::cli

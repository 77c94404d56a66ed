// SPDX-License-Identifier: Apache-2.0
/// libFuzzer on design spaces. A line of `%%` ends the file; each line behind it is a setting. A space that is right is
/// loaded, and its first design evaluated: its costs are numbers or it has a reason.
#include <cmath>
#include <vector>

#include "core/document/set_edit.h"
#include "core/document/yaml_reader.h"
#include "explorers/catalogue.h"
#include "models/design/space_loader.h"
#include "tests/fuzz/check.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace bitpareto;
  static const ConfigFolder configs{BITPARETO_SOURCE "/configs"};
  static const Vocabulary words = [] {
    Vocabulary list = models::vocabulary(configs);
    list.explorers = {"an explorer", explorers::names(), "", false};
    return list;
  }();
  std::string text{reinterpret_cast<const char*>(bytes), size};
  std::vector<std::string> settings;
  if (const std::size_t end = text.find("\n%%\n"); end != std::string::npos) {
    std::string rest = text.substr(end + 4);
    text.resize(end + 1);
    for (std::size_t line = 0; (line = rest.find('\n')) != std::string::npos; rest.erase(0, line + 1)) {
      settings.push_back(rest.substr(0, line));
    }
  }
  Diagnostics diagnostics;
  auto document = read_yaml(text, std::make_shared<const std::string>("s.yaml"), diagnostics);
  if (!document) {
    fuzz::check(false, diagnostics);
    return 0;
  }
  apply_settings(*document, settings, diagnostics);
  SpaceFile file = read_space_file(*document, BITPARETO_SOURCE "/configs/s.yaml", words, diagnostics);
  if (diagnostics.has_errors()) {
    fuzz::check(false, diagnostics);
    return 0;
  }
  const auto loaded = models::load_space(std::move(file), configs, words, diagnostics);
  fuzz::check(loaded.has_value(), diagnostics);
  if (!loaded || !loaded->model->space().is_indexable()) return 0;
  DesignBlock block{loaded->model->space()};
  block.set_range(0, 1);
  CostBlock costs{loaded->uses.size()};
  loaded->model->evaluate(block, costs);
  if (costs.cannot_exist()[0] != 0) return 0;
  for (std::size_t w = 0; w < loaded->uses.size(); ++w) {
    for (const Cost cost : {Cost::latency, Cost::energy, Cost::area}) {
      fuzz::require(std::isfinite(costs.column(w, cost)[0]));
    }
  }
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
/// libFuzzer on design spaces. A line of `%%` ends the file; each line behind it is a setting. A space that is right is
/// loaded, and its first design evaluated: its costs are numbers or it has a reason.
#include <cmath>
#include <vector>

#include "session/open.h"
#include "tests/fuzz/check.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace bitpareto;
  static const session::Catalogue catalogue{ConfigFolder{BITPARETO_SOURCE "/configs"}};
  std::string text{reinterpret_cast<const char*>(bytes), size};
  std::vector<std::string> settings;
  if (const std::size_t end = text.find("\n%%\n"); end != std::string::npos) {
    std::string rest = text.substr(end + 4);
    text.resize(end + 1);
    for (std::size_t line = 0; (line = rest.find('\n')) != std::string::npos; rest.erase(0, line + 1)) {
      settings.push_back(rest.substr(0, line));
    }
  }
  std::optional<session::Session> opened;
  try {
    opened = session::open_text(text, catalogue, {.settings = settings},
                                {.name = "s.yaml", .folder = BITPARETO_SOURCE "/configs"});
  } catch (const ConfigError& error) {
    fuzz::require(error_count(error.diagnostics()) > 0);
    fuzz::check(error.diagnostics());
    return 0;
  }
  fuzz::require(error_count(opened->warnings) == 0);
  fuzz::check(opened->warnings);
  const models::LoadedSpace& loaded = opened->loaded;
  if (!loaded.model->space().is_indexable()) return 0;
  DesignBlock block{loaded.model->space()};
  block.set_range(0, 1);
  CostBlock costs{loaded.uses.size()};
  loaded.model->evaluate(block, costs);
  if (costs.cannot_exist()[0] != 0) return 0;
  for (std::size_t w = 0; w < loaded.uses.size(); ++w) {
    for (const Cost cost : {Cost::latency, Cost::energy, Cost::area}) {
      fuzz::require(std::isfinite(costs.column(w, cost)[0]));
    }
  }
  return 0;
}

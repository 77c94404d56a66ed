// SPDX-License-Identifier: Apache-2.0
/// What a design-space file may not ask of the published models.
#include "core/text/format.h"
#include "core/text/number.h"
#include "models/performance/model_check.h"
#include "models/published/energy.h"
#include "models/published/operands.h"
#include "models/published/published_model.h"

namespace bitpareto::models {

namespace {

void check_hpca25(const ModelCheck& check, std::size_t w) {
  const WorkloadSetting& setting = check.file.workloads[w];
  const LanguageModel& model = *check.workloads[w].model;
  const std::string path = format("workloads.{}", w);
  if (setting.shape.batch != 1) {
    check.diagnostics.error(setting.place, path + ".batch",
                            format("{} where hpca25 knows only 1", setting.shape.batch));
  }
  // Lumped heads are more work than the LLM has.
  const WorkloadGraph graph{model, setting.shape};
  double elements = 0;
  for (const Product& p : products(Revision::hpca25, graph, model, setting.shape)) {
    elements += p.multiplicity * (p.output.instances * p.output.rows * p.stationary.rows * p.stationary.depth);
  }
  const auto repeats = static_cast<double>(setting.tokens);
  if (elements * repeats >= most_macs) {
    check.diagnostics.error(setting.place, path, "too large to count: 2^62 multiply-adds or more");
  }
  if (model.head_size * model.heads != model.hidden_size) {
    check.diagnostics.error(
        setting.model_place, path + ".model",
        format("hpca25 refuses {}: its head size {} is not hidden size / heads", model.name, model.head_size));
  }
}

}  // namespace

void check_published(const ModelCheck& check) {
  check.require_published_pes([](const Pe&) { return true; });
  for (const ModelCheck::Given& g : check.given(leaf::pe_kind)) {
    for (std::uint64_t level = 0; level < g.setting->levels.size(); ++level) {
      const std::optional<Pe>& pe = check.components.pes[static_cast<std::size_t>(g.setting->levels.at(level))];
      if (!pe || pe->is_published()) continue;
      check.diagnostics.error(g.setting->place(level), g.path,
                              format("nothing is published of {}; only the native model builds it from its components", pe->name));
    }
  }
  check.require(leaf::clock, 1e9, "the published models run at 1 GHz");
  check.require(leaf::weight_buffer_banks, published_banks, "the published models have 8 banks");
  check.require(leaf::input_buffer_banks, published_banks, "the published models have 8 banks");
  if (check.components.has(hpca25) && !check.components.has(bitmod_2025_07)) {
    for (const Leaf leaf : std::initializer_list<Leaf>{leaf::kv_cache_datatype, leaf::kv_cache_bits}) {
      check.complain_unread(leaf, "hpca25 knows no KV-cache precision");
    }
  }
  for (std::size_t w = 0; w < check.workloads.size(); ++w) {
    const LanguageModel& model = *check.workloads[w].model;
    const std::int64_t context = check.workloads[w].shape.context;
    if (model.sliding_window > 0 && context > model.sliding_window) {
      check.diagnostics.warning(
          check.file.workloads[w].context_place, format("workloads.{}.context", w),
          format("{} is beyond the window of {} tokens of {}; the published models attend to all of "
                 "them",
                 context, model.sliding_window, model.name));
    }
    if (check.components.has(hpca25)) check_hpca25(check, w);
  }
}

}  // namespace bitpareto::models

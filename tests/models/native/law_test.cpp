// SPDX-License-Identifier: Apache-2.0
/// More of any hardware never costs time: held on every pair of neighbours of random native spaces, random LLMs included.
/// BITPARETO_LAW_SPACES in the environment says how many spaces; a few otherwise.
#include <gtest/gtest.h>

#include <cstdlib>
#include <initializer_list>

#include "core/base/random.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "models/native/leaves.h"
#include "tests/support/spaces.h"

namespace bitpareto::models {
namespace {

/// Draws that make up one space.
class Draw {
 public:
  explicit Draw(std::uint64_t space) : random_{11, space} {}
  std::string of(std::initializer_list<const char*> list) { return *(list.begin() + below(list.size())); }
  std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(below(static_cast<std::size_t>(most - least + 1)));
  }
  bool coin() { return below(2) == 0; }
  /// `count` ascending numbers as a YAML list, each with `unit`.
  std::string ascending(std::size_t count, std::int64_t least, std::int64_t most, const char* unit = "") {
    std::int64_t value = between(least, most);
    std::string list;
    for (std::size_t i = 0; i < count; ++i) {
      list += format("{}{}{}", i == 0 ? "" : ", ", value, unit);
      value += coin() ? between(1, std::max<std::int64_t>(1, value / 4)) : value;
    }
    return "[" + list + "]";
  }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_.bits() % n); }
  Stream random_;
};

/// A config.json: from a few hundred thousand parameters to a few billion, with windows, grouped and odd heads.
std::string random_model(Draw& draw) {
  const std::string family = draw.of({"llama", "mistral", "gemma2", "opt", "phi", "qwen2"});
  const std::int64_t kv_heads = draw.between(1, 8);
  const std::int64_t heads = kv_heads * draw.between(1, 4);
  const std::int64_t head_size = 8 * draw.between(2, 20);
  const bool windowed = family == "mistral" || family == "gemma2" || (family == "qwen2" && draw.coin());
  return format(
      "{{\"model_type\": \"{}\", \"hidden_size\": {}, \"intermediate_size\": {}, \"ffn_dim\": {}, \"num_hidden_layers\": "
      "{}, \"num_attention_heads\": {}, \"num_key_value_heads\": {}, \"head_dim\": {}, \"vocab_size\": {}{}}}",
      family, heads * head_size, draw.between(100, 9000), draw.between(100, 9000), draw.between(1, 6), heads, kv_heads,
      head_size, draw.between(500, 40'000),
      windowed ? format(", \"sliding_window\": {}, \"use_sliding_window\": true", draw.between(3, 600)) : "");
}

/// A space whose axes are all of the kind that more of is better, about 10^4 designs; everything else is drawn.
std::string random_space(Draw& draw, const std::string& model) {
  std::string effects;
  for (const Leaf leaf : models::native_leaves) {
    // Published banks and cycle times only make designs impossible.
    if (section_of(leaf) != "effects" || leaf == leaf::effects_sram_cycle_time) continue;
    if (draw.between(0, 5) == 0) effects += format("{}: false, ", key_of(leaf));
  }
  const auto mapping = [&] {
    return draw.coin() ? std::string{"best"} : draw.of({"tokens", "outputs", "reduction", "instances"});
  };
  const std::string datatype =
      draw.of({"bitmod3", "bitmod4", "int4", "int4_asym", "int8", "mxfp4", "nvfp4", "fp16", "int2", "fp4_er"});
  std::string yaml = format(
      "workloads:\n"
      "  - {{model: {0}, phase: prefill, context: {1}, batch: {2}}}\n"
      "  - {{model: {0}, phase: decode, context: {3}, tokens: {4}, batch: {5}}}\n"
      "design:\n  performance_model: native\n  clock: {6} MHz\n  cell: {7}\n",
      model, draw.between(1, 700), draw.between(1, 5), draw.between(0, 700), draw.between(1, 40), draw.between(1, 9),
      draw.between(100, 1000), draw.of({"itrs-hp", "itrs-lop", "itrs-lstp"}));
  yaml += format("  pe: {{kind: {}}}\n", draw.of({"bitmod", "fp16", "ant", "olive"}));
  yaml += format("  array: {{rows: {}, columns: {}, row_mapping: {}, column_mapping: {}}}\n", draw.ascending(4, 1, 100),
                 draw.ascending(4, 1, 60), mapping(), mapping());
  yaml += format("  weights: {{datatype: {}}}\n", datatype);
  yaml += format("  kv_cache: {{datatype: {}}}\n", draw.of({"fp16", "int8", "int4", "mxfp4", "nvfp4", "int2"}));
  const auto buffer = [&](std::size_t ports) {
    const std::string port = draw.coin() ? format(", port: {}", draw.ascending(ports, 64, 2000, " bit")) : "";
    // From a few KiB to what holds a small LLM.
    const std::string size = draw.coin() ? draw.ascending(4, 8, 512, " KiB") : draw.ascending(4, 1, 16, " MiB");
    return format("{{size: {}, banks: 16{}}}", size, port);
  };
  yaml += "  weight_buffer: " + buffer(2) + "\n  input_buffer: " + buffer(2) + "\n";
  yaml += format("  vector_unit: {{lanes: {}}}\n", draw.ascending(3, 1, 200));
  yaml += format("  dram: {{preset: {}, channels: {}, capacity: 1 TiB}}\n",
                 draw.of({"lpddr5-6400-x32", "hbm2e-3200-x1024", "ddr4-3200-x64", "lpddr5x-8533-x32"}),
                 draw.ascending(3, 1, 8));
  yaml += "  effects: {" + effects + "sram_cycle_time: false}\n";
  yaml += std::string{"accuracy: {head: "} + (draw.coin() ? "kept" : "quantised") + "}\n";
  return yaml;
}

struct Violations {
  std::size_t pairs = 0, found = 0;
  double worst = 0;
  std::string first;
};

/// Every design against its neighbour with the next level of each axis.
void compare_neighbours(const LoadedSpace& space, const std::string& yaml, Violations& violations) {
  const Space& s = space.model->space();
  const std::size_t workloads = space.uses.size();
  std::vector<double> cycles;  // [design][workload]; NaN where it cannot exist
  DesignBlock block{s};
  CostBlock costs{workloads};
  for (DesignIndex first = 0; first <= s.last_index(); first += block_size) {
    block.set_range(first, static_cast<std::size_t>(std::min<DesignIndex>(block_size, s.last_index() - first + 1)));
    space.model->evaluate(block, costs);
    for (std::size_t i = 0; i < block.size(); ++i) {
      for (std::size_t w = 0; w < workloads; ++w) cycles.push_back(costs.column(w, Cost::total_cycles)[i]);
    }
  }
  std::vector<std::uint64_t> levels(s.axes().size());
  for (DesignIndex design = 0; design <= s.last_index(); ++design) {
    s.levels_of(design, levels);
    for (std::size_t a = 0; a < levels.size(); ++a) {
      if (levels[a] + 1 == s.axes()[a].levels.size()) continue;
      const DesignIndex more = design + s.stride(a);
      for (std::size_t w = 0; w < workloads; ++w) {
        const double before = cycles[design * workloads + w];
        const double after = cycles[more * workloads + w];
        if (std::isnan(before) || std::isnan(after)) continue;
        ++violations.pairs;
        if (after <= before * (1 + 1e-12)) continue;
        ++violations.found;
        violations.worst = std::max(violations.worst, after / before - 1);
        if (violations.first.empty()) {
          violations.first = format("{} of workload {}, design {}: {} before, {} after\n{}",
                                    column_name(s.axes()[a].leaf), w, design, shortest(before), shortest(after), yaml);
        }
      }
    }
  }
}

TEST(NativeLaws, MoreOfAnythingNeverCostsTimeOnRandomSpaces) {
  const char* const given = std::getenv("BITPARETO_LAW_SPACES");
  const auto spaces = static_cast<std::uint64_t>(given != nullptr ? *parse_number(given) : 12);
  const test::TemporaryFolder folder;
  Violations violations;
  std::size_t designs = 0;
  for (std::uint64_t n = 0; n < spaces; ++n) {
    Draw draw{n};
    const std::string model = (folder / format("{}.json", n)).string();
    test::write_file(model, random_model(draw));
    const std::string yaml = random_space(draw, model);
    const LoadedSpace space = test::load(yaml);
    const std::size_t found = violations.found;
    compare_neighbours(space, yaml, violations);
    designs += space.model->space().last_index() + 1;
    if (violations.found > found) {
      ADD_FAILURE() << "space " << n << ": " << violations.found - found << " neighbours are slower\n" << test::read_file(model);
    }
  }
  EXPECT_EQ(violations.found, 0U) << "of " << violations.pairs << " pairs, by up to " << violations.worst << "; the first: "
                                  << violations.first;
  EXPECT_GT(violations.pairs, designs);
  RecordProperty("pairs", static_cast<int>(violations.pairs));
}

}  // namespace
}  // namespace bitpareto::models

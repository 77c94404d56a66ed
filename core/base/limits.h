// SPDX-License-Identifier: Apache-2.0
/// The most that input may have, in one table: every reader refuses what goes beyond it with its place and the limit.
/// docs/limits.md is for users. Each limit is far above what anybody has brought so far, and low enough that whatever a
/// file holds, reading it ends in a second and in 200 MB.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bitpareto::limits {

// Complaints.
inline constexpr std::size_t complaints = 50;         // shown of one run; the others are counted
inline constexpr std::size_t complaints_kept = 1'000;  // before they are put in order
inline constexpr std::size_t complaint_bytes = 1'000;  // of one message; longer ones lose their middle

// YAML: design spaces, technologies, PEs, DRAMs, datatypes, and --set.
inline constexpr std::size_t yaml_bytes = 1 << 20;  // a space of 10,000 listed values has 60 kB
inline constexpr std::size_t depth = 64;            // of nesting, of JSON too, and of the path of a setting
inline constexpr std::size_t yaml_nodes = 200'000;  // values, once aliases are followed
inline constexpr std::size_t yaml_text_bytes = 4 << 20;  // of all keys and scalars, once aliases are followed
inline constexpr std::size_t yaml_keys = 1'000;          // of one map
inline constexpr std::size_t settings = 1'000;           // --set on one command line; all together have yaml_bytes

// A design space.
inline constexpr std::size_t listed_levels = 65'536;  // of a list, or a range with a factor; a range with a step has 2^63
inline constexpr std::size_t listed_names = 256;      // of one leaf: each may be a file; 52 datatypes ship
inline constexpr std::size_t workloads = 250;         // a block of designs keeps 0.26 MB for each and thread
inline constexpr std::size_t expressions = 250;       // objectives, and constraints
inline constexpr std::size_t expression_bytes = 4'096;  // of one; what people write has less than 200
inline constexpr std::size_t expression_items = 256;    // of a list behind `in`
inline constexpr std::uint64_t context = 1 << 24;     // tokens; 10 million is the longest that is claimed (Llama 4 Scout)
inline constexpr std::uint64_t batch = 1 << 20;
inline constexpr std::uint64_t tokens = 1 << 24;
inline constexpr std::size_t own_costs = 16;          // that models bring besides core/cost/evaluation.h
inline constexpr std::size_t leaves = 128;            // that a program knows, those of all its models; 65 ship

// Datatypes of the user's own: the errors of each grid are computed when they are read.
inline constexpr std::size_t grids = 16;           // a group chooses one by a selector of 4 bits
inline constexpr std::size_t grid_values = 256;    // of one grid: what 8 bits tell apart
inline constexpr std::size_t all_grid_values = 512;  // of all grids together

inline constexpr std::size_t own_group_sizes = 64;  // in one space: each takes a second or less for each datatype

// JSON: config.json of an LLM, the index of a checkpoint, the header of a safetensors file.
inline constexpr std::size_t config_bytes = 4 << 20;   // the largest of an LLM that is modelled has 2 kB
inline constexpr std::size_t config_values = 100'000;
inline constexpr std::uint64_t layers = 10'000;        // Llama 3.1 405B has 126, DeepNet 1,000 (Wang et al., 2022)
inline constexpr std::uint64_t model_size = 1 << 24;   // of hidden size, heads, vocabulary; products stay exact in a double
inline constexpr std::size_t tensors = 120'000;        // DeepSeek-V3's index names 91,991
inline constexpr std::size_t header_bytes = 16 << 20;  // of a safetensors header or an index; DeepSeek-V3's has 9 MB
inline constexpr std::size_t header_values = 10 * tensors;
inline constexpr std::size_t shards = 500;             // of one checkpoint, each an open file; DeepSeek-V3 has 163
inline constexpr std::size_t dimensions = 16;          // of a tensor

// CSV: measurements, statistics, tables of errors and of SRAM macros.
inline constexpr std::size_t csv_bytes = 8 << 20;  // the largest that ships has 0.13 MB
inline constexpr std::size_t csv_columns = 1'000;
inline constexpr std::size_t csv_rows = 100'000;
inline constexpr std::size_t csv_cells = 500'000;
inline constexpr std::size_t csv_cell_bytes = 4'096;

// Waiting.
inline constexpr int pipe_milliseconds = 10'000;  // for the next bytes of a pipe that somebody holds open

}  // namespace bitpareto::limits

// SPDX-License-Identifier: Apache-2.0
/// The command line as values. Only user of CLI11.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/design/table_memory.h"
#include "core/search/thinning.h"

namespace bitpareto::cli {

enum class Format { table, csv, json, jsonl };

/// Where results go and in which form; the same for every command that prints some.
struct OutputArguments {
  Format format = Format::table;
  std::string file;  // empty: standard output
};

/// A design space and what the command line changes of it.
struct SpaceArguments {
  std::string file;                   // a space, or a results database for the space of one of its runs
  std::optional<std::int64_t> run;    // of a database; the newest
  std::vector<std::string> settings;  // --set
};

/// Draws of the constants that are in doubt.
struct DrawArguments {
  std::int64_t count = 0;  // 0: none
  std::optional<std::int64_t> seed;
};

struct SweepArguments {
  SpaceArguments space;
  std::string database;
  bool resume = false;
  int threads = 0;  // 0: those of the machine
  std::size_t memory = quarter_of_memory();  // bytes
  std::optional<std::int64_t> seed;
  std::int64_t draws = 0;  // of the constants in doubt; 0: none
  std::int64_t verified = 0;  // designs of each kind that the certificate is tried with
  bool quiet = false;
};

struct EvaluateArguments {
  SpaceArguments space;
  enum class Per { workload, model, design } per = Per::workload;
  std::string relative_to;  // another space, or empty
  bool feasible = false;    // no others
  DrawArguments draws;
  OutputArguments output;
  bool quiet = false;
};

struct ExplainArguments {
  SpaceArguments space;
  std::optional<std::string> design;  // its number  // its index; needed if there are several
  std::string part;                    // one table, or empty: all
  DrawArguments draws;
  OutputArguments output;
  bool quiet = false;
};

struct CheckArguments {
  SpaceArguments space;
  int threads = 0;
  std::size_t memory = quarter_of_memory();
  bool quiet = false;
};

/// A front among the designs of a run, and how few may stand for it.
struct FrontArguments {
  std::vector<std::string> pareto;   // metrics or formulas that span it
  std::optional<std::int64_t> thin;  // representatives; none: all
  ThinBy thin_by = ThinBy::epsilon;
};

struct RaceArguments {
  SpaceArguments space;
  std::string explorers;         // as session::read_racers() takes them; empty: all with a budget
  std::string budget = "10000";  // as session::read_budget() takes it
  std::int64_t repeats = 20;
  std::int64_t drawings = 0;  // of options; 0: none
  std::optional<std::int64_t> seed;
  int threads = 0;
  std::size_t memory = quarter_of_memory();
  std::string database;               // empty: none
  std::string curves, run_curves;     // files; empty: none
  OutputArguments output;
  bool quiet = false;
};

struct QueryArguments {
  std::string database;
  std::optional<std::int64_t> run;
  std::string where;
  std::string sql;
  std::vector<std::string> sort;
  std::vector<std::string> columns;
  std::optional<std::int64_t> limit;
  FrontArguments front;  // none without metrics
  double timeout = 60;
  OutputArguments output;
  bool quiet = false;
};

struct ExportArguments {
  std::string database;
  std::optional<std::int64_t> run;
  FrontArguments front;              // without metrics that of the run's objectives
  std::string where;                 // empty: all designs
  std::vector<std::string> columns;  // empty: all
  bool one_of_equal = false;
  DrawArguments draws;
  OutputArguments output{.format = Format::csv, .file = {}};
  bool quiet = false;
};

struct RunsArguments {
  std::string database;
  bool certificate = false;          // of one run, instead of the list
  std::optional<std::int64_t> run;   // nothing: the newest
  OutputArguments output;
};

struct ListArguments {
  std::string what;
  OutputArguments output;
};

struct DescribeArguments {
  std::string name;
  // Of a PE: what it is built for; empty: its own.
  std::string technology = "tsmc28";
  std::optional<double> dot_size, terms_per_cycle;
  std::string activation;
  std::string supports;  // "bitmod4+int8"
};

struct SchemaArguments {
  std::string file;
};

struct AccuracyArguments {
  std::string model;
  std::string dataset = "wikitext2";
  std::string head = "kept";
  std::string method = "rtn";
  std::vector<std::string> datatypes;    // empty: all
  std::vector<std::string> group_sizes;  // empty: each datatype's own
  bool error_table = false;
  int threads = 0;
  OutputArguments output;
  bool quiet = false;
};

struct QuantizeArguments {
  std::vector<std::string> files;
  std::vector<std::string> datatypes;    // empty: all
  std::vector<std::string> group_sizes;  // empty: each datatype's own
  std::string head = "kept";
  std::string write;       // empty: none
  std::string statistics;  // empty: none
  std::string model;       // its name in the statistics; empty: that of the file
  int threads = 0;
  OutputArguments output;
  bool quiet = false;
};

struct FitArguments {
  std::string file;
  std::string library;             // empty: the only one there is
  std::string target_delay;        // as in the file; empty: that of most rows
  std::string like = "nangate45";  // laws of what the file does not have
  int node = 0;                    // nm; 0: that of `like`
  std::string output;
  bool quiet = false;
};

struct ValidateArguments {
  bool rows = false;        // every perplexity instead of a summary
  bool error_bars = false;  // the shipped table of error bars instead
  OutputArguments output;
};

using Arguments = std::variant<SweepArguments, EvaluateArguments, ExplainArguments, CheckArguments, QueryArguments,
                               ExportArguments, RunsArguments, ListArguments, DescribeArguments, SchemaArguments,
                               AccuracyArguments, QuantizeArguments, FitArguments, ValidateArguments, RaceArguments>;

/// What `bitpareto explain --part` prints: the tables of models::Explanation, and these.
inline constexpr std::string_view constants_part = "constants";
inline constexpr std::string_view bands_part = "bands";
[[nodiscard]] std::vector<std::string> explain_parts();

/// What `bitpareto list` knows.
inline constexpr const char* listable[] = {"models",    "datatypes",    "pes",   "explorers",
                                           "workloads", "technologies", "drams", "metrics"};

/// The command and its options; or, where there is none to run, the exit status: --help and --version are printed to
/// standard output, mistakes to standard error.
[[nodiscard]] std::variant<Arguments, int> parse_arguments(int argc, const char* const* argv,
                                                           const std::string& version);

}  // namespace bitpareto::cli

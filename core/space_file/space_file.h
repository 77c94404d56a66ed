// SPDX-License-Identifier: Apache-2.0
/// The design-space file: what must run, which designs are possible, what is good, and how to search.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/design/leaf_reader.h"
#include "core/design/space.h"
#include "core/problem/constraint.h"
#include "core/problem/objective.h"

namespace bitpareto {

/// A metric that performance models bring, and which.
struct KnownMetric {
  const MetricEntry* metric;
  std::vector<std::string> models;
};

/// The leaves and words that a design-space file may use: filled from the catalogues by whoever knows them.
struct Vocabulary {
  LeafTable leaves;
  NameList workloads;  // LLMs
  NameList explorers;
  std::vector<KnownMetric> own_metrics = {};
};

/// The keys of a design-space file at its top, and of its parts other than `design`.
inline constexpr std::array<std::string_view, 13> space_file_keys{
    "version",  "name",     "workloads", "design", "accuracy", "objectives", "constraints",
    "baseline", "explorer", "store",     "files",  "at",     "iso_area"};

/// A workload as the file gives it.
struct WorkloadSetting {
  std::string name;
  std::string model;  // a name of the vocabulary, or the path of a config.json
  WorkloadShape shape;
  std::int64_t tokens = 1;
  double weight = 1;                   // in means over models and workloads
  std::vector<LeafSetting> overrides;  // single values, for this workload alone
  Place place;
  Place model_place;
  Place context_place;
};

/// A file that the space names and what it must hold: of the configuration of a stored run.
struct ExpectedFile {
  std::string path;
  std::string digest;
  Place place;
};

enum class Store : std::uint8_t { front, all };
enum class HeadProtocol : std::uint8_t { kept, quantised };
inline constexpr std::array<std::string_view, 2> store_names{"front", "all"};
inline constexpr std::array<std::string_view, 2> head_protocol_names{"kept", "quantised"};
inline constexpr std::array<std::string_view, 3> dataset_names{"wikitext2", "c4", "wikitext2_word"};
inline constexpr std::array<std::string_view, 4> method_names{"rtn", "gptq", "awq", "omniquant"};

/// Which published or own perplexities count.
struct AccuracySetting {
  std::string dataset{dataset_names[0]};
  HeadProtocol head = HeadProtocol::kept;
  std::string method{method_names[0]};
  std::string measurements;  // path of a CSV of the user's own, or empty
  Place place;
  Place measurements_place;
  std::string statistics;  // path of a CSV of weight statistics of the user's own, or empty
  Place statistics_place;
};

/// The area at which designs meet that differ in columns: of those that fit, the one with most of them.
struct IsoArea {
  /// What must fit: the PEs; the array with its encoders and accumulators; the whole chip.
  enum class Scope : std::uint8_t { pe, array, die };
  Scope scope = Scope::die;
  double of = 0;  // mm2
  Place place;
};
inline constexpr std::array<std::string_view, 3> iso_area_scopes{"pe", "array", "die"};

/// What a file says, checked against the vocabulary and itself. Files that it names are not opened yet.
struct SpaceFile {
  std::string path;  // as the user gave it; its folder is where relative paths start
  std::string name;
  std::vector<WorkloadSetting> workloads;
  std::vector<LeafSetting> leaves;  // as given, in the order of the file
  std::vector<Leaf> wrong_leaves;   // given, but not understood
  LeafNames names;
  LeafTable known;                  // all that there are
  std::vector<const MetricEntry*> own_metrics;  // of the performance models that it chooses
  AccuracySetting accuracy;
  bool has_objectives = false;  // given, whether understood or not
  std::vector<Objective> objectives;
  std::vector<Place> objective_places;
  std::vector<Constraint> constraints;
  std::vector<Place> constraint_places;
  std::string baseline;  // path of another space, or empty
  Place baseline_place;
  Node explorer;  // its map, `name` included
  std::string explorer_name;
  Store store = Store::front;
  Corner at = Corner::typical;
  std::optional<IsoArea> iso_area;
  std::vector<ExpectedFile> files;  // may be empty: nothing is expected
  Place design_place;

  [[nodiscard]] const LeafSetting* find(Leaf leaf) const;
  [[nodiscard]] bool is_wrong(Leaf leaf) const;
  /// The workloads as metrics see them, without their multiply-adds.
  [[nodiscard]] std::vector<WorkloadUse> uses() const;
  /// The axes and what all designs share, defaults filled in.
  [[nodiscard]] Space space() const;
};

/// Reads a document, with a diagnostic for every mistake. What was wrong is left out of the result, so that later
/// checks can add what they find; nothing may be run with it unless there are no errors.
[[nodiscard]] SpaceFile read_space_file(const Node& root, const std::string& path, const Vocabulary& vocabulary,
                                        Diagnostics& diagnostics);

}  // namespace bitpareto

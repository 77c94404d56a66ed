// SPDX-License-Identifier: Apache-2.0
/// Errors of datatypes of the user's own, kept between runs: each takes seconds to compute and never changes.
#pragma once

#include <filesystem>
#include <string>

#include "models/accuracy/error_table.h"

namespace bitpareto::models {

/// A folder with a file for each quantiser, known by its grids and by how errors are computed. It may be deleted at any
/// time; a file that cannot be read or written is as if it were not there. Not thread-safe.
class ErrorCache {
 public:
  /// An empty `folder` keeps nothing. `method`: what changes when errors are computed in another way.
  ErrorCache(std::filesystem::path folder, std::string method)
      : folder_{std::move(folder)}, method_{std::move(method)} {}

  /// What is known of its errors; 0 at nodes that were never computed.
  [[nodiscard]] NodeValues find(const Quantisation& quantisation) const;
  /// Keeps `values`, bit for bit, in the place of what was known.
  void keep(const Quantisation& quantisation, const NodeValues& values) const;

 private:
  [[nodiscard]] std::filesystem::path file_of(const Quantisation& quantisation) const;

  std::filesystem::path folder_;
  std::string method_;
};

}  // namespace bitpareto::models

// SPDX-License-Identifier: Apache-2.0
/// Tables of tests/data.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/document/csv_reader.h"
#include "tests/support/spaces.h"

namespace bitpareto::test {

/// A CSV file of tests/data as rows of name -> text.
inline std::vector<std::map<std::string, std::string>> rows_of(const std::string& name) {
  Diagnostics diagnostics;
  const auto csv = read_csv(read_file(source_folder() / "tests" / "data" / name),
                            std::make_shared<const std::string>(name), diagnostics);
  std::vector<std::map<std::string, std::string>> rows;
  for (std::size_t r = 0; r < csv->size(); ++r) {
    for (std::size_t c = 0; c < csv->header().size(); ++c) {
      if (c == 0) rows.emplace_back();
      rows.back()[csv->header()[c]] = csv->at(r, c);
    }
  }
  return rows;
}

}  // namespace bitpareto::test

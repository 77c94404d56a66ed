// SPDX-License-Identifier: Apache-2.0
/// Tables that evaluators of neighbouring parts of a space have in common.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "core/design/tabulated.h"

namespace bitpareto {

/// What says which table: the term, and the levels of what it reads.
using TableKey = std::vector<std::uint64_t>;

/// The tables that were asked for last, up to so many bytes. Thread-safe.
class TableCache {
 public:
  explicit TableCache(std::size_t most_bytes) : most_bytes_{most_bytes} {}
  /// Null: it is not there, or no longer.
  [[nodiscard]] std::shared_ptr<const Tabulated> find(const TableKey& key);
  void put(const TableKey& key, std::shared_ptr<const Tabulated> table);
  void clear();

 private:
  struct Entry {
    TableKey key;
    std::shared_ptr<const Tabulated> table;
  };
  std::size_t most_bytes_;
  std::mutex mutex_;
  std::size_t bytes_ = 0;
  std::list<Entry> entries_;  // the last one asked for first
  std::map<TableKey, std::list<Entry>::iterator> by_key_;
};

}  // namespace bitpareto

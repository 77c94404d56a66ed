// SPDX-License-Identifier: Apache-2.0
#include "core/design/table_cache.h"

#include <utility>

namespace bitpareto {

std::shared_ptr<const Tabulated> TableCache::find(const TableKey& key) {
  const std::scoped_lock lock{mutex_};
  const auto it = by_key_.find(key);
  if (it == by_key_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, it->second);
  return it->second->table;
}

void TableCache::put(const TableKey& key, std::shared_ptr<const Tabulated> table) {
  const std::scoped_lock lock{mutex_};
  if (by_key_.contains(key)) return;
  bytes_ += table->bytes();
  entries_.push_front({key, std::move(table)});
  by_key_.emplace(key, entries_.begin());
  while (bytes_ > most_bytes_ && entries_.size() > 1) {
    const Entry& last = entries_.back();
    bytes_ -= last.table->bytes();
    by_key_.erase(last.key);
    entries_.pop_back();
  }
}

void TableCache::clear() {
  const std::scoped_lock lock{mutex_};
  bytes_ = 0;
  by_key_.clear();
  entries_.clear();
}

}  // namespace bitpareto

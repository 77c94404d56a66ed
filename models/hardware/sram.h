// SPDX-License-Identifier: Apache-2.0
/// What a bank of SRAM costs: a table of macros, and what lies between its points.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/units.h"
#include "core/document/csv_reader.h"

namespace bitpareto::models {

/// One bank with one read and one write port.
struct SramMacro {
  Energy read;   // per access of the whole width
  Energy write;  // likewise
  Power leakage;
  Area area;
  Time access;
  Time cycle;
};

/// Why there is no macro, in the order of checking.
enum class SramLimit : std::uint8_t { bank_too_small, bank_too_large, port_too_narrow, port_too_wide, no_such_macro };
inline constexpr std::size_t sram_limit_count = 5;

/// What becomes of a port that is narrower than any macro of its bank's size.
enum class NarrowPort : std::uint8_t {
  refused,  // as the published models do
  widened,  // the bank takes the narrowest macro of its size, and pays for all of it
};

/// The macros of one cell and node. Immutable; thread-safe.
class SramTable {
 public:
  /// Reads the rows of `cell` and `node_nm`; nothing, with diagnostics, if a number is wrong or there is no row.
  [[nodiscard]] static std::optional<SramTable> read(const CsvTable& csv, const std::string& cell, int node_nm,
                                                     Diagnostics& diagnostics);

  /// The macro of a bank of `bytes` bytes and `width` bits: exact at the table's points, bilinear in log2 of the size
  /// and in the width between them. Where a size has no macro of that width there is none.
  [[nodiscard]] std::variant<SramMacro, SramLimit> macro(double bytes, std::int64_t width,
                                                         NarrowPort narrow = NarrowPort::refused) const;

  /// The same macros made monotone: each costs and takes at least what every smaller or narrower one does. CACTI
  /// optimises each macro by itself, so that a wider port is sometimes smaller, and a search would find only such
  /// accidents.
  [[nodiscard]] SramTable envelope() const;

  /// "bank smaller than 1 KiB", "port wider than 512 bits per bank": of this table.
  [[nodiscard]] std::string limit_text(SramLimit limit) const;

 private:
  struct Point {
    std::int64_t width;
    SramMacro macro;
  };
  struct Size {
    double bytes;
    std::vector<Point> points;  // by width
  };
  [[nodiscard]] static std::optional<SramMacro> at_width(const Size& size, std::int64_t width,
                                                         NarrowPort narrow = NarrowPort::refused);

  std::vector<Size> sizes_;  // by bytes
  std::int64_t narrowest_ = 0, widest_ = 0;
};

}  // namespace bitpareto::models

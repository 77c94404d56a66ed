// SPDX-License-Identifier: Apache-2.0
#include "models/hardware/sram.h"

#include <algorithm>
#include <array>
#include <map>

#include "core/base/elementary.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "core/text/quantity.h"

namespace bitpareto::models {

namespace {

/// a at fraction 0, and the exact a there.
template <class Q>
Q between(Q a, Q b, double fraction) {
  return a + fraction * (b - a);
}

SramMacro between(const SramMacro& a, const SramMacro& b, double fraction) {
  return {.read = between(a.read, b.read, fraction),
          .write = between(a.write, b.write, fraction),
          .leakage = between(a.leakage, b.leakage, fraction),
          .area = between(a.area, b.area, fraction),
          .access = between(a.access, b.access, fraction),
          .cycle = between(a.cycle, b.cycle, fraction)};
}

}  // namespace

std::optional<SramTable> SramTable::read(const CsvTable& csv, const std::string& cell, int node_nm,
                                         Diagnostics& diagnostics) {
  using namespace units;
  static constexpr std::array<std::string_view, 10> names{"cell",      "node_nm",  "bank_bytes", "width_bits",
                                                          "read_pj",   "write_pj", "leakage_mw", "area_mm2",
                                                          "access_ns", "cycle_ns"};
  // Assumed, as for leaves (core/design/leaf.cpp): 1 TiB, ports of a million bits, 1 mJ, 1 MW, a wafer, 1 s.
  static constexpr std::array<double, names.size()> most{0, 0, 0x1p40, 0x1p20, 1e9, 1e9, 1e9, 46'225, 1e9, 1e9};
  std::array<std::size_t, names.size()> columns{};
  bool good = true;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto column = csv.column(names[i]);
    if (!column) {
      diagnostics.error(csv.header_place(), "", format("column '{}' is missing", names[i]));
      good = false;
    }
    columns[i] = column.value_or(0);
  }
  if (!good) return std::nullopt;
  std::map<double, std::map<std::int64_t, SramMacro>> points;
  const std::string node = std::to_string(node_nm);
  for (std::size_t row = 0; row < csv.size(); ++row) {
    if (csv.at(row, columns[0]) != cell || csv.at(row, columns[1]) != node) continue;
    std::array<double, names.size()> n{};
    for (std::size_t i = 2; i < names.size(); ++i) {
      const auto value = parse_number(csv.at(row, columns[i]));
      if (!value || *value <= 0 || *value > most[i]) {
        diagnostics.error(csv.place(row), names[i],
                          value && *value > 0
                              ? format("{} is above {}, the most there can be", csv.at(row, columns[i]), shortest(most[i]))
                              : format("'{}' is not a positive number", csv.at(row, columns[i])));
        good = false;
        n[i] = 1;
        continue;
      }
      n[i] = *value;
    }
    points[n[2]][static_cast<std::int64_t>(n[3])] = {.read = n[4] * pJ,
                                                     .write = n[5] * pJ,
                                                     .leakage = n[6] * mW,
                                                     .area = n[7] * mm2,
                                                     .access = n[8] * ns,
                                                     .cycle = n[9] * ns};
  }
  if (points.empty()) {
    diagnostics.error(csv.header_place(), "", format("no macro of cell {} at {} nm", cell, node_nm));
    return std::nullopt;
  }
  if (!good) return std::nullopt;
  SramTable table;
  table.narrowest_ = points.begin()->second.begin()->first;
  for (const auto& [bytes, of_size] : points) {
    Size& size = table.sizes_.emplace_back(Size{bytes, {}});
    for (const auto& [width, macro] : of_size) size.points.push_back({width, macro});
    table.narrowest_ = std::min(table.narrowest_, size.points.front().width);
    table.widest_ = std::max(table.widest_, size.points.back().width);
  }
  return table;
}

std::optional<SramMacro> SramTable::at_width(const Size& size, std::int64_t width, NarrowPort narrow) {
  if (narrow == NarrowPort::widened) width = std::max(width, size.points.front().width);
  const auto above = std::ranges::lower_bound(size.points, width, {}, &Point::width);
  if (above == size.points.end()) return std::nullopt;
  if (above->width == width) return above->macro;
  if (above == size.points.begin()) return std::nullopt;
  const Point& below = *(above - 1);
  const double fraction = static_cast<double>(width - below.width) / static_cast<double>(above->width - below.width);
  return between(below.macro, above->macro, fraction);
}

std::variant<SramMacro, SramLimit> SramTable::macro(double bytes, std::int64_t width, NarrowPort narrow) const {
  if (bytes < sizes_.front().bytes) return SramLimit::bank_too_small;
  if (bytes > sizes_.back().bytes) return SramLimit::bank_too_large;
  if (width < narrowest_ && narrow == NarrowPort::refused) return SramLimit::port_too_narrow;
  if (width > widest_) return SramLimit::port_too_wide;
  const auto above = std::ranges::lower_bound(sizes_, bytes, {}, &Size::bytes);
  const std::optional<SramMacro> larger = at_width(*above, width, narrow);
  if (!larger) return SramLimit::no_such_macro;
  if (above->bytes == bytes) return *larger;
  const Size& below = *(above - 1);
  const std::optional<SramMacro> smaller = at_width(below, width, narrow);
  if (!smaller) return SramLimit::no_such_macro;
  return between(*smaller, *larger, portable_log2(bytes / below.bytes) / portable_log2(above->bytes / below.bytes));
}

namespace {
/// In each property the worse of two macros.
SramMacro worse(const SramMacro& a, const SramMacro& b) {
  return {.read = std::max(a.read, b.read),
          .write = std::max(a.write, b.write),
          .leakage = std::max(a.leakage, b.leakage),
          .area = std::max(a.area, b.area),
          .access = std::max(a.access, b.access),
          .cycle = std::max(a.cycle, b.cycle)};
}
}  // namespace

SramTable SramTable::envelope() const {
  // Every size at every width that any has: between the points of a common grid, straight lines stay in order.
  std::vector<std::int64_t> widths;
  for (const Size& size : sizes_) {
    for (const Point& point : size.points) widths.push_back(point.width);
  }
  std::ranges::sort(widths);
  widths.erase(std::unique(widths.begin(), widths.end()), widths.end());
  SramTable table;
  table.narrowest_ = narrowest_;
  table.widest_ = widest_;
  std::map<std::int64_t, SramMacro> worst;  // by width, of the sizes so far
  for (const Size& size : sizes_) {
    Size& of_size = table.sizes_.emplace_back(Size{size.bytes, {}});
    std::optional<SramMacro> narrower;
    for (const std::int64_t width : widths) {
      std::optional<SramMacro> macro = at_width(size, width);
      if (!macro) continue;
      if (const auto smaller = worst.find(width); smaller != worst.end()) macro = worse(*macro, smaller->second);
      if (narrower) macro = worse(*macro, *narrower);
      narrower = macro;
      worst.insert_or_assign(width, *macro);
      of_size.points.push_back({width, *macro});
    }
  }
  return table;
}

std::string SramTable::limit_text(SramLimit limit) const {
  switch (limit) {
    case SramLimit::bank_too_small:
      return format("bank smaller than {}", quantity_text(sizes_.front().bytes, Dimension::storage));
    case SramLimit::bank_too_large:
      return format("bank larger than {}", quantity_text(sizes_.back().bytes, Dimension::storage));
    case SramLimit::port_too_narrow:
      return format("port narrower than {} bits per bank", narrowest_);
    case SramLimit::port_too_wide:
      return format("port wider than {} bits per bank", widest_);
    case SramLimit::no_such_macro:
      return "port wider than a bank of its size can have";
  }
  return {};
}

}  // namespace bitpareto::models

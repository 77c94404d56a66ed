// SPDX-License-Identifier: Apache-2.0
#include "core/base/corner.h"

#include <algorithm>

#include "core/base/elementary.h"
#include "core/base/random.h"

namespace bitpareto {

namespace {

/// A number for a name: FNV-1a (Fowler, Noll and Vo), 64 bits.
std::uint64_t number_of(std::string_view name) {
  std::uint64_t hash = 0xCBF2'9CE4'8422'2325U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x0000'0100'0000'01B3U;
  return hash;
}

}  // namespace

double Bounded::quantile(double share) const {
  if (share <= 0 || is_known()) return low;
  if (share >= 1) return high;
  const double value = spreading == Spreading::uniform || low <= 0 ? low + share * (high - low) : low * portable_exp(share * portable_log(high / low));
  return std::clamp(value, low, high);
}

double Standpoint::value(std::string_view name, const Bounded& constant, Doubt doubt) const {
  if (moved && moved->name == name) return moved->value;
  if (!draw) return constant.at(corner, doubt);
  if (doubt == Doubt::none) return constant.typical;
  return constant.quantile(Stream{Stream::mix(draw->seed) ^ number_of(name), draw->number}.uniform());
}

}  // namespace bitpareto

// SPDX-License-Identifier: Apache-2.0
/// Failure as a value, for what may go wrong without ending the run. The member names are those of std::expected, which
/// g++ 12 has only in C++23 and clang 14 with libstdc++ 12 never.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace bitpareto {

/// Why there is no value, in words that fit behind "FILE:LINE:COLUMN: PATH: ".
struct Failure {
  std::string reason;
};

/// A value, or why there is none.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_{std::in_place_index<0>, std::move(value)} {}
  Result(Failure failure) : state_{std::in_place_index<1>, std::move(failure)} {}

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  /// The value. Requires has_value().
  [[nodiscard]] const T& value() const& { return assert(has_value()), *std::get_if<0>(&state_); }
  [[nodiscard]] T&& value() && { return assert(has_value()), std::move(*std::get_if<0>(&state_)); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }

  /// The reason. Requires !has_value().
  [[nodiscard]] const std::string& error() const { return assert(!has_value()), std::get_if<1>(&state_)->reason; }

 private:
  std::variant<T, Failure> state_;
};

}  // namespace bitpareto

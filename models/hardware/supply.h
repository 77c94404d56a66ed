// SPDX-License-Identifier: Apache-2.0
/// The supply voltage of a chip's logic and SRAM, and what it changes: delay, energy, leakage.
#pragma once

#include <optional>

#include "models/constants/sourced.h"

namespace bitpareto::models {

/// The voltages of a technology. Factors are over what is at the nominal one, and exactly 1 there.
struct Supply {
  Sourced nominal, minimum, maximum;  // V
  Sourced threshold;                  // V, of the transistors
  Sourced alpha;                      // exponent of the alpha-power law
  Sourced leakage_slope;              // V over which the leakage current grows e-fold (drain-induced barrier lowering)

  /// Alpha-power law: V / (V - Vt)^alpha. Sakurai and Newton, IEEE JSSC 25(2), 1990, equation (8).
  [[nodiscard]] double delay(double volts) const;
  /// What toggles charges a capacitance: V^2.
  [[nodiscard]] double energy(double volts) const;
  /// Power of a current that grows with the drain's voltage: V exp(V / slope). Roy et al., Proc. IEEE 91(2), 2003, equation (3).
  [[nodiscard]] double leakage(double volts) const;
  /// The lowest voltage, in steps of 10 mV from the minimum, at which delays are no more than `slack` times those at the nominal one; nothing
  /// if not even that one is fast enough.
  [[nodiscard]] std::optional<double> lowest(double slack) const;
};

/// The part `voltage` of a technology file; nothing, with diagnostics, if anything in it is wrong.
[[nodiscard]] std::optional<Supply> read_supply(const Field& field);

/// What a design wants of its supply.
struct SupplyChoice {
  enum class Kind : std::uint8_t { nominal, automatic, given } kind = Kind::nominal;
  double volts = 0;  // given
};

/// A voltage and what it does.
struct Supplied {
  double volts = 0, energy = 1, leakage = 1;
};
/// Whether a technology has the voltage; without a supply it has the nominal one only, which is not known.
[[nodiscard]] bool has_voltage(const std::optional<Supply>& supply, const SupplyChoice& choice);
/// For a part of a cycle of so many seconds (0: it limits nothing, nothing: unknown) at a clock; nothing if the part is too slow. Requires a
/// technology that has the voltage.
[[nodiscard]] std::optional<Supplied> supplied(const std::optional<Supply>& supply, const SupplyChoice& choice, std::optional<double> cycle, double clock);

}  // namespace bitpareto::models

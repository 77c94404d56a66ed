// SPDX-License-Identifier: Apache-2.0
/// From the error of an LLM's weights to its perplexity, for both protocols of the output head at once:
/// docs/accuracy.md.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/cost/evaluation.h"
#include "core/space_file/space_file.h"

namespace bitpareto::models {

/// A measured perplexity whose error is known.
struct PerplexityAnchor {
  double error = 0;         // NMSE
  double log_ratio = 0;     // ln(perplexity / that of the unquantised model)
  double element_bits = 0;  // of the datatype
  bool is_whole_row = false;
};

/// The anchors of one LLM, dataset and method.
struct HeadAnchors {
  std::vector<PerplexityAnchor> kept, quantised;
  [[nodiscard]] std::vector<PerplexityAnchor>& of(HeadProtocol head) {
    return head == HeadProtocol::kept ? kept : quantised;
  }
  [[nodiscard]] const std::vector<PerplexityAnchor>& of(HeadProtocol head) const {
    return head == HeadProtocol::kept ? kept : quantised;
  }
};

/// Whose 4-bit rows the constant of a curve comes from, from the surest on.
enum class ConstantOrigin : std::uint8_t {
  own,             // of this protocol, in groups
  other_protocol,  // in groups, of the other protocol of the output head
  whole_rows,      // with one scale per row, which harms more than its error says
};
inline constexpr std::size_t constant_origin_count = 3;

/// What an LLM is like for the law.
struct LawSetting {
  double limit = 0;  // the error up to which one constant holds: PerplexityCurve::law_limit
  /// Whether errors come from weight statistics; Gaussian ones say too little of whole rows.
  bool has_statistics = true;
  double whole_row_ratio = 1;  // constant of groups over that of whole rows, where there are no statistics
};

struct PerplexityPrediction {
  double log_ratio = 0;
  PerplexityBasis basis = PerplexityBasis::interpolated;
};

/// ln(perplexity ratio) = a N with one constant a up to an error of `law_limit`, the median of a over 4-bit anchors
/// there; beyond it, interpolated in ln ln ratio over ln N between the anchors there, made monotone; above the last
/// anchor the mean slope goes on. For one LLM, dataset, protocol and method. Immutable; thread-safe.
class PerplexityCurve {
 public:
  /// Errors up to which one constant serves: 0.04, for the OPT family 0.03 (measured: docs/accuracy.md).
  static constexpr double law_limit = 0.04, law_limit_opt = 0.03;
  /// No published row of 3 bits in groups has a larger error (the largest: 0.067, MXINT3); 2 bits start at 0.2.
  static constexpr double largest_known_error = 0.08;

  /// The curve of `anchors` alone, or, where it has none of 4 bits, with the constant of `other_protocol`. Nothing if
  /// neither has any with a ratio above 1.
  [[nodiscard]] static std::optional<PerplexityCurve> fit(std::span<const PerplexityAnchor> anchors,
                                                          std::span<const PerplexityAnchor> other_protocol,
                                                          double limit);

  [[nodiscard]] PerplexityPrediction at(double error) const;
  [[nodiscard]] ConstantOrigin origin() const { return origin_; }
  [[nodiscard]] bool is_within_law(double error) const { return error <= law_limit_; }
  /// Whether anything is known of such errors: within the law; beyond it to where 3-bit rows reach, for OPT with such a
  /// row only (its perplexity explodes there by factors from 1 to 16); and up to any anchor of this protocol in groups.
  [[nodiscard]] bool is_known_at(double error) const;

 private:
  friend struct CurvePair;
  struct Point {
    double log_error, log_log_ratio;
  };
  double law_limit_ = 0;
  double last_anchor_ = 0;  // largest error of an own anchor in groups
  double last_slope_ = 1;
  bool has_anchor_beyond_ = false;
  ConstantOrigin origin_ = ConstantOrigin::own;
  std::vector<Point> points_;  // ascending in both
};

/// The curves of both protocols, fitted together: at every error a kept output head predicts no more than a quantised
/// one.
struct CurvePair {
  std::optional<PerplexityCurve> kept, quantised;
  /// The constants of 4-bit whole rows by themselves, where there are any: one scale per row harms more than its error
  /// says, and most where the output head is quantised too. What whole rows of more bits are told from.
  std::optional<double> kept_rows, quantised_rows;

  /// Where a protocol lacks 4-bit rows in groups, the other's constant serves; where a kept head has neither, its whole
  /// rows. A curve without rows beyond the law takes the other's, in proportion to the constants. Where the two
  /// contradict the order they are pooled; what was measured in groups counts most, whole rows least.
  [[nodiscard]] static CurvePair fit(const HeadAnchors& anchors, const LawSetting& setting);
  [[nodiscard]] const std::optional<PerplexityCurve>& of(HeadProtocol head) const {
    return head == HeadProtocol::kept ? kept : quantised;
  }
  [[nodiscard]] std::optional<double> rows_of(HeadProtocol head) const {
    return head == HeadProtocol::kept ? kept_rows : quantised_rows;
  }
};

/// How far the constants of an LLM's single rows are from their median: sums of squared deviations of ln a.
struct Scatter {
  double squares = 0;
  double count = 0;
  /// Those of one dataset and method, in groups.
  void add(const HeadAnchors& anchors, const LawSetting& setting);
};

/// The median, over errors, of the constants of 4-bit anchors within the law; whole rows instead of groups if so asked.
/// Nothing if there are none.
[[nodiscard]] std::optional<double> four_bit_constant(std::span<const PerplexityAnchor> anchors, double limit,
                                                      bool whole_rows);

}  // namespace bitpareto::models

// SPDX-License-Identifier: Apache-2.0
/// DRAM traffic against every schedule of small products, and between its bounds.
#include "models/native/tiling.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <set>

namespace bitpareto::models {
namespace {

/// Rows of the moving operand that DRAM sends while the other stays, `tile` rows at a time, in each direction or back
/// and forth, with a buffer of `held` rows that drops whichever row is needed again last.
double rows_sent(int staying_rows, int tile, int moving_rows, int held, bool back_and_forth) {
  std::vector<int> order;
  for (int first = 0, pass = 0; first < staying_rows; first += tile, ++pass) {
    for (int r = 0; r < moving_rows; ++r) {
      order.push_back(back_and_forth && pass % 2 == 1 ? moving_rows - 1 - r : r);
    }
  }
  std::set<int> buffer;
  double sent = 0;
  for (std::size_t at = 0; at < order.size(); ++at) {
    if (buffer.contains(order[at])) continue;
    ++sent;
    if (static_cast<int>(buffer.size()) == held) {
      int victim = -1;
      std::ptrdiff_t farthest = -1;
      for (const int row : buffer) {
        const auto next = std::find(order.begin() + static_cast<std::ptrdiff_t>(at) + 1, order.end(), row);
        if (next - order.begin() > farthest) farthest = next - order.begin(), victim = row;
      }
      buffer.erase(victim);
    }
    buffer.insert(order[at]);
  }
  return sent;
}

/// The fewest bytes over both orders, all tiles of whole rows and both directions.
double fewest_bytes(const OperandRows& w, const OperandRows& i, double weight_buffer, double input_buffer) {
  double best = std::numeric_limits<double>::infinity();
  const auto order = [&](const OperandRows& staying, double staying_buffer, const OperandRows& moving, double moving_buffer) {
    const int held = static_cast<int>(moving_buffer / moving.row_bytes);
    const int most = static_cast<int>(staying_buffer / staying.row_bytes);
    if (held < 1) return;
    for (int tile = 1; tile <= most; ++tile) {
      for (const bool back_and_forth : {false, true}) {
        const double sent =
            rows_sent(static_cast<int>(staying.rows), tile, static_cast<int>(moving.rows), held, back_and_forth);
        best = std::min(best, staying.bytes() + sent * moving.row_bytes);
      }
    }
  };
  order(w, weight_buffer, i, input_buffer);
  order(i, input_buffer, w, weight_buffer);
  return best;
}

/// The same over all tiles of outputs that stay: half of the input buffer holds their sums.
double fewest_bytes_with_outputs_kept(const OperandRows& w, const OperandRows& i, double weight_buffer, double input_buffer) {
  double best = std::numeric_limits<double>::infinity();
  for (int tokens = 1; tokens <= static_cast<int>(i.rows); ++tokens) {
    for (int outputs = 1; outputs <= static_cast<int>(w.rows); ++outputs) {
      if (tokens * outputs * 4.0 > input_buffer / 2) continue;
      const double slice = std::min(weight_buffer / (outputs * w.row_bytes), input_buffer / 2 / (tokens * i.row_bytes));
      if (slice < std::min(1.0, 32 / i.row_bytes)) continue;
      best = std::min(best, std::ceil(i.rows / tokens) * w.bytes() + std::ceil(w.rows / outputs) * i.bytes());
    }
  }
  return best;
}

double published_bytes(const OperandRows& w, const OperandRows& i, double weight_buffer, double input_buffer) {
  const Fetches f = published_fetches(w.bytes(), i.bytes(), weight_buffer, input_buffer);
  return f.stationary * w.bytes() + f.input * i.bytes();
}

RC_GTEST_PROP(Tiling, IsTheCheapestOfAllSchedules, ()) {
  const auto count = [](int most) { return static_cast<double>(*rc::gen::inRange(1, most + 1)); };
  const double scale = *rc::gen::element(1.0, 16.0);  // rows of up to 96 bytes, which may be sliced
  const OperandRows w{count(7), scale * count(6)};
  const OperandRows i{count(7), scale * count(6)};
  const double weight_buffer = scale * count(30);
  const double input_buffer = scale * count(30);
  const Fetches f = cheapest_fetches(w, i, weight_buffer, input_buffer);
  const double bytes = f.stationary * w.bytes() + f.input * i.bytes();
  const double published = published_bytes(w, i, weight_buffer, input_buffer);
  const double whole_rows = fewest_bytes(w, i, weight_buffer, input_buffer);
  const double outputs_kept = fewest_bytes_with_outputs_kept(w, i, weight_buffer, input_buffer);
  RC_ASSERT(std::abs(bytes - std::min({published, whole_rows, outputs_kept})) < 1e-9);
  RC_ASSERT(bytes <= published + 1e-9);
  RC_ASSERT(bytes >= w.bytes() + i.bytes() - 1e-9);
}

// Slices of 32 of 80 bytes, a row of weights and six of inputs, just fit 32 and 192 bytes; 0.4 x 6 x 80 was a bit more. Both
// operands then pass once: 80 + 480 bytes.
TEST(Tiling, ASliceThatJustFitsWasRefused) {
  const OperandRows w{.rows = 1, .row_bytes = 80}, i{.rows = 6, .row_bytes = 80};
  const Fetches f = cheapest_fetches(w, i, 32, 384);
  EXPECT_EQ(f.stationary * w.bytes() + f.input * i.bytes(), 560);
}

RC_GTEST_PROP(Tiling, LargerBuffersNeverCostTraffic, ()) {
  const auto count = [](int most) { return static_cast<double>(*rc::gen::inRange(1, most + 1)); };
  const OperandRows w{count(5'000), count(3'000)};
  const OperandRows i{count(5'000), count(3'000)};
  const double weight_buffer = count(1'000'000);
  const double input_buffer = count(1'000'000);
  const auto bytes = [&](double sw, double si) {
    const Fetches f = cheapest_fetches(w, i, sw, si);
    return f.stationary * w.bytes() + f.input * i.bytes();
  };
  RC_ASSERT(bytes(weight_buffer + count(1'000'000), input_buffer) <= bytes(weight_buffer, input_buffer) * (1 + 1e-12));
  RC_ASSERT(bytes(weight_buffer, input_buffer + count(1'000'000)) <= bytes(weight_buffer, input_buffer) * (1 + 1e-12));
}

// 4 rows of 4 bytes in a buffer of 8 against 6 rows of 2 bytes in one of 6: two tiles stay; the six rows pass twice,
// and two of the three that fit are still there at the turn: 16 + 12 + 4 * 2 bytes.
TEST(Tiling, ByHand) {
  const Fetches f = cheapest_fetches({4, 4}, {6, 2}, 8, 6);
  EXPECT_EQ(f.stationary * 16 + f.input * 12, 16 + 12 + 3 * 2);
}

}  // namespace
}  // namespace bitpareto::models

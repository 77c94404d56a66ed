// SPDX-License-Identifier: Apache-2.0
/// Tiles of consecutive tokens in a causal prefill, and the positions that each has to take: docs/native.md, equation
/// (N6). Closed forms for what a loop over tiles would give.
#pragma once

namespace bitpareto::models {

/// Tokens of one instance, `share` query heads for each position one after the other; token j sees positions up to
/// floor(j / share), the last `window` of them.
struct CausalTokens {
  double tokens = 1;
  double per_tile = 1;  // of each tile but the last
  double share = 1;
  double window = 1;  // infinity: none
};

/// A tile takes the positions from the first that its first token sees to the last that its last token does.
class CausalTiles {
 public:
  explicit CausalTiles(const CausalTokens& tokens);
  /// The sum over tiles of ceil(positions / divisor).
  [[nodiscard]] double sum(double divisor) const;

 private:
  double share_, per_tile_;
  double others_;   // tiles but the last
  double growing_;  // those of them that no window cuts
  double most_;     // positions of a tile that one cuts, at most
  double last_;     // of the last tile
};

/// With a window, more tiles of fewer tokens can take fewer positions: each takes the window and its own. How many more
/// are tried.
inline constexpr double most_tiles_tried = 1'024;

/// The fewest positions that all tiles take together, with at least `fewest` tiles, evened out.
[[nodiscard]] double fewest_positions(CausalTokens tokens, double fewest);

}  // namespace bitpareto::models

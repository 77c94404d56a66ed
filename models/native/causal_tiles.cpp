// SPDX-License-Identifier: Apache-2.0
#include "models/native/causal_tiles.h"

#include <algorithm>
#include <cmath>

#include "models/native/sums.h"

namespace bitpareto::models {

CausalTiles::CausalTiles(const CausalTokens& t)
    : share_{t.share}, per_tile_{t.per_tile}, others_{std::ceil(t.tokens / t.per_tile) - 1} {
  // Tiles that begin and end within the queries of a position reach into one position more.
  const double whole = std::floor(per_tile_ / share_);
  const double spanned = whole * share_ == per_tile_ ? whole : std::ceil((per_tile_ - 1) / share_) + 1;
  most_ = t.window + spanned - 1;
  const double positions = std::ceil(t.tokens / share_);
  last_ = std::min(positions, t.window + positions - std::floor(others_ * per_tile_ / share_) - 1);
  growing_ = std::min(others_, std::floor(most_ * share_ / per_tile_));
}

double CausalTiles::sum(double divisor) const {
  double others = sum_of_stairs(growing_, per_tile_, share_ * divisor);
  if (growing_ < others_) others += (others_ - growing_) * std::ceil(most_ / divisor);
  return others + std::ceil(last_ / divisor);
}

double fewest_positions(CausalTokens tokens, double fewest) {
  const auto with_tiles = [&](double tiles) {
    tokens.per_tile = std::ceil(tokens.tokens / tiles);
    return CausalTiles{tokens}.sum(1);
  };
  double best = with_tiles(fewest);
  const double positions = std::ceil(tokens.tokens / tokens.share);
  if (tokens.window >= positions) return best;
  const double least_of_tile = tokens.window * (1 - tokens.window / (2 * positions));
  const double last = std::min(tokens.tokens, fewest + most_tiles_tried);
  for (double tiles = fewest + 1; tiles <= last && tiles * least_of_tile < best; ++tiles) {
    best = std::min(best, with_tiles(tiles));
  }
  return best;
}

}  // namespace bitpareto::models

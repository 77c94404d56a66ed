// SPDX-License-Identifier: Apache-2.0
#include "core/text/digest.h"

#include <xxhash.h>

#include "core/text/format.h"

namespace bitpareto {

std::string digest(std::string_view content) {
  const XXH128_hash_t hash = XXH3_128bits(content.data(), content.size());
  return format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace bitpareto

// SPDX-License-Identifier: Apache-2.0
/// The leaves of a design that say how weights, keys and values are stored.
#pragma once

#include "core/design/leaf.h"

namespace bitpareto::leaf {

namespace range {
inline constexpr Within stored_bits{1, 64};
}  // namespace range

inline constexpr LeafEntry weights_bits{"weights.bits",
                                        LeafKind::number,
                                        Dimension::none,
                                        range::stored_bits,
                                        "",
                                        "stored bits of a weight instead of what the datatype and group size give"};
inline constexpr LeafEntry weights_datatype{"weights.datatype",
                                            LeafKind::name,
                                            Dimension::none,
                                            {},
                                            "",
                                            "datatype of the weights; may be left out if weights.bits is given",
                                            LeafScope::workload,
                                            "a datatype (bitpareto list datatypes), or weights.bits",
                                            &weights_bits};
inline constexpr LeafEntry weights_group_size{
    "weights.group_size",
    LeafKind::group_size,
    Dimension::none,
    {1, 1'048'576},
    "",
    "weights that share a scale, or channel: a whole row; default: 128, a block format's own block"};
inline constexpr LeafEntry kv_cache_datatype{"kv_cache.datatype",          LeafKind::name, Dimension::none, {}, "fp16",
                                             "datatype of keys and values"};
inline constexpr LeafEntry kv_cache_bits{"kv_cache.bits",
                                         LeafKind::number,
                                         Dimension::none,
                                         range::stored_bits,
                                         "",
                                         "stored bits of a key or value instead of what the datatype has"};

}  // namespace bitpareto::leaf

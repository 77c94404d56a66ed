// SPDX-License-Identifier: Apache-2.0
/// Searching an opened space, without storing anything.
#pragma once

#include "session/session.h"

namespace bitpareto::session {

/// What no search of this space can be asked for: std::invalid_argument says it. A space without objectives or that its
/// explorer refuses, less than one thread, a part beyond the last, a budget that is no number.
void require_searchable(const Session& session, const SearchSettings& settings);

/// What the space's explorer finds. The same front on any number of threads. `observer` may be null: nobody watches,
/// and the search goes on to its end or that of its budget. std::invalid_argument as above, and for a resumption or
/// known designs that the explorer finds a mistake in.
[[nodiscard]] SearchResult search(const Session& session, const SearchSettings& settings = {},
                                  Observer* observer = nullptr);

}  // namespace bitpareto::session

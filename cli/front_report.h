// SPDX-License-Identifier: Apache-2.0
/// What is said of a stored front besides its designs: how far it is that of the space, and what was left out.
#pragma once

#include <string>
#include <vector>

#include "db/run_reader.h"
#include "session/catalogue.h"

namespace bitpareto::cli {

/// That it has no design, and why it may not be that of the space, in lines; none where it has some and is for certain.
[[nodiscard]] std::vector<std::string> doubts(const db::RunSummary& run, const db::FrontQuery& query, const db::StoredFront& front,
                                              const session::Catalogue& catalogue);

/// "thinned 362,804 designs to 50 by epsilon boxes ..."; empty where all were kept.
[[nodiscard]] std::string thinning_text(const db::FrontQuery& query, const db::StoredFront& front);

/// The same for programs: adds the columns thinned_from and thinned_epsilon to the table where it was asked for.
void append_thinning(db::StoredFront& front);

}  // namespace bitpareto::cli

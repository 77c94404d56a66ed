// SPDX-License-Identifier: Apache-2.0
#include "session/search.h"

#include <stdexcept>

namespace bitpareto::session {

namespace {

class Nobody final : public Observer {
 public:
  bool batch_done(const EvaluatedBatch& /*batch*/) override { return true; }
};

}  // namespace

void require_searchable(const Session& session, const SearchSettings& settings) {
  if (session.loaded.objectives.empty()) throw std::invalid_argument{"a search of a space without objectives"};
  if (const std::string refusal = session.explorer->refusal(session.space()); !refusal.empty()) {
    throw std::invalid_argument{refusal};
  }
  if (settings.threads < 1) throw std::invalid_argument{"a search on less than one thread"};
  if (settings.part.number >= settings.part.of) throw std::invalid_argument{"a part of a search beyond the last"};
  if (settings.budget.seconds && !(*settings.budget.seconds >= 0)) {
    throw std::invalid_argument{"a search for a time that is none"};
  }
}

SearchResult search(const Session& session, const SearchSettings& settings, Observer* observer) {
  require_searchable(session, settings);
  const Problem problem = session.problem();
  if (const std::string why = session.explorer->mistake(problem, settings); !why.empty())
    throw std::invalid_argument{why};
  Nobody nobody;
  return session.explorer->explore(problem, settings, observer != nullptr ? *observer : nobody);
}

}  // namespace bitpareto::session

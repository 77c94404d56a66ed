// SPDX-License-Identifier: Apache-2.0
/// A few designs of a space wherever its constants are.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "session/session.h"

namespace bitpareto::session {

/// Thread-safe. The session must outlive it.
class FewDesigns {
 public:
  FewDesigns(const Session& session, std::vector<DesignKey> designs)
      : session_{&session},
        designs_{std::make_shared<const std::vector<DesignKey>>(std::move(designs))},
        base_{*session.loaded.model, designs_, standing()} {}

  [[nodiscard]] const std::vector<DesignKey>& designs() const { return *designs_; }
  /// Where the constants of the space stand.
  [[nodiscard]] Standpoint standing() const { return {.corner = session_->loaded.file.at}; }

  /// f(problem) with the constants as they are seen from there. Constraints were decided where they stand: a problem has none.
  template <class F>
  void at(const Standpoint& from, const F& f) const {
    const models::DesignModel model{base_, designs_, from};
    f(Problem{model, session_->loaded.uses, session_->loaded.objectives_at(from), {}});
  }

  /// Values of the designs from there: [design][value]; NaN where there is none.
  [[nodiscard]] std::vector<double> values(const Standpoint& from, std::span<const Objective> values) const;

 private:
  const Session* session_;
  std::shared_ptr<const std::vector<DesignKey>> designs_;
  models::DesignModel base_;
};

}  // namespace bitpareto::session

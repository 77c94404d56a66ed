// SPDX-License-Identifier: Apache-2.0
#include "cli/chosen_space.h"

#include "core/system/parallel.h"

namespace bitpareto::cli {

session::Session open_space(const SpaceArguments& arguments, const session::Catalogue& catalogue,
                            session::OpenOptions needs) {
  needs.settings = arguments.settings;
  return arguments.run ? session::open_run(arguments.file, arguments.run, catalogue, needs)
                       : session::open_space(arguments.file, catalogue, needs);
}

session::DrawSettings settings_of(const DrawArguments& arguments) {
  return {.draws = static_cast<std::uint64_t>(arguments.count),
          .seed = static_cast<std::uint64_t>(arguments.seed.value_or(0)),
          .threads = hardware_threads()};
}

}  // namespace bitpareto::cli

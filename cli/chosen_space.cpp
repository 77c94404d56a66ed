// SPDX-License-Identifier: Apache-2.0
#include "cli/chosen_space.h"

namespace bitpareto::cli {

session::Session open_space(const SpaceArguments& arguments, const session::Catalogue& catalogue,
                            session::OpenOptions needs) {
  needs.settings = arguments.settings;
  return arguments.run ? session::open_run(arguments.file, arguments.run, catalogue, needs)
                       : session::open_space(arguments.file, catalogue, needs);
}

}  // namespace bitpareto::cli

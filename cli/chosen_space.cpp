// SPDX-License-Identifier: Apache-2.0
#include "cli/chosen_space.h"

#include "cli/output.h"
#include "cli/progress.h"
#include "core/system/parallel.h"
#include "core/text/format.h"

namespace bitpareto::cli {

session::Session open_space(const SpaceArguments& arguments, const session::Catalogue& catalogue,
                            session::OpenOptions needs) {
  needs.settings = arguments.settings;
  return arguments.run ? session::open_run(arguments.file, arguments.run, catalogue, needs)
                       : session::open_space(arguments.file, catalogue, needs);
}

session::DrawSettings settings_of(const DrawArguments& arguments, Progress* progress) {
  session::DrawSettings settings{.draws = static_cast<std::uint64_t>(arguments.count),
                                 .seed = static_cast<std::uint64_t>(arguments.seed.value_or(0)),
                                 .threads = hardware_threads()};
  if (progress != nullptr) {
    settings.progress = [progress](std::size_t done, std::size_t /*all*/) { progress->show(static_cast<double>(done), ""); };
  }
  return settings;
}

void warn_of_draws(const session::Session& session, const DrawArguments& arguments) {
  if (arguments.count == 0) {
    if (arguments.seed) say("warning: --seed: nothing is drawn without --uncertainty");
    return;
  }
  const SpaceFile& file = session.loaded.file;
  if (file.at != Corner::typical) {
    throw ConfigError{format("{}: constants at their {} ends and drawn between both at once; leave out --uncertainty, or --at and at:", file.path,
                             corner_names[static_cast<std::size_t>(file.at)])};
  }
  if (session.loaded.model->constants().empty()) say("warning: --uncertainty: nothing of this space hinges on a constant in doubt");
}

}  // namespace bitpareto::cli

// SPDX-License-Identifier: Apache-2.0
/// bitpareto runs
#include "cli/commands.h"
#include "cli/output.h"
#include "db/run_reader.h"

namespace bitpareto::cli {

int run(const RunsArguments& arguments, const session::Catalogue& catalogue) {
  constexpr double most_seconds = 60;
  if (arguments.run && !arguments.certificate) throw ConfigError{"--run: runs lists every run; with --certificate it looks at one"};
  const db::RunReader reader{arguments.database, most_seconds, catalogue.leaves(), catalogue.metrics()};
  print(arguments.certificate ? reader.certificate(arguments.run) : reader.runs(), arguments.output);
  return exit_done;
}

}  // namespace bitpareto::cli

// SPDX-License-Identifier: Apache-2.0
/// bitpareto runs
#include "cli/commands.h"
#include "cli/output.h"
#include "db/run_reader.h"

namespace bitpareto::cli {

int run(const RunsArguments& arguments, const session::Catalogue& catalogue) {
  constexpr double most_seconds = 60;
  print(db::RunReader{arguments.database, most_seconds, catalogue.leaves(), catalogue.metrics()}.runs(), arguments.output);
  return exit_done;
}

}  // namespace bitpareto::cli

// SPDX-License-Identifier: Apache-2.0
/// bitpareto schema
#include "cli/commands.h"
#include "cli/output.h"
#include "core/space_file/space_schema.h"

namespace bitpareto::cli {

int run(const SchemaArguments& arguments, const session::Catalogue& catalogue) {
  std::vector<ExplorerText> texts;
  for (const ExplorerEntry& entry : catalogue.explorers()) {
    texts.push_back({std::string{entry.name}, std::string{entry.summary}, session::default_options(entry)});
  }
  write_result(to_json(space_schema(session::vocabulary(catalogue, catalogue.configs()), texts)) + "\n", arguments.file);
  return exit_done;
}

}  // namespace bitpareto::cli

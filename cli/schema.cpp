// SPDX-License-Identifier: Apache-2.0
/// bitpareto schema
#include "cli/commands.h"
#include "cli/config_location.h"
#include "cli/output.h"
#include "cli/space_session.h"
#include "core/space_file/space_schema.h"
#include "explorers/catalogue.h"

namespace bitpareto::cli {

int run(const SchemaArguments& arguments) {
  std::vector<ExplorerText> texts;
  for (const ExplorerEntry* entry : explorers::catalogue()) {
    texts.push_back({std::string{entry->name}, std::string{entry->summary}, explorers::default_options(*entry)});
  }
  write_result(to_json(space_schema(full_vocabulary(config_folder()), texts)) + "\n", arguments.file);
  return exit_done;
}

}  // namespace bitpareto::cli

// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include <algorithm>
#include <csignal>
#include <exception>
#include <new>

#include "cli/commands.h"
#include "cli/output.h"
#include "core/text/format.h"
#include "core/text/number.h"
#include "session/version.h"

namespace bitpareto::cli {

namespace {

int report(const ConfigError& error) {
  say(error.diagnostics());
  const std::size_t errors = error_count(error.diagnostics());
  // A single mistake without a place is one of the command line, and says all there is to say.
  const bool in_file =
      std::ranges::any_of(error.diagnostics(), [](const Diagnostic& d) { return d.place.file != nullptr; });
  if (in_file) say(format("{} problem{}; nothing was run.", grouped(errors), errors == 1 ? "" : "s"));
  return exit_wrong_input;
}

int failed(const std::string& what) {
  say("bitpareto: " + what);
  return exit_machine_failed;
}

}  // namespace

int run_program(int argc, const char* const* argv, const session::Catalogue& catalogue) {
  // A limit on the size of files is then a failure of the write that meets it, with its sentence.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    const std::string version = format("bitpareto {} ({})", session::program_version(), session::program_commit());
    const auto parsed = parse_arguments(argc, argv, version);
    if (const int* status = std::get_if<int>(&parsed)) return *status;
    return std::visit([&](const auto& arguments) { return run(arguments, catalogue); }, std::get<Arguments>(parsed));
  } catch (const ConfigError& error) {
    return report(error);
  } catch (const std::bad_alloc&) {
    return failed("out of memory");
  } catch (const std::exception& error) {  // IoError, DbError, and what the standard library throws
    return failed(error.what());
  }
}

}  // namespace bitpareto::cli

// SPDX-License-Identifier: Apache-2.0
/// One function per command. Each returns the exit status, or throws what run_program() turns into one. What it knows is
/// in the catalogue.
#pragma once

#include "cli/arguments.h"
#include "session/catalogue.h"

namespace bitpareto::cli {

int run(const SweepArguments& arguments, const session::Catalogue& catalogue);
int run(const EvaluateArguments& arguments, const session::Catalogue& catalogue);
int run(const ExplainArguments& arguments, const session::Catalogue& catalogue);
int run(const CheckArguments& arguments, const session::Catalogue& catalogue);
int run(const QueryArguments& arguments, const session::Catalogue& catalogue);
int run(const ExportArguments& arguments, const session::Catalogue& catalogue);
int run(const RunsArguments& arguments, const session::Catalogue& catalogue);
int run(const ListArguments& arguments, const session::Catalogue& catalogue);
int run(const DescribeArguments& arguments, const session::Catalogue& catalogue);
int run(const SchemaArguments& arguments, const session::Catalogue& catalogue);
int run(const AccuracyArguments& arguments, const session::Catalogue& catalogue);
int run(const QuantizeArguments& arguments, const session::Catalogue& catalogue);
int run(const FitArguments& arguments, const session::Catalogue& catalogue);
int run(const ValidateArguments& arguments, const session::Catalogue& catalogue);
int run(const RaceArguments& arguments, const session::Catalogue& catalogue);

/// Exit statuses that users rely on.
inline constexpr int exit_done = 0;
inline constexpr int exit_wrong_input = 2;
inline constexpr int exit_machine_failed = 3;
inline constexpr int exit_interrupted = 130;

}  // namespace bitpareto::cli

// SPDX-License-Identifier: Apache-2.0
/// One function per command. Each returns the exit status, or throws what main() turns into one.
#pragma once

#include "cli/arguments.h"

namespace bitpareto::cli {

int run(const SweepArguments& arguments);
int run(const EvaluateArguments& arguments);
int run(const ExplainArguments& arguments);
int run(const CheckArguments& arguments);
int run(const QueryArguments& arguments);
int run(const ExportArguments& arguments);
int run(const RunsArguments& arguments);
int run(const ListArguments& arguments);
int run(const DescribeArguments& arguments);
int run(const SchemaArguments& arguments);
int run(const AccuracyArguments& arguments);
int run(const QuantizeArguments& arguments);
int run(const ValidateArguments& arguments);

/// Exit statuses that users rely on.
inline constexpr int exit_done = 0;
inline constexpr int exit_wrong_input = 2;
inline constexpr int exit_machine_failed = 3;
inline constexpr int exit_interrupted = 130;

}  // namespace bitpareto::cli

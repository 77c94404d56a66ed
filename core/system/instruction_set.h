// SPDX-License-Identifier: Apache-2.0
/// Which instructions for several numbers at a time this machine has, found out at run time.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace bitpareto {

/// In the order of their widths: one number, then what every machine of the target has (SSE2, NEON), ...
enum class InstructionSet : std::uint8_t { plain, baseline, avx2, avx512 };

/// "plain", "baseline", "avx2", "avx512".
[[nodiscard]] std::string_view to_text(InstructionSet set);

/// Those that this machine can run, the fastest last; up to the one that the environment variable BITPARETO_KERNELS names, if it
/// names one.
[[nodiscard]] std::span<const InstructionSet> instruction_sets();
[[nodiscard]] inline InstructionSet fastest_instruction_set() { return instruction_sets().back(); }

}  // namespace bitpareto

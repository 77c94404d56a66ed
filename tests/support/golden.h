// SPDX-License-Identifier: Apache-2.0
/// Texts that are compared character by character with a file.
#pragma once

#include <string>

namespace bitpareto::test {

/// Fails unless tests/golden/NAME holds exactly `text`. With BITPARETO_BLESS in the environment the file is written
/// instead: look at what changed before you commit it.
void expect_golden(const std::string& name, const std::string& text);

/// `text` with every occurrence of `from` replaced.
[[nodiscard]] std::string replaced(std::string text, const std::string& from, const std::string& to);

}  // namespace bitpareto::test

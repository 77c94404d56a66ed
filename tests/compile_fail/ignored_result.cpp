// SPDX-License-Identifier: Apache-2.0
#pragma GCC diagnostic error "-Wunused-result"
#include "core/base/result.h"
bitpareto::Result<int> answer();
#if MISTAKE
void ask() { answer(); }
#else
int ask() { return answer().value(); }
#endif

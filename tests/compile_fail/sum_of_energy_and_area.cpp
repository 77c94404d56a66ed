// SPDX-License-Identifier: Apache-2.0
#include "core/base/units.h"
using namespace bitpareto;
#if MISTAKE
auto sum = units::pJ + units::um2;
#else
auto sum = units::pJ + units::nJ;
#endif

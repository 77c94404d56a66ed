// SPDX-License-Identifier: Apache-2.0
#include "core/base/units.h"
using namespace bitpareto;
#if MISTAKE
Energy energy = 3.0 * units::ns;
#else
Energy energy = 3.0 * units::pJ;
#endif

// SPDX-License-Identifier: Apache-2.0
#include "core/base/units.h"
using namespace bitpareto;
#if MISTAKE
Area area = 1507.7;
#else
Area area = 1507.7 * units::um2;
#endif

// SPDX-License-Identifier: Apache-2.0
// Streams of one subject's random numbers: a change in one part leaves the others as they were.
#pragma once

#include <cstdint>

namespace ambulo::simulation {

enum class Stream : std::uint64_t { Person = 1, Script = 2, Motion = 3, Device = 4 };

}  // namespace ambulo::simulation

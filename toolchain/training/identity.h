// SPDX-License-Identifier: Apache-2.0
// What a run or a sweep is of, as text that can be compared: it goes on only with the same.
#pragma once

#include <cstdint>
#include <string>

#include "toolchain/training/experiment.h"
#include "toolchain/windows/window_set.h"

namespace ambulo::training {

// Of all samples, of subjects and of windows: 16 digits, other ones for other data.
std::string data_fingerprint(const windows::WindowSet& set);

// Of one run: the experiment, its seed, its split and the data.
std::string run_identity(const windows::WindowSet& set, const windows::Split& split,
                         const Experiment& experiment, std::uint64_t seed);

}  // namespace ambulo::training

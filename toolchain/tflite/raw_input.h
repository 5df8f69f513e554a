// SPDX-License-Identifier: Apache-2.0
// A file whose graph holds its front end, for programs that cannot or will not compute one: raw
// windows in, the sensor contract says so. See docs/raw_input.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "toolchain/graph/passes/front_end_inside.h"

namespace ambulo::tflite {

// start_samples: of the mean that the low pass starts from, instead of the contract's own number.
// file: of Ambulo, in any scheme. Throws Error: Unsupported for a file without sensor contract, and
// as graph::front_end_inside.
std::vector<std::uint8_t> with_front_end_inside(std::span<const std::uint8_t> file,
                                                const std::string& where,
                                                std::optional<std::uint16_t> start_samples = {});

}  // namespace ambulo::tflite

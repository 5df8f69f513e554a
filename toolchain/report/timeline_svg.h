// SPDX-License-Identifier: Apache-2.0
// A recording over time: size of acceleration and rotation, what was done, what the model said.
#pragma once

#include <string>

#include "toolchain/evaluation/classify.h"
#include "toolchain/recordings/recording.h"

namespace ambulo::report {

// A self-contained SVG file, 1000 px wide; colours follow the order of the model's labels.
// REQUIRES a recording of at least two samples.
std::string timeline_svg(const recordings::Recording& recording,
                         const evaluation::Classification& classification);

}  // namespace ambulo::report

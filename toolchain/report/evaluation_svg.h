// SPDX-License-Identifier: Apache-2.0
// An evaluation as one picture: a self-contained SVG file, 1000 px wide.
#pragma once

#include <string>

#include "toolchain/evaluation/evaluate.h"

namespace ambulo::report {

// Headline figures (with the random-split one beside them when known), confusion matrix,
// reliability diagram, accuracy by subject.
std::string evaluation_svg(const evaluation::Evaluation& evaluation);

}  // namespace ambulo::report

// SPDX-License-Identifier: Apache-2.0
// The parts of an evaluation's picture; each fills the box that it is given.
#pragma once

#include <string>
#include <string_view>

#include "toolchain/evaluation/metrics.h"
#include "toolchain/report/svg.h"

namespace ambulo::report {

// Heat map of the confusion matrix, shaded by share of the row, with counts while they fit.
void draw_confusion(Svg& svg, const Box& box, const evaluation::Metrics& metrics);

// Accuracy against confidence by calibration bin, the diagonal, and how many windows lie where.
void draw_reliability(Svg& svg, const Box& box, const evaluation::Calibration& calibration);

// One bar per subject, the worst marked, a line at the accuracy over all windows.
void draw_subjects(Svg& svg, const Box& box, const evaluation::Metrics& metrics);

// A panel's heading at the top of its box; the rest of the box is returned.
Box draw_heading(Svg& svg, const Box& box, std::string_view words, std::string_view explanation);

// At most so many characters of UTF-8, an ellipsis in place of the rest.
std::string shortened(std::string_view text, std::size_t characters);

// "walking_upstairs" as "walking upstairs", shortened.
std::string label_text(std::string_view activity, std::size_t characters);

}  // namespace ambulo::report

// SPDX-License-Identifier: Apache-2.0
// Times as a clock wrote them into times that strictly ascend.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "toolchain/recordings/recording.h"

namespace ambulo::recordings {

// Samples as rows of a file; all three of one length.
struct TimedRows {
  std::vector<double> time_s;
  std::vector<Sample> samples;
  std::vector<std::uint32_t> labels;  // any number that stands for the row's label
};

// Samples up to 0.1 s late are sorted in; of equal times the later sample stays; each repair is
// noted in problems. Throws Error(BadInput) naming the row for a larger step back, a pause of
// more than a day, and steps that no sensor makes (unit named wrongly). Row i of the rows is row
// first_row + i of the file.
void repair_times(TimedRows& rows, const std::string& file, std::size_t first_row,
                  std::vector<Problem>& problems);

// Of strictly ascending times; 0 for fewer than two.
double median_step_s(const std::vector<double>& time_s);

}  // namespace ambulo::recordings

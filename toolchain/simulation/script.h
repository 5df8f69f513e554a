// SPDX-License-Identifier: Apache-2.0
// What a person does when: the six activities in shuffled rounds, with the transitions between.
#pragma once

#include <string>
#include <vector>

#include "toolchain/core/random.h"

namespace ambulo::simulation {

// From start_s to end_s. Labels are basic activities, transitions ("sit_to_stand") between two of
// different posture, or "" for the moment between two kinds of being on one's feet.
struct Act {
  std::string label;
  double start_s = 0.0, end_s = 0.0;
};

// About `seconds` in all, of each activity the same share within 25 percent; acts follow each other
// without a pause, and every other one is a basic activity, the first and the last included. Each
// activity occurs and takes 4 s at least. tempo above 1 is quicker.
std::vector<Act> write_script(double seconds, double tempo, Random& random);

}  // namespace ambulo::simulation

// SPDX-License-Identifier: Apache-2.0
// What stays with one simulated person: gait, postures, tempo, and how the phone hangs on the belt.
//
// Frames. World: x forward, y left, z up. Phone as worn ideally: x up, y right, z forward, out of
// the belly; each person's phone is turned away from that by `mount`. A posture is the direction
// of "up" seen from the ideally worn phone; the mean directions are those of waist phones in public
// recordings: standing (1.0 -.17 -.02), sitting (.96 .13 .15), laying (.07 .64 .54).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "toolchain/core/random.h"
#include "toolchain/simulation/orientation.h"

namespace ambulo::simulation {

// Amplitudes of one kind of walking; harmonics are counted per stride (two steps).
struct Gait {
  double step_hz = 0.0;       // 0: no gait
  Vector step_mps2{};         // forward, left, up: at the step rate (left: the stride rate)
  double second_share = 0.0;  // of the double step rate, relative to the step rate
  double impact_mps2 = 0.0;   // height of the pulse at heel strike
  double asymmetry = 0.0;     // relative difference between left and right steps
  double phase = 0.0;         // of forward against up, share of a step
  Vector trunk_rad{};         // roll and yaw at the stride rate, pitch at the step rate
  double irregularity = 0.0;  // deviation of length and strength from stride to stride
};

struct Person {
  Gait walking, upstairs, downstairs;
  Vector up_standing{}, up_walking{}, up_upstairs{}, up_downstairs{}, up_sitting{}, up_laying{};
  double sway_standing_rps = 0.0, sway_sitting_rps = 0.0, sway_laying_rps = 0.0;  // deviation
  double tempo = 1.0;  // of getting up and down
  Orientation mount;   // phone as worn to phone as worn ideally

  // By basic activity; a person who stands, sits or lies has no gait.
  const Gait& gait(std::string_view activity) const;
  const Vector& up(std::string_view activity) const;
  double sway_rps(std::string_view activity) const;  // of the rotation rate, vertical axis
};

// Person number `subject` depends on the two arguments alone.
Person draw_person(std::uint64_t seed, std::size_t subject);

}  // namespace ambulo::simulation

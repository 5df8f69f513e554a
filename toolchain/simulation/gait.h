// SPDX-License-Identifier: Apache-2.0
// One bout of walking: strides that differ a little, each a sum of harmonics and heel strikes.
//   phase p runs 0 .. 1 over a stride (two steps); step phase s = 2 p; A = strength of the stride
//   up      = A (1 + asymmetry cos 2 pi p) (U (cos 2 pi s + share cos 4 pi s) + impact pulse(s))
//   forward = A F (cos 2 pi (s + phase) + share/2 cos 4 pi (s + phase)) - 0.4 impact pulse(s)
//   left    = A L (cos 2 pi p + 0.3 cos 6 pi p)
//   trunk   = A (roll cos 2 pi p, pitch cos 2 pi (s + phase), yaw sin 2 pi p)
// pulse is a bell of 5 percent of a step at heel strike, less its mean.
#pragma once

#include <vector>

#include "toolchain/core/random.h"
#include "toolchain/simulation/orientation.h"
#include "toolchain/simulation/person.h"

namespace ambulo::simulation {

struct BodyMotion {
  Vector acceleration_mps2{};  // world: forward, left, up; gravity not included
  Vector rotation_rad{};       // of the trunk about the world axes
};

class GaitBout {
 public:
  // REQUIRES gait.step_hz > 0 and start_s < end_s.
  GaitBout(const Gait& gait, double start_s, double end_s, Random& random);
  BodyMotion at(double time_s) const;

 private:
  struct Stride {
    double start_s, strength;
  };
  Gait gait_;
  std::vector<Stride> strides_;  // the last one starts at or after end_s
};

}  // namespace ambulo::simulation

// SPDX-License-Identifier: Apache-2.0
// A script performed by a person, as the phone on the belt feels it. One orientation over time
// gives both signals, so they agree: the rotation rate is its derivative, and the specific force
// is (acceleration + gravity) seen from it.
#pragma once

#include <optional>
#include <vector>

#include "toolchain/core/random.h"
#include "toolchain/simulation/gait.h"
#include "toolchain/simulation/orientation.h"
#include "toolchain/simulation/person.h"
#include "toolchain/simulation/posture.h"
#include "toolchain/simulation/script.h"

namespace ambulo::simulation {

// What ideal sensors in the phone read, in its own axes.
struct Felt {
  Vector specific_force_mps2{};  // Android sign: +g on the axis that points up, at rest
  Vector rotation_rate_rps{};
};

class Motion {
 public:
  // REQUIRES a script as write_script() makes it: every other act is a basic activity.
  Motion(const Person& person, const std::vector<Act>& script, Random& random);
  // Times outside the script feel its first or last moment at rest.
  Felt at(double time_s) const;
  // Phone to world.
  Orientation orientation(double time_s) const;

 private:
  struct Part {
    double start_s, end_s;
    Orientation from, to;  // equal during a basic activity
    double rise_m = 0.0;   // of the pelvis, during a change of posture
    std::optional<GaitBout> gait;
    std::optional<Sway> sway;
  };
  const Part& part(double time_s) const;

  std::vector<Part> parts_;
  Orientation mount_;
};

}  // namespace ambulo::simulation

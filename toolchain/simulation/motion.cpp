// SPDX-License-Identifier: Apache-2.0
#include "toolchain/simulation/motion.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "toolchain/recordings/recording.h"

namespace ambulo::simulation {
namespace {

constexpr double kEaseSeconds = 0.5;         // gait and sway fade in and out over this
constexpr double kDerivativeSeconds = 1e-3;  // half step of the central difference
constexpr double kBoutTurnRad = 0.03;        // nobody takes a posture twice in the same way
constexpr double kBoutSway = 0.5;            // log of how restless a bout is

double pelvis_height_m(std::string_view posture) {
  if (posture == "stand") return 0.95;
  return posture == "sit" ? 0.55 : 0.35;
}

// Of "stand_to_sit"; 0 for what is no transition.
double rise_m(std::string_view transition) {
  constexpr std::string_view kTo = "_to_";
  const std::size_t at = transition.find(kTo);
  if (at == std::string_view::npos) return 0.0;
  return pelvis_height_m(transition.substr(at + kTo.size())) -
         pelvis_height_m(transition.substr(0, at));
}

// 1 inside, 0 at both ends.
double ease(double time_s, double start_s, double end_s) {
  return minimum_jerk((time_s - start_s) / kEaseSeconds) *
         minimum_jerk((end_s - time_s) / kEaseSeconds);
}

Orientation take_posture(const Person& person, const std::string& activity, Random& random) {
  const Vector turn = {kBoutTurnRad * random.normal(), kBoutTurnRad * random.normal(),
                       kBoutTurnRad * random.normal()};
  return posture(person.up(activity)) * exp(turn);
}

}  // namespace

Motion::Motion(const Person& person, const std::vector<Act>& script, Random& random)
    : mount_(person.mount) {
  for (std::size_t i = 0; i < script.size(); ++i) {
    const Act& act = script[i];
    Part& part = parts_.emplace_back();
    part.start_s = act.start_s;
    part.end_s = act.end_s;
    if (i % 2 == 1) {  // between two activities; from and to are known below
      part.rise_m = rise_m(act.label);
      continue;
    }
    part.from = part.to = take_posture(person, act.label, random);
    if (person.gait(act.label).step_hz > 0.0) {
      part.gait.emplace(person.gait(act.label), act.start_s, act.end_s, random);
    } else {
      part.sway.emplace(person.sway_rps(act.label) * std::exp(kBoutSway * random.normal()), random);
    }
  }
  for (std::size_t i = 1; i + 1 < parts_.size(); i += 2) {
    parts_[i].from = parts_[i - 1].to;
    parts_[i].to = parts_[i + 1].from;
  }
}

const Motion::Part& Motion::part(double time_s) const {
  const auto after =
      std::upper_bound(parts_.begin(), parts_.end(), time_s,
                       [](double time, const Part& candidate) { return time < candidate.start_s; });
  return after == parts_.begin() ? parts_.front() : *(after - 1);
}

Orientation Motion::orientation(double time_s) const {
  const Part& now = part(time_s);
  const double u = (time_s - now.start_s) / (now.end_s - now.start_s);
  const double strength = ease(time_s, now.start_s, now.end_s);
  Vector turn{};
  if (now.gait) turn = turn + strength * now.gait->at(time_s).rotation_rad;
  if (now.sway) turn = turn + strength * now.sway->at(time_s);
  return exp(turn) * interpolate(now.from, now.to, minimum_jerk(u)) * mount_;
}

Felt Motion::at(double time_s) const {
  const Part& now = part(time_s);
  Vector acceleration{};
  if (now.gait) {
    acceleration = ease(time_s, now.start_s, now.end_s) * now.gait->at(time_s).acceleration_mps2;
  }
  const double duration = now.end_s - now.start_s;
  acceleration[2] += now.rise_m / (duration * duration) *
                     minimum_jerk_acceleration((time_s - now.start_s) / duration);
  acceleration[2] += recordings::kStandardGravityMps2;
  const Orientation before = orientation(time_s - kDerivativeSeconds);
  const Orientation after = orientation(time_s + kDerivativeSeconds);
  return {rotate(inverse(orientation(time_s)), acceleration),
          (0.5 / kDerivativeSeconds) * log(inverse(before) * after)};
}

}  // namespace ambulo::simulation

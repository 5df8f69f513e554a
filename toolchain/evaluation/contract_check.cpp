// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/contract_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <optional>

namespace ambulo::evaluation {
namespace {

using recordings::Recording;
using recordings::Sample;
using windows::SensorContract;
using Vector = std::array<double, 3>;

constexpr double kFastestTurnRps = 75.0;  // sensors of watches measure up to 70 (4000 deg/s)
// People wearing a phone as in training turn it by up to 37 degrees (HAPT, 61 recordings at the
// waist); one in a pocket nearly always lies beyond (MotionSense, 256 of 262).
constexpr double kSuspiciousAngleDeg = 60.0;
constexpr double kMovingDeviationMps2 =
    1.5;  // of |acceleration| over a second: walking, not sitting
constexpr double kLeastMovingSeconds = 10.0;

double norm(const Vector& v) {
  return std::hypot(v[0], v[1], v[2]);
}

Vector acceleration(const Sample& s) {
  return {s[0], s[1], s[2]};
}
Vector rotation(const Sample& s) {
  return {s[3], s[4], s[5]};
}

// The median: gravity shows in it, steps and knocks hardly do.
double typical_acceleration(const Recording& recording) {
  std::vector<double> norms;
  norms.reserve(recording.samples.size());
  for (const Sample& sample : recording.samples) norms.push_back(norm(acceleration(sample)));
  const auto median = norms.begin() + static_cast<std::ptrdiff_t>(norms.size() / 2);
  std::ranges::nth_element(norms, median);
  return *median;
}

bool rotation_is_constant(const Recording& recording) {
  return std::ranges::all_of(recording.samples, [&](const Sample& sample) {
    return rotation(sample) == rotation(recording.samples.front());
  });
}

// What 1 sample in 1000 exceeds, so that a single glitch proves nothing.
double fast_rotation(const Recording& recording) {
  std::vector<double> norms;
  norms.reserve(recording.samples.size());
  for (const Sample& sample : recording.samples) norms.push_back(norm(rotation(sample)));
  const auto nth = norms.begin() + static_cast<std::ptrdiff_t>(norms.size() * 999 / 1000);
  std::ranges::nth_element(norms, nth);
  return *nth;
}

double measured_rate_hz(const Recording& recording) {
  std::vector<double> intervals;
  for (std::size_t i = 1; i < recording.time_s.size(); ++i) {
    intervals.push_back(recording.time_s[i] - recording.time_s[i - 1]);
  }
  const auto median = intervals.begin() + static_cast<std::ptrdiff_t>(intervals.size() / 2);
  std::ranges::nth_element(intervals, median);
  return 1.0 / *median;
}

// Mean acceleration over the seconds with clear movement; nothing when there are too few of them.
std::optional<Vector> gravity_while_moving(const Recording& recording, double rate_hz) {
  const auto second = std::max<std::size_t>(static_cast<std::size_t>(rate_hz), 1);
  Vector sum{};
  std::size_t count = 0;
  for (std::size_t first = 0; first + second <= recording.samples.size(); first += second) {
    double total = 0.0, squares = 0.0;
    Vector part{};
    for (std::size_t i = first; i < first + second; ++i) {
      const Vector a = acceleration(recording.samples[i]);
      const double size = norm(a);
      total += size;
      squares += size * size;
      for (std::size_t axis = 0; axis < 3; ++axis) part[axis] += a[axis];
    }
    const double mean = total / static_cast<double>(second);
    const double variance = squares / static_cast<double>(second) - mean * mean;
    if (variance < kMovingDeviationMps2 * kMovingDeviationMps2) continue;
    for (std::size_t axis = 0; axis < 3; ++axis) sum[axis] += part[axis];
    count += second;
  }
  if (static_cast<double>(count) < kLeastMovingSeconds * rate_hz) return std::nullopt;
  for (double& value : sum) value /= static_cast<double>(count);
  return sum;
}

// Means of the channels that hold gravity: raw acceleration, or its low pass.
Vector gravity_in_training(const SensorContract& contract) {
  const std::size_t first = contract.front_end.kind == FrontEnd::Raw ? 0 : 3;
  return {contract.mean[first], contract.mean[first + 1], contract.mean[first + 2]};
}

std::string axis_text(const Vector& v) {
  const auto larger = [](double a, double b) { return std::abs(a) < std::abs(b); };
  const auto axis = static_cast<std::size_t>(
      std::distance(v.begin(), std::max_element(v.begin(), v.end(), larger)));
  return fmt::format("{}{}", v[axis] < 0 ? '-' : '+', "xyz"[axis]);
}

std::optional<std::string> acceleration_breach(const Recording& recording) {
  const double typical = typical_acceleration(recording);
  const std::string found = fmt::format("median |acceleration| is {:.2f}", typical);
  if (typical > 0.8 && typical < 1.3) return found + ": looks like g, the model wants m/s2";
  if (typical < 5.0) {
    return found +
           ": far below gravity (9.81 m/s2), which the model wants in: given in g, or "
           "without gravity";
  }
  // Jogging with the phone in a pocket reaches 18.
  if (typical > 30.0) return found + ": too much for m/s2";
  return std::nullopt;
}

std::optional<std::string> rotation_breach(const Recording& recording) {
  if (rotation_is_constant(recording)) return "the gyroscope never changes: stuck, or not recorded";
  const double fast = fast_rotation(recording);
  if (fast < kFastestTurnRps) return std::nullopt;
  return fmt::format("rotation reaches {:.0f}: looks like deg/s, the model wants rad/s", fast);
}

std::optional<std::string> orientation_breach(const Vector& found, const Vector& trained) {
  // Mixed orientations in training leave no direction to compare with.
  if (norm(found) < 0.7 * recordings::kStandardGravityMps2 ||
      norm(trained) < 0.5 * recordings::kStandardGravityMps2) {
    return std::nullopt;
  }
  double product = 0.0;
  for (std::size_t axis = 0; axis < 3; ++axis) product += found[axis] * trained[axis];
  const double cosine = std::clamp(product / (norm(found) * norm(trained)), -1.0, 1.0);
  const double angle_deg = std::acos(cosine) * 180.0 / std::numbers::pi;
  if (angle_deg < kSuspiciousAngleDeg) return std::nullopt;
  return fmt::format(
      "while moving, gravity points along {} ({:.0f} degrees from training, where it was mostly "
      "{}): worn differently{}",
      axis_text(found), angle_deg, axis_text(trained),
      angle_deg > 150.0 ? ", or the sign convention of the other kind of phone" : "");
}

}  // namespace

std::vector<std::string> contract_breaches(const Recording& recording,
                                           const SensorContract& contract) {
  std::vector<std::string> breaches;
  if (recording.samples.size() < 2) return breaches;
  const auto note = [&](std::optional<std::string> breach) {
    if (breach) breaches.push_back(std::move(*breach));
  };
  const auto acceleration_problem = acceleration_breach(recording);
  note(acceleration_problem);
  note(rotation_breach(recording));

  const double rate_hz = measured_rate_hz(recording);
  // Up to a tenth slower is a clock; more leaves out frequencies that the model learned from.
  if (rate_hz < 0.9 * contract.sample_rate_hz) {
    note(
        fmt::format("recorded at {:.1f} Hz, the model wants {:.0f}: nothing above {:.1f} Hz is in "
                    "the data",
                    rate_hz, contract.sample_rate_hz, rate_hz / 2));
  }
  if (!acceleration_problem) {  // else its direction means nothing
    if (const auto found = gravity_while_moving(recording, rate_hz)) {
      note(orientation_breach(*found, gravity_in_training(contract)));
    }
  }
  if (!recording.placement.empty() && !contract.placement.empty() &&
      recording.placement != contract.placement) {
    note(fmt::format("worn at '{}', the model was trained on '{}'", recording.placement,
                     contract.placement));
  }
  return breaches;
}

}  // namespace ambulo::evaluation

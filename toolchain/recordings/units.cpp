// SPDX-License-Identifier: Apache-2.0
// Whoever carries the device, its acceleration averages near 1 g over a recording, and no phone or
// watch measures more than 2000 deg/s (35 rad/s).
#include "toolchain/recordings/units.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "toolchain/core/error.h"

namespace ambulo::recordings {
namespace {

constexpr double kImpossibleRotationRps = 50.0;
constexpr double kSpikes = 0.001;  // share of samples beyond it that may be glitches

double squared_length(const Sample& sample, std::size_t first) {
  double sum = 0.0;
  for (std::size_t c = first; c < first + 3; ++c) sum += double{sample[c]} * double{sample[c]};
  return sum;
}

[[noreturn]] void fail(std::string_view looks_like, const std::string& declared, std::string facts,
                       const std::string& file, std::string_view key) {
  throw Error(ErrorKind::BadInput,
              fmt::format("looks like {}, declared {} ({})", looks_like, declared, facts), file,
              fmt::format("correct {}", key));
}

void check_acceleration(double mean_mps2, const std::string& unit, const std::string& file,
                        std::vector<Problem>& problems) {
  const double mean_g = mean_mps2 / kStandardGravityMps2;
  if (mean_g >= 0.5 && mean_g <= 2.0) return;
  const double mean = unit == "g" ? mean_g : mean_mps2;
  const std::string facts = fmt::format("mean |acceleration| is {:.4g}", mean);
  // One unit taken for the other moves the mean from 1 g by 9.8 either way.
  if (unit == "m/s2" && mean > 0.7 && mean < 1.5) fail("g", unit, facts, file, "acceleration_unit");
  if (unit == "g" && mean > 6.0 && mean < 16.0)
    fail("m/s2", unit, facts, file, "acceleration_unit");
  if (mean > 600.0 && mean < 1600.0) fail("milli-g", unit, facts, file, "the values");
  problems.push_back({fmt::format("{} {}: {}", facts, unit,
                                  mean_g < 0.5 ? "gravity seems to be taken out" : "far from 1 g"),
                      file});
}

void check_rotation(const std::vector<Sample>& samples, const std::string& unit,
                    const std::string& file, std::vector<Problem>& problems) {
  std::size_t impossible = 0;
  double largest = 0.0;
  for (const Sample& sample : samples) {
    const double rotation = std::sqrt(squared_length(sample, 3));
    if (rotation > kImpossibleRotationRps) ++impossible;
    largest = std::max(largest, rotation);
  }
  if (impossible == 0) return;
  const std::string facts = fmt::format("{} of {} samples above {} rad/s, up to {:.4g}", impossible,
                                        samples.size(), kImpossibleRotationRps, largest);
  if (unit == "rad/s" &&
      static_cast<double>(impossible) > kSpikes * static_cast<double>(samples.size())) {
    fail("deg/s", unit, facts, file, "rotation_unit");
  }
  problems.push_back({"rotation out of any sensor's range: " + facts, file});
}

}  // namespace

double acceleration_factor(std::string_view unit, std::string_view sign) {
  return (unit == "g" ? kStandardGravityMps2 : 1.0) * (sign == "ios" ? -1.0 : 1.0);
}

double rotation_factor(std::string_view unit) {
  return unit == "deg/s" ? std::numbers::pi / 180.0 : 1.0;
}

double mean_acceleration_mps2(const std::vector<Sample>& samples) {
  if (samples.empty()) return 0.0;
  double sum = 0.0;
  for (const Sample& sample : samples) sum += std::sqrt(squared_length(sample, 0));
  return sum / static_cast<double>(samples.size());
}

void check_units(const std::vector<Sample>& samples, const UnitsAsFound& found,
                 const std::string& file, std::vector<Problem>& problems) {
  check_acceleration(mean_acceleration_mps2(samples), found.acceleration, file, problems);
  check_rotation(samples, found.rotation, file, problems);
}

}  // namespace ambulo::recordings

// SPDX-License-Identifier: Apache-2.0
// Person, script, motion, device: one after the other for each subject.
#include <fmt/format.h>

#include <cmath>

#include "toolchain/core/error.h"
#include "toolchain/simulation/device.h"
#include "toolchain/simulation/motion.h"
#include "toolchain/simulation/person.h"
#include "toolchain/simulation/script.h"
#include "toolchain/simulation/simulation.h"
#include "toolchain/simulation/streams.h"

namespace ambulo::simulation {
namespace {

using recordings::Recording;

void require(bool holds, const char* what, const char* where) {
  if (!holds) throw Error(ErrorKind::Usage, what, where);
}

void check(const SimulationSpec& spec) {
  const DeviceSpec& device = spec.device;
  require(spec.subjects >= 1 && spec.subjects <= 100000, "must be 1 to 100000", "subjects");
  require(spec.minutes_per_subject > 0.0 && spec.minutes_per_subject <= 1440.0,
          "must be above 0 and at most 1440", "minutes_per_subject");
  require(device.sample_rate_hz >= 5.0 && device.sample_rate_hz <= 1000.0, "must be 5 to 1000 Hz",
          "sample_rate_hz");
  require(device.clock_error >= 0.0 && device.clock_error <= 0.1, "must be 0 to 0.1",
          "clock_error");
  for (const double deviation :
       {device.clock_jitter_s, device.acceleration_noise_mps2, device.rotation_noise_rps,
        device.acceleration_bias_mps2, device.rotation_bias_rps, device.gain_error,
        device.acceleration_step_mps2, device.rotation_step_rps}) {
    require(deviation >= 0.0 && std::isfinite(deviation),
            "noise, bias, gain error, steps and jitter must not be negative", "device");
  }
  require(device.acceleration_full_scale_mps2 > 0.0 && device.rotation_full_scale_rps > 0.0,
          "the full scale must be above 0", "device");
}

// Samples whose time lies in the act; "" stays unlabelled.
void label(const std::vector<Act>& script, Recording& recording) {
  std::size_t i = 0;
  const auto first_from = [&](double time_s) {
    while (i < recording.time_s.size() && recording.time_s[i] < time_s) ++i;
    return i;
  };
  for (const Act& act : script) {
    const std::size_t first = first_from(act.start_s), end = first_from(act.end_s);
    if (!act.label.empty() && first < end) recording.segments.push_back({first, end, act.label});
  }
}

Recording simulate_subject(const SimulationSpec& spec, std::size_t subject) {
  const auto stream = [&](Stream part) {
    return Random(spec.seed, {subject, static_cast<std::uint64_t>(part)});
  };
  const Person person = draw_person(spec.seed, subject);
  Random script_random = stream(Stream::Script), motion_random = stream(Stream::Motion);
  const std::vector<Act> script =
      write_script(60.0 * spec.minutes_per_subject, person.tempo, script_random);
  const Motion motion(person, script, motion_random);
  Device device(spec.device, stream(Stream::Device));

  Recording recording;
  recording.data_set = "simulation";
  recording.id = fmt::format("simulated_subject{:02}", subject);
  recording.subject = std::to_string(subject);
  recording.placement = "waist";
  recording.synthetic = true;
  recording.nominal_rate_hz = spec.device.sample_rate_hz;
  recording.has_timestamps = true;
  recording.found = {"m/s2", "rad/s", "android"};
  for (std::size_t k = 0;; ++k) {
    const double time_s = device.sample_time_s(k);
    if (time_s >= script.back().end_s) break;
    recording.time_s.push_back(time_s);
    recording.samples.push_back(device.read(motion.at(time_s)));
  }
  label(script, recording);
  return recording;
}

}  // namespace

std::vector<Recording> simulate(const SimulationSpec& spec) {
  check(spec);
  std::vector<Recording> recordings;
  recordings.reserve(spec.subjects);
  for (std::size_t subject = 1; subject <= spec.subjects; ++subject) {
    recordings.push_back(simulate_subject(spec, subject));
  }
  return recordings;
}

}  // namespace ambulo::simulation

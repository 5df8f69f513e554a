// SPDX-License-Identifier: Apache-2.0
// What training pays per window and epoch: the front end alone, and with the augmentation of the
// `compact` recipe. Signal values do not matter for the time, so noise stands for a person.
#include <benchmark/benchmark.h>

#include "toolchain/windows/features.h"
#include "toolchain/windows/windows.h"

namespace {

using namespace ambulo;

windows::WindowSet ten_minutes() {
  Random random(1);
  recordings::Recording recording;
  recording.id = "noise";
  recording.nominal_rate_hz = 50.0;
  for (std::size_t i = 0; i < 30000; ++i) {
    recordings::Sample sample;
    for (float& value : sample) value = static_cast<float>(random.normal());
    recording.time_s.push_back(static_cast<double>(i) / 50.0);
    recording.samples.push_back(sample);
  }
  recording.segments = {{0, recording.samples.size(), "walking"}};
  windows::WindowSpec spec;
  spec.activities = {"walking"};
  return windows::cut({recording}, spec);
}

FrontEndConfig gravity_split() {
  FrontEndConfig config;
  config.kind = FrontEnd::GravitySplit;
  return config;
}

void extract(benchmark::State& state) {
  const windows::WindowSet set = ten_minutes();
  const windows::FeatureExtractor extractor(set, gravity_split());
  std::vector<float> out(extractor.row_count() * extractor.channels());
  std::size_t window = 0;
  for (auto _ : state) {
    extractor.extract(window++ % set.windows.size(), out.data());
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(extract);

void extract_augmented(benchmark::State& state) {
  const windows::WindowSet set = ten_minutes();
  const windows::FeatureExtractor extractor(set, gravity_split());
  const windows::Augmentation augmentation{.rotation_rad = 0.17,
                                           .gain = 0.05,
                                           .acceleration_noise_mps2 = 0.07,
                                           .rotation_noise_rps = 0.02,
                                           .time_warp = 0.1,
                                           .shift = 32};
  std::vector<float> out(extractor.row_count() * extractor.channels());
  std::uint64_t window = 0;
  for (auto _ : state) {
    Random random(1, {window});
    extractor.extract_augmented(window++ % set.windows.size(), augmentation, random, out.data());
    benchmark::DoNotOptimize(out.data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(extract_augmented);

void low_pass_ten_minutes(benchmark::State& state) {
  const windows::WindowSet set = ten_minutes();
  for (auto _ : state) benchmark::DoNotOptimize(windows::low_passed(set, gravity_split()));
}
BENCHMARK(low_pass_ten_minutes);

}  // namespace

BENCHMARK_MAIN();

// SPDX-License-Identifier: Apache-2.0
// Windows per second through the batch path of the evaluation stage (features and network), by
// number of threads. Weights and signal are random: the time does not depend on them.
#include <benchmark/benchmark.h>

#include <numeric>

#include "toolchain/core/random.h"
#include "toolchain/evaluation/batch.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/tflite/export.h"
#include "toolchain/windows/features.h"
#include "toolchain/windows/windows.h"

namespace {

using namespace ambulo;

// Thirty people of ten minutes, as in HAPT.
const windows::WindowSet& thirty_people() {
  static const windows::WindowSet set = [] {
    std::vector<recordings::Recording> people;
    Random random(1);
    for (int subject = 0; subject < 30; ++subject) {
      recordings::Recording& recording = people.emplace_back();
      recording.id = recording.subject = std::to_string(subject);
      recording.nominal_rate_hz = 50.0;
      for (std::size_t i = 0; i < 30000; ++i) {
        recordings::Sample sample;
        for (float& value : sample) value = static_cast<float>(random.normal());
        recording.time_s.push_back(static_cast<double>(i) / 50.0);
        recording.samples.push_back(sample);
      }
      recording.segments = {{0, recording.samples.size(), "walking"}};
    }
    windows::WindowSpec spec;
    spec.activities = {"walking"};
    return windows::cut(people, spec);
  }();
  return set;
}

void classify(benchmark::State& state, training::TrainedModel (*network)(std::uint64_t)) {
  const evaluation::RuntimeModel model(tflite::export_model(network(1)), "model");
  const windows::WindowSet& set = thirty_people();
  std::vector<std::size_t> every(set.windows.size());
  std::iota(every.begin(), every.end(), std::size_t{0});
  const auto threads = static_cast<unsigned>(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        evaluation::classify_windows(model, set, every, {.threads = threads}).data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(every.size()));
}
BENCHMARK_CAPTURE(classify, dnn, graph::testing::random_dnn)->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK_CAPTURE(classify, cnn, graph::testing::random_cnn)->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK_CAPTURE(classify, compact, graph::testing::random_compact)->Arg(1)->Arg(2)->UseRealTime();
BENCHMARK_CAPTURE(classify, lstm, graph::testing::random_lstm)->Arg(1)->Arg(2)->UseRealTime();

// What of that time the features take: the low passes of all tracks, then the windows.
void low_passes(benchmark::State& state) {
  const FrontEndConfig config{.kind = FrontEnd::GravitySplit};
  for (auto _ : state) benchmark::DoNotOptimize(windows::low_passed(thirty_people(), config));
  state.SetItemsProcessed(state.iterations() *
                          static_cast<std::int64_t>(thirty_people().windows.size()));
}
BENCHMARK(low_passes)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();

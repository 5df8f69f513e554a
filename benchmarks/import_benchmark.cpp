// SPDX-License-Identifier: Apache-2.0
// Import speed in MB/s of text on one core, counting reading from the page cache, parsing,
// conversion and building Recordings. HAPT needs its unpacked folder in AMBULO_HAPT_DIR, or as
// the first argument that is no option.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "toolchain/core/error.h"
#include "toolchain/recordings/csv.h"
#include "toolchain/recordings/import.h"

namespace {

using namespace ambulo::recordings;

std::string hapt_folder;

void import_hapt(benchmark::State& state) {
  if (hapt_folder.empty()) {
    state.SkipWithError("name HAPT's unpacked folder: AMBULO_HAPT_DIR, or an argument");
    return;
  }
  ImportOptions options;
  options.format = "hapt";
  std::size_t bytes = 0;
  for (auto _ : state) {
    const RecordingSet set = import_recordings(hapt_folder, options);
    bytes += set.bytes_read;
    benchmark::DoNotOptimize(set.recordings.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(import_hapt)->Unit(benchmark::kMillisecond);

void parse_generic_csv(benchmark::State& state) {
  CsvFormat format;
  format.acceleration = {"ax", "ay", "az"};
  format.rotation = {"gx", "gy", "gz"};
  format.acceleration_unit = "m/s2";
  format.rotation_unit = "rad/s";
  format.time = "t";
  format.time_unit = "s";
  format.label = "label";
  std::string text = "t,ax,ay,az,gx,gy,gz,label\n";
  for (int i = 0; i < 200000; ++i) {
    const std::string digits = std::to_string(100000 + i * 7919 % 899999);
    text += std::to_string(i / 50) + "." + std::to_string(1000 + i % 50 * 20).substr(1) + ",9." +
            digits + ",-0." + digits + ",1." + digits + ",0." + digits + ",-0.0" + digits + ",0.1" +
            digits + ",walking\n";
  }
  for (auto _ : state) {
    const Recording recording = parse_csv(text, "made.csv", format);
    benchmark::DoNotOptimize(recording.samples.data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(parse_generic_csv)->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (const char* folder = std::getenv("AMBULO_HAPT_DIR")) hapt_folder = folder;
  if (argc > 1) hapt_folder = argv[1];
  try {
    benchmark::RunSpecifiedBenchmarks();
  } catch (const ambulo::Error& error) {
    std::fprintf(stderr, "import_benchmark: %s\n", error.what());
    return error.exit_code();
  }
}

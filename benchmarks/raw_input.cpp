// SPDX-License-Identifier: Apache-2.0
// raw_input DATA RUN...: what files with the front end inside (docs/raw_input.md) take and how
// often they are right, beside the same networks fed by the front end that runs through recordings;
// on which samples the low pass should start; what an input of integers would lose. Prints
// Markdown.
//
//     raw_input hapt.tar.xz runs/compact-1 runs/compact-2 runs/compact-3
#include <ambulo/sensor_contract.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/quantization/accuracy.h"
#include "toolchain/quantization/quantize.h"
#include "toolchain/recordings/import.h"
#include "toolchain/tflite/contract.h"
#include "toolchain/tflite/raw_input.h"
#include "toolchain/tflite/reader.h"

namespace {

using namespace ambulo;
using namespace ambulo::quantization;

constexpr std::size_t kCalibration = 1000, kTimedRuns = 1000;
constexpr std::uint16_t kStarts[] = {1, 5, 10, 25, 50, 100, 128};

windows::SensorContract contract_of(const std::vector<std::uint8_t>& file) {
  for (const auto& entry : tflite::read_metadata(file)) {
    if (entry.name == kSensorContractName) return tflite::read_contract(entry.bytes);
  }
  throw Error(ErrorKind::BadInput, "a file without sensor contract");
}

struct Run {
  std::string name;
  std::vector<std::uint8_t> file;  // float32, front end outside
};

Run read_run(const std::filesystem::path& folder) {
  return {folder.filename().string(), read_bytes(folder / "model.tflite")};
}

// The largest and smallest value that calibration windows hold, in so many even steps.
Samples on_grid(Samples samples, const Samples& calibration, double steps) {
  const auto [least, most] = std::ranges::minmax_element(calibration.values);
  const double step = (static_cast<double>(*most) - static_cast<double>(*least)) / steps;
  for (float& value : samples.values) {
    const double clamped = std::clamp(value, *least, *most);
    value = static_cast<float>(std::round(clamped / step) * step);
  }
  return samples;
}

double accuracy_of(const std::vector<std::uint8_t>& file, const Samples& samples) {
  return accuracy(execution::LoadedModel(file, "a model"), samples).value();
}

void print_starts(const std::vector<Run>& runs, const Parts& raw) {
  fmt::print("\n## Where the low pass starts\n\nAccuracy on validation people, float32.\n\n");
  fmt::print("| mean of the first | 1 | 5 | 10 | 25 | 50 | 100 | 128 samples |\n");
  fmt::print("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
  for (const Run& run : runs) {
    if (contract_of(run.file).front_end.kind == FrontEnd::Raw) continue;
    fmt::print("| {} |", run.name);
    for (const std::uint16_t start : kStarts) {
      const auto file = tflite::with_front_end_inside(run.file, run.name, start);
      fmt::print(" {:.4f} |", accuracy_of(file, raw.validation));
    }
    fmt::print("\n");
  }
}

void print_row(const Run& run, const char* input, const char* numbers, const Footprint& of) {
  fmt::print("| {} | {} | {} | {:.4f} | {:.4f} | {:.4f} | {} | {} | {:.2f} |\n", run.name, input,
             numbers, *of.train, *of.validation, *of.test, of.file_bytes, of.arena_bytes,
             *of.median_us);
}

Result in_int8(const std::vector<std::uint8_t>& file, const std::string& name, const Parts& parts) {
  Options options;
  options.latency_runs = kTimedRuns;
  return quantize(read_source(file, name), parts, options);
}

// With the front end inside, and beside it the network alone; and what integers would lose.
std::string print_forms(const Run& run, const Parts& streamed, const Parts& raw) {
  const Result alone = in_int8(run.file, run.name, streamed);
  const auto raw_file = tflite::with_front_end_inside(run.file, run.name);
  const Result inside = in_int8(raw_file, run.name, raw);
  print_row(run, "features", "float32", alone.before);
  print_row(run, "raw", "float32", inside.before);
  print_row(run, "features", "int8", alone.after);
  print_row(run, "raw", "int8", inside.after);
  std::string row = fmt::format("| {} | {:.4f} |", run.name, *inside.after.test);
  for (const double steps : {65535.0, 255.0}) {
    row += fmt::format(" {:.4f} |",
                       accuracy_of(inside.bytes, on_grid(raw.test, raw.calibration, steps)));
  }
  return row + "\n";
}

int measure(const char* data, const std::vector<Run>& runs) {
  const auto recordings = recordings::import_recordings(data);
  const auto parts = [&](const windows::SensorContract& contract) {
    return parts_of(recordings, contract, "official", kCalibration);
  };
  const Parts raw = parts(graph::raw_contract(contract_of(runs.at(0).file)));
  print_starts(runs, raw);
  fmt::print("\n## Beside the front end that runs through the recording\n\n");
  fmt::print("| run | input | numbers | training | validation | test | bytes | arena | us |\n");
  fmt::print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
  std::string grids;
  for (const Run& run : runs) grids += print_forms(run, parts(contract_of(run.file)), raw);
  fmt::print(
      "\n## What an input of integers would lose\n\nTest accuracy of the int8 files above on "
      "raw windows that were rounded before.\n\n| run | float32 | int16 | int8 |\n"
      "| --- | --- | --- | --- |\n{}",
      grids);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: raw_input DATA RUN...\n");
    return 2;
  }
  try {
    std::vector<Run> runs;
    for (int i = 2; i < argc; ++i) runs.push_back(read_run(argv[i]));
    return measure(argv[1], runs);
  } catch (const Error& error) {
    std::fprintf(stderr, "raw_input: %s\n", error.what());
    return error.exit_code();
  }
}

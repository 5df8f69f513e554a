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

// One network of one seed, in both forms, and the int8 one fed with integers.
struct Measured {
  std::string run;
  Result features, raw;
  double raw_int16 = 0.0, raw_int8 = 0.0;  // test accuracy

  std::string network() const { return run.substr(0, run.rfind('-')); }
};

Result in_int8(const std::vector<std::uint8_t>& file, const std::string& name, const Parts& parts) {
  Options options;
  options.latency_runs = kTimedRuns;
  return quantize(read_source(file, name), parts, options);
}

Measured measured(const Run& run, const Parts& streamed, const Parts& raw) {
  const auto raw_file = tflite::with_front_end_inside(run.file, run.name);
  Measured result{run.name, in_int8(run.file, run.name, streamed),
                  in_int8(raw_file, run.name, raw)};
  const auto on_steps = [&](double steps) {
    return accuracy_of(result.raw.bytes, on_grid(raw.test, raw.calibration, steps));
  };
  result.raw_int16 = on_steps(65535.0);
  result.raw_int8 = on_steps(255.0);
  return result;
}

void print_rows(const Measured& run) {
  const auto row = [&](const char* input, const char* numbers, const Footprint& of) {
    fmt::print("| {} | {} | {} | {:.4f} | {:.4f} | {:.4f} | {} | {} | {:.2f} |\n", run.run, input,
               numbers, *of.train, *of.validation, *of.test, of.file_bytes, of.arena_bytes,
               *of.median_us);
  };
  row("features", "float32", run.features.before);
  row("raw", "float32", run.raw.before);
  row("features", "int8", run.features.after);
  row("raw", "int8", run.raw.after);
}

void print_means(const std::vector<Measured>& runs) {
  fmt::print("\n## Test accuracy, mean of the seeds\n\n");
  fmt::print(
      "The last two columns: the raw int8 file on windows that were rounded to even steps "
      "before.\n\n");
  fmt::print(
      "| network | features float32 | raw float32 | features int8 | raw int8 | raw int8, "
      "input int16 | raw int8, input int8 |\n"
      "| --- | --- | --- | --- | --- | --- | --- |\n");
  for (auto first = runs.begin(); first != runs.end();) {
    const auto end = std::find_if(
        first, runs.end(), [&](const Measured& run) { return run.network() != first->network(); });
    const auto mean = [&](auto&& of) {
      double sum = 0.0;
      for (auto run = first; run != end; ++run) sum += of(*run);
      return sum / static_cast<double>(end - first);
    };
    fmt::print("| {} | {:.4f} | {:.4f} | {:.4f} | {:.4f} | {:.4f} | {:.4f} |\n", first->network(),
               mean([](const Measured& run) { return *run.features.before.test; }),
               mean([](const Measured& run) { return *run.raw.before.test; }),
               mean([](const Measured& run) { return *run.features.after.test; }),
               mean([](const Measured& run) { return *run.raw.after.test; }),
               mean([](const Measured& run) { return run.raw_int16; }),
               mean([](const Measured& run) { return run.raw_int8; }));
    first = end;
  }
}

int measure(const char* data, const std::vector<Run>& runs) {
  const auto recordings = recordings::import_recordings(data);
  const auto parts = [&](const windows::SensorContract& contract) {
    return parts_of(recordings, contract, "official", kCalibration);
  };
  const Parts raw = parts(graph::raw_contract(contract_of(runs.at(0).file)));
  std::vector<Measured> all;
  for (const Run& run : runs) all.push_back(measured(run, parts(contract_of(run.file)), raw));
  print_means(all);
  fmt::print(
      "\n## Each seed\n\n"
      "| run | input | numbers | training | validation | test | bytes | arena | us |\n"
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
  for (const Measured& run : all) print_rows(run);
  print_starts(runs, raw);
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

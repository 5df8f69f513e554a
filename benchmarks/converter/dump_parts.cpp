// SPDX-License-Identifier: Apache-2.0
// dump_parts MODEL DATA FOLDER: the windows that `ambulo quantize` calibrates with and scores on,
// as MODEL sees them, for other programs: calibration, validation and test, each as NAME.x.npy
// (count, window, channels) and NAME.y.npy (count), indices of labels; all float32.
#include <cstdio>
#include <filesystem>
#include <vector>

#include "toolchain/core/error.h"
#include "toolchain/core/npy.h"
#include "toolchain/evaluation/runtime_model.h"
#include "toolchain/quantization/samples.h"
#include "toolchain/recordings/import.h"

namespace {

using namespace ambulo;

constexpr std::size_t kCalibration = 1000;  // as the program's default

int dump(const char* model, const char* data, const std::filesystem::path& folder) {
  const windows::SensorContract contract = evaluation::RuntimeModel::load(model).contract();
  const auto parts =
      quantization::parts_of(recordings::import_recordings(data), contract, "", kCalibration);
  const auto write = [&](const char* name, const quantization::Samples& samples) {
    const std::size_t channels = samples.values_each / contract.window;
    const auto path = (folder / name).string();
    write_npy(path + ".x.npy", {samples.count(), contract.window, channels}, samples.values);
    write_npy(path + ".y.npy", {samples.count()},
              std::vector<float>(samples.labels.begin(), samples.labels.end()));
  };
  std::filesystem::create_directories(folder);
  write("calibration", parts.calibration);
  write("validation", parts.validation);
  write("test", parts.test);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: dump_parts MODEL DATA FOLDER\n");
    return 2;
  }
  try {
    return dump(argv[1], argv[2], argv[3]);
  } catch (const Error& error) {
    std::fprintf(stderr, "dump_parts: %s\n", error.what());
    return error.exit_code();
  }
}

// SPDX-License-Identifier: Apache-2.0
// dump_windows MODEL DATA COUNT X.npy Y.npy: COUNT windows of DATA as MODEL sees them, evenly
// spread over the set, and the device runtime's probabilities for them; for comparison with LiteRT
// (tests/conformance). X is (COUNT, window, channels), Y (COUNT, labels), both float32.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "toolchain/core/error.h"
#include "toolchain/core/npy.h"
#include "toolchain/evaluation/runtime_model.h"
#include "toolchain/recordings/import.h"
#include "toolchain/windows/features.h"
#include "toolchain/windows/windows.h"

namespace {

using namespace ambulo;

int dump(const char* model_path, const char* data, std::size_t count, const char* x_path,
         const char* y_path) {
  const auto model = evaluation::RuntimeModel::load(model_path);
  const windows::SensorContract& contract = model.contract();
  windows::WindowSpec spec;
  spec.sample_rate_hz = contract.sample_rate_hz;
  spec.length = contract.window;
  spec.hop = contract.hop;
  spec.activities = contract.labels;
  const auto recordings = recordings::import_recordings(data).recordings;
  const windows::WindowSet set = windows::cut(recordings, spec);
  windows::FeatureExtractor extractor(set, contract.front_end);
  extractor.set_standardization(contract.mean, contract.std);
  count = std::min(count, set.windows.size());
  const std::size_t row = extractor.row_count() * extractor.channels();
  std::vector<float> x(count * row), y(count * contract.labels.size());
  evaluation::RuntimeModel::Classifier classifier(model);
  for (std::size_t i = 0; i < count; ++i) {
    extractor.extract(i * set.windows.size() / count, x.data() + i * row);
    classifier.classify(x.data() + i * row, y.data() + i * contract.labels.size());
  }
  write_npy(x_path, {count, extractor.row_count(), extractor.channels()}, x);
  write_npy(y_path, {count, contract.labels.size()}, y);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fprintf(stderr, "usage: dump_windows MODEL DATA COUNT X.npy Y.npy\n");
    return 2;
  }
  try {
    return dump(argv[1], argv[2], std::strtoul(argv[3], nullptr, 10), argv[4], argv[5]);
  } catch (const Error& error) {
    std::fprintf(stderr, "dump_windows: %s\n", error.what());
    return error.exit_code();
  }
}

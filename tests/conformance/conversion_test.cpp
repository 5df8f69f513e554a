// SPDX-License-Identifier: Apache-2.0
// `ambulo convert` on every network that Keras made (tests/conformance/keras/goldens: NAME.tflite,
// NAME.inputs.npy, NAME.expected.npy): all of them convert, and the recurrent ones give in our
// runtime what an oracle gave for the file as it was.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/core/npy.h"
#include "toolchain/execution/run_tensors.h"
#include "toolchain/tflite/convert.h"

namespace ambulo::tests {
namespace {

namespace fs = std::filesystem;

// Relative to the largest output. Dynamic range: the oracle quantizes activations in every dense
// layer, where the converted file computes in float32.
constexpr double kFloatBound = 1e-5, kDynamicBound = 2e-2;

std::vector<fs::path> networks() {
  std::vector<fs::path> found;
  if (!fs::exists(AMBULO_KERAS_GOLDENS)) return found;
  for (const auto& entry : fs::directory_iterator(AMBULO_KERAS_GOLDENS)) {
    if (entry.path().extension() == ".tflite") found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

bool has(const std::string& name, const char* part) {
  return name.find(part) != std::string::npos;
}

std::vector<float> floats(const NpyArray& array) {
  std::vector<float> values(array.data.size() / sizeof(float));
  std::memcpy(values.data(), array.data.data(), array.data.size());
  return values;
}

// The largest difference, as a part of the largest expected value.
double difference(const NpyArray& array, const NpyArray& expected) {
  const auto a = floats(array), b = floats(expected);
  if (a.size() != b.size()) return INFINITY;
  double largest = 0.0, scale = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    scale = std::max(scale, std::abs(static_cast<double>(b[i])));
  }
  return largest / scale;
}

TEST(Conversion, lifts_every_network_that_keras_makes) {
  const auto files = networks();
  if (files.empty()) GTEST_SKIP() << "SKIPPED: no goldens in " << AMBULO_KERAS_GOLDENS;
  std::size_t recurrent = 0;
  for (const fs::path& file : files) {
    const std::string name = file.stem().string();
    SCOPED_TRACE(name);
    tflite::Conversion conversion;
    ASSERT_NO_THROW(conversion = tflite::convert(read_bytes(file), name));
    const bool loops = has(name, "lstm_") || has(name, "gru_") || has(name, "rnn_");
    const bool is_float = has(name, "_float32") || has(name, "_float16");
    if (!loops || has(name, "_int") || has(name, "_fused")) continue;
    EXPECT_TRUE(conversion.missing.empty()) << conversion.missing[0];
    if (!is_float && !has(name, "_dynamic")) continue;
    const fs::path stem = file.parent_path() / name;
    execution::RunResult result;
    try {
      result = execution::run_tensors(conversion.bytes, name,
                                      {{read_npy(stem.string() + ".inputs.npy"), "inputs"}});
    } catch (const Error& error) {
      // int8 weights stay in the layers that were not lifted; outcomes.txt says where those run.
      if (has(name, "_dynamic") && error.kind() == ErrorKind::Unsupported) continue;
      throw;
    }
    const auto expected = read_npy(stem.string() + ".expected.npy");
    EXPECT_LE(difference(result.outputs.at(0).values, expected),
              is_float ? kFloatBound : kDynamicBound);
    ++recurrent;
  }
  EXPECT_GE(recurrent, 20u);
}

}  // namespace
}  // namespace ambulo::tests

// SPDX-License-Identifier: Apache-2.0
// Whole networks on every instruction set of this build and CPU, chosen as users choose it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "runtime/testing/each_isa.h"
#include "runtime/testing/har_networks.h"
#include "runtime/testing/random_values.h"

namespace ambulo {
namespace {

using testing::Session;
using testing::TestModel;

class ForcedIsa {
 public:
  explicit ForcedIsa(Isa isa) { setenv("AMBULO_FORCE_ISA", isa_name(isa), 1); }
  ~ForcedIsa() { unsetenv("AMBULO_FORCE_ISA"); }
};

// The output for one window, as many values as the network has labels.
template <typename T>
std::vector<T> run_on(Isa isa, const TestModel& model, const std::vector<T>& window) {
  const ForcedIsa forced(isa);
  return Session(model.bytes()).template run_as<T, T>({window});
}

std::vector<int8_t> random_bytes(size_t count, uint32_t seed) {
  std::vector<int8_t> bytes;
  for (const float value : testing::random_values(count, seed, 127.9f)) {
    bytes.push_back(static_cast<int8_t>(value));
  }
  return bytes;
}

TEST(EveryIsa, gives_the_same_bytes_for_int8_networks) {
  constexpr TensorType kType = TensorType::Int8;
  std::vector<int8_t> seen;
  for (const TestModel& model : {testing::har_cnn(kType), testing::har_dnn(kType)}) {
    for (uint32_t seed = 0; seed < 20; ++seed) {
      const auto window = random_bytes(128 * 6, seed);
      const auto expected = run_on(Isa::reference, model, window);
      seen.insert(seen.end(), expected.begin(), expected.end());
      for (const Isa isa : testing::faster_isas()) {
        EXPECT_EQ(run_on(isa, model, window), expected) << isa_name(isa);
      }
    }
  }
  // The networks do tell windows apart.
  std::sort(seen.begin(), seen.end());
  EXPECT_GT(std::unique(seen.begin(), seen.end()) - seen.begin(), 20);
}

TEST(EveryIsa, gives_nearly_the_same_probabilities_for_float_networks) {
  constexpr TensorType kType = TensorType::Float32;
  for (const TestModel& model : {testing::har_cnn(kType), testing::har_dnn(kType)}) {
    for (uint32_t seed = 0; seed < 5; ++seed) {
      const auto window = testing::random_values(128 * 6, seed);
      const auto expected = run_on(Isa::reference, model, window);
      for (const Isa isa : testing::faster_isas()) {
        SCOPED_TRACE(isa_name(isa));
        testing::expect_close_to_reference(run_on(isa, model, window), expected);
      }
    }
  }
}

}  // namespace
}  // namespace ambulo

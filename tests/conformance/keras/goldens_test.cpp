// SPDX-License-Identifier: Apache-2.0
// Files that Keras and the TensorFlow Lite converter made, in the runtime: each gives its oracle's
// numbers on every instruction set, or is refused in exactly the words of outcomes.txt.
#include <ambulo/platform.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "tests/conformance/keras/golden.h"
#include "tests/conformance/keras/outcome.h"
#include "toolchain/execution/run_tensors.h"
#include "toolchain/tflite/convert.h"

namespace ambulo::conformance {
namespace {

const std::filesystem::path kFolder = AMBULO_KERAS_GOLDENS;

// How far float outputs may be apart, times their size where that is over 1.
double bound(const Golden& golden, bool converted) {
  // Converted cells keep their 8-bit weights but compute in float32, where the oracle rounds
  // activations to 8 bits.
  if (converted && golden.scheme == "dynamic") return 2e-2;
  // Keras computes with the weights as they were before the converter rounded them to 8 bits.
  if (golden.oracle == "keras" && golden.scheme == "dynamic") return 1e-2;
  // In hybrid files too: activations are rounded to 8 bits, and none of these is so near to a half
  // that it rounds to the other side here.
  return 1e-5;  // the order of additions, exp and tanh
}

void expect_equal(const Golden& golden, const NpyArray& actual, double bound) {
  ASSERT_EQ(actual.type, golden.expected.type);
  ASSERT_EQ(actual.shape, golden.expected.shape);
  if (actual.type != NpyType::Float32) {
    EXPECT_EQ(actual.data, golden.expected.data);
    return;
  }
  const size_t count = actual.data.size() / sizeof(float);
  std::vector<float> ours(count), theirs(count);
  std::memcpy(ours.data(), actual.data.data(), actual.data.size());
  std::memcpy(theirs.data(), golden.expected.data.data(), actual.data.size());
  for (size_t i = 0; i < count; ++i) {
    EXPECT_NEAR(ours[i], theirs[i], bound * std::max(1.0f, std::abs(theirs[i]))) << i;
  }
}

// Whoever asks the runtime meanwhile gets this instruction set and, where it has no kernel, the
// reference.
class ForcedIsa {
 public:
  explicit ForcedIsa(Isa isa) {
    if (const char* value = std::getenv(kVariable)) before_ = value;
    setenv(kVariable, isa_name(isa), 1);
  }
  ~ForcedIsa() { setenv(kVariable, before_.c_str(), 1); }  // empty: not forced
  ForcedIsa(const ForcedIsa&) = delete;
  ForcedIsa& operator=(const ForcedIsa&) = delete;

 private:
  static constexpr const char* kVariable = "AMBULO_FORCE_ISA";
  std::string before_;
};

constexpr Isa kIsas[] = {
#define AMBULO_ISA(name) Isa::name,
#include <ambulo/isas.def>
#undef AMBULO_ISA
};

// model: the golden's own, or what it was converted to.
void expect_oracle_on_every_isa(const Golden& golden, std::span<const std::uint8_t> model,
                                double bound) {
  IsaSet available;
  ASSERT_EQ(available_isas(available), Status::Ok);
  for (const Isa isa : kIsas) {
    if (!available.has(isa)) continue;
    SCOPED_TRACE(isa_name(isa));
    const ForcedIsa forced(isa);
    const auto result = execution::run_tensors(model, "golden", {{golden.inputs, "inputs"}});
    ASSERT_EQ(result.outputs.size(), 1u);
    expect_equal(golden, result.outputs[0].values, bound);
  }
}

class KerasGolden : public ::testing::TestWithParam<Listed> {};

TEST_P(KerasGolden, gives_the_numbers_of_its_oracle_or_is_refused_as_listed) {
  const auto& [name, outcome, converts] = GetParam();
  const Golden golden = read_golden(kFolder, name);
  ASSERT_EQ(outcome_of(golden.model), outcome)
      << "where this is right now, change the line of " << name << " in outcomes.txt";
  if (outcome == "runs") expect_oracle_on_every_isa(golden, golden.model, bound(golden, false));
  if (!converts) return;
  const tflite::Conversion conversion = tflite::convert(golden.model, name);
  expect_oracle_on_every_isa(golden, conversion.bytes, bound(golden, true));
}

INSTANTIATE_TEST_SUITE_P(Each, KerasGolden, ::testing::ValuesIn(read_outcomes(kFolder)),
                         [](const auto& listed) { return listed.param.name; });

TEST(KerasGoldens, are_files_described_and_listed_once) {
  std::vector<std::string> listed;
  for (const Listed& line : read_outcomes(kFolder)) {
    listed.push_back(line.name);
    EXPECT_FALSE(line.converts && line.outcome == "runs") << line.name;
  }
  std::ranges::sort(listed);
  EXPECT_EQ(listed, golden_files(kFolder));
  EXPECT_EQ(listed, described_goldens(kFolder));
}

}  // namespace
}  // namespace ambulo::conformance

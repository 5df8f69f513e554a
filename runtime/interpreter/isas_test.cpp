// SPDX-License-Identifier: Apache-2.0
// Whole networks on every instruction set of this build and CPU, chosen as users choose it.
#include <gtest/gtest.h>

#include <ambulo/interpreter.h>

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

// Whose kernels ran, one for each step.
std::vector<Isa> isas_of_steps(const TestModel& model) {
  const testing::Block file(model.bytes());
  Model opened;
  EXPECT_EQ(Model::open(file.span(), opened), Status::Ok);
  Interpreter interpreter;
  size_t bytes = 0;
  EXPECT_EQ(interpreter.arena_bytes(opened, bytes), Status::Ok);
  const testing::Block arena(bytes);
  EXPECT_EQ(interpreter.prepare(opened, arena.span()), Status::Ok);
  std::vector<Isa> isas;
  interpreter.invoke({&isas, [](void*, const ProfiledStep&) {},
                      [](void* seen, const ProfiledStep& step) {
                        static_cast<std::vector<Isa>*>(seen)->push_back(step.isa);
                      }});
  return isas;
}

std::vector<int8_t> random_bytes(size_t count, uint32_t seed) {
  std::vector<int8_t> bytes;
  for (const float value : testing::random_values(count, seed, 127.9f)) {
    bytes.push_back(static_cast<int8_t>(value));
  }
  return bytes;
}

TEST(EveryIsa, runs_when_it_is_forced_and_no_other_does) {
  for (const TensorType type : {TensorType::Int8, TensorType::Float32}) {
    const TestModel model = testing::har_cnn(type);
    for (const Isa isa : testing::faster_isas()) {
      const ForcedIsa forced(isa);
      const std::vector<Isa> ran = isas_of_steps(model);
      const auto own = std::count(ran.begin(), ran.end(), isa);
      // Each set has the int8 convolution and dense layer: three and two steps of the network.
      EXPECT_GE(own, type == TensorType::Int8 ? 5 : 0) << isa_name(isa);
      EXPECT_EQ(static_cast<size_t>(own + std::count(ran.begin(), ran.end(), Isa::reference)),
                ran.size())
          << isa_name(isa);
    }
    const ForcedIsa forced(Isa::reference);
    for (const Isa isa : isas_of_steps(model)) EXPECT_EQ(isa, Isa::reference);
  }
}

TEST(EveryIsa, is_left_for_the_most_preferred_one_when_none_is_forced) {
  const std::vector<Isa> isas = testing::faster_isas();
  if (isas.empty()) GTEST_SKIP() << "this build or CPU has the reference kernels only";
  const std::vector<Isa> ran = isas_of_steps(testing::har_cnn(TensorType::Int8));
  EXPECT_GE(std::count(ran.begin(), ran.end(), isas.back()), 5);
}

TEST(EveryIsa, that_is_not_known_cannot_be_forced) {
  setenv("AMBULO_FORCE_ISA", "abacus", 1);
  const testing::Block file(testing::har_cnn(TensorType::Int8).bytes());
  Model model;
  ASSERT_EQ(Model::open(file.span(), model), Status::Ok);
  Interpreter interpreter;
  size_t bytes = 0;
  EXPECT_EQ(interpreter.arena_bytes(model, bytes), Status::IsaUnavailable);
  EXPECT_EQ(interpreter.prepare(model, {}), Status::IsaUnavailable);
  unsetenv("AMBULO_FORCE_ISA");
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

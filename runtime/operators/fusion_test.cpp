// SPDX-License-Identifier: Apache-2.0
// A convolution and the max-pool after it, on every instruction set: fused where its kernel can,
// with the same results, less memory and both operators in one profiled step.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "runtime/testing/each_isa.h"
#include "runtime/testing/random_values.h"
#include "runtime/testing/test_model.h"

namespace ambulo {
namespace {

using schema::BuiltinOperator;
using schema::OptionsType;
using testing::Floats;
using testing::Options;
using testing::random_values;
using testing::Session;
using testing::TestModel;

class ForcedIsa {
 public:
  explicit ForcedIsa(Isa isa) { setenv("AMBULO_FORCE_ISA", isa_name(isa), 1); }
  ~ForcedIsa() { unsetenv("AMBULO_FORCE_ISA"); }
};

enum class Shape { OnlyPool, Reshapes, ConvolutionIsOutput, ReadTwice };

// (1,1,T,3) -> CONV_2D (5 taps) -> (1,1,T-4,7) -> MAX_POOL_2D (2) -> output 0.
TestModel pooled_convolution(int steps, Shape shape) {
  TestModel m;
  const int taps = 5, channels = 3, outputs = 7, wide = steps - taps + 1;
  const int x = m.input({1, 1, steps, channels});
  const int filter = m.constant({outputs, 1, taps, channels}, random_values(7 * 5 * 3, 2));
  const int bias = m.constant({outputs}, random_values(7, 3));
  int y = m.computed({1, 1, wide, outputs});
  m.op(BuiltinOperator::Conv2d, {x, filter, bias}, {y},
       Options(OptionsType::Conv2d)
           .set(schema::conv_2d_options::kPadding, 1)
           .set(schema::conv_2d_options::kStrideH, 1)
           .set(schema::conv_2d_options::kStrideW, 1));
  const bool upright = shape == Shape::Reshapes;
  if (upright) {
    const int z = m.computed({1, wide, 1, outputs});
    m.op(BuiltinOperator::Reshape, {y}, {z});
    y = z;
  }
  namespace pool = schema::pool_2d_options;
  const int pooled =
      upright ? m.output({1, wide / 2, 1, outputs}) : m.output({1, 1, wide / 2, outputs});
  m.op(BuiltinOperator::MaxPool2d, {y}, {pooled},
       Options(OptionsType::Pool2d)
           .set(pool::kPadding, 1)
           .set(pool::kStrideH, upright ? 2 : 1)
           .set(pool::kFilterH, upright ? 2 : 1)
           .set(pool::kStrideW, upright ? 1 : 2)
           .set(pool::kFilterW, upright ? 1 : 2));
  if (shape == Shape::ConvolutionIsOutput) m.mark_output(y);
  if (shape == Shape::ReadTwice) {
    m.op(BuiltinOperator::Relu, {y}, {m.output({1, 1, wide, outputs})});
  }
  return m;
}

struct Result {
  Floats output;
  size_t activations;
  std::vector<std::pair<size_t, size_t>> steps;
};

Result run(const TestModel& model, int steps, Isa isa) {
  const ForcedIsa forced(isa);
  Session session(model.bytes());
  EXPECT_EQ(session.status, Status::Ok);
  const Floats window = random_values(static_cast<size_t>(steps) * 3, 1);
  Result result;
  result.output = session.run({window});
  result.activations = session.interpreter.arena_use().activations;
  const auto note = [](void* context, const ProfiledStep& step) {
    static_cast<Result*>(context)->steps.emplace_back(step.first_op, step.last_op);
  };
  session.interpreter.invoke({&result, note, [](void*, const ProfiledStep&) {}});
  return result;
}

bool fuses(Isa isa) {
  return kernels::table_of(isa)->conv_2d_f32.fuses_max_pool;
}

TEST(Fusion, of_convolution_and_pool_gives_the_same_results_in_less_memory) {
  for (const Shape shape : {Shape::OnlyPool, Shape::Reshapes}) {
    const size_t pool = shape == Shape::Reshapes ? 2 : 1;
    for (const int steps : {6, 7, 8, 13, 30, 128}) {
      const TestModel model = pooled_convolution(steps, shape);
      const Result expected = run(model, steps, Isa::reference);
      EXPECT_EQ(expected.steps.size(), 2u);
      for (const Isa isa : testing::faster_isas()) {
        SCOPED_TRACE(std::string(isa_name(isa)) + " " + std::to_string(steps));
        const Result result = run(model, steps, isa);
        testing::expect_close_to_reference(result.output, expected.output);
        if (!fuses(isa)) continue;
        // A form of convolution may want room to work: compared is the same kernel, unfused.
        const TestModel apart = pooled_convolution(steps, Shape::ConvolutionIsOutput);
        EXPECT_LT(result.activations, run(apart, steps, isa).activations);
        ASSERT_EQ(result.steps.size(), 1u);
        EXPECT_EQ(result.steps[0], (std::pair<size_t, size_t>(0, pool)));
      }
    }
  }
}

TEST(Fusion, leaves_a_convolution_alone_that_others_read) {
  for (const Shape shape : {Shape::ConvolutionIsOutput, Shape::ReadTwice}) {
    const TestModel model = pooled_convolution(20, shape);
    const Result expected = run(model, 20, Isa::reference);
    for (const Isa isa : testing::faster_isas()) {
      SCOPED_TRACE(isa_name(isa));
      const Result result = run(model, 20, isa);
      testing::expect_close_to_reference(result.output, expected.output);
      EXPECT_EQ(result.steps.size(), expected.steps.size());
    }
  }
}

}  // namespace
}  // namespace ambulo

// SPDX-License-Identifier: Apache-2.0
#include "toolchain/execution/expose_tensors.h"

#include <gtest/gtest.h>

#include <cstring>

#include "runtime/testing/sample_models.h"
#include "toolchain/core/error.h"

namespace ambulo::execution {
namespace {

std::vector<float> outputs_of(const LoadedModel& model, const std::vector<float>& input,
                              std::size_t output) {
  Session session(model);
  const Tensor& x = session.interpreter().input(0);
  std::memcpy(x.data, input.data(), x.bytes);
  session.interpreter().invoke();
  const Tensor& y = session.interpreter().output(output);
  return {y.as<float>(), y.as<float>() + y.shape.count()};
}

TEST(ExposeTensors, shows_what_lies_between_operators) {
  ambulo::testing::TestModel m;
  const int x = m.input({2}), twice = m.computed({2}), shifted = m.computed({2});
  const int two = m.constant({1}, ambulo::testing::Floats{2});
  m.op(schema::BuiltinOperator::Mul, {x, two}, {twice});
  m.op(schema::BuiltinOperator::Add, {twice, two}, {shifted});
  m.op(schema::BuiltinOperator::Relu, {shifted}, {m.output({2})});
  const LoadedModel model(m.bytes(), "m");
  const std::vector<int> wanted = {twice, shifted, twice};
  const LoadedModel shown(with_outputs(model, wanted), "m");
  ASSERT_EQ(shown.model().output_count(), 3u);
  EXPECT_EQ(outputs_of(shown, {-3, 5}, 0), (std::vector<float>{-6, 10}));
  EXPECT_EQ(outputs_of(shown, {-3, 5}, 1), (std::vector<float>{-4, 12}));
  EXPECT_EQ(outputs_of(shown, {-3, 5}, 2), (std::vector<float>{-6, 10}));
}

TEST(ExposeTensors, keeps_the_file_but_for_one_offset_and_its_end) {
  const LoadedModel model(ambulo::testing::convolution_model().bytes(), "m");
  const std::vector<int> wanted = {2, 5};
  const std::vector<std::uint8_t> changed = with_outputs(model, wanted);
  std::size_t different = 0;
  for (std::size_t i = 0; i < model.bytes().size(); ++i) {
    different += changed[i] != model.bytes()[i] ? 1 : 0;
  }
  EXPECT_LE(different, sizeof(std::uint32_t));
  EXPECT_LE(changed.size(), model.bytes().size() + 3 + 3 * sizeof(std::uint32_t));
}

TEST(ExposeTensors, that_nothing_computes_are_refused_when_the_result_is_loaded) {
  ambulo::testing::TestModel m;
  const int x = m.input({2}), unused = m.computed({2});
  m.op(schema::BuiltinOperator::Relu, {x}, {m.output({2})});
  const LoadedModel model(m.bytes(), "m");
  for (const int tensor : {unused, 99, -1}) {
    EXPECT_THROW(LoadedModel(with_outputs(model, std::vector<int>{tensor}), "m"), Error) << tensor;
  }
}

}  // namespace
}  // namespace ambulo::execution

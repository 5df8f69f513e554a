// SPDX-License-Identifier: Apache-2.0
#include "toolchain/execution/run_tensors.h"

#include <gtest/gtest.h>

#include <cstring>

#include "runtime/testing/sample_models.h"
#include "toolchain/core/error.h"
#include "toolchain/execution/batch_shape.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/tflite/export.h"

namespace ambulo::execution {
namespace {

using ambulo::testing::Floats;
using ambulo::testing::TestModel;
using schema::BuiltinOperator;

InputArray floats(Shape shape, const Floats& values) {
  InputArray input{{NpyType::Float32, std::move(shape), {}}, "x.npy"};
  input.values.data.resize(values.size() * sizeof(float));
  if (!values.empty()) {
    std::memcpy(input.values.data.data(), values.data(), input.values.data.size());
  }
  return input;
}

Floats as_floats(const NpyArray& array) {
  Floats values(array.data.size() / sizeof(float));
  std::memcpy(values.data(), array.data.data(), array.data.size());
  return values;
}

// y = relu(a - b), over (1, 2).
TestModel difference_model() {
  TestModel m;
  const int a = m.input({1, 2}), b = m.input({1, 2}), difference = m.computed({1, 2});
  m.op(BuiltinOperator::Sub, {a, b}, {difference});
  m.op(BuiltinOperator::Relu, {difference}, {m.output({1, 2})});
  return m;
}

void expect_refused(const std::vector<InputArray>& inputs, const std::vector<std::string>& parts) {
  try {
    run_tensors(difference_model().bytes(), "m.tflite", inputs);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    for (const std::string& part : parts) {
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos)
          << "'" << part << "' is not in: " << error.what();
    }
    return;
  }
  ADD_FAILURE() << "no error";
}

TEST(RunTensors, takes_one_value_or_a_batch_in_both_forms) {
  const std::vector<std::uint8_t> bytes = difference_model().bytes();
  const RunResult one = run_tensors(bytes, "m", {floats({1, 2}, {5, 1}), floats({1, 2}, {2, 2})});
  ASSERT_EQ(one.outputs.size(), 1u);
  EXPECT_EQ(one.outputs[0].values.shape, (Shape{1, 2}));
  EXPECT_EQ(as_floats(one.outputs[0].values), (Floats{3, 0}));
  EXPECT_EQ(one.outputs[0].producer, "1 RELU");
  EXPECT_TRUE(one.computed.empty());

  const Floats a = {5, 1, 7, 9}, b = {2, 2, 3, 10};
  for (const Shape& shape : {Shape{2, 2}, Shape{2, 1, 2}}) {
    const RunResult two = run_tensors(bytes, "m", {floats(shape, a), floats(shape, b)});
    EXPECT_EQ(two.runs, 2u);
    EXPECT_EQ(two.outputs[0].values.shape, shape);
    EXPECT_EQ(as_floats(two.outputs[0].values), (Floats{3, 0, 4, 0}));
  }
}

TEST(RunTensors, shows_every_computed_tensor_in_order) {
  const RunResult result =
      run_tensors(difference_model().bytes(), "m",
                  {floats({2, 2}, {5, 1, 7, 9}), floats({2, 2}, {2, 2, 3, 10})}, Tensors::All);
  ASSERT_EQ(result.computed.size(), 2u);
  EXPECT_EQ(result.computed[0].producer, "0 SUB");
  EXPECT_EQ(as_floats(result.computed[0].values), (Floats{3, -1, 4, -1}));
  EXPECT_EQ(as_floats(result.computed[1].values), (Floats{3, 0, 4, 0}));
  EXPECT_EQ(as_floats(result.outputs[0].values), (Floats{3, 0, 4, 0}));
}

TEST(RunTensors, shows_what_was_computed_before_the_first_run_and_what_is_written_in_place) {
  TestModel m;
  const int x = m.input({3}), two = m.constant({1}, Floats{2}), three = m.computed({1});
  const int sum = m.computed({3}), positive = m.computed({3});
  m.op(BuiltinOperator::Add, {two, m.constant({1}, Floats{1})}, {three});
  m.op(BuiltinOperator::Add, {x, three}, {sum});
  m.op(BuiltinOperator::Relu, {sum}, {positive});
  m.op(BuiltinOperator::Mul, {positive, two}, {m.output({3})});
  const RunResult result =
      run_tensors(m.bytes(), "m", {floats({2, 3}, {-9, 0, 1, 2, 3, 4})}, Tensors::All);
  ASSERT_EQ(result.computed.size(), 4u);
  EXPECT_EQ(as_floats(result.computed[0].values), (Floats{3, 3}));
  EXPECT_EQ(as_floats(result.computed[1].values), (Floats{-6, 3, 4, 5, 6, 7}));
  EXPECT_EQ(as_floats(result.computed[2].values), (Floats{0, 3, 4, 5, 6, 7}));
  EXPECT_EQ(as_floats(result.computed[3].values), (Floats{0, 6, 8, 10, 12, 14}));
}

TEST(RunTensors, gives_the_same_outputs_when_all_tensors_are_shown) {
  namespace models = graph::testing;
  for (const auto& trained : {models::random_dnn(1), models::random_cnn(2), models::random_lstm(3),
                              models::random_compact(4)}) {
    const std::size_t channels = trained.contract.mean.size();
    const std::vector<std::uint8_t> bytes = tflite::export_model(trained);
    const InputArray x =
        floats({3, 128, channels}, ambulo::testing::random_values(3 * 128 * channels, 7));
    const RunResult plain = run_tensors(bytes, "m", {x});
    const RunResult all = run_tensors(bytes, "m", {x}, Tensors::All);
    EXPECT_EQ(all.outputs[0].values.data, plain.outputs[0].values.data) << trained.name;
    EXPECT_EQ(all.computed.back().values.data, plain.outputs[0].values.data) << trained.name;
    EXPECT_GT(all.computed.size(), 3u);
  }
}

TEST(RunTensors, starts_each_run_with_fresh_variables) {
  const std::vector<std::uint8_t> bytes = ambulo::testing::lstm_model(4).bytes();
  const Floats window = ambulo::testing::random_values(8, 1);
  Floats twice = window;
  twice.insert(twice.end(), window.begin(), window.end());
  const Floats y = as_floats(run_tensors(bytes, "m", {floats({2, 4, 2}, twice)}).outputs[0].values);
  EXPECT_EQ(Floats(y.begin(), y.begin() + 12), Floats(y.begin() + 12, y.end()));
}

TEST(RunTensors, says_what_was_expected_and_what_was_found) {
  const InputArray good = floats({1, 2}, {1, 2});
  expect_refused({good}, {"m.tflite", "1 input array given", "takes 2", "(1, 2) float32"});
  expect_refused({good, good, good}, {"3 input arrays given"});
  expect_refused({good, floats({1, 3}, {1, 2, 3})}, {"x.npy", "(1, 3) float32", "input 1"});
  expect_refused({floats({2}, {1, 2}), good}, {"(2) float32", "(1, 2) float32", "input 0"});
  expect_refused({floats({0, 2}, {}), good}, {"(0, 2) float32"});
  expect_refused({floats({2, 2, 2}, Floats(8)), good}, {"(2, 2, 2)"});
  expect_refused({floats({}, {1}), good}, {"() float32"});
  InputArray doubles = good;
  doubles.values = {NpyType::Float64, {1, 2}, std::vector<std::uint8_t>(16)};
  expect_refused({doubles, good}, {"(1, 2) float64", "(1, 2) float32"});
  expect_refused({floats({2, 2}, Floats(4)), good}, {"same size", "1 value"});
}

TEST(Batch, has_the_shapes_of_its_values_with_one_axis_more) {
  const Batch leading = *batch_of({5, 128, 6}, {1, 128, 6});
  EXPECT_EQ(leading, (Batch{Batch::Axis::Leading, 5}));
  EXPECT_EQ(batched({1, 4}, leading), (Shape{5, 4}));
  EXPECT_EQ(batched({4}, leading), (Shape{5, 4}));
  EXPECT_EQ(batched({}, leading), (Shape{5}));
  const Batch added = *batch_of({5, 1, 128, 6}, {1, 128, 6});
  EXPECT_EQ(added, (Batch{Batch::Axis::Added, 5}));
  EXPECT_EQ(batched({1, 4}, added), (Shape{5, 1, 4}));
  EXPECT_EQ(batch_of({3, 4}, {2, 4}), std::nullopt);  // a leading axis of 2 is no batch
  EXPECT_EQ(*batch_of({7}, {}), (Batch{Batch::Axis::Added, 7}));
  EXPECT_EQ(batch_of({1, 128}, {1, 128, 6}), std::nullopt);
}

}  // namespace
}  // namespace ambulo::execution

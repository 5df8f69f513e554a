// SPDX-License-Identifier: Apache-2.0
// What preparation finds out about memory and time: results that take the memory of operands, and
// operators that run once because their operands never change.
#include <gtest/gtest.h>

#include "runtime/testing/test_model.h"

namespace ambulo {
namespace {

using schema::BuiltinOperator;
using schema::OptionsType;
using testing::Floats;
using testing::Ints;
using testing::Options;
using testing::prepare_status;
using testing::Session;
using testing::TestModel;

size_t activations(const Session& session) {
  return session.interpreter.arena_use().activations;
}

TEST(InPlace, elementwise_operators_take_the_memory_of_their_input) {
  TestModel m;
  int x = m.input({256});
  const int two = m.constant({1}, Floats{2});
  for (const auto code : {BuiltinOperator::Relu, BuiltinOperator::Mul, BuiltinOperator::Tanh}) {
    const int y = m.computed({256});
    m.op(code, code == BuiltinOperator::Mul ? Ints{x, two} : Ints{x}, {y});
    x = y;
  }
  m.op(BuiltinOperator::Relu6, {x}, {m.output({256})});
  Session session(m.bytes());
  EXPECT_EQ(session.run({Floats(256, -1.0f)}), Floats(256, 0.0f));
  EXPECT_EQ(activations(session), 1024u);
}

TEST(InPlace, either_operand_of_a_binary_operator_will_do) {
  TestModel m;
  const int x = m.input({2}), y = m.computed({3, 2});
  m.op(BuiltinOperator::Add, {x, m.constant({3, 1}, Floats{10, 20, 30})}, {y});
  m.op(BuiltinOperator::Sub, {x, y}, {m.output({3, 2})});
  Session session(m.bytes());
  EXPECT_EQ(session.run({{1, 2}}), (Floats{-10, -10, -20, -20, -30, -30}));
  EXPECT_EQ(activations(session), 16u + 32u);
}

TEST(InPlace, what_is_read_later_is_not_overwritten) {
  TestModel m;  // relu(x) + x
  const int x = m.input({4}), y = m.computed({4});
  m.op(BuiltinOperator::Relu, {x}, {y});
  m.op(BuiltinOperator::Add, {y, x}, {m.output({4})});
  EXPECT_EQ(Session(m.bytes()).run({{-1, 2, -3, 4}}), (Floats{-1, 4, -3, 8}));

  TestModel shared;  // the same through a reshape that shares the memory of x
  const int a = shared.input({4}), b = shared.computed({2, 2}), c = shared.computed({2, 2});
  const int d = shared.computed({4});
  shared.op(BuiltinOperator::Reshape, {a}, {b});
  shared.op(BuiltinOperator::Relu, {b}, {c});
  shared.op(BuiltinOperator::Reshape, {c}, {d});
  shared.op(BuiltinOperator::Add, {d, a}, {shared.output({4})});
  EXPECT_EQ(Session(shared.bytes()).run({{-1, 2, -3, 4}}), (Floats{-1, 4, -3, 8}));
}

TEST(InPlace, outputs_of_the_model_stay) {
  TestModel m;
  const int x = m.input({4}), y = m.output({4});
  m.op(BuiltinOperator::Relu, {x}, {y});
  m.op(BuiltinOperator::Mul, {y, m.constant({1}, Floats{2})}, {m.output({4})});
  Session session(m.bytes());
  EXPECT_EQ(session.run({{-1, 2, -3, 4}}), (Floats{0, 2, 0, 4}));
  EXPECT_EQ(session.output<float>(1), (Floats{0, 4, 0, 8}));
}

TEST(InPlace, constants_and_variables_stay) {
  TestModel m;
  const int y = m.computed({2});
  m.op(BuiltinOperator::Relu, {m.constant({2}, Floats{-1, 1})}, {y});
  m.op(BuiltinOperator::Mul, {y, m.input({1})}, {m.output({2})});
  Session session(m.bytes());
  for (int run = 0; run < 2; ++run) EXPECT_EQ(session.run({{3}}), (Floats{0, 3}));

  TestModel state;
  const int s = state.variable({2});
  state.op(BuiltinOperator::Add, {s, state.input({2})}, {state.output({2})});
  Session stateful(state.bytes());
  for (int run = 0; run < 2; ++run) EXPECT_EQ(stateful.run({{3, 4}}), (Floats{3, 4}));
}

// What Keras leaves of a batch of any size: the batch is read from the shape of the input, then a
// state of zeros is made for it, and the shape of a RESHAPE.
TestModel dynamic_batch_model(Ints file_shape, int32_t batch_size) {
  TestModel m;
  const int x = m.input({batch_size, 2, 3}), shape = m.computed({3}, TensorType::Int32);
  const int batch = m.computed({}, TensorType::Int32), sizes = m.computed({2}, TensorType::Int32);
  const auto one = [&](int32_t value) { return m.constant({1}, Ints{value}); };
  m.op(BuiltinOperator::Shape, {x}, {shape});
  m.op(BuiltinOperator::StridedSlice, {shape, one(0), one(1), one(1)}, {batch},
       Options(OptionsType::StridedSlice).set(schema::strided_slice_options::kShrinkAxisMask, 1));
  m.op(BuiltinOperator::Pack, {batch, m.constant({}, Ints{6})}, {sizes},
       Options(OptionsType::Pack).set(schema::pack_options::kValuesCount, 2));
  const int zeros = m.computed(file_shape), flat = m.computed(file_shape);
  m.op(BuiltinOperator::Fill, {sizes, m.constant({}, Floats{.5f})}, {zeros});
  m.op(BuiltinOperator::Reshape, {x, sizes}, {flat});
  m.op(BuiltinOperator::Add, {flat, zeros}, {m.output(file_shape)});
  return m;
}

TEST(KnownResults, are_computed_once_in_prepare) {
  Session session(dynamic_batch_model({1, 6}, 1).bytes());
  EXPECT_EQ(session.run({{0, 1, 2, 3, 4, 5}}), (Floats{.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f}));
  std::vector<size_t> steps;
  const auto before = [](void* context, const ProfiledStep& step) {
    static_cast<std::vector<size_t>*>(context)->push_back(step.first_op);
  };
  session.interpreter.invoke({&steps, before, [](void*, const ProfiledStep&) {}});
  EXPECT_EQ(steps, std::vector<size_t>{5});
}

TEST(KnownResults, must_agree_with_the_shape_in_the_file) {
  EXPECT_EQ(prepare_status(dynamic_batch_model({1, 6}, 1)), Status::Ok);
  EXPECT_EQ(prepare_status(dynamic_batch_model({2, 6}, 2)), Status::Ok);
  EXPECT_EQ(prepare_status(dynamic_batch_model({3, 4}, 2)), Status::BadShape);
  EXPECT_EQ(prepare_status(dynamic_batch_model({12}, 2)), Status::BadShape);
}

TEST(KnownResults, do_not_depend_on_the_input) {
  TestModel m;
  const int x = m.input({6}), shape = m.input({2}, TensorType::Int32);
  m.op(BuiltinOperator::Reshape, {x, shape}, {m.output({2, 3})});
  EXPECT_EQ(prepare_status(m), Status::UnsupportedOperator);
}

}  // namespace
}  // namespace ambulo

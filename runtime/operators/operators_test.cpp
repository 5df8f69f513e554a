// SPDX-License-Identifier: Apache-2.0
// Every operator through the interpreter: results worked out by hand or by naive loops, and the
// forms that prepare refuses.
#include <gtest/gtest.h>

#include <cmath>

#include "runtime/testing/test_model.h"

namespace ambulo::operators {
namespace {

using schema::BuiltinOperator;
using schema::OptionsType;
using testing::Floats;
using testing::Ints;
using testing::Options;
using testing::prepare_status;
using testing::Session;
using testing::TestModel;

Floats counting(size_t count) {
  Floats values(count);
  for (size_t i = 0; i < count; ++i) values[i] = static_cast<float>(i);
  return values;
}

Floats run(const TestModel& model, const std::vector<Floats>& inputs) {
  return Session(model.bytes()).run(inputs);
}

// One float input, one float output, lists of integers as further operands.
struct Case {
  BuiltinOperator code;
  Ints input, output;
  std::vector<Ints> lists;
  Options options = Options();

  TestModel model() const {
    TestModel m;
    Ints operands = {m.input(input)};
    for (const Ints& list : lists) {
      operands.push_back(m.constant({static_cast<int32_t>(list.size())}, list));
    }
    m.op(code, operands, {m.output(output)}, options);
    return m;
  }
  Floats run() const {
    size_t count = 1;
    for (const int32_t dim : input) count *= static_cast<size_t>(dim);
    return operators::run(model(), {counting(count)});
  }
  Status status() const { return prepare_status(model()); }
};

TEST(Reshape, and_its_kin_keep_the_elements) {
  EXPECT_EQ((Case{BuiltinOperator::Reshape, {2, 3}, {3, 2}, {{3, 2}}}.run()), counting(6));
  EXPECT_EQ((Case{BuiltinOperator::ExpandDims, {2, 3}, {1, 2, 3}, {{0}}}.run()), counting(6));
  EXPECT_EQ((Case{BuiltinOperator::Squeeze, {1, 2, 1, 3}, {2, 3}, {}}.run()), counting(6));
  EXPECT_EQ((Case{BuiltinOperator::Reshape, {1}, {}, {Ints{}}}.run()), counting(1));
  EXPECT_EQ((Case{BuiltinOperator::Reshape, {2, 3}, {5}, {{5}}}.status()), Status::BadShape);
}

TEST(Reshape, of_a_constant_is_a_copy) {
  TestModel m;
  m.op(BuiltinOperator::Reshape, {m.constant({2, 2}, Floats{1, 2, 3, 4})}, {m.output({4})});
  EXPECT_EQ(run(m, {}), (Floats{1, 2, 3, 4}));
}

TEST(Transpose, refuses_what_is_no_permutation) {
  EXPECT_EQ((Case{BuiltinOperator::Transpose, {2, 2}, {2, 2}, {{0, 0}}}.status()),
            Status::BadShape);
  EXPECT_EQ((Case{BuiltinOperator::Transpose, {2, 2}, {2, 2}, {{0, 2}}}.status()),
            Status::BadShape);
  EXPECT_EQ((Case{BuiltinOperator::Transpose, {2, 3}, {2, 3}, {{1, 0}}}.status()),
            Status::BadShape);
}

TEST(Concatenation, joins_along_any_axis) {
  for (const int axis : {1, -1}) {
    TestModel m;
    const int a = m.input({2, 2}), b = m.input({2, 1});
    m.op(BuiltinOperator::Concatenation, {a, b}, {m.output({2, 3})},
         Options(OptionsType::Concatenation).set(schema::concatenation_options::kAxis, axis));
    EXPECT_EQ(run(m, {{1, 2, 3, 4}, {9, 8}}), (Floats{1, 2, 9, 3, 4, 8}));
  }
  TestModel m;
  const int a = m.input({1, 2}), b = m.input({2, 2});
  m.op(BuiltinOperator::Concatenation, {a, b, a}, {m.output({4, 2})});
  EXPECT_EQ(run(m, {{1, 2}, {3, 4, 5, 6}}), (Floats{1, 2, 3, 4, 5, 6, 1, 2}));
}

TEST(Concatenation, refuses_parts_that_do_not_fill_the_output) {
  for (const int32_t rows : {2, 4}) {
    TestModel m;
    const int a = m.input({1, 2}), b = m.input({2, 2});
    m.op(BuiltinOperator::Concatenation, {a, b}, {m.output({rows, 2})});
    EXPECT_EQ(prepare_status(m), Status::BadShape);
  }
}

Options masks(int begin, int end, int ellipsis, int new_axis, int shrink) {
  namespace fields = schema::strided_slice_options;
  return Options(OptionsType::StridedSlice)
      .set(fields::kBeginMask, begin)
      .set(fields::kEndMask, end)
      .set(fields::kEllipsisMask, ellipsis)
      .set(fields::kNewAxisMask, new_axis)
      .set(fields::kShrinkAxisMask, shrink);
}

TEST(StridedSlice, follows_limits_strides_and_masks) {
  const auto slice = [](Ints input, Ints output, Ints begin, Ints end, Ints stride,
                        Options options) {
    return Case{BuiltinOperator::StridedSlice, input, output, {begin, end, stride}, options}.run();
  };
  // x[1:3, 0:2]
  EXPECT_EQ(slice({3, 3}, {2, 2}, {1, 0}, {3, 2}, {1, 1}, masks(0, 0, 0, 0, 0)),
            (Floats{3, 4, 6, 7}));
  // x[:, -1, :]: what Keras writes for the last step of a sequence
  EXPECT_EQ(slice({1, 3, 2}, {1, 2}, {0, -1, 0}, {0, 0, 0}, {1, 1, 1}, masks(5, 5, 0, 0, 2)),
            (Floats{4, 5}));
  // x[::-1], x[4:0:-2], limits clip
  EXPECT_EQ(slice({4}, {4}, {0}, {0}, {-1}, masks(1, 1, 0, 0, 0)), (Floats{3, 2, 1, 0}));
  EXPECT_EQ(slice({5}, {2}, {4}, {0}, {-2}, masks(0, 0, 0, 0, 0)), (Floats{4, 2}));
  EXPECT_EQ(slice({5}, {4}, {1}, {99}, {1}, masks(0, 0, 0, 0, 0)), (Floats{1, 2, 3, 4}));
  // x[..., 1], x[:, newaxis], x[newaxis, ..., 0:1]
  EXPECT_EQ(slice({2, 2, 2}, {2, 2}, {0, 1}, {0, 2}, {1, 1}, masks(0, 0, 1, 0, 2)),
            (Floats{1, 3, 5, 7}));
  EXPECT_EQ(slice({2, 2}, {2, 1, 2}, {0, 0}, {0, 0}, {1, 1}, masks(1, 1, 0, 2, 0)), counting(4));
  EXPECT_EQ(slice({2, 2}, {1, 2, 1}, {0, 0, 0}, {0, 0, 1}, {1, 1, 1}, masks(0, 0, 2, 1, 0)),
            (Floats{0, 2}));
}

TEST(StridedSlice, refuses_bad_limits) {
  const auto status = [](Ints output, Ints begin, Ints end, Ints stride, Options options) {
    return Case{BuiltinOperator::StridedSlice, {4}, output, {begin, end, stride}, options}.status();
  };
  EXPECT_EQ(status({1}, {0}, {1}, {0}, masks(0, 0, 0, 0, 0)), Status::BadShape);  // stride 0
  EXPECT_EQ(status({1}, {3}, {1}, {1}, masks(0, 0, 0, 0, 0)), Status::BadShape);  // empty
  EXPECT_EQ(status({}, {4}, {5}, {1}, masks(0, 0, 0, 0, 1)), Status::BadShape);   // outside
  EXPECT_EQ(status({3}, {0}, {2}, {1}, masks(0, 0, 0, 0, 0)), Status::BadShape);  // other output
  EXPECT_EQ(status({1}, {0, 0}, {1, 1}, {1, 1}, masks(0, 0, 0, 0, 0)), Status::BadShape);
}

TEST(Pad, puts_zeros_around) {
  EXPECT_EQ((Case{BuiltinOperator::Pad, {2, 1}, {3, 3}, {{1, 0, 1, 1}}}.run()),
            (Floats{0, 0, 0, 0, 0, 0, 0, 1, 0}));
  EXPECT_EQ((Case{BuiltinOperator::Pad, {2}, {1}, {{-1, 0}}}.status()), Status::BadShape);
}

TEST(Mean, averages_over_any_axes) {
  const auto keep = Options(OptionsType::Reducer).set(schema::reducer_options::kKeepDims, 1);
  EXPECT_EQ((Case{BuiltinOperator::Mean, {1, 3, 2}, {1, 2}, {{1}}}.run()), (Floats{2, 3}));
  EXPECT_EQ((Case{BuiltinOperator::Mean, {2, 2, 2}, {1, 2, 1}, {{0, -1}}, keep}.run()),
            (Floats{2.5f, 4.5f}));
  EXPECT_EQ((Case{BuiltinOperator::Mean, {4}, {}, {{0}}}.run()), (Floats{1.5f}));
  EXPECT_EQ((Case{BuiltinOperator::Mean, {2, 2}, {2, 2}, {{0}}}.status()), Status::BadShape);
  EXPECT_EQ((Case{BuiltinOperator::Mean, {2, 2}, {2}, {{2}}}.status()), Status::BadShape);
}

Floats binary(BuiltinOperator code, Ints a, Ints b, Ints output, const Floats& x, const Floats& y,
              Options options = Options()) {
  TestModel m;
  const int left = m.input(a), right = m.input(b);
  m.op(code, {left, right}, {m.output(output)}, options);
  return run(m, {x, y});
}

TEST(Binary, operators_broadcast) {
  EXPECT_EQ(binary(BuiltinOperator::Add, {2, 2}, {2}, {2, 2}, {1, 2, 3, 4}, {10, 20}),
            (Floats{11, 22, 13, 24}));
  EXPECT_EQ(binary(BuiltinOperator::Sub, {2, 1}, {1, 2}, {2, 2}, {1, 2}, {10, 20}),
            (Floats{-9, -19, -8, -18}));
  EXPECT_EQ(binary(BuiltinOperator::Mul, {3}, {}, {3}, {1, 2, 3}, {2}), (Floats{2, 4, 6}));
  EXPECT_EQ(binary(BuiltinOperator::Div, {1, 2, 1}, {2, 1, 2}, {2, 2, 2}, {8, 4}, {1, 2, 4, 8}),
            (Floats{8, 4, 4, 2, 2, 1, 1, .5f}));
  EXPECT_EQ(binary(BuiltinOperator::Add, {2, 3, 1}, {2, 3, 1}, {2, 3, 1}, counting(6), counting(6)),
            (Floats{0, 2, 4, 6, 8, 10}));
}

TEST(Binary, operators_fuse_an_activation) {
  EXPECT_EQ(binary(BuiltinOperator::Add, {3}, {3}, {3}, {-3, 1, 9}, {1, 1, 1},
                   Options(OptionsType::Add).set(schema::add_options::kActivation, 3)),
            (Floats{0, 2, 6}));
}

TEST(Binary, operators_refuse_shapes_that_do_not_broadcast) {
  for (const Ints& output : {Ints{2, 2}, Ints{2, 3}, Ints{3}}) {
    TestModel m;
    const int a = m.input({2, 3}), b = m.input({2});
    m.op(BuiltinOperator::Add, {a, b}, {m.output(output)});
    EXPECT_EQ(prepare_status(m), Status::BadShape);
  }
  TestModel larger;
  const int a = larger.input({1, 3});
  larger.op(BuiltinOperator::Add, {a, a}, {larger.output({2, 3})});
  EXPECT_EQ(prepare_status(larger), Status::BadShape);
}

TEST(Unary, operators_work_on_each_element) {
  const auto apply = [](BuiltinOperator code, const Floats& x) {
    TestModel m;
    m.op(code, {m.input({2, 2})}, {m.output({2, 2})});
    return run(m, {x});
  };
  EXPECT_EQ(apply(BuiltinOperator::Relu, {-1, 0, 1, 9}), (Floats{0, 0, 1, 9}));
  EXPECT_EQ(apply(BuiltinOperator::Relu6, {-1, 0, 1, 9}), (Floats{0, 0, 1, 6}));
  const Floats x = {-2, -.1f, .3f, 4};
  const Floats sigmoid = apply(BuiltinOperator::Logistic, x),
               tanh = apply(BuiltinOperator::Tanh, x);
  for (size_t i = 0; i < x.size(); ++i) {
    EXPECT_NEAR(sigmoid[i], 1 / (1 + std::exp(-double{x[i]})), 1e-7);
    EXPECT_NEAR(tanh[i], std::tanh(double{x[i]}), 1e-7);
  }
}

TEST(FullyConnected, takes_inputs_of_any_rank) {
  for (const Ints& output : {Ints{2, 1}, Ints{1, 2, 1}}) {
    TestModel m;
    const int x = m.input({1, 2, 3}), w = m.constant({1, 3}, Floats{1, 10, 100});
    const int keep = output.size() == 3;
    m.op(BuiltinOperator::FullyConnected, {x, w, -1}, {m.output(output)},
         Options(OptionsType::FullyConnected)
             .set(schema::fully_connected_options::kKeepNumDims, keep));
    EXPECT_EQ(run(m, {{1, 2, 3, 4, 5, 6}}), (Floats{321, 654}));
  }
}

TEST(FullyConnected, refuses_weights_that_do_not_fit) {
  TestModel m;
  const int x = m.input({1, 4}), w = m.constant({1, 3}, Floats{1, 2, 3});
  m.op(BuiltinOperator::FullyConnected, {x, w}, {m.output({1, 1})});
  EXPECT_EQ(prepare_status(m), Status::BadShape);
}

TEST(Softmax, takes_beta_from_its_options) {
  const auto beta = Options(OptionsType::Softmax).set(schema::softmax_options::kBeta, 2.0f);
  const Floats y = Case{BuiltinOperator::Softmax, {1, 2}, {1, 2}, {}, beta}.run();
  EXPECT_NEAR(y[1] / y[0], std::exp(2.0), 1e-5);
}

Options conv_options(schema::Padding padding, int stride, int dilation) {
  namespace fields = schema::conv_2d_options;
  return Options(OptionsType::Conv2d)
      .set(fields::kPadding, static_cast<int8_t>(padding))
      .set(fields::kStrideH, 1)
      .set(fields::kStrideW, stride)
      .set(fields::kDilationW, dilation)
      .set(fields::kActivation, 1);
}

TEST(Conv2d, reads_its_options) {
  const auto conv = [](Ints output, Options options) {
    TestModel m;
    const int x = m.input({1, 1, 5, 1}), w = m.constant({1, 1, 3, 1}, Floats{1, 10, 100});
    m.op(BuiltinOperator::Conv2d, {x, w, m.constant({1}, Floats{-300})}, {m.output(output)},
         options);
    Session session(m.bytes());
    return session.status == Status::Ok ? session.run({{1, 2, 3, 4, 5}}) : Floats{};
  };
  EXPECT_EQ(conv({1, 1, 3, 1}, conv_options(schema::Padding::Valid, 1, 1)), (Floats{21, 132, 243}));
  EXPECT_EQ(conv({1, 1, 3, 1}, conv_options(schema::Padding::Same, 2, 1)), (Floats{0, 132, 0}));
  EXPECT_EQ(conv({1, 1, 1, 1}, conv_options(schema::Padding::Valid, 1, 2)), (Floats{231}));
  EXPECT_EQ(conv({1, 1, 4, 1}, conv_options(schema::Padding::Valid, 1, 1)), Floats{});
  EXPECT_EQ(conv({1, 1, 3, 1}, conv_options(schema::Padding::Valid, 0, 1)), Floats{});
  EXPECT_EQ(conv({1, 1, 5, 1}, conv_options(schema::Padding::Same, 1, 1 << 30)), Floats{});
}

TEST(Pooling, reads_its_options) {
  namespace fields = schema::pool_2d_options;
  const auto options = Options(OptionsType::Pool2d)
                           .set(fields::kPadding, static_cast<int8_t>(schema::Padding::Valid))
                           .set(fields::kStrideH, 1)
                           .set(fields::kStrideW, 2)
                           .set(fields::kFilterH, 1)
                           .set(fields::kFilterW, 2);
  EXPECT_EQ((Case{BuiltinOperator::MaxPool2d, {1, 1, 5, 1}, {1, 1, 2, 1}, {}, options}.run()),
            (Floats{1, 3}));
  EXPECT_EQ((Case{BuiltinOperator::AveragePool2d, {1, 1, 5, 1}, {1, 1, 2, 1}, {}, options}.run()),
            (Floats{.5f, 2.5f}));
}

TEST(DepthwiseConv2d, reads_its_options) {
  namespace fields = schema::depthwise_conv_2d_options;
  TestModel m;
  const int x = m.input({1, 1, 3, 2}), w = m.constant({1, 1, 2, 2}, Floats{1, 10, 100, 1000});
  m.op(BuiltinOperator::DepthwiseConv2d, {x, w}, {m.output({1, 1, 2, 2})},
       Options(OptionsType::DepthwiseConv2d)
           .set(fields::kPadding, static_cast<int8_t>(schema::Padding::Valid))
           .set(fields::kStrideH, 1)
           .set(fields::kStrideW, 1)
           .set(fields::kDepthMultiplier, 1));
  EXPECT_EQ(run(m, {{1, 2, 3, 4, 5, 6}}), (Floats{301, 4020, 503, 6040}));
}

TEST(Operators, refuse_types_they_do_not_take) {
  TestModel m;
  const int x = m.input({2}, TensorType::Bool);
  m.op(BuiltinOperator::Add, {x, x}, {m.output({2}, TensorType::Bool)});
  Session session(m.bytes());
  EXPECT_EQ(session.status, Status::UnsupportedType);
  EXPECT_EQ(session.interpreter.failure().op, 0u);
  EXPECT_EQ(session.interpreter.failure().value, static_cast<size_t>(TensorType::Bool));
}

// LiteRT refuses them too, but for CONV_2D, which takes the bytes for int8.
TEST(Operators, refuse_float16_weights_that_are_not_unpacked) {
  constexpr TensorType kHalf = TensorType::Float16;
  struct Weighted {
    BuiltinOperator code;
    Ints input, weights, output;
  };
  for (const Weighted& op :
       {Weighted{BuiltinOperator::FullyConnected, {1, 4}, {3, 4}, {1, 3}},
        Weighted{BuiltinOperator::Conv2d, {1, 1, 4, 2}, {3, 1, 4, 2}, {1, 1, 1, 3}},
        Weighted{BuiltinOperator::DepthwiseConv2d, {1, 1, 4, 3}, {1, 1, 4, 3}, {1, 1, 1, 3}}}) {
    size_t count = 1;
    for (const int32_t size : op.weights) count *= static_cast<size_t>(size);
    TestModel m;
    const int x = m.input(op.input);
    const int w = m.constant(op.weights, std::vector<uint16_t>(count, 0x3C00), kHalf);
    m.op(op.code, {x, w, m.constant({3}, Floats{0, 0, 0})}, {m.output(op.output)});
    Session session(m.bytes());
    EXPECT_EQ(session.status, Status::UnsupportedType);
    EXPECT_EQ(session.interpreter.failure().op, 0u);
    EXPECT_EQ(session.interpreter.failure().value, static_cast<size_t>(kHalf));
  }
}

TEST(Operators, refuse_options_of_another_operator) {
  const Case relu{BuiltinOperator::Relu, {2}, {2}, {}, Options(OptionsType::Conv2d)};
  EXPECT_EQ(relu.status(), Status::BadModel);
}

TEST(Operators, refuse_activations_that_are_not_a_clamp) {
  TestModel m;
  const int x = m.input({2});
  m.op(BuiltinOperator::Add, {x, x}, {m.output({2})},
       Options(OptionsType::Add).set(schema::add_options::kActivation, 4));
  EXPECT_EQ(prepare_status(m), Status::UnsupportedOperator);
}

}  // namespace
}  // namespace ambulo::operators

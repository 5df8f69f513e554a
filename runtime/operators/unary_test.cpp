// SPDX-License-Identifier: Apache-2.0
// Functions of one element, worked out by hand or from their definitions, in every type.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "runtime/testing/test_model.h"

namespace ambulo::operators {
namespace {

using schema::BuiltinOperator;
using schema::OptionsType;
using testing::Floats;
using testing::Options;
using testing::prepare_status;
using testing::Session;
using testing::TestModel;

using Bytes = std::vector<int8_t>;
using Words = std::vector<int16_t>;

struct Scale {
  float scale;
  int zero_point;
};

template <typename In, typename Out>
TestModel model(BuiltinOperator code, int32_t count, Scale x, Scale y,
                const Options& options = Options()) {
  TestModel m;
  const int from = m.quantize(m.input({count}, testing::type_of<In>()), x.scale, x.zero_point);
  const int to = m.quantize(m.output({count}, testing::type_of<Out>()), y.scale, y.zero_point);
  m.op(code, {from}, {to}, options);
  return m;
}

template <typename In, typename Out = In>
std::vector<Out> apply(BuiltinOperator code, const std::vector<In>& values, Scale x, Scale y,
                       const Options& options = Options()) {
  const auto m = model<In, Out>(code, static_cast<int32_t>(values.size()), x, y, options);
  return Session(m.bytes()).run_as<Out, In>({values});
}

Options leaky(float alpha) {
  return Options(OptionsType::LeakyRelu).set(schema::leaky_relu_options::kAlpha, alpha);
}

TEST(Relu, limits_at_the_zero_point_of_the_output) {
  const Scale same = {.5f, 10}, coarse = {1.0f, -3};
  EXPECT_EQ(apply<int8_t>(BuiltinOperator::Relu, {-128, 9, 10, 11, 127}, same, same),
            (Bytes{10, 10, 10, 11, 127}));
  EXPECT_EQ(apply<int8_t>(BuiltinOperator::Relu, {0, 10, 12, 13, 127}, same, coarse),
            (Bytes{-3, -3, -2, -1, 56}));
  EXPECT_EQ(apply<int8_t>(BuiltinOperator::Relu6, {0, 12, 22, 30}, same, same),
            (Bytes{10, 12, 22, 22}));
  EXPECT_EQ(apply<int8_t>(BuiltinOperator::ReluN1To1, {0, 8, 9, 12, 30}, same, same),
            (Bytes{8, 8, 9, 12, 12}));
  EXPECT_EQ(apply<int16_t>(BuiltinOperator::Relu, {-5, 0, 3, 32767}, {.5f, 0}, {1.0f, 0}),
            (Words{0, 0, 2, 16384}));
  EXPECT_EQ(apply<int16_t>(BuiltinOperator::Relu6, {-5, 13, 11}, {.5f, 0}, {.5f, 0}),
            (Words{0, 12, 11}));
}

TEST(LeakyRelu, has_a_factor_for_each_sign) {
  EXPECT_EQ(
      apply<int8_t>(BuiltinOperator::LeakyRelu, {-10, 0, 3, 13}, {1.0f, 3}, {1.0f, 3}, leaky(.5f)),
      (Bytes{-3, 2, 3, 13}));
  EXPECT_EQ(
      apply<int8_t>(BuiltinOperator::LeakyRelu, {-10, 3, 13}, {1.0f, 3}, {1.0f, 3}, leaky(0.0f)),
      (Bytes{3, 3, 13}));
  EXPECT_EQ(
      apply<int16_t>(BuiltinOperator::LeakyRelu, {-1000, 1000}, {1.0f, 0}, {2.0f, 0}, leaky(.25f)),
      (Words{-125, 500}));
  TestModel m;
  m.op(BuiltinOperator::LeakyRelu, {m.input({2})}, {m.output({2})}, leaky(.25f));
  EXPECT_EQ(Session(m.bytes()).run({{-8, 8}}), (Floats{-2, 8}));
}

TEST(Abs, measures_from_the_zero_point) {
  EXPECT_EQ(apply<int8_t>(BuiltinOperator::Abs, {-5, 3, 4, 127}, {1.0f, 3}, {1.0f, -128}),
            (Bytes{-120, -128, -127, -4}));
  EXPECT_EQ(apply<int8_t>(BuiltinOperator::Abs, {-8, 8}, {1.0f, 0}, {2.0f, 1}), (Bytes{5, 5}));
}

// Every int8 input against the function itself: at most rounding apart.
void expect_table(BuiltinOperator code, Scale x, Scale y,
                  const std::function<double(double)>& function) {
  Bytes all(256);
  for (int i = 0; i < 256; ++i) all[static_cast<size_t>(i)] = static_cast<int8_t>(i - 128);
  const Bytes result = apply<int8_t>(code, all, x, y);
  for (size_t i = 0; i < 256; ++i) {
    const double real = function(double{x.scale} * (all[i] - x.zero_point));
    const double exact = std::clamp(real / double{y.scale} + y.zero_point, -128.0, 127.0);
    ASSERT_NEAR(result[i], exact, .5001) << int{all[i]};
  }
}

TEST(HardSwish, of_int8_follows_the_curve) {
  Bytes all(256);
  for (int i = 0; i < 256; ++i) all[static_cast<size_t>(i)] = static_cast<int8_t>(i - 128);
  for (const Scale& x : {Scale{.05f, 3}, Scale{.01f, -128}, Scale{.1f, 60}}) {
    const Bytes result = apply<int8_t>(BuiltinOperator::HardSwish, all, x, {.1f, -100});
    for (size_t i = 0; i < 256; ++i) {
      const double v = double{x.scale} * (all[i] - x.zero_point);
      const double exact = v * std::clamp(v + 3, 0.0, 6.0) / 6 / .1 - 100;
      ASSERT_NEAR(result[i], std::clamp(exact, -128.0, 127.0), 1.0) << v;
    }
  }
}

TEST(Sigmoids, of_int8_are_rounded_once) {
  const auto logistic = [](double x) { return 1 / (1 + std::exp(-x)); };
  for (const Scale& x : {Scale{.05f, 3}, Scale{.3f, -128}, Scale{20.0f, 127}}) {
    expect_table(BuiltinOperator::Logistic, x, {1.0f / 256, -128}, logistic);
    expect_table(BuiltinOperator::Tanh, x, {1.0f / 128, 0}, [](double v) { return std::tanh(v); });
    expect_table(BuiltinOperator::Elu, x, {.02f, -70},
                 [](double v) { return v < 0 ? std::expm1(v) : v; });
  }
}

// The table of the kernel keeps LiteRT's int16 sigmoids within 3e-5 (one number) and 6e-5.
TEST(Sigmoids, of_int16_follow_the_curve) {
  Words all(1 << 16);
  for (int i = 0; i < 1 << 16; ++i) all[static_cast<size_t>(i)] = static_cast<int16_t>(i - 32768);
  for (const float scale : {1.0f / 4096, 1.0f / 2048, .0001f, .001f}) {
    const Scale x = {scale, 0}, y = {1.0f / 32768, 0};
    const Words logistic = apply<int16_t>(BuiltinOperator::Logistic, all, x, y);
    const Words tanh = apply<int16_t>(BuiltinOperator::Tanh, all, x, y);
    for (size_t i = 0; i < all.size(); ++i) {
      const double v = double{scale} * all[i];
      ASSERT_NEAR(logistic[i] / 32768.0, 1 / (1 + std::exp(-v)), 1.5e-4) << v;
      ASSERT_NEAR(tanh[i] / 32768.0, std::tanh(v), 2e-4) << v;
    }
  }
}

TEST(Sigmoids, of_int16_want_the_scale_of_their_range) {
  const auto status = [](Scale x, Scale y) {
    return prepare_status(model<int16_t, int16_t>(BuiltinOperator::Tanh, 2, x, y));
  };
  EXPECT_EQ(status({.001f, 0}, {1.0f / 32768, 0}), Status::Ok);
  EXPECT_EQ(status({.001f, 0}, {1.0f / 16384, 0}), Status::BadQuantization);
  EXPECT_EQ(status({.001f, 1}, {1.0f / 32768, 0}), Status::BadQuantization);
  EXPECT_EQ(status({10.0f, 0}, {1.0f / 32768, 0}), Status::BadQuantization);
  EXPECT_EQ(status({1e-30f, 0}, {1.0f / 32768, 0}), Status::BadQuantization);
}

TEST(Unary, float_functions_are_exact_to_rounding) {
  const Floats x = {-30, -3.5f, -1.0001f, -.9999f, -1e-6f, 0, 1e-6f, .25f, 2, 7};
  const auto run = [&](BuiltinOperator code, const Floats& values) {
    TestModel m;
    const int32_t count = static_cast<int32_t>(values.size());
    m.op(code, {m.input({count})}, {m.output({count})});
    return Session(m.bytes()).run({values});
  };
  const Floats elu = run(BuiltinOperator::Elu, x), abs = run(BuiltinOperator::Abs, x);
  const Floats swish = run(BuiltinOperator::HardSwish, x);
  for (size_t i = 0; i < x.size(); ++i) {
    const double v = x[i], exact = v < 0 ? std::expm1(v) : v;
    EXPECT_NEAR(elu[i], exact, 3e-7 * std::abs(exact));
    EXPECT_EQ(abs[i], std::abs(x[i]));
    EXPECT_NEAR(swish[i], v * std::clamp(v + 3, 0.0, 6.0) / 6, 1e-6);
  }
  const Floats positive = {0, 1e-40f, 1e-30f, .3f, 1, 2, 4, 1e30f, INFINITY};
  const Floats sqrt = run(BuiltinOperator::Sqrt, positive);
  const Floats rsqrt = run(BuiltinOperator::Rsqrt, positive);
  for (size_t i = 0; i < positive.size(); ++i) {
    EXPECT_FLOAT_EQ(sqrt[i], std::sqrt(positive[i]));
    EXPECT_FLOAT_EQ(rsqrt[i], 1.0f / std::sqrt(positive[i]));
  }
  EXPECT_TRUE(std::isnan(run(BuiltinOperator::Sqrt, {-1})[0]));
}

TEST(Rsqrt, of_int8_is_rounded_and_has_no_result_at_zero) {
  // 1 / sqrt(.25 q) in units of 1/64
  EXPECT_EQ(apply<int8_t>(BuiltinOperator::Rsqrt, {-128, -127, -124, -112, 0, 127}, {.25f, -128},
                          {1.0f / 64, 0}),
            (Bytes{127, 127, 64, 32, 11, 8}));
}

TEST(Neg, turns_the_sign) {
  TestModel m;
  m.op(BuiltinOperator::Neg, {m.input({2})}, {m.output({2})}, Options(OptionsType::Neg));
  EXPECT_EQ(Session(m.bytes()).run({{-8, 3}}), (Floats{8, -3}));
}

TEST(Quantize, rounds_half_away_from_zero_and_saturates) {
  const auto quantize = [](float scale, int zero_point, const Floats& x) {
    return apply<float, int8_t>(BuiltinOperator::Quantize, x, {1, 0}, {scale, zero_point});
  };
  EXPECT_EQ(quantize(.5f, 3, {0, .25f, -.25f, .2f, 1, 100, -100}),
            (Bytes{3, 4, 2, 3, 5, 127, -128}));
  EXPECT_EQ(quantize(.5f, 3, {INFINITY, -INFINITY, NAN, 3e38f}), (Bytes{127, -128, 3, 127}));
  EXPECT_EQ((apply<float, int16_t>(BuiltinOperator::Quantize, {1, -1e9f, 20000}, {1, 0}, {.5f, 0})),
            (Words{2, -32768, 32767}));
  EXPECT_EQ((apply<float, uint8_t>(BuiltinOperator::Quantize, {1, -9}, {1, 0}, {.5f, 9})),
            (std::vector<uint8_t>{11, 0}));
}

TEST(Quantize, goes_from_one_quantization_to_another) {
  EXPECT_EQ(apply<int8_t>(BuiltinOperator::Quantize, {-128, 3, 5, 127}, {1.0f, 3}, {2.0f, -1}),
            (Bytes{-66, -1, 0, 61}));
  EXPECT_EQ((apply<uint8_t, int8_t>(BuiltinOperator::Quantize, {0, 128, 255}, {1, 128}, {1, 0})),
            (Bytes{-128, 0, 127}));
  EXPECT_EQ((apply<int8_t, uint8_t>(BuiltinOperator::Quantize, {-128, 0, 127}, {1, 0}, {1, 128})),
            (std::vector<uint8_t>{0, 128, 255}));
  EXPECT_EQ(
      (apply<int16_t, int8_t>(BuiltinOperator::Quantize, {-32768, 256, 300}, {1, 0}, {256, 7})),
      (Bytes{-121, 8, 8}));
  EXPECT_EQ(apply<int16_t>(BuiltinOperator::Quantize, {-3, 10000}, {1, 0}, {.25f, 0}),
            (Words{-12, 32767}));
  EXPECT_EQ(prepare_status(model<int8_t, int16_t>(BuiltinOperator::Quantize, 2, {1, 0}, {1, 0})),
            Status::UnsupportedType);
}

TEST(Dequantize, multiplies_by_the_scale) {
  EXPECT_EQ((apply<int8_t, float>(BuiltinOperator::Dequantize, {-128, 3, 5}, {.5f, 3}, {1, 0})),
            (Floats{-65.5f, 0, 1}));
  EXPECT_EQ((apply<uint8_t, float>(BuiltinOperator::Dequantize, {0, 255}, {.5f, 3}, {1, 0})),
            (Floats{-1.5f, 126}));
  EXPECT_EQ((apply<int16_t, float>(BuiltinOperator::Dequantize, {-32768, 2}, {.5f, 0}, {1, 0})),
            (Floats{-16384, 1}));
}

TEST(Dequantize, of_float16_keeps_every_number) {
  TestModel m;
  const std::vector<uint16_t> halves = {0x0000, 0x8000, 0x3C00, 0xC000, 0x3555,
                                        0x0001, 0x83FF, 0x7BFF, 0x7C00, 0xFC00};
  const int stored = m.constant({10}, halves, TensorType::Float16);
  m.op(BuiltinOperator::Dequantize, {stored}, {m.output({10})}, Options(OptionsType::Dequantize));
  Session session(m.bytes());
  EXPECT_EQ(session.output<float>(0), (Floats{0, -0.0f, 1, -2, 0x1.554p-2f, 0x1p-24f, -0x1.ff8p-15f,
                                              65504, INFINITY, -INFINITY}));
}

TEST(Dequantize, gives_variables_zeros_as_their_first_content) {
  for (const uint16_t content : {uint16_t{0}, uint16_t{0x3C00}}) {
    TestModel m;
    const int state = m.variable({2});
    const int stored = m.constant({2}, std::vector<uint16_t>(2, content), TensorType::Float16);
    m.op(BuiltinOperator::Dequantize, {stored}, {state}, Options(OptionsType::Dequantize));
    m.op(BuiltinOperator::Add, {m.input({2}), state}, {m.output({2})});
    if (content != 0) {
      EXPECT_EQ(prepare_status(m), Status::UnsupportedOperator);
    } else {
      EXPECT_EQ(Session(m.bytes()).run({{1, 2}}), (Floats{1, 2}));
    }
  }
  TestModel other;
  const int state = other.variable({2});
  other.op(BuiltinOperator::Relu, {other.constant({2}, Floats{0, 0})}, {state});
  other.op(BuiltinOperator::Add, {other.input({2}), state}, {other.output({2})});
  EXPECT_EQ(prepare_status(other), Status::BadModel);
}

TEST(Unary, refuses_hostile_scales) {
  for (const auto code : {BuiltinOperator::Relu, BuiltinOperator::Quantize, BuiltinOperator::Abs,
                          BuiltinOperator::LeakyRelu}) {
    for (const float bad : {0.0f, -1.0f, NAN, INFINITY}) {
      const Options options = code == BuiltinOperator::LeakyRelu ? leaky(.5f) : Options();
      EXPECT_EQ(prepare_status(model<int8_t, int8_t>(code, 2, {bad, 0}, {1, 0}, options)),
                Status::BadQuantization);
      EXPECT_EQ(prepare_status(model<int8_t, int8_t>(code, 2, {1, 0}, {bad, 0}, options)),
                Status::BadQuantization);
    }
    EXPECT_EQ(prepare_status(model<int8_t, int8_t>(code, 2, {1e30f, 0}, {1e-30f, 0})),
              Status::BadQuantization);
    EXPECT_EQ(prepare_status(model<int8_t, int8_t>(code, 2, {1, 128}, {1, 0})),
              Status::BadQuantization);
  }
  // Whatever the scales are, a table is made without trouble.
  for (const float scale : {1e-45f, 1e-38f, 1e38f}) {
    for (const auto code : {BuiltinOperator::Logistic, BuiltinOperator::Elu}) {
      EXPECT_EQ(prepare_status(model<int8_t, int8_t>(code, 2, {scale, 5}, {1e-45f, 5})),
                Status::Ok);
      EXPECT_EQ(prepare_status(model<int8_t, int8_t>(code, 2, {scale, 5}, {1e38f, 5})), Status::Ok);
    }
  }
}

}  // namespace
}  // namespace ambulo::operators

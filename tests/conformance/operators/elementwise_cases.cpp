// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/operators/cases.h"

namespace ambulo::conformance {
namespace {

using schema::BuiltinOperator;
using schema::OptionsType;
using testing::Ints;
using testing::Options;
using testing::TestModel;

Case unary(const std::string& name, BuiltinOperator code, const Numbers& from, const Numbers& to,
           const Options& options = Options()) {
  TestModel m;
  m.op(code, {input(m, {1, 1000}, from)}, {output(m, {1, 1000}, to)}, options);
  return {name + "_" + from.name() + "_" + to.name(), m};
}

struct Shapes {
  const char* name;
  Ints a, b, output;
};

Case binary(const std::string& name, BuiltinOperator code, const Shapes& shapes, const Numbers& a,
            const Numbers& b, const Numbers& y, const Options& options) {
  TestModel m;
  m.op(code, {input(m, shapes.a, a), input(m, shapes.b, b)}, {output(m, shapes.output, y)},
       options);
  return {name + "_" + shapes.name + "_" + a.name() + "_" + b.name() + "_" + y.name(), m};
}

const std::vector<Shapes> kShapes = {{"same", {2, 8, 6}, {2, 8, 6}, {2, 8, 6}},
                                     {"channels", {1, 16, 6}, {6}, {1, 16, 6}},
                                     {"both", {4, 1, 5}, {3, 1}, {4, 3, 5}}};

void add_activations(std::vector<Case>& cases) {
  const auto leaky = Options(OptionsType::LeakyRelu).set(schema::leaky_relu_options::kAlpha, 0.3f);
  const auto leaky_steep =
      Options(OptionsType::LeakyRelu).set(schema::leaky_relu_options::kAlpha, 1.7f);
  const Numbers f;
  for (const auto& [name, code] : std::vector<std::pair<std::string, BuiltinOperator>>{
           {"relu", BuiltinOperator::Relu},
           {"relu6", BuiltinOperator::Relu6},
           {"relu_n1_to_1", BuiltinOperator::ReluN1To1}}) {
    cases.push_back(unary(name, code, f, f));
    cases.push_back(unary(name, code, int8(.05f, 3), int8(.05f, 3)));
    cases.push_back(unary(name, code, int8(.0731f, -17), int8(.0417f, -128)));
    cases.push_back(unary(name, code, int8(.013f, 100), int8(.21f, 5)));
    cases.push_back(unary(name, code, uint8(.0731f, 111), uint8(.0417f, 0)));
    cases.push_back(unary(name, code, uint8(.013f, 228), uint8(.21f, 133)));
  }
  cases.push_back(unary("relu", BuiltinOperator::Relu, int16(.0003f), int16(.0002f)));
  cases.push_back(unary("leaky", BuiltinOperator::LeakyRelu, f, f, leaky));
  for (const Numbers& y : {int8(.05f, 3), int8(.0417f, -100), int8(.21f, 5)}) {
    cases.push_back(unary("leaky", BuiltinOperator::LeakyRelu, int8(.0731f, -17), y, leaky));
    cases.push_back(unary("steep", BuiltinOperator::LeakyRelu, int8(.05f, 60), y, leaky_steep));
  }
  for (const Numbers& y : {uint8(.05f, 131), uint8(.0417f, 28)}) {
    cases.push_back(unary("leaky", BuiltinOperator::LeakyRelu, uint8(.0731f, 111), y, leaky));
    cases.push_back(unary("steep", BuiltinOperator::LeakyRelu, uint8(.05f, 188), y, leaky_steep));
  }
  cases.push_back(unary("leaky", BuiltinOperator::LeakyRelu, int16(.0003f), int16(.0002f), leaky));
  cases.push_back(unary("abs", BuiltinOperator::Abs, f, f, Options(OptionsType::Abs)));
  cases.push_back(
      unary("abs", BuiltinOperator::Abs, int8(.05f, 3), int8(.05f, 3), Options(OptionsType::Abs)));
  cases.push_back(unary("abs", BuiltinOperator::Abs, int8(.0731f, -17), int8(.0417f, -128),
                        Options(OptionsType::Abs)));
  cases.push_back(unary("neg", BuiltinOperator::Neg, f, f, Options(OptionsType::Neg)));
  cases.push_back(unary("hard_swish", BuiltinOperator::HardSwish, f, f));
  for (const Numbers& x : {int8(.05f, 3), int8(.01f, -128), int8(.2f, 90)}) {
    cases.push_back(unary("hard_swish", BuiltinOperator::HardSwish, x, int8(.03f, -90)));
    cases.push_back(unary("hard_swish", BuiltinOperator::HardSwish, x, int8(.1f, 5)));
  }
  for (const Numbers& x : {uint8(.05f, 131), uint8(.01f, 0), uint8(.2f, 218)}) {
    cases.push_back(unary("hard_swish", BuiltinOperator::HardSwish, x, uint8(.03f, 38)));
    cases.push_back(unary("logistic", BuiltinOperator::Logistic, x, uint8(1.0f / 256, 0)));
    cases.push_back(unary("tanh", BuiltinOperator::Tanh, x, uint8(1.0f / 128, 128)));
  }
  cases.push_back(unary("elu", BuiltinOperator::Elu, f, f));
  for (const Numbers& x : {int8(.05f, 3), int8(.0331f, -17), int8(.2f, 90)}) {
    cases.push_back(unary("elu", BuiltinOperator::Elu, x, int8(.03f, -90)));
    cases.push_back(unary("logistic", BuiltinOperator::Logistic, x, int8(1.0f / 256, -128)));
    cases.push_back(unary("tanh", BuiltinOperator::Tanh, x, int8(1.0f / 128, 0)));
  }
  cases.push_back(unary("logistic", BuiltinOperator::Logistic, f, f));
  cases.push_back(unary("tanh", BuiltinOperator::Tanh, f, f));
  for (const float scale : {1.0f / 4096, 1.0f / 2048, .0003f, .00002f, .003f}) {
    const Numbers x = int16(scale), y = int16(1.0f / 32768);
    cases.push_back(unary("logistic", BuiltinOperator::Logistic, x, y));
    cases.push_back(unary("tanh", BuiltinOperator::Tanh, x, y));
  }
}

void add_quantizations(std::vector<Case>& cases) {
  const auto quantize = Options(OptionsType::Quantize), back = Options(OptionsType::Dequantize);
  const Numbers f, u8{TensorType::UInt8, .05f, 131}, u8_fine{TensorType::UInt8, .02f, 7};
  for (const Numbers& q : {int8(.05f, 3), int8(.0331f, -17), int16(.0003f), u8}) {
    cases.push_back(unary("quantize", BuiltinOperator::Quantize, f, q, quantize));
    cases.push_back(unary("dequantize", BuiltinOperator::Dequantize, q, f, back));
  }
  for (const Numbers& y : {int8(.05f, 3), int8(.0417f, -100), u8_fine, u8}) {
    cases.push_back(unary("requantize", BuiltinOperator::Quantize, int8(.0731f, -17), y, quantize));
    cases.push_back(unary("requantize", BuiltinOperator::Quantize, u8, y, quantize));
  }
  for (const Numbers& y : {int8(.05f, 3), int8(.1f, -100), int16(.0003f), int16(.0005f)}) {
    cases.push_back(unary("requantize", BuiltinOperator::Quantize, int16(.0003f), y, quantize));
  }
}

void add_arithmetic(std::vector<Case>& cases) {
  const Numbers f;
  for (const Shapes& shapes : kShapes) {
    for (const int activation : {0, 1, 3}) {
      const std::string suffix = std::to_string(activation);
      const auto add = Options(OptionsType::Add)
                           .set(schema::add_options::kActivation, activation)
                           .set(schema::add_options::kPotScaleInt16, 0);
      const auto sub = Options(OptionsType::Sub)
                           .set(schema::add_options::kActivation, activation)
                           .set(schema::add_options::kPotScaleInt16, 0);
      const auto mul = Options(OptionsType::Mul).set(schema::mul_options::kActivation, activation);
      const auto div = Options(OptionsType::Div).set(schema::mul_options::kActivation, activation);
      const auto all = [&](const Numbers& a, const Numbers& b, const Numbers& y) {
        cases.push_back(binary("add" + suffix, BuiltinOperator::Add, shapes, a, b, y, add));
        cases.push_back(binary("sub" + suffix, BuiltinOperator::Sub, shapes, a, b, y, sub));
        cases.push_back(binary("mul" + suffix, BuiltinOperator::Mul, shapes, a, b, y, mul));
      };
      all(f, f, f);
      cases.push_back(binary("div" + suffix, BuiltinOperator::Div, shapes, f, f, f, div));
      all(int8(.05f, 3), int8(.0331f, -17), int8(.06f, -5));
      all(int8(.05f, -128), int8(.05f, 127), int8(.1f, 0));
      all(int8(.003f, -100), int8(.7f, 12), int8(.5f, 1));
      all(uint8(.05f, 131), uint8(.0331f, 111), uint8(.06f, 123));
      all(uint8(.05f, 0), uint8(.05f, 255), uint8(.1f, 128));
      all(uint8(.003f, 28), uint8(.7f, 140), uint8(.5f, 129));
      all(int16(.0003f), int16(.0002f), int16(.0004f));
      all(int16(.0003f), int16(.07f), int16(.06f));
    }
    const auto none = Options(OptionsType::MaximumMinimum);
    for (const Numbers& n : {f, int8(.05f, 3), uint8(.05f, 131), int16(.001f)}) {
      cases.push_back(binary("maximum", BuiltinOperator::Maximum, shapes, n, n, n, none));
      cases.push_back(binary("minimum", BuiltinOperator::Minimum, shapes, n, n, n, none));
    }
    cases.push_back(binary("squared_difference", BuiltinOperator::SquaredDifference, shapes,
                           int8(.05f, 3), int8(.0331f, -17), int8(.16f, -128),
                           Options(OptionsType::SquaredDifference)));
    cases.push_back(binary("squared_difference", BuiltinOperator::SquaredDifference, shapes,
                           int8(.05f, 3), int8(.05f, 3), int8(.9f, -100),
                           Options(OptionsType::SquaredDifference)));
    cases.push_back(binary("squared_difference", BuiltinOperator::SquaredDifference, shapes, f, f,
                           f, Options(OptionsType::SquaredDifference)));
  }
  // Scales that are powers of two, as old 16-bit files have them.
  const auto shifts = Options(OptionsType::Add);
  const Numbers same = int16(1.0f / 1024);
  cases.push_back(
      binary("add_by_shifts", BuiltinOperator::Add, kShapes[0], same, same, same, shifts));
  cases.push_back(binary("add_not_by_shifts", BuiltinOperator::Add, kShapes[0], same, int16(.0003f),
                         same, shifts));
  const Numbers i32{TensorType::Int32, 0, 0}, i64{TensorType::Int64, 0, 0};
  for (const Numbers& n : {i32, i64}) {
    cases.push_back(
        binary("add", BuiltinOperator::Add, kShapes[0], n, n, n, Options(OptionsType::Add)));
    cases.push_back(
        binary("sub", BuiltinOperator::Sub, kShapes[1], n, n, n, Options(OptionsType::Sub)));
    cases.push_back(
        binary("mul", BuiltinOperator::Mul, kShapes[2], n, n, n, Options(OptionsType::Mul)));
  }
}

Case prelu(const Numbers& x, const Numbers& alpha, const Numbers& y) {
  TestModel m;
  m.op(BuiltinOperator::Prelu, {input(m, {2, 16, 6}, x), input(m, {1, 6}, alpha)},
       {output(m, {2, 16, 6}, y)});
  return {"prelu_" + x.name() + "_" + y.name(), m};
}

// Numbers that are not negative, by an ABS before.
Case root(const std::string& name, BuiltinOperator code) {
  TestModel m;
  const Numbers f;
  const int positive = computed(m, {1, 1000}, f);
  m.op(BuiltinOperator::Abs, {input(m, {1, 1000}, f)}, {positive});
  m.op(code, {positive}, {output(m, {1, 1000}, f)});
  return {name, m};
}

}  // namespace

std::vector<Case> elementwise_cases() {
  std::vector<Case> cases = {root("sqrt", BuiltinOperator::Sqrt),
                             root("rsqrt", BuiltinOperator::Rsqrt)};
  cases.push_back(prelu({}, {}, {}));
  cases.push_back(prelu(int8(.05f, 3), int8(.01f, -20), int8(.04f, -10)));
  for (const Numbers& y : {int8(.01f, -128), int8(.05f, 0), int8(.3f, -100)}) {
    cases.push_back(unary("rsqrt", BuiltinOperator::Rsqrt, int8(.7f, -128), y));
    cases.push_back(unary("rsqrt", BuiltinOperator::Rsqrt, int8(.0123f, -128), y));
  }
  add_activations(cases);
  add_quantizations(cases);
  add_arithmetic(cases);
  return cases;
}

}  // namespace ambulo::conformance

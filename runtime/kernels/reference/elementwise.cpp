// SPDX-License-Identifier: Apache-2.0
// Element by element in float: unary functions, and binary ones with broadcasting.
#include "runtime/core/approximations.h"
#include "runtime/kernels/reference/broadcast.h"
#include "runtime/kernels/reference/reference.h"
#include "runtime/kernels/reference/window.h"

namespace ambulo::kernels::reference {
namespace {

template <typename Function>
void binary(const BinaryArgs& args, Function function) {
  for_each_pair<float>(args, [&](float a, float b) { return clamped(function(a, b), args.clamp); });
}

template <typename Args, typename Function>
void unary(const Args& args, Function function) {
  for (size_t i = 0; i < args.count; ++i) args.output[i] = function(args.input[i]);
}

}  // namespace

void add_f32(const BinaryArgs& args) {
  binary(args, [](float a, float b) { return a + b; });
}
void sub_f32(const BinaryArgs& args) {
  binary(args, [](float a, float b) { return a - b; });
}
void mul_f32(const BinaryArgs& args) {
  binary(args, [](float a, float b) { return a * b; });
}
void div_f32(const BinaryArgs& args) {
  binary(args, [](float a, float b) { return a / b; });
}
void maximum_f32(const BinaryArgs& args) {
  binary(args, [](float a, float b) { return a > b ? a : b; });
}
void minimum_f32(const BinaryArgs& args) {
  binary(args, [](float a, float b) { return a < b ? a : b; });
}
void squared_difference_f32(const BinaryArgs& args) {
  binary(args, [](float a, float b) { return (a - b) * (a - b); });
}

void prelu_f32(const BinaryArgs& args) {
  binary(args, [](float x, float alpha) { return x >= 0.0f ? x : x * alpha; });
}

void logistic_f32(const UnaryArgs& args) {
  unary(args, sigmoid_approximation);
}
void tanh_f32(const UnaryArgs& args) {
  unary(args, tanh_approximation);
}
void elu_f32(const UnaryArgs& args) {
  unary(args, [](float x) { return x < 0.0f ? expm1_approximation(x) : x; });
}
void abs_f32(const UnaryArgs& args) {
  unary(args, [](float x) { return x < 0.0f ? -x : x; });
}
void neg_f32(const UnaryArgs& args) {
  unary(args, [](float x) { return -x; });
}
void hard_swish_f32(const UnaryArgs& args) {
  unary(args, [](float x) { return x * clamped(x + 3.0f, {0.0f, 6.0f}) / 6.0f; });
}
void sqrt_f32(const UnaryArgs& args) {
  unary(args, sqrt_approximation);
}
void rsqrt_f32(const UnaryArgs& args) {
  unary(args, [](float x) { return 1.0f / sqrt_approximation(x); });
}
void leaky_relu_f32(const LeakyReluArgs& args) {
  unary(args, [&](float x) { return x > 0.0f ? x : x * args.alpha; });
}
void clamp_f32(const ClampArgs& args) {
  unary(args, [&](float x) { return clamped(x, args.clamp); });
}

}  // namespace ambulo::kernels::reference

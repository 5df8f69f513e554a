// SPDX-License-Identifier: Apache-2.0
// Element by element: unary functions, and binary ones with broadcasting along up to kMaxRank
// axes (stride 0 repeats an operand).
#include "runtime/core/approximations.h"
#include "runtime/kernels/reference/reference.h"
#include "runtime/kernels/reference/window.h"

namespace ambulo::kernels::reference {
namespace {

template <typename Function>
void binary(const BinaryArgs& args, Function function) {
  const Dims &n = args.dims, &sa = args.a_strides, &sb = args.b_strides;
  float* output = args.output;
  for (int32_t i0 = 0; i0 < n[0]; ++i0) {
    for (int32_t i1 = 0; i1 < n[1]; ++i1) {
      for (int32_t i2 = 0; i2 < n[2]; ++i2) {
        for (int32_t i3 = 0; i3 < n[3]; ++i3) {
          const float* a = args.a + i0 * sa[0] + i1 * sa[1] + i2 * sa[2] + i3 * sa[3];
          const float* b = args.b + i0 * sb[0] + i1 * sb[1] + i2 * sb[2] + i3 * sb[3];
          for (int32_t i4 = 0; i4 < n[4]; ++i4) {
            output[i4] = clamped(function(a[i4 * sa[4]], b[i4 * sb[4]]), args.clamp);
          }
          output += n[4];
        }
      }
    }
  }
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

void logistic_f32(const UnaryArgs& args) {
  for (size_t i = 0; i < args.count; ++i) args.output[i] = sigmoid_approximation(args.input[i]);
}

void tanh_f32(const UnaryArgs& args) {
  for (size_t i = 0; i < args.count; ++i) args.output[i] = tanh_approximation(args.input[i]);
}

void clamp_f32(const ClampArgs& args) {
  for (size_t i = 0; i < args.count; ++i) args.output[i] = clamped(args.input[i], args.clamp);
}

}  // namespace ambulo::kernels::reference

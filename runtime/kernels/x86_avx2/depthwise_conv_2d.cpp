// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/x86/depthwise.h"
#include "runtime/kernels/x86_avx2/float_unit.h"
#include "runtime/kernels/x86_avx2/int8_unit.h"
#include "runtime/kernels/x86_avx2/x86_avx2.h"

namespace ambulo::kernels::x86_avx2 {
namespace {
using Depthwise = x86::IntegerDepthwise<Int8Unit>;
}  // namespace

void depthwise_conv_2d_f32(const DepthwiseConv2dArgs& args) {
  x86::depthwise_floats<FloatUnit>(args);
}
bool takes(const DepthwiseConv2dArgs& args) {
  return x86::takes_depthwise(args);
}

void depthwise_conv_2d_s8(const DepthwiseConv2dS8Args& args) {
  Depthwise::run(args);
}
bool takes(const DepthwiseConv2dS8Args& args) {
  return x86::takes_depthwise(args);
}
size_t packed_bytes(const DepthwiseConv2dS8Args& args) {
  return Depthwise::packed_bytes(args);
}
void pack(const DepthwiseConv2dS8Args& args, void* packed) {
  Depthwise::pack(args, packed);
}

}  // namespace ambulo::kernels::x86_avx2

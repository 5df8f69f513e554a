// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/x86/integer_layers.h"

#include "runtime/kernels/x86_avx512vnni/int8_unit.h"
#include "runtime/kernels/x86_avx512vnni/time_lanes.h"
#include "runtime/kernels/x86_avx512vnni/x86_avx512vnni.h"

namespace ambulo::kernels::x86_avx512vnni {
namespace {
using Convolution = x86::IntegerConvolution<Int8Unit>;
using Dense = x86::IntegerDense<Int8Unit>;
}  // namespace

void conv_2d_s8(const Conv2dS8Args& args) {
  if (TimeLanes::suits(args)) return TimeLanes::run(args);
  Convolution::run(args);
}
bool takes(const Conv2dS8Args& args) {
  return Convolution::takes(args);
}
size_t packed_bytes(const Conv2dS8Args& args) {
  return TimeLanes::suits(args) ? TimeLanes::packed_bytes(args) : Convolution::packed_bytes(args);
}
void pack(const Conv2dS8Args& args, void* packed) {
  if (TimeLanes::suits(args)) return TimeLanes::pack(args, packed);
  Convolution::pack(args, packed);
}
size_t scratch_bytes(const Conv2dS8Args& args) {
  return TimeLanes::suits(args) ? TimeLanes::scratch_bytes(args) : Convolution::scratch_bytes(args);
}

void fully_connected_s8(const FullyConnectedS8Args& args) {
  Dense::run(args);
}
size_t packed_bytes(const FullyConnectedS8Args& args) {
  return Dense::packed_bytes(args);
}
void pack(const FullyConnectedS8Args& args, void* packed) {
  Dense::pack(args, packed);
}
size_t scratch_bytes(const FullyConnectedS8Args& args) {
  return Dense::scratch_bytes(args);
}

}  // namespace ambulo::kernels::x86_avx512vnni

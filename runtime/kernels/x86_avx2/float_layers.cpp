// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/x86/float_layers.h"
#include "runtime/kernels/x86/cheapest_convolution.h"
#include "runtime/kernels/x86/winograd.h"
#include "runtime/kernels/x86_avx2/float_unit.h"
#include "runtime/kernels/x86_avx2/x86_avx2.h"

namespace ambulo::kernels::x86_avx2 {
namespace {
using Direct = x86::FloatConvolution<FloatUnit>;
using Taps5 = x86::Winograd<FloatUnit, 4>;
using Taps3 = x86::Winograd<FloatUnit, 6>;
using Convolution = x86::CheapestConvolution<Direct, Taps5, Taps3>;
using Dense = x86::FloatDense<FloatUnit>;
}  // namespace

void conv_2d_f32(const Conv2dArgs& args) {
  Convolution::run(args);
}
bool takes(const Conv2dArgs& args) {
  return Direct::takes(args);
}
size_t packed_bytes(const Conv2dArgs& args) {
  return Convolution::packed_bytes(args);
}
void pack(const Conv2dArgs& args, void* packed) {
  Convolution::pack(args, packed);
}
size_t scratch_bytes(const Conv2dArgs& args) {
  return Convolution::scratch_bytes(args);
}

void fully_connected_f32(const FullyConnectedArgs& args) {
  Dense::run(args);
}
size_t packed_bytes(const FullyConnectedArgs& args) {
  return Dense::packed_bytes(args);
}
void pack(const FullyConnectedArgs& args, void* packed) {
  Dense::pack(args, packed);
}

}  // namespace ambulo::kernels::x86_avx2

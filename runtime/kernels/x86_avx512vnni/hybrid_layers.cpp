// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/x86/hybrid_layers.h"

#include "runtime/kernels/x86_avx512vnni/float_unit.h"
#include "runtime/kernels/x86_avx512vnni/int8_unit.h"
#include "runtime/kernels/x86_avx512vnni/x86_avx512vnni.h"

namespace ambulo::kernels::x86_avx512vnni {
namespace {
using Convolution = x86::HybridConvolution<Int8Unit, FloatUnit>;
using Dense = x86::HybridDense<Int8Unit, FloatUnit>;
}  // namespace

void conv_2d_hybrid(const Conv2dHybridArgs& args) {
  Convolution::run(args);
}
bool takes(const Conv2dHybridArgs& args) {
  return Convolution::takes(args);
}
size_t packed_bytes(const Conv2dHybridArgs& args) {
  return Convolution::packed_bytes(args);
}
void pack(const Conv2dHybridArgs& args, void* packed) {
  Convolution::pack(args, packed);
}
size_t scratch_bytes(const Conv2dHybridArgs& args) {
  return Convolution::scratch_bytes(args);
}

void fully_connected_hybrid(const FullyConnectedHybridArgs& args) {
  Dense::run(args);
}
size_t packed_bytes(const FullyConnectedHybridArgs& args) {
  return Dense::packed_bytes(args);
}
void pack(const FullyConnectedHybridArgs& args, void* packed) {
  Dense::pack(args, packed);
}
size_t scratch_bytes(const FullyConnectedHybridArgs& args) {
  return Dense::scratch_bytes(args);
}

}  // namespace ambulo::kernels::x86_avx512vnni

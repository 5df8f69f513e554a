// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/arm_neon/arm_neon.h"
#include "runtime/kernels/arm_neon/integer_fully_connected.h"

namespace ambulo::kernels::arm_neon {
namespace {

struct Multiplications {
  static int32x4_t products(int32x4_t sum, int8x16_t values, int8x16_t weights) {
    return add_products(sum, values, weights);
  }
};

}  // namespace

bool takes(const FullyConnectedS8Args& args) {
  const size_t weights = static_cast<size_t>(args.outputs) * static_cast<size_t>(args.inputs);
  return args.weights_zero_point == 0 && products_fit(args.weights, weights);
}

size_t packed_bytes(const FullyConnectedS8Args& args) {
  return packed_scales_bytes(args);
}

void pack(const FullyConnectedS8Args& args, void* packed) {
  pack_scales(args, packed);
}

void fully_connected_s8(const FullyConnectedS8Args& args) {
  fully_connected<Multiplications>(args);
}

}  // namespace ambulo::kernels::arm_neon

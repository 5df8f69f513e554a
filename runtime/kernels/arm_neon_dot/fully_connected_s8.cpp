// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/arm_neon/integer_fully_connected.h"
#include "runtime/kernels/arm_neon_dot/arm_neon_dot.h"

namespace ambulo::kernels::arm_neon_dot {
namespace {

struct DotProducts {
  static int32x4_t add(int32x4_t sum, int8x16_t values, int8x16_t weights) {
    return vdotq_s32(sum, values, weights);
  }
};

struct Choose {
  static int32x4_t rows(const arm_neon::QuadScale&, const int8_t* input,
                        const int8_t* const (&rows)[arm_neon::kQuad], int32_t count) {
    return arm_neon::four_rows<DotProducts>(input, rows, count);
  }
};

}  // namespace

size_t packed_bytes(const FullyConnectedS8Args& args) {
  return arm_neon::packed_scales_bytes(args);
}

void pack(const FullyConnectedS8Args& args, void* packed) {
  arm_neon::pack_scales(args, packed);
}

void fully_connected_s8(const FullyConnectedS8Args& args) {
  arm_neon::fully_connected<Choose>(args);
}

}  // namespace ambulo::kernels::arm_neon_dot

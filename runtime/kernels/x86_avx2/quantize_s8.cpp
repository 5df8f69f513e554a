// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/x86/quantize.h"
#include "runtime/kernels/x86_avx2/float_unit.h"
#include "runtime/kernels/x86_avx2/x86_avx2.h"

namespace ambulo::kernels::x86_avx2 {

void quantize_s8(const QuantizeArgs& args) {
  x86::quantize_s8<FloatUnit>(args);
}

}  // namespace ambulo::kernels::x86_avx2

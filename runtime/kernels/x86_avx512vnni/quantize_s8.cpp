// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/x86/quantize.h"
#include "runtime/kernels/x86_avx512vnni/float_unit.h"
#include "runtime/kernels/x86_avx512vnni/x86_avx512vnni.h"

namespace ambulo::kernels::x86_avx512vnni {

void quantize_s8(const QuantizeArgs& args) {
  x86::quantize_s8<FloatUnit>(args);
}

}  // namespace ambulo::kernels::x86_avx512vnni

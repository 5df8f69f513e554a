// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/x86/integer_softmax.h"
#include "runtime/kernels/x86_avx512vnni/int32_unit.h"
#include "runtime/kernels/x86_avx512vnni/x86_avx512vnni.h"

namespace ambulo::kernels::x86_avx512vnni {

void softmax_s8(const SoftmaxS8Args& args) {
  x86::IntegerSoftmax<Int32Unit>::run(args);
}
bool takes(const SoftmaxS8Args& args) {
  return x86::IntegerSoftmax<Int32Unit>::takes(args);
}

}  // namespace ambulo::kernels::x86_avx512vnni

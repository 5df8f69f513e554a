// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/x86/integer_elementwise.h"
#include "runtime/kernels/x86_avx2/int32_unit.h"
#include "runtime/kernels/x86_avx2/x86_avx2.h"

namespace ambulo::kernels::x86_avx2 {

void add_s8(const AddS8Args& args) {
  x86::IntegerAdd<Int32Unit>::run(args);
}
bool takes(const AddS8Args& args) {
  return x86::IntegerAdd<Int32Unit>::takes(args);
}
void mul_s8(const MulS8Args& args) {
  x86::IntegerMul<Int32Unit>::run(args);
}
bool takes(const MulS8Args& args) {
  return x86::IntegerMul<Int32Unit>::takes(args);
}

}  // namespace ambulo::kernels::x86_avx2

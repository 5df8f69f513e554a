// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/x86/float_pooling.h"
#include "runtime/kernels/x86/integer_pooling.h"
#include "runtime/kernels/x86_avx512vnni/float_unit.h"
#include "runtime/kernels/x86_avx512vnni/int32_unit.h"
#include "runtime/kernels/x86_avx512vnni/x86_avx512vnni.h"

namespace ambulo::kernels::x86_avx512vnni {

void max_pool_2d_f32(const PoolArgs& args) {
  x86::pool_floats<FloatUnit, x86::Largest>(args);
}
void average_pool_2d_f32(const PoolArgs& args) {
  x86::pool_floats<FloatUnit, x86::Mean>(args);
}
void max_pool_2d_s8(const PoolS8Args& args) {
  x86::max_pool_bytes(args);
}
void average_pool_2d_s8(const PoolS8Args& args) {
  x86::AveragePool<Int32Unit>::run(args);
}
bool takes(const PoolS8Args& args) {
  return x86::AveragePool<Int32Unit>::takes(args);
}
void sum_s8(const ReduceS8Args& args) {
  x86::SumOverTime<Int32Unit>::run(args);
}
bool takes(const ReduceS8Args& args) {
  return x86::SumOverTime<Int32Unit>::takes(args);
}

}  // namespace ambulo::kernels::x86_avx512vnni

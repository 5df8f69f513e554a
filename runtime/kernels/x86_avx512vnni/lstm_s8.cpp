// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/vector/integer_lstm.h"
#include "runtime/kernels/x86_avx512vnni/int16_unit.h"
#include "runtime/kernels/x86_avx512vnni/int8_unit.h"
#include "runtime/kernels/x86_avx512vnni/x86_avx512vnni.h"

namespace ambulo::kernels::x86_avx512vnni {
namespace {
using Lstm = vector::IntegerLstm<Int8Unit, Int16Unit>;
}  // namespace

void unidirectional_sequence_lstm_s8(const LstmS8Args& args) {
  Lstm::run(args);
}
bool takes(const LstmS8Args& args) {
  return Lstm::takes(args);
}
size_t packed_bytes(const LstmS8Args& args) {
  return Lstm::packed_bytes(args);
}
void pack(const LstmS8Args& args, void* packed) {
  Lstm::pack(args, packed);
}
size_t scratch_bytes(const LstmS8Args& args) {
  return Lstm::scratch_bytes(args);
}

}  // namespace ambulo::kernels::x86_avx512vnni

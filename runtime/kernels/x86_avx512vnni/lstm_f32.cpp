// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/vector/float_lstm.h"

#include "runtime/kernels/x86_avx512vnni/float_unit.h"
#include "runtime/kernels/x86_avx512vnni/x86_avx512vnni.h"

namespace ambulo::kernels::x86_avx512vnni {
namespace {
using Lstm = vector::FloatLstm<FloatUnit>;
}  // namespace

void unidirectional_sequence_lstm_f32(const LstmArgs& args) {
  Lstm::run(args);
}
size_t packed_bytes(const LstmArgs& args) {
  return Lstm::packed_bytes(args);
}
void pack(const LstmArgs& args, void* packed) {
  Lstm::pack(args, packed);
}
size_t scratch_bytes(const LstmArgs& args) {
  return Lstm::scratch_bytes(args);
}

}  // namespace ambulo::kernels::x86_avx512vnni

// SPDX-License-Identifier: Apache-2.0
#include "runtime/kernels/x86/hybrid_lstm.h"
#include "runtime/kernels/x86_avx512vnni/float_unit.h"
#include "runtime/kernels/x86_avx512vnni/int8_unit.h"
#include "runtime/kernels/x86_avx512vnni/x86_avx512vnni.h"

namespace ambulo::kernels::x86_avx512vnni {
namespace {
using Lstm = x86::HybridLstm<Int8Unit, FloatUnit>;
}  // namespace

void unidirectional_sequence_lstm_hybrid(const LstmHybridArgs& args) {
  Lstm::run(args);
}
size_t packed_bytes(const LstmHybridArgs& args) {
  return Lstm::packed_bytes(args);
}
void pack(const LstmHybridArgs& args, void* packed) {
  Lstm::pack(args, packed);
}
size_t scratch_bytes(const LstmHybridArgs& args) {
  return Lstm::scratch_bytes(args);
}

}  // namespace ambulo::kernels::x86_avx512vnni

// SPDX-License-Identifier: Apache-2.0
// The handle, its model and its interpreter lie at the beginning of the caller's memory, the arena
// behind them.
#include <ambulo/c_api.h>
#include <ambulo/interpreter.h>
#include <ambulo/model.h>

#include "runtime/core/arena.h"
#include "runtime/core/bytes.h"

#include <type_traits>

struct AmbuloInterpreter {
  ambulo::Model model;
  ambulo::Interpreter interpreter;
};

namespace {

constexpr size_t kHandleBytes =
    ambulo::align_up(sizeof(AmbuloInterpreter), ambulo::kArenaAlignment);

ambulo::Span<const uint8_t> bytes_of(const void* model, size_t size) {
  return {static_cast<const uint8_t*>(model), size};
}

// Arena bytes in `bytes` where it is Ok.
AmbuloFailure measure(const void* bytes_of_model, size_t size, size_t& bytes) {
  ambulo::Model model;
  ambulo::Status status = ambulo::Model::open(bytes_of(bytes_of_model, size), model);
  if (status != ambulo::Status::Ok) return {static_cast<AmbuloStatus>(status), SIZE_MAX, 0};
  ambulo::Interpreter interpreter;
  status = interpreter.arena_bytes(model, bytes);
  const ambulo::Failure& failure = interpreter.failure();
  return {static_cast<AmbuloStatus>(status), failure.op, failure.value};
}

AmbuloTensor described(const ambulo::Tensor& tensor) {
  AmbuloTensor out{};
  out.data = tensor.data;
  out.bytes = tensor.bytes;
  out.type = static_cast<int32_t>(tensor.type);
  out.rank = tensor.shape.rank;
  for (int i = 0; i < tensor.shape.rank; ++i) out.dims[i] = tensor.shape.dims[i];
  out.scale = tensor.scale;
  out.zero_point = tensor.zero_point;
  return out;
}

static_assert(sizeof(AmbuloTensor::dims) / sizeof(int32_t) == ambulo::kMaxRank);

}  // namespace

extern "C" {

size_t ambulo_memory_bytes(const void* model, size_t size) {
  size_t arena = 0;
  return measure(model, size, arena).status == 0 ? kHandleBytes + arena : 0;
}

AmbuloFailure ambulo_check(const void* model, size_t size) {
  size_t arena = 0;
  return measure(model, size, arena);
}

const char* ambulo_status_text(AmbuloStatus status) {
  return ambulo::status_text(static_cast<ambulo::Status>(status));
}

AmbuloInterpreter* ambulo_open(const void* model, size_t size, void* memory, size_t bytes) {
  if (bytes < kHandleBytes || reinterpret_cast<uintptr_t>(memory) % ambulo::kArenaAlignment != 0) {
    return nullptr;
  }
  static_assert(std::is_trivially_copyable_v<AmbuloInterpreter>, "copied into place");
  const AmbuloInterpreter empty;
  auto* net = static_cast<AmbuloInterpreter*>(memory);
  ambulo::copy_bytes(net, &empty, sizeof empty);
  if (ambulo::Model::open(bytes_of(model, size), net->model) != ambulo::Status::Ok) return nullptr;
  const ambulo::Span<uint8_t> arena{static_cast<uint8_t*>(memory) + kHandleBytes,
                                    bytes - kHandleBytes};
  const ambulo::Status status = net->interpreter.prepare(net->model, arena);
  return status == ambulo::Status::Ok ? net : nullptr;
}

size_t ambulo_input_count(const AmbuloInterpreter* net) {
  return net->interpreter.input_count();
}
size_t ambulo_output_count(const AmbuloInterpreter* net) {
  return net->interpreter.output_count();
}

AmbuloTensor ambulo_input(const AmbuloInterpreter* net, size_t i) {
  return described(net->interpreter.input(i));
}
AmbuloTensor ambulo_output(const AmbuloInterpreter* net, size_t i) {
  return described(net->interpreter.output(i));
}

void ambulo_reset(AmbuloInterpreter* net) {
  net->interpreter.reset_variables();
}
void ambulo_invoke(AmbuloInterpreter* net) {
  net->interpreter.invoke();
}

}  // extern "C"

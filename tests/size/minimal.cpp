// SPDX-License-Identifier: Apache-2.0
// The least that a device does with a network, linked without libc: what of the runtime it takes is
// measured. It is not run.
#include <ambulo/interpreter.h>
#include <ambulo/model.h>

extern "C" {

// What a device's libc brings, of the least size; volatile, lest the compiler makes calls of
// themselves of these loops.
void* memcpy(void* to, const void* from, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    static_cast<volatile uint8_t*>(to)[i] = static_cast<const uint8_t*>(from)[i];
  }
  return to;
}

void* memmove(void* to, const void* from, size_t count) {
  if (to < from) return memcpy(to, from, count);
  while (count-- > 0) {
    static_cast<volatile uint8_t*>(to)[count] = static_cast<const uint8_t*>(from)[count];
  }
  return to;
}

void* memset(void* to, int value, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    static_cast<volatile uint8_t*>(to)[i] = static_cast<uint8_t>(value);
  }
  return to;
}

int memcmp(const void* a, const void* b, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    const int difference = static_cast<const uint8_t*>(a)[i] - static_cast<const uint8_t*>(b)[i];
    if (difference != 0) return difference;
  }
  return 0;
}

// Nothing is known about the network, and its bytes do not count. Returns the class.
size_t classify(ambulo::Span<const uint8_t> bytes, ambulo::Span<uint8_t> arena,
                ambulo::Span<const int8_t> window) {
  ambulo::Model model;
  if (ambulo::Model::open(bytes, model) != ambulo::Status::Ok) return SIZE_MAX;
  ambulo::Interpreter interpreter;
  if (interpreter.prepare(model, arena) != ambulo::Status::Ok) return SIZE_MAX;
  memcpy(interpreter.input(0).data, window.data, window.size);
  interpreter.reset_variables();
  interpreter.invoke();
  const ambulo::Span<const int8_t> scores = {interpreter.output(0).as<int8_t>(),
                                             interpreter.output(0).bytes};
  size_t best = 0;
  for (size_t i = 1; i < scores.size; ++i) {
    if (scores[i] > scores[best]) best = i;
  }
  return best;
}

}  // extern "C"

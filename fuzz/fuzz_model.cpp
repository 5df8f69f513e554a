// SPDX-License-Identifier: Apache-2.0
// Any bytes as a .tflite file: open and prepare may refuse them; what they accept must run. The
// file and the arena lie in memory of exactly their size.
#include <ambulo/interpreter.h>
#include <ambulo/model.h>
#include <ambulo/sensor_contract.h>

#include <cstdint>
#include <vector>

#include "runtime/testing/test_model.h"

namespace {

using ambulo::Status;
using ambulo::testing::Block;

constexpr size_t kMaxArenaBytes = 1 << 16;  // larger ones are only planned: they may run for long

// The inputs are bytes of the file: any number, also none.
void run(const ambulo::Model& model, ambulo::Span<uint8_t> file) {
  ambulo::Interpreter interpreter;
  size_t arena_bytes = 0;
  if (interpreter.arena_bytes(model, arena_bytes) != Status::Ok) return;
  if (arena_bytes > kMaxArenaBytes) return;
  const Block arena(arena_bytes);
  const Status status = interpreter.prepare(model, arena.span());
  if (status == Status::BadShape) return;      // a shape that it computes is not the declared one
  if (status != Status::Ok) __builtin_trap();  // it was measured
  for (size_t i = 0; i < interpreter.input_count(); ++i) {
    auto* bytes = interpreter.input(i).as<uint8_t>();
    for (size_t b = 0; b < interpreter.input(i).bytes; ++b) bytes[b] = file[(i + b) % file.size];
  }
  interpreter.invoke();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Block file(std::vector<uint8_t>(data, data + size));
  ambulo::Model model;
  if (ambulo::Model::open(file.span(), model) != Status::Ok) return 0;
  ambulo::SensorContractView contract;
  const auto bytes = model.metadata(ambulo::kSensorContractName);
  static_cast<void>(ambulo::read_sensor_contract(bytes, contract));
  run(model, file.span());
  return 0;
}

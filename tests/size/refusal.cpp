// SPDX-License-Identifier: Apache-2.0
// refusal MODEL.tflite: why the runtime refuses it: the status and the .tflite code of the
// operator.
#include <ambulo/interpreter.h>
#include <ambulo/model.h>

#include <cstdio>

alignas(16) static uint8_t bytes[1 << 20];

int main(int argc, char** argv) {
  std::FILE* file = argc == 2 ? std::fopen(argv[1], "rb") : nullptr;
  if (file == nullptr) return 2;
  const size_t size = std::fread(bytes, 1, sizeof bytes, file);
  std::fclose(file);

  ambulo::Model model;
  if (ambulo::Model::open({bytes, size}, model) != ambulo::Status::Ok) return 3;
  ambulo::Interpreter interpreter;
  size_t needed = 0;
  const ambulo::Status status = interpreter.arena_bytes(model, needed);
  const ambulo::Failure& failure = interpreter.failure();
  const bool of_an_operator = failure.op < model.operator_count();
  std::printf("%s %d\n",
              status == ambulo::Status::UnsupportedOperator ? "UnsupportedOperator" : "?",
              of_an_operator ? static_cast<int>(model.operator_code(failure.op)) : -1);
  return 0;
}

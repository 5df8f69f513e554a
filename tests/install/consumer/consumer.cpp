// SPDX-License-Identifier: Apache-2.0
// consumer MODEL.tflite: windows from the standard input, one after the other, the answers of the
// network to the standard output, as raw bytes.
#include <ambulo/interpreter.h>
#include <ambulo/model.h>

#include <cstdint>
#include <cstdio>

alignas(16) static uint8_t bytes[1 << 20];
alignas(16) static uint8_t arena[1 << 20];

int main(int argc, char** argv) {
  std::FILE* file = argc == 2 ? std::fopen(argv[1], "rb") : nullptr;
  if (file == nullptr) return 2;
  const size_t size = std::fread(bytes, 1, sizeof bytes, file);
  std::fclose(file);

  ambulo::Model model;
  if (ambulo::Model::open({bytes, size}, model) != ambulo::Status::Ok) return 3;
  ambulo::Interpreter interpreter;
  if (interpreter.prepare(model, {arena, sizeof arena}) != ambulo::Status::Ok) return 4;

  const ambulo::Tensor& input = interpreter.input(0);
  const ambulo::Tensor& output = interpreter.output(0);
  while (std::fread(input.data, 1, input.bytes, stdin) == input.bytes) {
    interpreter.reset_variables();
    interpreter.invoke();
    std::fwrite(output.data, 1, output.bytes, stdout);
  }
  return 0;
}

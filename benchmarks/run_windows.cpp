// SPDX-License-Identifier: Apache-2.0
// run_windows MODEL COUNT: runs the runtime COUNT times and prints nothing, for tools that count
// what a window costs. MODEL is a .tflite file or one of the networks below, with random weights.
// The input is filled once: a second filling would be counted too, and the work does not depend on
// the values.
#include <ambulo/interpreter.h>
#include <ambulo/model.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "runtime/testing/har_networks.h"

namespace {

std::vector<uint8_t> model_bytes(const std::string& name) {
  using ambulo::TensorType;
  namespace testing = ambulo::testing;
  if (name == "cnn_float32") return testing::har_cnn(TensorType::Float32).bytes();
  if (name == "cnn_int8") return testing::har_cnn(TensorType::Int8).bytes();
  if (name == "dnn_float32") return testing::har_dnn(TensorType::Float32).bytes();
  if (name == "dnn_int8") return testing::har_dnn(TensorType::Int8).bytes();
  std::ifstream stream(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

int fail(const char* what, ambulo::Status status) {
  std::fprintf(stderr, "%s: %s\n", what, ambulo::status_text(status));
  return 3;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(
        stderr, "usage: run_windows cnn_float32|cnn_int8|dnn_float32|dnn_int8|FILE.tflite COUNT\n");
    return 2;
  }
  const ambulo::testing::Block file(model_bytes(argv[1]));

  ambulo::Model model;
  ambulo::Interpreter interpreter;
  size_t arena_bytes = 0;
  if (const auto status = ambulo::Model::open(file.span(), model); status != ambulo::Status::Ok) {
    return fail(argv[1], status);
  }
  if (const auto status = interpreter.arena_bytes(model, arena_bytes);
      status != ambulo::Status::Ok) {
    return fail(argv[1], status);
  }
  const ambulo::testing::Block arena(arena_bytes);
  if (const auto status = interpreter.prepare(model, arena.span()); status != ambulo::Status::Ok) {
    return fail(argv[1], status);
  }

  const ambulo::Tensor& input = interpreter.input(0);
  for (size_t i = 0; i < input.shape.count(); ++i) {
    if (input.type == ambulo::TensorType::Float32) {
      input.as<float>()[i] = static_cast<float>(i % 7) - 3.0f;
    } else {
      input.as<uint8_t>()[i] = static_cast<uint8_t>(i * 37);
    }
  }
  for (long runs = std::strtol(argv[2], nullptr, 10); runs > 0; --runs) interpreter.invoke();
  return 0;
}

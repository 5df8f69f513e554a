// SPDX-License-Identifier: Apache-2.0
// run_windows MODEL.tflite COUNT: runs the runtime COUNT times and prints nothing, for tools that
// count what a window costs. The input is filled once: a second filling would be counted too, and
// the work does not depend on the values.
#include <ambulo/interpreter.h>
#include <ambulo/model.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

namespace {

// A block aligned to 16 of at least this many bytes.
struct alignas(16) Aligned {
  uint8_t bytes[16];
};
std::vector<Aligned> aligned(size_t bytes) {
  return std::vector<Aligned>(bytes / sizeof(Aligned) + 1);
}

int fail(const char* what, ambulo::Status status) {
  std::fprintf(stderr, "%s: %s\n", what, ambulo::status_text(status));
  return 3;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: run_windows MODEL.tflite COUNT\n");
    return 2;
  }
  std::ifstream stream(argv[1], std::ios::binary);
  const std::vector<char> content{std::istreambuf_iterator<char>(stream), {}};
  std::vector<Aligned> file = aligned(content.size());
  uint8_t* bytes = file.front().bytes;
  for (size_t i = 0; i < content.size(); ++i) bytes[i] = static_cast<uint8_t>(content[i]);

  ambulo::Model model;
  ambulo::Interpreter interpreter;
  size_t arena_bytes = 0;
  if (const auto status = ambulo::Model::open({bytes, content.size()}, model);
      status != ambulo::Status::Ok) {
    return fail(argv[1], status);
  }
  if (const auto status = interpreter.arena_bytes(model, arena_bytes);
      status != ambulo::Status::Ok) {
    return fail(argv[1], status);
  }
  std::vector<Aligned> arena = aligned(arena_bytes);
  if (const auto status = interpreter.prepare(model, {arena.front().bytes, arena_bytes});
      status != ambulo::Status::Ok) {
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

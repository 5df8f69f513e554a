// SPDX-License-Identifier: Apache-2.0
// make_operator_cases FOLDER: writes NAME.tflite for each case of cases.h, NAME.inputs, the bytes
// of all inputs of each run, and NAME.outputs, those of our runtime. compare_operators.py runs the
// same in LiteRT.
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>

#include "tests/conformance/operators/cases.h"

namespace ambulo::conformance {
namespace {

using testing::Session;
using testing::TestModel;

constexpr int kRuns = 8;

void write(const std::filesystem::path& path, const std::vector<uint8_t>& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  if (!file) throw std::runtime_error(path.string() + ": cannot be written");
}

void append(std::vector<uint8_t>& bytes, const Tensor& tensor) {
  bytes.insert(bytes.end(), tensor.as<uint8_t>(), tensor.as<uint8_t>() + tensor.bytes);
}

template <typename T>
void fill_integers(const Tensor& tensor, std::mt19937& random) {
  // Every number is as likely as any other, shape arithmetic stays small.
  const int64_t least = sizeof(T) <= 2 ? std::numeric_limits<T>::min() : -1000;
  const int64_t most = sizeof(T) <= 2 ? std::numeric_limits<T>::max() : 1000;
  std::uniform_int_distribution<int64_t> uniform(least, most);
  for (size_t i = 0; i < tensor.shape.count(); ++i) {
    tensor.as<T>()[i] = static_cast<T>(uniform(random));
  }
}

// The first run is of zeros.
void fill(const Tensor& tensor, int run, std::mt19937& random) {
  if (run == 0) {
    std::memset(tensor.data, 0, tensor.bytes);
    return;
  }
  std::normal_distribution<float> normal(0.0f, 3.0f);
  switch (tensor.type) {
    case TensorType::Int8:
      return fill_integers<int8_t>(tensor, random);
    case TensorType::UInt8:
      return fill_integers<uint8_t>(tensor, random);
    case TensorType::Int16:
      return fill_integers<int16_t>(tensor, random);
    case TensorType::Int32:
      return fill_integers<int32_t>(tensor, random);
    case TensorType::Int64:
      return fill_integers<int64_t>(tensor, random);
    default:
      for (size_t i = 0; i < tensor.shape.count(); ++i) tensor.as<float>()[i] = normal(random);
  }
}

void write_case(const std::filesystem::path& folder, const Case& row) {
  write(folder / (row.name + ".tflite"), row.model.bytes());
  Session session((row.ours ? *row.ours : row.model).bytes());
  if (session.status != Status::Ok) {
    throw std::runtime_error(row.name + ": " + status_text(session.status));
  }
  std::mt19937 random(1);
  std::vector<uint8_t> inputs, outputs;
  for (int run = 0; run < kRuns; ++run) {
    for (size_t i = 0; i < session.interpreter.input_count(); ++i) {
      fill(session.interpreter.input(i), run, random);
      append(inputs, session.interpreter.input(i));
    }
    session.interpreter.reset_variables();
    session.interpreter.invoke();
    for (size_t i = 0; i < session.interpreter.output_count(); ++i) {
      append(outputs, session.interpreter.output(i));
    }
  }
  write(folder / (row.name + ".inputs"), inputs);
  write(folder / (row.name + ".outputs"), outputs);
}

int tensor(TestModel& model, int index, const Numbers& numbers) {
  return numbers.scale == 0.0f ? index : model.quantize(index, numbers.scale, numbers.zero_point);
}

}  // namespace

std::string Numbers::name() const {
  if (scale == 0.0f) return "t" + std::to_string(static_cast<int>(type));
  char text[48];
  std::snprintf(text, sizeof text, "t%d@%g,%d", static_cast<int>(type), double{scale}, zero_point);
  return text;
}

int input(TestModel& model, testing::Ints shape, const Numbers& numbers) {
  return tensor(model, model.input(std::move(shape), numbers.type), numbers);
}
int output(TestModel& model, testing::Ints shape, const Numbers& numbers) {
  return tensor(model, model.output(std::move(shape), numbers.type), numbers);
}
int computed(TestModel& model, testing::Ints shape, const Numbers& numbers) {
  return tensor(model, model.computed(std::move(shape), numbers.type), numbers);
}

}  // namespace ambulo::conformance

int main(int argc, char** argv) try {
  if (argc != 2) throw std::runtime_error("usage: make_operator_cases FOLDER");
  using namespace ambulo::conformance;
  for (const auto& family : {elementwise_cases(), moving_cases(), pooling_cases(),
                             reduction_cases(), weighted_cases()}) {
    for (const Case& row : family) write_case(argv[1], row);
  }
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "make_operator_cases: %s\n", error.what());
  return 1;
}

// SPDX-License-Identifier: Apache-2.0
// make_models FOLDER: for each kind of network writes NAME.tflite with random weights,
// NAME.inputs.npy (windows, time, channels), NAME.runtime.npy, the outputs (windows, labels) of our
// runtime, and NAME.exact.npy, those of the double-precision evaluator for the first windows.
// compare_with_litert.py runs the same files and windows in LiteRT.
#include <fmt/format.h>

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/core/npy.h"
#include "toolchain/core/random.h"
#include "toolchain/execution/loaded_model.h"
#include "toolchain/graph/evaluate.h"
#include "toolchain/graph/from_trained_model.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/tflite/export.h"

namespace ambulo {
namespace {

constexpr std::size_t kWindows = 500;
constexpr std::size_t kExactWindows = 50;

std::vector<float> run_in_runtime(const std::vector<std::uint8_t>& bytes,
                                  const std::vector<float>& inputs) {
  const execution::LoadedModel model(bytes, "made");
  execution::Session session(model);
  Interpreter& interpreter = session.interpreter();
  const Tensor &input = interpreter.input(0), &output = interpreter.output(0);
  std::vector<float> result;
  for (std::size_t at = 0; at < inputs.size(); at += input.shape.count()) {
    std::memcpy(input.data, &inputs[at], input.bytes);
    interpreter.reset_variables();
    interpreter.invoke();
    const float* values = output.as<float>();
    result.insert(result.end(), values, values + output.shape.count());
  }
  return result;
}

std::vector<float> run_exactly(const training::TrainedModel& model,
                               const std::vector<float>& inputs, std::size_t row) {
  const graph::Graph graph = graph::from_trained_model(model);  // unfused, before any pass
  graph::Evaluator evaluator(graph);
  std::vector<float> result;
  for (std::size_t n = 0; n < kExactWindows; ++n) {
    const auto begin = inputs.begin() + static_cast<std::ptrdiff_t>(n * row);
    evaluator.reset_variables();
    const auto output =
        evaluator.run({{{}, {begin, begin + static_cast<std::ptrdiff_t>(row)}}}).at(0);
    for (const double x : output.values) result.push_back(static_cast<float>(x));
  }
  return result;
}

void write_case(const std::filesystem::path& folder, const training::TrainedModel& model) {
  const std::size_t time = model.contract.window, channels = model.contract.mean.size();
  const std::size_t labels = model.contract.labels.size();
  Random random(1, {time, channels});
  std::vector<float> inputs(kWindows * time * channels);
  for (float& x : inputs) x = static_cast<float>(random.normal());

  const auto bytes = tflite::export_model(model);
  const auto path = [&](const char* ending) { return folder / (model.name + ending); };
  write_file(path(".tflite"), bytes);
  write_npy(path(".inputs.npy"), {kWindows, time, channels}, inputs);
  write_npy(path(".runtime.npy"), {kWindows, labels}, run_in_runtime(bytes, inputs));
  write_npy(path(".exact.npy"), {kExactWindows, labels},
            run_exactly(model, inputs, time * channels));
  fmt::print("{}: {} bytes\n", model.name, bytes.size());
}

// Batch norms that no pass can fold, operators that the shipped networks do not use.
training::TrainedModel odd_model(std::uint64_t seed) {
  using training::LayerKind;
  return graph::testing::random_model("odd",
                                      {{LayerKind::BatchNorm, "first"},
                                       {LayerKind::Relu, "relu_1"},
                                       {LayerKind::Conv1d, "conv", 7, 4, 3},
                                       {LayerKind::Relu, "relu_2"},
                                       {LayerKind::BatchNorm, "middle"},
                                       {LayerKind::MaxPool, "pool", 0, 3},
                                       {LayerKind::Lstm, "lstm", 5},
                                       {LayerKind::MeanMaxPool, "mean_max"},
                                       {LayerKind::Dense, "output", 4},
                                       {LayerKind::Softmax, "softmax"}},
                                      seed, 100);
}

}  // namespace
}  // namespace ambulo

int main(int argc, char** argv) try {
  if (argc != 2) throw ambulo::Error(ambulo::ErrorKind::Usage, "usage: make_models FOLDER");
  namespace models = ambulo::graph::testing;
  ambulo::make_folder(argv[1]);
  ambulo::write_case(argv[1], models::random_dnn(1));
  ambulo::write_case(argv[1], models::random_cnn(2));
  ambulo::write_case(argv[1], models::random_lstm(3));
  ambulo::write_case(argv[1], models::random_compact(4));
  ambulo::write_case(argv[1], ambulo::odd_model(5));
  return 0;
} catch (const ambulo::Error& error) {
  fmt::print(stderr, "make_models: {}\n", error.what());
  return error.exit_code();
}

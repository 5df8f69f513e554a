// SPDX-License-Identifier: Apache-2.0
// Times one model in the device runtime: prints the microseconds of a window (input copy, run and
// output copy), of 512 different ones, one line for each line that it reads from standard input,
// so that a script can alternate programs. First line: names and figures of memory, cold start and
// work (multiply-accumulates of a window, bytes of weights, how many come from beyond L1).
//
//   time_model MODEL.tflite
#include <algorithm>
#include <cstring>
#include <ctime>
#include <exception>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include <unistd.h>

#include "toolchain/execution/loaded_model.h"
#include "toolchain/graph/summary.h"
#include "toolchain/tflite/reader.h"

namespace {

constexpr std::size_t kWindows = 512;
constexpr double kFigureUs = 50'000.0;  // about as long as one figure is measured

// Of this thread alone, so that other programs on the machine count less.
double processor_us() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) * 1e-3;
}

std::size_t resident_bytes() {
  std::size_t all = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

// Bytes of weights that a window must at least read from beyond the first cache, whatever the order
// of its work: what exceeds that cache is read anew for each window, recurrent weights for each
// step.
std::size_t weights_beyond_l1(const ambulo::graph::Summary& summary) {
  const auto l1 = static_cast<std::size_t>(sysconf(_SC_LEVEL1_DCACHE_SIZE));
  const auto excess = [&](std::size_t bytes) { return bytes > l1 ? bytes - l1 : 0; };
  std::size_t bytes = excess(summary.total.bytes);
  for (const auto& op : summary.operators) {
    if (op.type != "UNIDIRECTIONAL_SEQUENCE_LSTM") continue;
    const auto& states = op.outputs[0].shape;  // batch, steps, cells
    const auto steps = static_cast<std::size_t>(states[1]),
               cells = static_cast<std::size_t>(states[2]);
    const std::size_t bytes_each = op.bytes / op.parameters;  // the few wider biases round away
    const std::size_t recurrent = 4 * cells * cells * bytes_each;
    bytes += (steps - 1) * excess(recurrent);
  }
  return bytes;
}

// Values of a standardised window in the numbers of the input.
std::vector<std::uint8_t> random_windows(const ambulo::Tensor& input) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  const bool is_float = input.type == ambulo::TensorType::Float32;
  std::vector<std::uint8_t> bytes(kWindows * input.bytes);
  for (std::size_t i = 0; i < bytes.size(); i += is_float ? sizeof(float) : 1) {
    const float x = normal(random);
    if (is_float) {
      std::memcpy(&bytes[i], &x, sizeof x);
    } else {
      bytes[i] = static_cast<std::uint8_t>(static_cast<int>(x * 32.0f));
    }
  }
  return bytes;
}

double run_windows(ambulo::Interpreter& interpreter, const std::vector<std::uint8_t>& windows,
                   std::size_t count) {
  const ambulo::Tensor &input = interpreter.input(0), &output = interpreter.output(0);
  std::vector<std::uint8_t> result(output.bytes);
  const double start = processor_us();
  for (std::size_t i = 0; i < count; ++i) {
    std::memcpy(input.data, windows.data() + i % kWindows * input.bytes, input.bytes);
    interpreter.reset_variables();
    interpreter.invoke();
    std::memcpy(result.data(), output.data, output.bytes);
  }
  return (processor_us() - start) / static_cast<double>(count);
}

void serve(const char* path) {
  const std::size_t resident = resident_bytes();
  const auto model = ambulo::execution::LoadedModel::load(path);
  const double start = processor_us();
  ambulo::execution::Session session(model);
  session.interpreter().invoke();
  const double cold = processor_us() - start;
  const std::size_t grown = resident_bytes() - resident;
  const ambulo::ArenaUse& use = session.interpreter().arena_use();
  const auto summary = ambulo::graph::summarize(ambulo::tflite::read(model.bytes(), path));
  std::cout << "arena " << use.total() << " activations " << use.activations << " cold_us " << cold
            << " resident " << grown << " macs " << summary.total.macs << " weights "
            << summary.total.bytes << " beyond_l1 " << weights_beyond_l1(summary) << std::endl;
  const auto windows = random_windows(session.interpreter().input(0));
  const double us = run_windows(session.interpreter(), windows, 8);
  const auto count = std::max<std::size_t>(8, static_cast<std::size_t>(kFigureUs / us));
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << run_windows(session.interpreter(), windows, count) << std::endl;
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "time_model MODEL.tflite\n";
    return 2;
  }
  try {
    serve(arguments[1]);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 3;
  }
}

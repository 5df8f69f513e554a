// SPDX-License-Identifier: Apache-2.0
// The low pass y(t) = d y(t-1) + a x(t), d = 1 - a, is one constant matrix along time. It is
// applied in blocks of n samples, which takes T T / n + n (n + 1) numbers instead of T T (1,296 of
// 16,384 for T = 128):
//   y(b n + i) = d^(i+1) s(b) + sum over j <= i of a d^(i-j) x(b n + j)
// where s(b), the state before block b, is a product along time as well:
//   s(b) = d^(b n) (mean of the first samples) + sum over t < b n of a d^(b n - 1 - t) x(t)
// Time is the last axis meanwhile, so that both are FULLY_CONNECTED, which every runtime has.
#include "toolchain/graph/passes/front_end_inside.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"

namespace ambulo::graph {
namespace {

using windows::SensorContract;

constexpr char kFeatures[] = "front_end";  // name of the tensor where the front end ends
constexpr std::int32_t kChannels = kRawChannels;

// As the runtime has it: what a step from 0 to 1 leaves after one sample.
double coefficient_of(const FrontEndConfig& config) {
  LowPass low_pass(config);
  const float zeros[kRawChannels] = {}, ones[kRawChannels] = {1, 1, 1, 1, 1, 1};
  float low[kLowPassChannels];
  low_pass.start(zeros, 1);
  low_pass.push(ones, low);
  return static_cast<double>(low[0]);
}

std::size_t numbers_with_blocks_of(std::int32_t n, std::int32_t window) {
  return static_cast<std::size_t>(window) * static_cast<std::size_t>(window / n) +
         static_cast<std::size_t>(n) * static_cast<std::size_t>(n + 1);
}

// The divisor of the window that takes the fewest numbers.
std::int32_t block_length(std::int32_t window) {
  std::int32_t best = window;
  for (std::int32_t n = 1; n < window; ++n) {
    const bool fewer = numbers_with_blocks_of(n, window) < numbers_with_blocks_of(best, window);
    if (window % n == 0 && fewer) best = n;
  }
  return best;
}

// (blocks, window): states before each block from a whole window.
std::vector<float> state_weights(double a, std::int32_t window, std::int32_t n,
                                 std::int32_t start) {
  std::vector<float> weights;
  for (std::int32_t first = 0; first < window; first += n) {
    for (std::int32_t t = 0; t < window; ++t) {
      double weight = t < start ? std::pow(1.0 - a, first) / start : 0.0;
      if (t < first) weight += a * std::pow(1.0 - a, first - 1 - t);
      weights.push_back(static_cast<float>(weight));
    }
  }
  return weights;
}

// (n, n + 1): a block's results from its samples and, last, the state before it.
std::vector<float> block_weights(double a, std::int32_t n) {
  std::vector<float> weights;
  for (std::int32_t i = 0; i < n; ++i) {
    for (std::int32_t j = 0; j < n; ++j) {
      weights.push_back(j <= i ? static_cast<float>(a * std::pow(1.0 - a, i - j)) : 0.0f);
    }
    weights.push_back(static_cast<float>(std::pow(1.0 - a, i + 1)));
  }
  return weights;
}

class Builder {
 public:
  explicit Builder(const SensorContract& contract)
      : contract_(contract),
        window_(contract.window),
        start_(std::clamp<std::int32_t>(contract.front_end.start_samples, 1, window_)) {
    graph_.inputs = {add_tensor(graph_, "input", {1, window_, kChannels})};
  }

  Graph finish() && {
    const int input = graph_.inputs[0];
    const bool split = contract_.front_end.kind == FrontEnd::GravitySplit;
    const int features = standardized(split ? gravity_split(input) : input);
    graph_.tensors[static_cast<std::size_t>(features)].name = kFeatures;
    graph_.outputs = {features};
    return std::move(graph_);
  }

 private:
  int push(const char* name, Attributes attributes, std::vector<int> inputs, Shape shape) {
    const int output = add_tensor(graph_, fmt::format("{}/{}", kFeatures, name), std::move(shape));
    graph_.operators.push_back({std::move(attributes), std::move(inputs), {output}});
    return output;
  }
  int numbers(Shape shape, const std::vector<float>& values) {
    return add_constant(graph_, "", std::move(shape), values);
  }
  int numbers(const Shape& values) {
    return add_constant(graph_, "", {static_cast<std::int32_t>(values.size())}, values);
  }
  int reshape(const char* name, int input, const Shape& shape) {
    return push(name, Reshape{}, {input, numbers(shape)}, shape);
  }
  int swap_axes(const char* name, int input, const Shape& shape) {
    return push(name, Plain{Plain::Kind::Transpose}, {input, numbers({0, 2, 1})}, shape);
  }
  // Three of six channels; time is the last axis.
  int sensor(const char* name, int input, std::int32_t first) {
    const Shape shape = {1, 3, window_};
    return push(name, Plain{Plain::Kind::Slice}, {input, numbers({0, first, 0}), numbers(shape)},
                shape);
  }

  int low_pass(int by_channel) {
    const double a = coefficient_of(contract_.front_end);
    const std::int32_t n = block_length(window_), blocks = window_ / n, rows = kChannels * blocks;
    const int no_bias = kNone;
    const int states = push(
        "states", FullyConnected{},
        {by_channel, numbers({blocks, window_}, state_weights(a, window_, n, start_)), no_bias},
        {kChannels, blocks});
    const int each =
        push("blocks", Concatenation{1},
             {reshape("samples", by_channel, {rows, n}), reshape("state", states, {rows, 1})},
             {rows, n + 1});
    const int low = push("low_by_block", FullyConnected{},
                         {each, numbers({n, n + 1}, block_weights(a, n)), no_bias}, {rows, n});
    return reshape("low", low, {1, kChannels, window_});
  }

  int softsign(int rotation) {  // u / (1 + |u|), u = rotation / s
    using Kind = Elementwise::Kind;
    const Shape shape = {1, 3, window_};
    const int magnitude = push("magnitude", Unary{Unary::Kind::Abs}, {rotation}, shape);
    const int scale = numbers({1}, {contract_.front_end.softsign_scale_rps});
    const int sum = push("magnitude_and_scale", Elementwise{Kind::Add}, {magnitude, scale}, shape);
    return push("compressed_rotation", Elementwise{Kind::Div}, {rotation, sum}, shape);
  }

  int gravity_split(int input) {
    const Shape by_channel = {1, kChannels, window_};
    const int raw = swap_axes("raw_by_channel", input, by_channel);
    const int low = low_pass(raw);
    const int high = push("high", Elementwise{Elementwise::Kind::Sub}, {raw, low}, by_channel);
    const int rows = push("channels", Concatenation{1},
                          {sensor("body", high, 0), sensor("gravity", low, 0),
                           softsign(sensor("turning", high, 3)), sensor("rotation", raw, 3)},
                          {1, 12, window_});
    return swap_axes("features", rows, {1, window_, 12});
  }

  // x * (1 / std) - mean / std, as a FULLY_CONNECTED with a diagonal: one operator with fast
  // kernels for MUL and ADD with broadcasting, and the same numbers, since sums of zeros are exact.
  int standardized(int features) {
    const std::size_t channels = contract_.mean.size();
    std::vector<float> scale(channels * channels, 0.0f), offset(channels);
    for (std::size_t c = 0; c < channels; ++c) {
      const auto mean = static_cast<double>(contract_.mean[c]);
      const auto std = static_cast<double>(contract_.std[c]);
      scale[c * channels + c] = static_cast<float>(1.0 / std);
      offset[c] = static_cast<float>(-mean / std);
    }
    const auto count = static_cast<std::int32_t>(channels);
    FullyConnected layer;
    layer.keep_dims = true;
    return push("standardized", layer,
                {features, numbers({count, count}, scale), numbers({count}, offset)},
                {1, window_, count});
  }

  const SensorContract& contract_;
  const std::int32_t window_, start_;
  Graph graph_;
};

bool takes_raw_windows(const SensorContract& contract) {
  const auto all = [](const std::vector<float>& values, float value) {
    return std::ranges::all_of(values, [&](float x) { return x == value; });
  };
  return contract.front_end.kind == FrontEnd::Raw && all(contract.mean, 0.0f) &&
         all(contract.std, 1.0f);
}

void require_fitting(const Graph& network, const SensorContract& contract) {
  const auto refuse = [&](ErrorKind kind, std::string what, std::string fix) {
    throw Error(kind, std::move(what), fmt::format("model '{}'", network.name), std::move(fix));
  };
  if (takes_raw_windows(contract)) {
    refuse(ErrorKind::BadInput, "the network takes raw windows already, no front end is missing",
           "use the file as it is");
  }
  if (!can_be_inside(contract.front_end.kind)) {
    refuse(
        ErrorKind::Unsupported,
        "the front end remembers for seconds how much the body moved, and one window cannot tell",
        "train with the front end 'gravity_split' or 'raw', or feed features");
  }
  if (network.inputs.size() != 1) {
    refuse(ErrorKind::BadInput, fmt::format("the network has {} inputs", network.inputs.size()),
           "a front end makes one");
  }
  const Tensor& input = network.tensors[static_cast<std::size_t>(network.inputs[0])];
  if (input.type != DataType::Float32) {
    refuse(ErrorKind::Unsupported,
           fmt::format("the network takes {}, and a front end gives float32: on a grid of 8 bits "
                       "over raw rotation, body sway is lost",
                       to_string(input.type)),
           "give it a float32 input (--io float32)");
  }
  const Shape wanted = {1, contract.window,
                        static_cast<std::int32_t>(channel_count(contract.front_end.kind))};
  if (input.shape != wanted || !input.shape_signature.empty()) {
    refuse(ErrorKind::BadInput,
           fmt::format(
               "the network takes shape ({}), windows after the front end have ({})",
               fmt::join(input.shape_signature.empty() ? input.shape : input.shape_signature, ", "),
               fmt::join(wanted, ", ")),
           "the file contradicts its own sensor contract");
  }
  const std::size_t channels = channel_count(contract.front_end.kind);
  if (contract.mean.size() != channels || contract.std.size() != channels) {
    refuse(ErrorKind::BadInput,
           fmt::format("mean and std have {} and {} channels, the front end {}",
                       contract.mean.size(), contract.std.size(), channels),
           "the file contradicts its own sensor contract");
  }
}

}  // namespace

bool can_be_inside(FrontEnd kind) {
  return kind == FrontEnd::Raw || kind == FrontEnd::GravitySplit;
}

Graph front_end_graph(const SensorContract& contract) {
  return Builder(contract).finish();
}

SensorContract raw_contract(SensorContract contract) {
  contract.front_end.kind = FrontEnd::Raw;
  contract.mean.assign(kRawChannels, 0.0f);
  contract.std.assign(kRawChannels, 1.0f);
  return contract;
}

Graph front_end_inside(const Graph& network, const SensorContract& contract) {
  require_fitting(network, contract);
  return join(front_end_graph(contract), network);
}

std::optional<Halves> without_front_end(const Graph& graph) {
  return cut_at(graph, kFeatures);
}

}  // namespace ambulo::graph

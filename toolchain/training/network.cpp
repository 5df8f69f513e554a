// SPDX-License-Identifier: Apache-2.0
// With fused_layers.cpp the only file of the trainer that includes libtorch (20 s to compile).
// Sequences are (batch, time, channels) between layers, as the kernels take them.
#include "toolchain/training/network.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <torch/nn.h>
#include <torch/utils.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "toolchain/core/error.h"
#include "toolchain/core/random.h"
#include "toolchain/training/adamw.h"
#include "toolchain/training/fused_layers.h"

namespace ambulo::training {
namespace {

namespace F = torch::nn::functional;

std::span<float> floats(const torch::Tensor& t) {
  return {t.data_ptr<float>(), static_cast<std::size_t>(t.numel())};
}

Array to_array(const torch::Tensor& tensor) {
  const auto t = tensor.contiguous().to(torch::kFloat32);
  const auto values = floats(t);
  return {{t.sizes().begin(), t.sizes().end()}, {values.begin(), values.end()}};
}

// Inverted dropout; the mask is a function of (seed, step, layer) alone.
torch::Tensor dropout(const torch::Tensor& x, float rate, Random random) {
  if (rate <= 0.0f) return x;
  auto mask = torch::empty_like(x, torch::MemoryFormat::Contiguous);
  const auto threshold = static_cast<std::uint64_t>(static_cast<double>(rate) * 65536.0);
  const float keep = 1.0f / (1.0f - rate);
  const auto out = floats(mask.detach());
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    bits = i % 4 == 0 ? random.bits() : bits >> 16;
    out[i] = (bits & 0xFFFF) < threshold ? 0.0f : keep;
  }
  return x * mask;
}

// Adds the layer's trainable parameters and statistics, named as in trained_model.h, with
// libtorch's default initial values (He et al. 2015 uniform for weights, 1 / sqrt(fan in) for
// biases and LSTM).
class LayerParameters {
 public:
  LayerParameters(const LayerSpec& spec, std::int64_t in, Random random) {
    const auto units = static_cast<std::int64_t>(spec.units);
    const auto kernel = static_cast<std::int64_t>(spec.kernel);
    const auto bound = [](std::int64_t fan_in) {
      return 1.0 / std::sqrt(static_cast<double>(fan_in));
    };
    switch (spec.kind) {
      case LayerKind::Conv1d:
        add_uniform("weight", {units, in, kernel}, bound(in * kernel), random);
        add_uniform("bias", {units}, bound(in * kernel), random);
        break;
      case LayerKind::Dense:
        add_uniform("weight", {units, in}, bound(in), random);
        add_uniform("bias", {units}, bound(in), random);
        break;
      case LayerKind::BatchNorm:
        trainable["weight"] = torch::ones({in}).set_requires_grad(true);
        trainable["bias"] = torch::zeros({in}).set_requires_grad(true);
        statistics["running_mean"] = torch::zeros({in});
        statistics["running_var"] = torch::ones({in});
        break;
      case LayerKind::Lstm:
        add_uniform("weight_ih", {4 * units, in}, bound(units), random);
        add_uniform("weight_hh", {4 * units, units}, bound(units), random);
        add_uniform("bias_ih", {4 * units}, bound(units), random);
        add_uniform("bias_hh", {4 * units}, bound(units), random);
        break;
      default:
        break;
    }
  }

  std::map<std::string, torch::Tensor> trainable, statistics;

 private:
  void add_uniform(const char* name, std::vector<std::int64_t> shape, double bound,
                   Random& random) {
    auto t = torch::empty(shape);
    for (float& value : floats(t)) value = static_cast<float>(random.uniform(-bound, bound));
    trainable[name] = t.set_requires_grad(true);
  }
};

struct Layer {
  LayerSpec spec;
  std::map<std::string, torch::Tensor> trainable, statistics;
  std::shared_ptr<ConvLayer> convolution = std::make_shared<ConvLayer>();
  std::shared_ptr<LstmLayer> lstm = std::make_shared<LstmLayer>();

  const torch::Tensor& at(const char* name) const {
    const auto it = trainable.find(name);
    return it != trainable.end() ? it->second : statistics.at(name);
  }
};

torch::Tensor mean_max_pool(const torch::Tensor& x) {
  return torch::cat({x.mean(1), x.amax(1)}, 1);
}

torch::Tensor batch_norm(const Layer& layer, const torch::Tensor& x, bool train) {
  const auto rows = x.reshape({-1, x.size(-1)});  // of a sequence: all steps
  return torch::batch_norm(rows, layer.at("weight"), layer.at("bias"), layer.at("running_mean"),
                           layer.at("running_var"), train, /*momentum=*/0.1, layer.spec.epsilon,
                           /*cudnn_enabled=*/false)
      .reshape_as(x);
}

// The shape of one sample after each layer; a vector has no time.
struct SampleShape {
  std::int64_t channels = 0;
  std::optional<std::int64_t> time;
};

[[noreturn]] void refuse(const LayerSpec& spec, const std::string& what) {
  throw Error(ErrorKind::BadInput, what, "layer " + spec.name,
              "change the [model] keys of the experiment");
}

SampleShape shape_after(const LayerSpec& spec, SampleShape shape) {
  const auto kernel = static_cast<std::int64_t>(spec.kernel);
  const auto stride = static_cast<std::int64_t>(spec.stride);
  const auto need_sequence = [&] {
    if (!shape.time) refuse(spec, "needs a sequence, but gets a vector");
  };
  switch (spec.kind) {
    case LayerKind::Conv1d:
    case LayerKind::MaxPool: {
      need_sequence();
      if (kernel < 1 || stride < 1 || *shape.time < kernel) {
        refuse(spec,
               fmt::format("{} time steps are too few for a kernel of {}", *shape.time, kernel));
      }
      const bool pool = spec.kind == LayerKind::MaxPool;
      shape.time = (*shape.time - kernel) / (pool ? kernel : stride) + 1;
      if (!pool) shape.channels = static_cast<std::int64_t>(spec.units);
      break;
    }
    case LayerKind::Lstm:
      need_sequence();
      shape.channels = static_cast<std::int64_t>(spec.units);
      break;
    case LayerKind::MeanMaxPool:
      need_sequence();
      shape = {2 * shape.channels, std::nullopt};
      break;
    case LayerKind::LastStep:
      need_sequence();
      shape.time.reset();
      break;
    case LayerKind::Flatten:
      need_sequence();
      shape = {shape.channels * *shape.time, std::nullopt};
      break;
    case LayerKind::Dense:
      if (shape.time) refuse(spec, "needs a vector, but gets a sequence");
      shape.channels = static_cast<std::int64_t>(spec.units);
      break;
    case LayerKind::BatchNorm:
    case LayerKind::Relu:
    case LayerKind::Dropout:
    case LayerKind::Softmax:
      break;
  }
  return shape;
}

}  // namespace

struct Network::Impl {
  std::vector<Layer> layers;
  std::size_t window, channels, classes = 0;
  OptimizerConfig optimizer;
  std::uint64_t seed;
  std::size_t step = 0;
  State moments;                                  // "layer.name.m", "layer.name.v"
  std::map<std::string, torch::Tensor> averages;  // "layer.name" of weights and statistics

  template <typename Function>
  void for_each_tensor(Function&& function) {
    for (Layer& layer : layers) {
      for (auto& [name, tensor] : layer.trainable) {
        function(layer.spec.name + "." + name, tensor, true);
      }
      for (auto& [name, tensor] : layer.statistics) {
        function(layer.spec.name + "." + name, tensor, false);
      }
    }
  }

  bool is(LayerKind kind, std::size_t i) const {
    return i < layers.size() && layers[i].spec.kind == kind;
  }

  // The convolution at i with the ReLU and max pool behind it; i moves to the last of them.
  torch::Tensor convolve(std::size_t& i, const torch::Tensor& x) {
    const Layer& layer = layers[i];
    std::size_t pool = 0;
    if (is(LayerKind::Relu, i + 1)) {
      ++i;
      pool = 1;
      if (is(LayerKind::MaxPool, i + 1)) pool = layers[++i].spec.kernel;
    }
    return convolution(layer.convolution, x, layer.at("weight"), layer.at("bias"),
                       layer.spec.stride, pool);
  }

  // x (N, T, C) -> logits (N, classes)
  torch::Tensor forward(torch::Tensor x, bool train) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const Layer& layer = layers[i];
      const LayerSpec& spec = layer.spec;
      switch (spec.kind) {
        case LayerKind::Conv1d:
          x = convolve(i, x);
          break;
        case LayerKind::Dense:
          x = torch::linear(x, layer.at("weight"), layer.at("bias"));
          break;
        case LayerKind::BatchNorm:
          x = batch_norm(layer, x, train);
          break;
        case LayerKind::Relu:
          x = torch::relu(x);
          break;
        case LayerKind::MaxPool:
          x = torch::max_pool1d(x.transpose(1, 2), static_cast<std::int64_t>(spec.kernel))
                  .transpose(1, 2);
          break;
        case LayerKind::MeanMaxPool:
          x = mean_max_pool(x);
          break;
        case LayerKind::Dropout:
          if (train) x = dropout(x, spec.rate, Random(seed, {step, i}));
          break;
        case LayerKind::Lstm:
          x = lstm(layer.lstm, x, layer.at("weight_ih"), layer.at("weight_hh"), layer.at("bias_ih"),
                   layer.at("bias_hh"));
          break;
        case LayerKind::LastStep:
          x = x.select(1, x.size(1) - 1);
          break;
        case LayerKind::Flatten:
          x = x.flatten(1);
          break;
        case LayerKind::Softmax:
          break;  // the loss takes logits; predict applies it
      }
    }
    return x;
  }

  void update(const StepRates& rates) {
    const double t = static_cast<double>(step);
    const double decay = std::min(optimizer.averaging, t / (t + 10.0));
    for_each_tensor([&](const std::string& name, torch::Tensor& tensor, bool is_trainable) {
      if (is_trainable) {
        if (!tensor.grad().defined()) return;
        AdamWStep adam;
        adam.learning_rate = rates.learning_rate;
        adam.beta1 = rates.beta1;
        adam.weight_decay = tensor.dim() > 1 ? optimizer.weight_decay : 0.0;
        adam.step = step;
        const auto gradient = tensor.grad().contiguous();
        adamw(adam, floats(tensor.detach()), floats(gradient), moments.at(name + ".m").values,
              moments.at(name + ".v").values);
        tensor.mutable_grad().reset();
      }
      if (optimizer.averaging > 0.0) {
        const auto from = floats(tensor.detach());
        const auto to = floats(averages.at(name));
        const auto keep = static_cast<float>(decay);
        for (std::size_t i = 0; i < to.size(); ++i) to[i] = keep * to[i] + (1.0f - keep) * from[i];
      }
    });
  }

  // Swaps the averages in for the lifetime of the object.
  class UseWeights {
   public:
    UseWeights(Impl& impl, Weights weights)
        : impl_(impl), swap_(weights == Weights::Averaged && impl.optimizer.averaging > 0.0) {
      if (swap_) exchange();
    }
    ~UseWeights() {
      if (swap_) exchange();
    }

   private:
    void exchange() {
      impl_.for_each_tensor([&](const std::string& name, torch::Tensor& tensor, bool) {
        const auto a = floats(tensor.detach()), b = floats(impl_.averages.at(name));
        std::swap_ranges(a.begin(), a.end(), b.begin());
      });
    }
    Impl& impl_;
    bool swap_;
  };
};

Network::Network(std::vector<LayerSpec> layers, std::size_t window, std::size_t channels,
                 const OptimizerConfig& optimizer, std::uint64_t seed)
    : impl_(std::make_unique<Impl>()) {
  impl_->window = window;
  impl_->channels = channels;
  impl_->optimizer = optimizer;
  impl_->seed = seed;
  SampleShape shape{static_cast<std::int64_t>(channels), static_cast<std::int64_t>(window)};
  for (std::size_t i = 0; i < layers.size(); ++i) {
    LayerParameters parameters(layers[i], shape.channels, Random(seed, {0xAB1, i}));
    shape = shape_after(layers[i], shape);
    impl_->layers.push_back(
        {std::move(layers[i]), std::move(parameters.trainable), std::move(parameters.statistics)});
  }
  if (impl_->layers.empty() || impl_->layers.back().spec.kind != LayerKind::Softmax || shape.time) {
    throw Error(ErrorKind::Internal, "a network ends in a softmax over a vector");
  }
  impl_->classes = static_cast<std::size_t>(shape.channels);
  impl_->for_each_tensor([&](const std::string& name, torch::Tensor& tensor, bool is_trainable) {
    if (is_trainable) {
      const Array zeros{{static_cast<std::size_t>(tensor.numel())},
                        std::vector<float>(static_cast<std::size_t>(tensor.numel()), 0.0f)};
      impl_->moments[name + ".m"] = zeros;
      impl_->moments[name + ".v"] = zeros;
    }
    if (optimizer.averaging > 0.0) impl_->averages[name] = tensor.detach().clone();
  });
}

Network::~Network() = default;

StepResult Network::train_step(std::span<const float> x, std::span<const std::int64_t> labels,
                               const StepRates& rates, const SoftTargets& soft) {
  const auto count = static_cast<std::int64_t>(labels.size());
  const auto input = torch::from_blob(const_cast<float*>(x.data()),
                                      {count, static_cast<std::int64_t>(impl_->window),
                                       static_cast<std::int64_t>(impl_->channels)});
  const auto target = torch::from_blob(const_cast<std::int64_t*>(labels.data()), {count},
                                       torch::TensorOptions().dtype(torch::kInt64));
  ++impl_->step;
  const auto logits = impl_->forward(input, /*train=*/true);
  auto loss = F::cross_entropy(
      logits, target,
      F::CrossEntropyFuncOptions().label_smoothing(impl_->optimizer.label_smoothing));
  if (soft.weight > 0.0) {
    const auto answers = torch::from_blob(const_cast<float*>(soft.probabilities.data()),
                                          {count, static_cast<std::int64_t>(impl_->classes)});
    const auto distance =
        -(answers * torch::log_softmax(logits / soft.temperature, 1)).sum(1).mean();
    loss =
        (1.0 - soft.weight) * loss + soft.weight * soft.temperature * soft.temperature * distance;
  }
  const double value = loss.item<double>();
  if (!std::isfinite(value)) {
    throw Error(ErrorKind::BadInput, "the loss is not finite any more",
                fmt::format("step {}", impl_->step), "lower training.learning_rate");
  }
  loss.backward();
  impl_->update(rates);
  return {value, static_cast<std::size_t>(logits.argmax(1).eq(target).sum().item<std::int64_t>())};
}

void Network::predict(Weights weights, std::span<const float> x, std::span<float> probabilities) {
  const torch::NoGradGuard no_gradients;
  const Impl::UseWeights in_use(*impl_, weights);
  const std::size_t row = impl_->window * impl_->channels;
  const std::size_t count = x.size() / row;
  constexpr std::size_t kBatch = 256;  // bounds the memory of activations
  for (std::size_t first = 0; first < count; first += kBatch) {
    const std::size_t n = std::min(kBatch, count - first);
    const auto input =
        torch::from_blob(const_cast<float*>(x.data() + first * row),
                         {static_cast<std::int64_t>(n), static_cast<std::int64_t>(impl_->window),
                          static_cast<std::int64_t>(impl_->channels)});
    const auto p = torch::softmax(impl_->forward(input, /*train=*/false), 1).contiguous();
    std::ranges::copy(floats(p),
                      probabilities.begin() + static_cast<std::ptrdiff_t>(first * impl_->classes));
  }
}

std::size_t Network::classes() const {
  return impl_->classes;
}

std::size_t Network::parameter_count() const {
  std::size_t count = 0;
  impl_->for_each_tensor([&](const std::string&, const torch::Tensor& tensor, bool is_trainable) {
    if (is_trainable) count += static_cast<std::size_t>(tensor.numel());
  });
  return count;
}

std::vector<TrainedLayer> Network::trained_layers(Weights weights) const {
  const Impl::UseWeights in_use(*impl_, weights);
  std::vector<TrainedLayer> result;
  for (const Layer& layer : impl_->layers) {
    TrainedLayer trained{layer.spec, {}};
    for (const auto& [name, tensor] : layer.trainable) {
      trained.parameters[name] = to_array(tensor.detach());
    }
    for (const auto& [name, tensor] : layer.statistics) {
      trained.parameters[name] = to_array(tensor);
    }
    result.push_back(std::move(trained));
  }
  return result;
}

State Network::state() const {
  State state = impl_->moments;
  impl_->for_each_tensor([&](const std::string& name, const torch::Tensor& tensor, bool) {
    state[name] = to_array(tensor.detach());
    if (impl_->optimizer.averaging > 0.0)
      state[name + ".average"] = to_array(impl_->averages.at(name));
  });
  // A float holds whole numbers up to 2^24 exactly; two of them hold any step count.
  state["step"] = {
      {2}, {static_cast<float>(impl_->step >> 20), static_cast<float>(impl_->step & 0xFFFFF)}};
  return state;
}

void Network::load(const State& state) {
  const State mine = this->state();
  for (const auto& [name, array] : mine) {
    const auto it = state.find(name);
    if (it == state.end() || it->second.shape != array.shape) {
      throw Error(ErrorKind::BadInput,
                  fmt::format("the state does not fit the network at {}", name));
    }
  }
  if (state.size() != mine.size()) {
    throw Error(ErrorKind::BadInput, "the state holds arrays that the network does not have");
  }
  const auto fill = [](std::span<float> to, const Array& from) {
    std::ranges::copy(from.values, to.begin());
  };
  impl_->for_each_tensor([&](const std::string& name, torch::Tensor& tensor, bool) {
    fill(floats(tensor.detach()), state.at(name));
    if (impl_->optimizer.averaging > 0.0) {
      fill(floats(impl_->averages.at(name)), state.at(name + ".average"));
    }
  });
  for (auto& [name, array] : impl_->moments) array = state.at(name);
  const auto& step = state.at("step").values;
  impl_->step = (static_cast<std::size_t>(step[0]) << 20) + static_cast<std::size_t>(step[1]);
}

void set_threads(int count) {
  at::set_num_threads(count);
}

void keep_freed_memory() {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the most that it takes
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
#endif
}

}  // namespace ambulo::training

// SPDX-License-Identifier: Apache-2.0
// Tensors here have the shape of the graph's with the samples of the batch as one more dimension
// in front.
#include "toolchain/quantization/qat/differentiate.h"

#include <fmt/format.h>
#include <torch/torch.h>

#include <algorithm>
#include <string>
#include <utility>

#include "runtime/model/tflite_schema.h"
#include "toolchain/core/error.h"
#include "toolchain/graph/edit.h"

namespace ambulo::quantization {
namespace {

namespace F = torch::nn::functional;
namespace lstm_operand = schema::lstm_operand;
using at::Tensor;
using graph::Activation;
using graph::Graph;
using graph::Operator;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

Tensor tensor_of(std::span<const float> values, at::IntArrayRef shape) {
  Tensor result = at::empty(shape, at::kFloat);
  TORCH_CHECK(static_cast<std::size_t>(result.numel()) == values.size(), "values of another size");
  std::copy(values.begin(), values.end(), result.data_ptr<float>());
  return result;
}

// Forward: what the device has. Back: as if it were x, but nothing where x leaves the range; the
// ends of the range move what lies beyond them, and between them they stretch the grid.
struct StraightThrough : torch::autograd::Function<StraightThrough> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& device,
                        const Tensor& low, const Tensor& high) {
    context->save_for_backward({x, device, low, high});
    return device.clone();
  }
  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const variable_list saved = context->get_saved_variables();
    const Tensor &x = saved[0], &device = saved[1], &low = saved[2], &high = saved[3];
    const Tensor &gradient = gradients[0], above = x > high, below = x < low;
    const Tensor inside = gradient * above.logical_or(below).logical_not();
    const Tensor stretch = (inside * (device - x)).sum() / (high - low);
    return {inside, {}, (gradient * below).sum() - stretch, (gradient * above).sum() + stretch};
  }
};

Tensor activated(const Tensor& x, Activation activation) {
  switch (activation) {
    case Activation::None:
      return x;
    case Activation::Relu:
      return x.relu();
    case Activation::Relu6:
      return x.clamp(0, 6);
    case Activation::ReluN1To1:
      return x.clamp(-1, 1);
    case Activation::Tanh:
      return x.tanh();
  }
  return x;
}

// Zeros before and after one axis of an image, so that ceil(size / stride) results come out.
std::pair<std::int64_t, std::int64_t> same_padding(std::int64_t size, int filter, int stride,
                                                   int dilation = 1) {
  const std::int64_t results = (size + stride - 1) / stride;
  const std::int64_t reach = (results - 1) * stride + (filter - 1) * dilation + 1;
  const std::int64_t total = std::max<std::int64_t>(reach - size, 0);
  return {total / 2, total - total / 2};
}

class Differentiation {
 public:
  Differentiation(const Graph& graph, const Batch& batch, const DeviceView& device)
      : graph_(graph), device_(device), count_(static_cast<std::int64_t>(batch.count)) {
    const int input = graph.inputs.at(0);
    values_[input] = tensor_of(batch.inputs, shape_of(input));
    for (std::size_t i = 0; i < graph.operators.size(); ++i) run(i);
  }

  Tensor value(int tensor) const { return values_.at(tensor); }

  void read(Gradients& result) const {
    for (const auto& [tensor, leaf] : constants_) {
      std::vector<float>& to = result.weights[tensor];
      to.assign(static_cast<std::size_t>(leaf.numel()), 0.0f);
      if (!leaf.grad().defined()) continue;
      const Tensor from = leaf.grad().contiguous();
      std::copy_n(from.data_ptr<float>(), to.size(), to.begin());
    }
    const auto gradient = [](const Tensor& leaf) {
      return leaf.defined() && leaf.grad().defined() ? leaf.grad().item<double>() : 0.0;
    };
    for (const auto& [low, high] : ends_) result.ranges.push_back({gradient(low), gradient(high)});
  }

  Tensor operator()(const graph::Conv2d& conv) const {
    const Tensor weights = constant(1);
    const Tensor x = padded(images(0), conv, weights.size(1), weights.size(2));
    return convolved(x, weights.permute({0, 3, 1, 2}), conv, 1);
  }
  Tensor operator()(const graph::DepthwiseConv2d& conv) const {
    const Tensor weights = constant(1);
    const Tensor x = padded(images(0), conv, weights.size(1), weights.size(2));
    return convolved(x, weights.permute({3, 0, 1, 2}), conv, x.size(1));
  }
  Tensor operator()(const graph::FullyConnected& dense) const {
    const Tensor weights = constant(1);
    const Tensor x = operand(0).reshape({-1, weights.size(1)});
    return activated(at::linear(x, weights, optional_constant(2)), dense.activation);
  }
  Tensor operator()(const graph::Pool2d& pool) const {
    const Tensor x = images(0);
    const std::vector<std::int64_t> filter = {pool.filter_h, pool.filter_w};
    const std::vector<std::int64_t> stride = {pool.stride_h, pool.stride_w};
    const auto pad = [&](const Tensor& image, double with) {
      if (pool.padding == graph::Padding::Valid) return image;
      const auto [top, bottom] = same_padding(image.size(2), pool.filter_h, pool.stride_h);
      const auto [left, right] = same_padding(image.size(3), pool.filter_w, pool.stride_w);
      return at::constant_pad_nd(image, {left, right, top, bottom}, with);
    };
    Tensor result;
    if (pool.max) {
      result = at::max_pool2d(pad(x, -std::numeric_limits<double>::infinity()), filter, stride);
    } else {  // the mean of what is not padding
      result = at::avg_pool2d(pad(x, 0.0), filter, stride) /
               at::avg_pool2d(pad(at::ones_like(x), 0.0), filter, stride);
    }
    return activated(result.permute({0, 2, 3, 1}), pool.activation);
  }
  Tensor operator()(const graph::Softmax& softmax) const {
    return (operand(0) * static_cast<double>(softmax.beta)).softmax(-1);
  }
  Tensor operator()(const graph::Reshape&) const { return operand(0); }
  Tensor operator()(const graph::Squeeze&) const { return operand(0); }
  Tensor operator()(const graph::Concatenation& concatenation) const {
    std::vector<Tensor> parts;
    for (std::size_t i = 0; i < op_->inputs.size(); ++i) {
      const Tensor part = operand(i);
      parts.push_back(is_leaf(i) ? part.unsqueeze(0).expand(shape_of(op_->inputs[i])) : part);
    }
    const auto axis = concatenation.axis < 0 ? concatenation.axis : concatenation.axis + 1;
    return activated(at::cat(parts, axis), concatenation.activation);
  }
  Tensor operator()(const graph::StridedSlice& slice) const {
    if (slice.ellipsis_mask != 0 || slice.new_axis_mask != 0 || slice.end_is_offset) refuse();
    const auto begin = integers(1), end = integers(2), strides = integers(3);
    Tensor x = operand(0);
    for (std::size_t i = 0; i < begin.size(); ++i) {
      const auto axis = static_cast<std::int64_t>(i) + 1, size = x.size(axis);
      const int bit = 1 << i;
      if (strides[i] < 1) refuse();
      std::int64_t from = slice.begin_mask & bit ? 0 : begin[i];
      std::int64_t to = slice.end_mask & bit ? size : end[i];
      if (from < 0) from += size;
      if (to < 0) to += size;
      if (slice.shrink_axis_mask & bit) to = from + 1;
      x = x.slice(axis, from, to, strides[i]);
    }
    return x;  // dimensions of one element fall away with the shape of the result
  }
  Tensor operator()(const graph::Reduce& reduce) const {
    const Tensor x = operand(0);
    std::vector<std::int64_t> axes;
    for (const auto axis : integers(1)) axes.push_back(axis < 0 ? axis : axis + 1);
    switch (reduce.kind) {
      case graph::Reduce::Kind::Mean:
        return x.mean(axes);
      case graph::Reduce::Kind::Sum:
        return x.sum(axes);
      case graph::Reduce::Kind::ReduceMax:
        return x.amax(axes);
      default:
        refuse();
    }
  }
  Tensor operator()(const graph::Elementwise& elementwise) const {
    const auto rank = graph_.tensors[static_cast<std::size_t>(op_->outputs[0])].shape.size();
    const auto side = [&](std::size_t i) {
      Tensor x = operand(i);
      while (!is_leaf(i) && static_cast<std::size_t>(x.dim()) < rank + 1) x = x.unsqueeze(1);
      return x;
    };
    const Tensor a = side(0), b = side(1);
    switch (elementwise.kind) {
      case graph::Elementwise::Kind::Add:
        return activated(a + b, elementwise.activation);
      case graph::Elementwise::Kind::Sub:
        return activated(a - b, elementwise.activation);
      case graph::Elementwise::Kind::Mul:
        return activated(a * b, elementwise.activation);
      default:
        refuse();
    }
  }
  Tensor operator()(const graph::Unary& unary) const {
    switch (unary.kind) {
      case graph::Unary::Kind::Relu:
        return operand(0).relu();
      case graph::Unary::Kind::Relu6:
        return operand(0).clamp(0, 6);
      case graph::Unary::Kind::Logistic:
        return operand(0).sigmoid();
      case graph::Unary::Kind::Tanh:
        return operand(0).tanh();
      default:
        refuse();
    }
  }
  Tensor operator()(const graph::Plain& plain) const {
    if (plain.kind != graph::Plain::Kind::ExpandDims) refuse();
    return operand(0);
  }
  // i, f, o = sigmoid(W x + R h + b), g = tanh(W x + R h + b); c = f c + i g; h = o tanh(c). The h
  // that goes on to the next step is the device's.
  Tensor operator()(const graph::UnidirectionalSequenceLstm& lstm) const {
    for (const int i : {lstm_operand::kCellToInputWeights, lstm_operand::kCellToForgetWeights,
                        lstm_operand::kCellToOutputWeights, lstm_operand::kProjectionWeights,
                        lstm_operand::kInputLayerNorm}) {
      if (op_->inputs.at(static_cast<std::size_t>(i)) != graph::kNone) refuse();
    }
    if (lstm.activation != Activation::Tanh || lstm.cell_clip > 0.0f ||
        op_->inputs[lstm_operand::kInputToInputWeights] == graph::kNone) {
      refuse();
    }
    std::vector<Tensor> input_weights, recurrent_weights, biases;
    for (std::size_t gate = 0; gate < 4; ++gate) {
      input_weights.push_back(constant(lstm_operand::kInputToInputWeights + gate));
      recurrent_weights.push_back(constant(lstm_operand::kRecurrentToInputWeights + gate));
      biases.push_back(constant(lstm_operand::kInputGateBias + gate));
    }
    const std::int64_t time_axis = lstm.time_major ? 1 : 2;
    const Tensor recurrent = at::cat(recurrent_weights).t();
    const std::vector<Tensor> steps =
        at::linear(operand(0), at::cat(input_weights), at::cat(biases)).unbind(time_axis);
    const Seen seen = seen_result();
    std::vector<Tensor> device;
    if (!seen.values.empty()) {
      device = tensor_of(seen.values, shape_of(op_->outputs[0])).unbind(time_axis);
    }
    const auto& [low, high] = ends_[index_];
    std::vector<Tensor> hidden;
    Tensor h, c;
    for (std::size_t t = 0; t < steps.size(); ++t) {
      const std::vector<Tensor> gates =
          (h.defined() ? steps[t] + at::matmul(h, recurrent) : steps[t]).chunk(4, -1);
      const Tensor in = gates[0].sigmoid() * gates[2].tanh();
      c = c.defined() ? gates[1].sigmoid() * c + in : in;
      h = gates[3].sigmoid() * c.tanh();
      if (!device.empty()) h = StraightThrough::apply(h, device[t], low, high);
      hidden.push_back(h);
    }
    return at::stack(hidden, time_axis);
  }
  template <typename T>
  Tensor operator()(const T&) const {
    refuse();
  }

 private:
  std::vector<std::int64_t> shape_of(int tensor) const {
    std::vector<std::int64_t> shape = {count_};
    const auto& own = graph_.tensors[static_cast<std::size_t>(tensor)].shape;
    shape.insert(shape.end(), own.begin(), own.end());
    return shape;
  }

  Seen seen_operand(std::size_t i) const {
    return index_ < device_.operands.size() ? device_.operands[index_].at(i) : Seen{};
  }
  Seen seen_result() const {
    return index_ < device_.results.size() ? device_.results[index_] : Seen{};
  }

  void run(std::size_t i) {
    op_ = &graph_.operators[i];
    index_ = i;
    for (const int input : op_->inputs) add_constant(input);
    if (op_->outputs.size() != 1) refuse();
    const Seen seen = seen_result();
    const auto end = [](float value) {
      return at::scalar_tensor(value, at::kFloat).set_requires_grad(true);
    };
    ends_.emplace_back(end(seen.low), end(seen.high));
    const std::vector<std::int64_t> shape = shape_of(op_->outputs[0]);
    Tensor result = std::visit(*this, op_->attributes).reshape(shape);
    const bool by_steps =
        std::holds_alternative<graph::UnidirectionalSequenceLstm>(op_->attributes);
    if (!seen.values.empty() && !by_steps) {
      result = StraightThrough::apply(result, tensor_of(seen.values, shape), ends_.back().first,
                                      ends_.back().second);
    }
    values_[op_->outputs[0]] = result;
  }

  void add_constant(int index) {
    if (index == graph::kNone || constants_.contains(index)) return;
    const graph::Tensor& tensor = graph_.tensors[static_cast<std::size_t>(index)];
    if (!is_constant(tensor) || tensor.type != graph::DataType::Float32) return;
    const std::vector<std::int64_t> shape(tensor.shape.begin(), tensor.shape.end());
    constants_[index] = tensor_of(float_values(tensor), shape).set_requires_grad(true);
  }

  bool is_leaf(std::size_t i) const { return constants_.contains(op_->inputs[i]); }

  Tensor operand(std::size_t i) const {
    const int index = op_->inputs.at(i);
    if (!is_leaf(i) && !values_.contains(index)) refuse();
    const Tensor x = is_leaf(i) ? constants_.at(index) : values_.at(index);
    const Seen seen = seen_operand(i);
    if (seen.values.empty()) return x;
    return StraightThrough::apply(x, tensor_of(seen.values, x.sizes()),
                                  at::scalar_tensor(seen.low, at::kFloat),
                                  at::scalar_tensor(seen.high, at::kFloat));
  }
  Tensor constant(std::size_t i) const {
    if (op_->inputs.at(i) == graph::kNone || !is_leaf(i)) refuse();
    return operand(i);
  }
  Tensor optional_constant(std::size_t i) const {
    return i < op_->inputs.size() && op_->inputs[i] != graph::kNone ? constant(i) : Tensor();
  }
  std::vector<std::int32_t> integers(std::size_t i) const {
    const graph::Tensor& tensor = graph_.tensors[static_cast<std::size_t>(op_->inputs.at(i))];
    if (!is_constant(tensor) || tensor.type != graph::DataType::Int32) refuse();
    return int_values(tensor);
  }

  // (samples, N, H, W, C) as (samples * N, C, H, W)
  Tensor images(std::size_t i) const { return operand(i).flatten(0, 1).permute({0, 3, 1, 2}); }
  template <typename Conv>
  Tensor padded(const Tensor& x, const Conv& conv, std::int64_t height, std::int64_t width) const {
    if (conv.padding == graph::Padding::Valid) return x;
    const auto [top, bottom] =
        same_padding(x.size(2), static_cast<int>(height), conv.stride_h, conv.dilation_h);
    const auto [left, right] =
        same_padding(x.size(3), static_cast<int>(width), conv.stride_w, conv.dilation_w);
    return at::constant_pad_nd(x, {left, right, top, bottom});
  }
  template <typename Conv>
  Tensor convolved(const Tensor& x, const Tensor& weights, const Conv& conv,
                   std::int64_t groups) const {
    const std::vector<std::int64_t> stride = {conv.stride_h, conv.stride_w};
    const std::vector<std::int64_t> dilation = {conv.dilation_h, conv.dilation_w};
    const std::vector<std::int64_t> padding = {0, 0};
    const Tensor result =
        at::conv2d(x, weights, optional_constant(2), stride, padding, dilation, groups);
    return activated(result.permute({0, 2, 3, 1}), conv.activation);
  }

  [[noreturn]] void refuse() const {
    throw Error(
        ErrorKind::Unsupported,
        fmt::format("operator {} ({}), as it is here, cannot be trained", index_, type_name(*op_)),
        graph_.name, "take scheme int8, which needs no training");
  }

  const Graph& graph_;
  const DeviceView& device_;
  std::int64_t count_;
  std::size_t index_ = 0;  // of the operator at hand
  const Operator* op_ = nullptr;
  std::map<int, Tensor> values_, constants_;
  std::vector<std::pair<Tensor, Tensor>> ends_;  // of the range of each result
};

}  // namespace

bool can_differentiate() {
  return true;
}

Gradients differentiate(const Graph& graph, const Batch& batch, const DeviceView& device) {
  const Differentiation pass(graph, batch, device);
  const auto count = static_cast<std::int64_t>(batch.count);
  const Tensor logits = pass.value(logits_of(graph)).reshape({count, -1});
  const Tensor teacher = tensor_of(batch.teacher_logits, logits.sizes()).log_softmax(1);
  const Tensor loss = (teacher.exp() * (teacher - logits.log_softmax(1))).sum(1).mean();
  loss.backward();
  Gradients result;
  result.loss = loss.item<double>();
  const Tensor flat = logits.detach().contiguous();
  result.logits.assign(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
  pass.read(result);
  return result;
}

}  // namespace ambulo::quantization

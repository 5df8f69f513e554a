// SPDX-License-Identifier: Apache-2.0
#include "toolchain/training/fused_layers.h"

#include <torch/csrc/autograd/custom_function.h>

#include <span>
#include <utility>

namespace ambulo::training {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Keeps a layer alive from the forward pass to the pass back.
template <typename Layer>
struct Holder : torch::CustomClassHolder {
  explicit Holder(std::shared_ptr<Layer> held) : layer(std::move(held)) {}
  std::shared_ptr<Layer> layer;
};

template <typename Layer>
void keep(AutogradContext* context, const std::shared_ptr<Layer>& layer) {
  context->saved_data["layer"] =
      c10::IValue::make_capsule(c10::make_intrusive<Holder<Layer>>(layer));
}

template <typename Layer>
Layer& kept(AutogradContext* context) {
  const auto capsule = context->saved_data["layer"].toCapsule();
  return *static_cast<Holder<Layer>*>(capsule.get())->layer;
}

std::span<const float> values(const at::Tensor& t) {  // REQUIRES a contiguous tensor
  return {t.data_ptr<float>(), static_cast<std::size_t>(t.numel())};
}

std::span<float> storage(const at::Tensor& t) {
  return {t.data_ptr<float>(), static_cast<std::size_t>(t.numel())};
}

std::size_t dimension(const at::Tensor& t, std::int64_t axis) {
  return static_cast<std::size_t>(t.size(axis));
}

at::Tensor like_if(bool wanted, const at::Tensor& t) {
  return wanted ? at::empty_like(t) : at::Tensor();
}

std::span<float> storage_if(const at::Tensor& t) {
  return t.defined() ? storage(t) : std::span<float>();
}

struct Convolution : torch::autograd::Function<Convolution> {
  static at::Tensor forward(AutogradContext* context, const std::shared_ptr<ConvLayer>& layer,
                            const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                            std::size_t stride, std::size_t pool) {
    const ConvShape shape{.batch = dimension(x, 0),
                          .time = dimension(x, 1),
                          .inputs = dimension(x, 2),
                          .outputs = dimension(weight, 0),
                          .kernel = dimension(weight, 2),
                          .stride = stride,
                          .pool = pool};
    auto out = at::empty({x.size(0), static_cast<std::int64_t>(shape.pooled()), weight.size(0)},
                         x.options());
    layer->forward(shape, {values(weight), values(bias)}, values(x), storage(out));
    context->save_for_backward({x, weight, bias});
    context->saved_data["wants_x"] = x.requires_grad();
    keep(context, layer);
    return out;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const auto dx = like_if(context->saved_data["wants_x"].toBool(), saved[0]);
    const auto dw = at::empty_like(saved[1]), db = at::empty_like(saved[2]);
    kept<ConvLayer>(context).backward(values(saved[0]), values(gradients[0].contiguous()),
                                      {storage(dw), storage(db), storage_if(dx)});
    return {{}, dx, dw, db, {}, {}};
  }
};

struct Lstm : torch::autograd::Function<Lstm> {
  static at::Tensor forward(AutogradContext* context, const std::shared_ptr<LstmLayer>& layer,
                            const at::Tensor& x, const at::Tensor& input_weight,
                            const at::Tensor& hidden_weight, const at::Tensor& input_bias,
                            const at::Tensor& hidden_bias) {
    const LstmShape shape{.batch = dimension(x, 0),
                          .time = dimension(x, 1),
                          .inputs = dimension(x, 2),
                          .units = dimension(hidden_weight, 1)};
    auto out = at::empty({x.size(0), x.size(1), hidden_weight.size(1)}, x.options());
    layer->forward(
        shape,
        {values(input_weight), values(hidden_weight), values(input_bias), values(hidden_bias)},
        values(x), storage(out));
    context->save_for_backward({x, input_weight, hidden_weight, input_bias, hidden_bias});
    context->saved_data["wants_x"] = x.requires_grad();
    keep(context, layer);
    return out;
  }

  static variable_list backward(AutogradContext* context, const variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const auto dx = like_if(context->saved_data["wants_x"].toBool(), saved[0]);
    variable_list d;
    for (std::size_t i = 1; i < saved.size(); ++i) d.push_back(at::empty_like(saved[i]));
    kept<LstmLayer>(context).backward(
        values(gradients[0].contiguous()),
        {storage(d[0]), storage(d[1]), storage(d[2]), storage(d[3]), storage_if(dx)});
    return {{}, dx, d[0], d[1], d[2], d[3]};
  }
};

}  // namespace

at::Tensor convolution(const std::shared_ptr<ConvLayer>& layer, const at::Tensor& x,
                       const at::Tensor& weight, const at::Tensor& bias, std::size_t stride,
                       std::size_t pool) {
  return Convolution::apply(layer, x.contiguous(), weight, bias, stride, pool);
}

at::Tensor lstm(const std::shared_ptr<LstmLayer>& layer, const at::Tensor& x,
                const at::Tensor& input_weight, const at::Tensor& hidden_weight,
                const at::Tensor& input_bias, const at::Tensor& hidden_bias) {
  return Lstm::apply(layer, x.contiguous(), input_weight, hidden_weight, input_bias, hidden_bias);
}

}  // namespace ambulo::training

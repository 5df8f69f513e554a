// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/lifting/linear_form.h"

#include "toolchain/graph/edit.h"
#include "toolchain/graph/evaluate.h"

namespace ambulo::graph {
namespace {

std::size_t index(int tensor) {
  return static_cast<std::size_t>(tensor);
}

bool is_number(const Tensor& tensor) {
  return tensor.type == DataType::Float32 || tensor.type == DataType::Float16 ||
         (tensor.quantization && byte_size(tensor.type) > 0);
}

LinearForm sum(LinearForm a, const LinearForm& b) {
  if (!a.is_linear || !b.is_linear) return {};
  a.terms.insert(a.terms.end(), b.terms.begin(), b.terms.end());
  for (std::size_t i = 0; i < a.constant.size(); ++i) a.constant[i] += b.constant[i];
  return a;
}

}  // namespace

LinearForms::LinearForms(const Graph& graph, const Views& views)
    : graph_(graph), views_(views), producers_(graph.tensors.size(), nullptr) {
  constants_.resize(graph.tensors.size());
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    const Tensor& tensor = graph.tensors[i];
    if (is_constant(tensor) && is_number(tensor)) constants_[i] = to_double(tensor).values;
  }
  for (const Operator& op : graph.operators) {
    for (const int output : op.outputs) producers_[index(output)] = &op;
    const auto* plain = std::get_if<Plain>(&op.attributes);
    if (plain && plain->kind == Plain::Kind::Dequantize) {
      constants_[index(op.outputs[0])] = constants_[index(op.inputs[0])];
    }
  }
}

const std::vector<double>* LinearForms::constant(int tensor) const {
  const auto& values = constants_[index(tensor)];
  return values.empty() ? nullptr : &values;
}

LinearForm LinearForms::of(int tensor) const {
  const View& view = views_.of(tensor);
  return view.size() == 1 ? of(view[0]) : LinearForm{};
}

LinearForm LinearForms::of(const Segment& values) const {
  if (const auto* numbers = constant(values.tensor)) {
    LinearForm form;
    form.is_linear = true;
    const auto first = numbers->begin() + static_cast<std::ptrdiff_t>(values.begin);
    form.constant.assign(first, first + static_cast<std::ptrdiff_t>(values.count));
    return form;
  }
  const Operator* op = producers_[index(values.tensor)];
  if (!op) return {};
  const auto* dense = std::get_if<FullyConnected>(&op->attributes);
  if (dense && dense->activation == Activation::None) return of_dense(*op, values);
  const auto* both = std::get_if<Elementwise>(&op->attributes);
  const bool adds = both && both->kind == Elementwise::Kind::Add;
  if (adds && both->activation == Activation::None) return of_sum(*op, values);
  return {};
}

std::size_t LinearForms::last_axis(int tensor) const {
  const auto& shape = graph_.tensors[index(tensor)].shape;
  return shape.empty() ? 1 : static_cast<std::size_t>(shape.back());
}

// input (N,I), weights (O,I): values lie in row n of the output, from column o on.
LinearForm LinearForms::of_dense(const Operator& op, const Segment& values) const {
  if (!constant(op.inputs[1])) return {};
  const auto& shape = graph_.tensors[index(op.inputs[1])].shape;
  const auto outputs = static_cast<std::size_t>(shape[0]);
  const auto inputs = static_cast<std::size_t>(shape[1]);
  const std::size_t n = values.begin / outputs, o = values.begin % outputs;
  if (o + values.count > outputs) return {};
  LinearForm form;
  form.is_linear = true;
  std::size_t column = 0;
  for (const Segment& part : part_of(views_.of(op.inputs[0]), n * inputs, inputs)) {
    form.terms.push_back({part, op.inputs[1], o, column});
    column += part.count;
  }
  form.constant.assign(values.count, 0.0);
  if (op.inputs.size() > 2 && op.inputs[2] != kNone) {
    const auto* bias = constant(op.inputs[2]);
    if (!bias) return {};
    for (std::size_t i = 0; i < values.count; ++i) form.constant[i] = (*bias)[o + i];
  }
  return form;
}

LinearForm LinearForms::of_sum(const Operator& op, const Segment& values) const {
  const std::size_t count = views_.count_of(op.outputs[0]);
  LinearForm form;
  form.is_linear = true;
  form.constant.assign(values.count, 0.0);
  for (const int input : op.inputs) {
    const std::size_t own = views_.count_of(input);
    const auto* numbers = constant(input);
    if (own == count) {  // else it is repeated over the leading axes
      const View part = part_of(views_.of(input), values.begin, values.count);
      form = sum(std::move(form), part.size() == 1 ? of(part[0]) : LinearForm{});
    } else if (numbers && (own == 1 || last_axis(input) == own) &&
               (own == 1 || last_axis(op.outputs[0]) == own)) {
      for (std::size_t i = 0; i < values.count; ++i) {
        form.constant[i] += (*numbers)[(values.begin + i) % own];
      }
    } else {
      return {};
    }
    if (!form.is_linear) return {};
  }
  return form;
}

}  // namespace ambulo::graph

// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/qat/device_network.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/core/parallel.h"
#include "toolchain/graph/edit.h"
#include "toolchain/graph/evaluate.h"
#include "toolchain/quantization/open_model.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::quantization {
namespace {

using graph::DataType;
using graph::Graph;
using graph::Operator;

constexpr std::size_t kChunk = 8;  // of samples that a thread takes

const graph::Tensor& tensor(const Graph& graph, int index) {
  return graph.tensors[static_cast<std::size_t>(index)];
}

// The operator of the integer graph that computes the result of this one.
const Operator& counterpart(const Graph& integer, const Operator& op) {
  const auto found = producer(integer, op.outputs.at(0));
  if (!found) throw Error(ErrorKind::Internal, "an operator is lost in the integer graph");
  return integer.operators[*found];
}

bool is_real_operand(const Graph& real, int index) {
  return index != graph::kNone && tensor(real, index).type == DataType::Float32 &&
         !tensor(real, index).is_variable;
}

}  // namespace

DeviceNetwork::DeviceNetwork(const Graph& real, Graph integer, std::string where)
    : real_(real), integer_(std::move(integer)), where_(std::move(where)) {
  for (const Operator& op : real_.operators) {
    const Operator& on_device = counterpart(integer_, op);
    computed_[op.outputs[0]];
    for (std::size_t i = 0; i < op.inputs.size(); ++i) {
      if (!is_real_operand(real_, op.inputs[i])) continue;
      const int index = on_device.inputs.at(i);
      if (is_constant(tensor(integer_, index))) {
        const std::vector<double> values = to_double(tensor(integer_, index)).values;
        constants_[index].assign(values.begin(), values.end());
      } else {
        computed_[index];
      }
    }
  }
}

void DeviceNetwork::run(std::span<const float> inputs, std::size_t values_each) {
  const std::size_t count = inputs.size() / values_each;
  for (auto& [index, values] : computed_) {
    values.resize(count * graph::element_count(tensor(integer_, index).shape));
  }
  const std::vector<std::uint8_t> bytes = tflite::write(integer_);
  parallel_for(count, {.threads = 0, .chunk = kChunk}, [&] {
    const auto model = std::make_shared<OpenModel>(bytes, integer_, where_);
    return [&, model, values = std::vector<float>()](std::size_t n) mutable {
      model->run(inputs.subspan(n * values_each, values_each));
      for (std::size_t i = 0; i < model->tensors().size(); ++i) {
        const auto to = computed_.find(model->tensors()[i]);
        if (to == computed_.end()) continue;
        model->read(i, values);
        std::ranges::copy(values,
                          to->second.begin() + static_cast<std::ptrdiff_t>(n * values.size()));
      }
    };
  });
}

Seen DeviceNetwork::seen(int index) const {
  const graph::Tensor& stored = tensor(integer_, index);
  Seen result;
  if (const auto constant = constants_.find(index); constant != constants_.end()) {
    result.values = constant->second;
    return result;
  }
  result.values = computed_.at(index);
  if (stored.type != DataType::Int8 && stored.type != DataType::Int16) return result;
  const std::int64_t most = stored.type == DataType::Int8 ? 127 : 32767;
  const std::int64_t zero_point = stored.quantization->zero_point[0];
  const float scale = stored.quantization->scale[0];
  result.low = scale * static_cast<float>(-most - 1 - zero_point);
  result.high = scale * static_cast<float>(most - zero_point);
  return result;
}

DeviceView DeviceNetwork::view() const {
  DeviceView view;
  for (const Operator& op : real_.operators) {
    view.results.push_back(seen(op.outputs[0]));
    std::vector<Seen>& operands = view.operands.emplace_back(op.inputs.size());
    const Operator& on_device = counterpart(integer_, op);
    for (std::size_t i = 0; i < op.inputs.size(); ++i) {
      // What a result is, those that read it know already.
      const bool converted =
          is_real_operand(real_, op.inputs[i]) && on_device.inputs[i] != op.inputs[i];
      if (converted) operands[i] = seen(on_device.inputs[i]);
    }
  }
  return view;
}

}  // namespace ambulo::quantization

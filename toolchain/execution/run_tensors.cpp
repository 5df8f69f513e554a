// SPDX-License-Identifier: Apache-2.0
#include "toolchain/execution/run_tensors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/core/progress.h"
#include "toolchain/execution/batch_shape.h"
#include "toolchain/execution/expose_tensors.h"
#include "toolchain/execution/loaded_model.h"
#include "toolchain/tflite/reader.h"

namespace ambulo::execution {
namespace {

NpyType npy_type(TensorType type) {
  switch (type) {
    case TensorType::Float32:
      return NpyType::Float32;
    case TensorType::Float16:
      return NpyType::Float16;
    case TensorType::Int32:
      return NpyType::Int32;
    case TensorType::UInt8:
      return NpyType::UInt8;
    case TensorType::Int64:
      return NpyType::Int64;
    case TensorType::Bool:
      return NpyType::Bool;
    case TensorType::Int16:
      return NpyType::Int16;
    case TensorType::Int8:
      return NpyType::Int8;
    case TensorType::Int4:
      break;  // of weights alone
  }
  throw Error(ErrorKind::Internal, "the runtime took a type of tensor that has no name here");
}

Shape shape_of(const Tensor& tensor) {
  return {tensor.shape.dims, tensor.shape.dims + tensor.shape.rank};
}

const graph::Tensor& named(const graph::Graph& graph, int tensor) {
  return graph.tensors[static_cast<std::size_t>(tensor)];
}

std::string text(NpyType type, const Shape& shape) {
  return fmt::format("({}) {}", fmt::join(shape, ", "), to_string(type));
}

std::string describe(const graph::Graph& graph, const Interpreter& interpreter, std::size_t i) {
  const Tensor& tensor = interpreter.input(i);
  return fmt::format("input {} '{}' takes {}", i, named(graph, graph.inputs[i]).name,
                     text(npy_type(tensor.type), shape_of(tensor)));
}

void check_count(const graph::Graph& graph, const Interpreter& interpreter,
                 const std::vector<InputArray>& inputs, const std::string& where) {
  if (inputs.size() == interpreter.input_count()) return;
  std::vector<std::string> wanted;
  for (std::size_t i = 0; i < interpreter.input_count(); ++i) {
    wanted.push_back(describe(graph, interpreter, i));
  }
  throw Error(ErrorKind::BadInput,
              fmt::format("{} input array{} given, the model takes {}", inputs.size(),
                          inputs.size() == 1 ? "" : "s", interpreter.input_count()),
              where, fmt::format("{}", fmt::join(wanted, ", ")));
}

Batch check_inputs(const graph::Graph& graph, const Interpreter& interpreter,
                   const std::vector<InputArray>& inputs) {
  std::optional<Batch> common;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const NpyArray& array = inputs[i].values;
    const Tensor& tensor = interpreter.input(i);
    const auto batch = batch_of(array.shape, shape_of(tensor));
    if (array.type != npy_type(tensor.type) || !batch) {
      throw Error(ErrorKind::BadInput, "the array is " + text(array.type, array.shape),
                  inputs[i].where,
                  describe(graph, interpreter, i) + ", or a batch with one axis more in front");
    }
    if (common && common->count != batch->count) {
      throw Error(ErrorKind::BadInput,
                  fmt::format("the array holds {} values, that of input 0 holds {}", batch->count,
                              common->count),
                  inputs[i].where, "give batches of the same size");
    }
    if (!common || common->axis == Batch::Axis::None) common = batch;
  }
  return common.value_or(Batch{});
}

std::vector<std::string> producers(const graph::Graph& graph) {
  std::vector<std::string> result(graph.tensors.size());
  for (std::size_t op = 0; op < graph.operators.size(); ++op) {
    for (const int tensor : graph.operators[op].outputs) {
      if (tensor == graph::kNone) continue;
      result[static_cast<std::size_t>(tensor)] =
          fmt::format("{} {}", op, graph::type_name(graph.operators[op]));
    }
  }
  return result;
}

// The outputs of the model; behind them, when asked for, the results of all operators.
std::vector<int> wanted_tensors(const graph::Graph& graph, Tensors which) {
  std::vector<int> tensors = graph.outputs;
  if (which == Tensors::Outputs) return tensors;
  for (const graph::Operator& op : graph.operators) {
    if (graph::decodes_weights(op)) continue;
    for (const int tensor : op.outputs) {
      if (tensor != graph::kNone) tensors.push_back(tensor);
    }
  }
  return tensors;
}

void run_once(Interpreter& interpreter, const std::vector<InputArray>& inputs, std::size_t run,
              std::vector<TensorValues>& results) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Tensor& input = interpreter.input(i);
    std::memcpy(input.data, inputs[i].values.data.data() + run * input.bytes, input.bytes);
  }
  interpreter.reset_variables();
  interpreter.invoke();
  for (std::size_t i = 0; i < results.size(); ++i) {
    const Tensor& output = interpreter.output(i);
    std::memcpy(results[i].values.data.data() + run * output.bytes, output.data, output.bytes);
  }
}

}  // namespace

RunResult run_tensors(std::span<const std::uint8_t> bytes, const std::string& where,
                      const std::vector<InputArray>& inputs, Tensors which) {
  const graph::Graph graph = tflite::read(bytes, where);
  const std::vector<int> wanted = wanted_tensors(graph, which);
  LoadedModel model(bytes, where);
  if (which == Tensors::All) model = LoadedModel(with_outputs(model, wanted), where);
  // A hostile file may have laid its list of outputs over other tables.
  if (model.model().input_count() != graph.inputs.size() ||
      model.model().output_count() != wanted.size()) {
    throw Error(ErrorKind::BadInput, "the model file is damaged", where);
  }
  Session session(model);
  Interpreter& interpreter = session.interpreter();
  check_count(graph, interpreter, inputs, where);
  const Batch batch = check_inputs(graph, interpreter, inputs);

  const std::vector<std::string> produced_by = producers(graph);
  std::vector<TensorValues> results(wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const Tensor& output = interpreter.output(i);
    const graph::Tensor& tensor = named(graph, wanted[i]);
    results[i] = {wanted[i],
                  tensor.name,
                  produced_by[static_cast<std::size_t>(wanted[i])],
                  {npy_type(output.type), batched(shape_of(output), batch),
                   std::vector<std::uint8_t>(batch.count * output.bytes)},
                  tensor.quantization};
  }
  for (std::size_t run = 0; run < batch.count; ++run) {
    if (interrupted()) throw Error(ErrorKind::Interrupted, "the run was interrupted");
    run_once(interpreter, inputs, run, results);
  }

  RunResult result;
  result.runs = batch.count;
  const auto first_computed = results.begin() + static_cast<std::ptrdiff_t>(graph.outputs.size());
  result.computed.assign(std::move_iterator(first_computed), std::move_iterator(results.end()));
  results.resize(graph.outputs.size());
  result.outputs = std::move(results);
  return result;
}

}  // namespace ambulo::execution

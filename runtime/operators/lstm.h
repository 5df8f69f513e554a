// SPDX-License-Identifier: Apache-2.0
// What the forms of UNIDIRECTIONAL_SEQUENCE_LSTM share: operands as in schema::lstm_operand,
// geometry, checked matrices, vectors and states.
#pragma once

#include <ambulo/status.h>
#include <ambulo/tensor.h>

#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"

#include <cstdint>

namespace ambulo::operators {

namespace lstm_operand = schema::lstm_operand;
namespace lstm_option = schema::unidirectional_sequence_lstm_options;

inline constexpr size_t kLstmGates = 4;

// Args: LstmArgs, LstmHybridArgs or LstmS8Args. Sets sizes and strides from input and output.
template <typename Args>
Status set_lstm_geometry(const OperatorContext& context, const Tensor& input, const Tensor& output,
                         Args& args) {
  if (input.shape.rank != 3 || output.shape.rank != 3) return Status::BadShape;
  if (output.shape[0] != input.shape[0] || output.shape[1] != input.shape[1]) {
    return Status::BadShape;
  }
  const bool time_major = context.option(lstm_option::kTimeMajor) != 0;
  args.batch = input.shape[time_major ? 1 : 0];
  args.steps = input.shape[time_major ? 0 : 1];
  args.inputs = input.shape[2];
  args.cells = output.shape[2];
  args.batch_stride = time_major ? 1 : args.steps;
  args.step_stride = time_major ? args.batch : 1;
  return Status::Ok;
}

template <typename T>
Status lstm_matrix(OperatorContext& context, size_t i, TensorType type, int32_t rows,
                   int32_t columns, const T*& out) {
  Tensor tensor;
  AMBULO_TRY(context.input(i, type, tensor));
  const Shape& shape = tensor.shape;
  if (shape.rank != 2 || shape[0] != rows || shape[1] != columns) return Status::BadShape;
  out = tensor.as<T>();
  return Status::Ok;
}

// int8 weights; data null where they stay coded.
inline Status lstm_weights(OperatorContext& context, size_t i, int32_t rows, int32_t columns,
                           const int8_t*& out, kernels::WeightCodes& codes) {
  Tensor tensor;
  AMBULO_TRY(context.weights(i, tensor, codes));
  const Shape& shape = tensor.shape;
  if (shape.rank != 2 || shape[0] != rows || shape[1] != columns) return Status::BadShape;
  out = tensor.as<int8_t>();
  return Status::Ok;
}

template <typename T>
Status lstm_vector(OperatorContext& context, size_t i, TensorType type, int32_t count,
                   const T*& out) {
  Tensor tensor;
  AMBULO_TRY(context.input(i, type, tensor));
  if (tensor.shape.count() != static_cast<size_t>(count)) return Status::BadShape;
  out = tensor.as<T>();
  return Status::Ok;
}

// A variable of (batch, cells).
template <typename Args>
Status lstm_state(OperatorContext& context, size_t i, TensorType type, const Args& args,
                  Tensor& out) {
  AMBULO_TRY(context.variable(i, type, out));
  const size_t count = static_cast<size_t>(args.batch) * static_cast<size_t>(args.cells);
  return out.shape.count() == count ? Status::Ok : Status::BadShape;
}

// input and output are checked to be int8.
Status integer_lstm(OperatorContext& context, const Tensor& input, const Tensor& output);

}  // namespace ambulo::operators

// SPDX-License-Identifier: Apache-2.0
// The network between training and file: a value type of tensors and typed operators, rewritten
// by passes (passes/), each a function Graph -> Graph.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ambulo::graph {

// Other: a type in a foreign file that nothing here computes with (string, resource, int4 ...).
enum class DataType { Float32, Int32, Int8, UInt8, Int16, Int64, Float16, Bool, Other };

std::size_t byte_size(DataType type);  // 0 for Other
std::string_view to_string(DataType type);

// scale and zero_point have one entry (per tensor) or one for each slice along axis.
struct Quantization {
  std::vector<float> scale;
  std::vector<std::int64_t> zero_point;
  int axis = 0;
};

struct Tensor {
  std::string name;
  DataType type = DataType::Float32;
  std::vector<std::int32_t> shape;
  std::vector<std::uint8_t> data;  // little-endian; empty: computed at run time
  std::optional<Quantization> quantization;
  bool is_variable = false;  // recurrent state, zero before the first run
};

enum class Activation { None, Relu, Relu6, Tanh };
enum class Padding { Same, Valid };

// Tensor operands are listed per operator; kNone marks an absent optional operand.
inline constexpr int kNone = -1;

struct Conv2d {  // input (N,H,W,C), filter (O,KH,KW,C), bias (O) -> (N,H',W',O)
  Padding padding = Padding::Valid;
  int stride_h = 1, stride_w = 1, dilation_h = 1, dilation_w = 1;
  Activation activation = Activation::None;
};
struct Pool2d {     // input (N,H,W,C)
  bool max = true;  // else average
  Padding padding = Padding::Valid;
  int stride_h = 1, stride_w = 1, filter_h = 1, filter_w = 1;
  Activation activation = Activation::None;
};
struct FullyConnected {  // input (N,I), weights (O,I), bias (O) -> (N,O)
  Activation activation = Activation::None;
  bool keep_dims = false;                   // output keeps the input's leading dimensions
  bool asymmetric_quantize_inputs = false;  // int8 weights with float input only
};
struct Softmax {
  float beta = 1.0f;
};
struct Reshape {};  // input, shape (int32 constant)
struct Concatenation {
  int axis = 0;
  Activation activation = Activation::None;
};
struct StridedSlice {  // input, begin, end, strides (int32 constants)
  int begin_mask = 0, end_mask = 0, ellipsis_mask = 0, new_axis_mask = 0, shrink_axis_mask = 0;
};
struct Mean {  // input, axes (int32 constant)
  bool keep_dims = false;
};
// Operands as in ambulo::schema::lstm_operand (runtime/model/tflite_schema.h); input (N,T,I),
// output (N,T,H); the two states (N,H) are variable tensors.
struct UnidirectionalSequenceLstm {
  Activation activation = Activation::Tanh;
  float cell_clip = 0.0f, projection_clip = 0.0f;
  bool time_major = false;
  bool asymmetric_quantize_inputs = false;  // int8 weights with float input only
};
struct Elementwise {  // two operands with broadcasting
  enum class Kind { Add, Sub, Mul, Div } kind = Kind::Add;
  Activation activation = Activation::None;
};
struct Unary {
  enum class Kind { Relu, Relu6, Logistic, Tanh } kind = Kind::Relu;
};

// Only between training and the passes; the writer refuses them.
struct BatchNorm {  // input, gamma, beta, mean, variance (per channel of the last axis)
  float epsilon = 1e-5f;
};
struct Dropout {  // input
  float rate = 0.0f;
};

// An operator of a foreign file that Ambulo does not model: kept to be listed by name.
struct Unknown {
  std::string name;
};

using Attributes =
    std::variant<Conv2d, Pool2d, FullyConnected, Softmax, Reshape, Concatenation, StridedSlice,
                 Mean, UnidirectionalSequenceLstm, Elementwise, Unary, BatchNorm, Dropout, Unknown>;

struct Operator {
  Attributes attributes;
  std::vector<int> inputs, outputs;  // tensor indices, kNone where absent
};

// Operators stand in an order in which they can run; each tensor has at most one producer.
struct Graph {
  std::string name;
  std::vector<Tensor> tensors;
  std::vector<Operator> operators;
  std::vector<int> inputs, outputs;
};

// The .tflite name: "CONV_2D", "MAX_POOL_2D"; "BATCH_NORM" and "DROPOUT" for the two above.
std::string type_name(const Operator& op);

// Product of all dimensions, 1 for a scalar.
std::size_t element_count(const std::vector<std::int32_t>& shape);

}  // namespace ambulo::graph

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

// From String on: types in foreign files that nothing here computes with. Other: known to no one.
enum class DataType {
  Float32,
  Int32,
  Int8,
  UInt8,
  Int16,
  Int64,
  Float16,
  Bool,
  String,
  Resource,  // handle of a variable
  Variant,   // list of tensors
  UInt32,
  UInt64,
  Float64,
  Int4,
  Other
};

std::size_t byte_size(DataType type);  // 0 from String on
// Of so many elements; int4 are two in a byte.
std::size_t byte_size(DataType type, std::size_t count);
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
  // Of foreign files: -1 where the size is free until the file is run; empty: all are fixed.
  std::vector<std::int32_t> shape_signature = {};
};

enum class Activation { None, Relu, Relu6, ReluN1To1, Tanh };
enum class Padding { Same, Valid };

// Tensor operands are listed per operator; kNone marks an absent optional operand.
inline constexpr int kNone = -1;

struct Conv2d {  // input (N,H,W,C), filter (O,KH,KW,C), bias (O) -> (N,H',W',O)
  Padding padding = Padding::Valid;
  int stride_h = 1, stride_w = 1, dilation_h = 1, dilation_w = 1;
  Activation activation = Activation::None;
  std::int8_t quantized_bias_type = 0;  // schema number, for int16 activations
};
struct DepthwiseConv2d {  // input (N,H,W,C), filter (1,KH,KW,C M), bias (C M) -> (N,H',W',C M)
  Padding padding = Padding::Valid;
  int stride_h = 1, stride_w = 1, dilation_h = 1, dilation_w = 1;
  int multiplier = 1;  // M
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
  std::int8_t quantized_bias_type = 0;      // schema number, for int16 activations
};
struct BatchMatMul {  // (..,M,K), (..,K,N) -> (..,M,N); an adjoint operand has its last two swapped
  bool adjoint_x = false, adjoint_y = false;
  bool asymmetric_quantize_inputs = false;
};
struct Softmax {
  float beta = 1.0f;
};
struct Reshape {};                 // input, shape (int32 constant)
struct Squeeze {                   // input
  std::vector<std::int32_t> axes;  // empty: all of size 1
};
struct Concatenation {
  int axis = 0;
  Activation activation = Activation::None;
};
struct Pack {  // equal tensors -> one with a new axis
  int axis = 0;
};
struct Unpack {  // input -> its slices along axis, without it
  int axis = 0;
};
struct Gather {  // input, indices (int32)
  int axis = 0, batch_dims = 0;
};
struct ShapeOf {  // input -> its shape
  DataType type = DataType::Int32;
};
struct StridedSlice {  // input, begin, end, strides (int32 constants)
  int begin_mask = 0, end_mask = 0, ellipsis_mask = 0, new_axis_mask = 0, shrink_axis_mask = 0;
  bool end_is_offset = false;  // end counts from begin
};
struct Reduce {
#define AMBULO_REDUCE(kind, name, options) kind,
  enum class Kind {
#include "toolchain/graph/plain_operators.def"
  } kind = Kind::Mean;
#undef AMBULO_REDUCE
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
struct Elementwise {
#define AMBULO_ELEMENTWISE(kind, name, options) kind,
  enum class Kind {
#include "toolchain/graph/plain_operators.def"
  } kind = Kind::Add;
#undef AMBULO_ELEMENTWISE
  Activation activation = Activation::None;  // of Add, Sub, Mul, Div
  bool pot_scale_int16 = true;               // of Add and Sub on int16
};
struct Unary {
#define AMBULO_UNARY(kind, name, options) kind,
  enum class Kind {
#include "toolchain/graph/plain_operators.def"
  } kind = Kind::Relu;
#undef AMBULO_UNARY
};
struct LeakyRelu {
  float alpha = 0.0f;
};
struct Plain {
#define AMBULO_PLAIN(kind, name, options) kind,
  enum class Kind {
#include "toolchain/graph/plain_operators.def"
  } kind = Kind::Transpose;
#undef AMBULO_PLAIN
};

// Control flow over the other graphs of a Model. While: values -> values, as often as the
// condition graph says; body and condition take these values. CallOnce: runs a graph before the
// first run, to set variables.
struct While {
  int condition = 0, body = 0;
};
struct CallOnce {
  int graph = 0;
};
struct VarHandle {  // -> resource
  std::string container, name;
};

// Only between training and the passes; the writer refuses them.
struct BatchNorm {  // input, gamma, beta, mean, variance (per channel of the last axis)
  float epsilon = 1e-5f;
};
struct Dropout {  // input
  float rate = 0.0f;
};

// An operator of a foreign file that Ambulo does not model, with all that writing it back takes.
struct Unknown {
  struct Field {  // of the options table, scalars only
    std::uint16_t slot = 0;
    std::vector<std::uint8_t> bytes;
  };
  std::string name;        // "HASHTABLE", "FlexTensorListReserve"
  std::int32_t code = -1;  // of the schema; -1: not from a file
  std::uint8_t options_type = 0;
  std::vector<Field> options = {};
  bool has_options = false, is_writable = false;
  std::vector<std::uint8_t> custom_options = {};
};

using Attributes =
    std::variant<Conv2d, DepthwiseConv2d, Pool2d, FullyConnected, BatchMatMul, Softmax, Reshape,
                 Squeeze, Concatenation, Pack, Unpack, Gather, ShapeOf, StridedSlice, Reduce,
                 UnidirectionalSequenceLstm, Elementwise, Unary, LeakyRelu, Plain, While, CallOnce,
                 VarHandle, BatchNorm, Dropout, Unknown>;

struct Operator {
  Attributes attributes;
  std::vector<int> inputs, outputs;     // tensor indices, kNone where absent
  std::vector<int> intermediates = {};  // tensors that hold only the ranges of inner results
  std::int32_t version = 0;             // that a file asks for; 0: the lowest that will do
};

// How apps of a foreign file name its inputs and outputs, in the order of the graph's own.
struct Signature {
  std::string key;
  std::vector<std::string> inputs, outputs;
};

// Operators stand in an order in which they can run; each tensor has at most one producer.
struct Graph {
  std::string name;
  std::vector<Tensor> tensors;
  std::vector<Operator> operators;
  std::vector<int> inputs, outputs;
  std::vector<Signature> signatures = {};
};

// A whole file: the main graph, and those that its While and CallOnce operators name by index.
// No graph reaches itself.
struct Model {
  std::vector<Graph> graphs;  // at least the main one, first
};

// The .tflite name: "CONV_2D", "MAX_POOL_2D"; "BATCH_NORM" and "DROPOUT" for the two above.
std::string type_name(const Operator& op);

// Computes nothing but weights, from constants: they are for the next operator alone, and may not
// be outputs of the graph.
bool decodes_weights(const Operator& op);

// Product of all dimensions, 1 for a scalar.
std::size_t element_count(const std::vector<std::int32_t>& shape);

}  // namespace ambulo::graph

// SPDX-License-Identifier: Apache-2.0
// The numbers of the .tflite format (schema version 3, file identifier "TFL3"): slots of tables,
// types and defaults of their scalar fields, values of enums. The runtime's reader and the
// toolchain's writer share this one list.
//
// A table is a FlatBuffers table: field number `slot` stands at vtable offset 4 + 2 * slot. A
// scalar equal to its default is absent; an absent reference means empty. Enums are stored in one
// byte except BuiltinOperator, which takes four (and one more byte in the deprecated field).
#pragma once

#include <cstdint>

namespace ambulo::schema {

template <typename T>
struct Scalar {
  uint16_t slot;
  T default_value;
};

// A field that holds an offset: to a table, a string, or a vector of the named element type.
struct Reference {
  uint16_t slot;
};

constexpr uint16_t vtable_offset(uint16_t slot) {
  return static_cast<uint16_t>(4 + 2 * slot);
}

inline constexpr char kFileIdentifier[] = "TFL3";  // bytes 4..7 of a file
inline constexpr uint32_t kVersion = 3;

// ---- enums ----

enum class BuiltinOperator : int32_t {
#define AMBULO_BUILTIN_OPERATOR(enumerator, name, code) enumerator = code,
#include "runtime/model/builtin_operators.def"
#undef AMBULO_BUILTIN_OPERATOR
};

// OperatorCode::kDeprecatedBuiltinCode holds this for every code from 127 on; readers take the
// larger of the two fields.
inline constexpr int8_t kPlaceholderForGreaterCodes = 127;

// Which table Operator::kBuiltinOptions refers to.
enum class OptionsType : uint8_t {
  None = 0,
  Conv2d = 1,
  DepthwiseConv2d = 2,
  Pool2d = 5,
  Rnn = 7,
  FullyConnected = 8,
  Softmax = 9,
  Concatenation = 10,
  Add = 11,
  L2Norm = 12,
  Lstm = 14,
  Reshape = 17,
  Mul = 21,
  Pad = 22,
  Gather = 23,
  BatchToSpaceNd = 24,
  SpaceToBatchNd = 25,
  Transpose = 26,
  Reducer = 27,
  Sub = 28,
  Div = 29,
  Squeeze = 30,
  SequenceRnn = 31,
  StridedSlice = 32,
  Exp = 33,
  Split = 35,
  LogSoftmax = 36,
  Cast = 37,
  Dequantize = 38,
  MaximumMinimum = 39,
  ArgMax = 40,
  Less = 41,
  Neg = 42,
  PadV2 = 43,
  Greater = 44,
  GreaterEqual = 45,
  LessEqual = 46,
  Select = 47,
  Slice = 48,
  TransposeConv = 49,
  Tile = 51,
  ExpandDims = 52,
  Equal = 53,
  NotEqual = 54,
  Shape = 55,
  Pow = 56,
  Pack = 59,
  LogicalOr = 60,
  LogicalAnd = 62,
  LogicalNot = 63,
  Unpack = 64,
  FloorDiv = 65,
  Square = 66,
  ZerosLike = 67,
  Fill = 68,
  BidirectionalSequenceLstm = 69,
  UnidirectionalSequenceLstm = 71,
  Range = 73,
  LeakyRelu = 75,
  SquaredDifference = 76,
  MirrorPad = 77,
  Abs = 78,
  SplitV = 79,
  ReverseV2 = 81,
  GatherNd = 83,
  Rank = 86,
  Quantize = 89,
  HardSwish = 91,
  If = 92,
  While = 93,
  SelectV2 = 98,
  BatchMatMul = 101,
  CallOnce = 103,
  BroadcastTo = 104,
  VarHandle = 111,
  ReadVariable = 112,
  AssignVariable = 113,
  Gelu = 116,
};

// Those that ambulo::TensorType lacks are names for messages only.
enum class TensorType : int8_t {
  Float32 = 0,
  Float16 = 1,
  Int32 = 2,
  UInt8 = 3,
  Int64 = 4,
  String = 5,
  Bool = 6,
  Int16 = 7,
  Complex64 = 8,
  Int8 = 9,
  Float64 = 10,
  Complex128 = 11,
  UInt64 = 12,
  Resource = 13,
  Variant = 14,
  UInt32 = 15,
  UInt16 = 16,
  Int4 = 17,
  BFloat16 = 18,
  Int2 = 19,
  UInt4 = 20,
};

enum class Padding : int8_t { Same = 0, Valid = 1 };

enum class Activation : int8_t {
  None = 0,
  Relu = 1,
  ReluN1To1 = 2,
  Relu6 = 3,
  Tanh = 4,
  SignBit = 5,
};

enum class MirrorPadMode : int8_t { Reflect = 0, Symmetric = 1 };
enum class WeightsFormat : int8_t { Default = 0, Shuffled4x16Int8 = 1 };
enum class LstmKernelType : int8_t { Full = 0, Basic = 1 };
enum class QuantizationDetails : uint8_t {
  None = 0,
  Custom = 1,
  Blockwise = 2,
  MultiAxis = 3,
};

// An absent optional operand in Operator::kInputs and kOutputs.
inline constexpr int32_t kNoTensor = -1;

// ---- tables ----

namespace model {
inline constexpr Scalar<uint32_t> kVersion{0, 0};
inline constexpr Reference kOperatorCodes{1};   // [OperatorCode]
inline constexpr Reference kSubgraphs{2};       // [SubGraph], the first is the main one
inline constexpr Reference kDescription{3};     // string
inline constexpr Reference kBuffers{4};         // [Buffer], the first is empty by convention
inline constexpr Reference kMetadataBuffer{5};  // [int32], superseded by kMetadata
inline constexpr Reference kMetadata{6};        // [Metadata]
inline constexpr Reference kSignatureDefs{7};   // [SignatureDef]
}  // namespace model

namespace operator_code {
inline constexpr Scalar<int8_t> kDeprecatedBuiltinCode{0, 0};
inline constexpr Reference kCustomCode{1};  // string
inline constexpr Scalar<int32_t> kVersion{2, 1};
inline constexpr Scalar<int32_t> kBuiltinCode{3, 0};
}  // namespace operator_code

// The one custom operator that is known here (runtime/operators/decode.cpp).
inline constexpr char kDecodeName[] = "TFLM_DECODE";

namespace sub_graph {
inline constexpr Reference kTensors{0};    // [Tensor]
inline constexpr Reference kInputs{1};     // [int32] tensor indices
inline constexpr Reference kOutputs{2};    // [int32]
inline constexpr Reference kOperators{3};  // [Operator]
inline constexpr Reference kName{4};       // string
}  // namespace sub_graph

namespace tensor {
inline constexpr Reference kShape{0};  // [int32]
inline constexpr Scalar<int8_t> kType{1, 0};
inline constexpr Scalar<uint32_t> kBuffer{2, 0};
inline constexpr Reference kName{3};          // string
inline constexpr Reference kQuantization{4};  // QuantizationParameters
inline constexpr Scalar<uint8_t> kIsVariable{5, 0};
inline constexpr Reference kSparsity{6};        // SparsityParameters
inline constexpr Reference kShapeSignature{7};  // [int32], -1 where the size is free
inline constexpr Scalar<uint8_t> kHasRank{8, 0};
inline constexpr Reference kVariantTensors{9};  // [VariantSubType]
inline constexpr Scalar<uint32_t> kExternalBuffer{10, 0};
}  // namespace tensor

namespace quantization_parameters {
inline constexpr Reference kMin{0};        // [float]
inline constexpr Reference kMax{1};        // [float]
inline constexpr Reference kScale{2};      // [float]
inline constexpr Reference kZeroPoint{3};  // [int64]
inline constexpr Scalar<uint8_t> kDetailsType{4, 0};
inline constexpr Reference kDetails{5};
inline constexpr Scalar<int32_t> kQuantizedDimension{6, 0};
}  // namespace quantization_parameters

namespace op {  // table Operator
inline constexpr Scalar<uint32_t> kOpcodeIndex{0, 0};
inline constexpr Reference kInputs{1};   // [int32] tensor indices
inline constexpr Reference kOutputs{2};  // [int32]
inline constexpr Scalar<uint8_t> kBuiltinOptionsType{3, 0};
inline constexpr Reference kBuiltinOptions{4};  // the table that the type names
inline constexpr Reference kCustomOptions{5};   // [ubyte]
inline constexpr Scalar<int8_t> kCustomOptionsFormat{6, 0};
inline constexpr Reference kMutatingVariableInputs{7};  // [bool]
inline constexpr Reference kIntermediates{8};           // [int32] tensor indices
inline constexpr Scalar<uint64_t> kLargeCustomOptionsOffset{9, 0};
inline constexpr Scalar<uint64_t> kLargeCustomOptionsSize{10, 0};
inline constexpr Scalar<uint8_t> kBuiltinOptions2Type{11, 0};
inline constexpr Reference kBuiltinOptions2{12};
}  // namespace op

namespace buffer {
inline constexpr Reference kData{0};              // [ubyte], aligned to 16 in the file
inline constexpr Scalar<uint64_t> kOffset{1, 0};  // bytes appended after the FlatBuffer,
inline constexpr Scalar<uint64_t> kSize{2, 0};    // for files of 2 GB and more
}  // namespace buffer

namespace metadata {
inline constexpr Reference kName{0};  // string
inline constexpr Scalar<uint32_t> kBuffer{1, 0};
}  // namespace metadata

namespace signature_def {
inline constexpr Reference kInputs{0};        // [TensorMap]
inline constexpr Reference kOutputs{1};       // [TensorMap]
inline constexpr Reference kSignatureKey{2};  // string
inline constexpr Scalar<uint32_t> kSubgraphIndex{4, 0};
}  // namespace signature_def

namespace tensor_map {
inline constexpr Reference kName{0};  // string
inline constexpr Scalar<uint32_t> kTensorIndex{1, 0};
}  // namespace tensor_map

// ---- builtin options; tables without fields (ExpandDims, Transpose, Pad, Abs ...) need none ----

namespace conv_2d_options {
inline constexpr Scalar<int8_t> kPadding{0, 0};
inline constexpr Scalar<int32_t> kStrideW{1, 0};
inline constexpr Scalar<int32_t> kStrideH{2, 0};
inline constexpr Scalar<int8_t> kActivation{3, 0};
inline constexpr Scalar<int32_t> kDilationW{4, 1};
inline constexpr Scalar<int32_t> kDilationH{5, 1};
inline constexpr Scalar<int8_t> kQuantizedBiasType{6, 0};
}  // namespace conv_2d_options

namespace depthwise_conv_2d_options {
inline constexpr Scalar<int8_t> kPadding{0, 0};
inline constexpr Scalar<int32_t> kStrideW{1, 0};
inline constexpr Scalar<int32_t> kStrideH{2, 0};
inline constexpr Scalar<int32_t> kDepthMultiplier{3, 0};
inline constexpr Scalar<int8_t> kActivation{4, 0};
inline constexpr Scalar<int32_t> kDilationW{5, 1};
inline constexpr Scalar<int32_t> kDilationH{6, 1};
}  // namespace depthwise_conv_2d_options

namespace pool_2d_options {
inline constexpr Scalar<int8_t> kPadding{0, 0};
inline constexpr Scalar<int32_t> kStrideW{1, 0};
inline constexpr Scalar<int32_t> kStrideH{2, 0};
inline constexpr Scalar<int32_t> kFilterW{3, 0};
inline constexpr Scalar<int32_t> kFilterH{4, 0};
inline constexpr Scalar<int8_t> kActivation{5, 0};
}  // namespace pool_2d_options

namespace fully_connected_options {
inline constexpr Scalar<int8_t> kActivation{0, 0};
inline constexpr Scalar<int8_t> kWeightsFormat{1, 0};
inline constexpr Scalar<uint8_t> kKeepNumDims{2, 0};
inline constexpr Scalar<uint8_t> kAsymmetricQuantizeInputs{3, 0};
inline constexpr Scalar<int8_t> kQuantizedBiasType{4, 0};
}  // namespace fully_connected_options

namespace softmax_options {
inline constexpr Scalar<float> kBeta{0, 0.0f};
}

namespace concatenation_options {
inline constexpr Scalar<int32_t> kAxis{0, 0};
inline constexpr Scalar<int8_t> kActivation{1, 0};
}  // namespace concatenation_options

namespace add_options {  // and sub_options
inline constexpr Scalar<int8_t> kActivation{0, 0};
inline constexpr Scalar<uint8_t> kPotScaleInt16{1, 1};
}  // namespace add_options

namespace mul_options {  // and div_options
inline constexpr Scalar<int8_t> kActivation{0, 0};
}

namespace reshape_options {
inline constexpr Reference kNewShape{0};  // [int32], superseded by the second operand
}

namespace squeeze_options {
inline constexpr Reference kSqueezeDims{0};  // [int32], empty: all dimensions of size 1
}

namespace strided_slice_options {
inline constexpr Scalar<int32_t> kBeginMask{0, 0};
inline constexpr Scalar<int32_t> kEndMask{1, 0};
inline constexpr Scalar<int32_t> kEllipsisMask{2, 0};
inline constexpr Scalar<int32_t> kNewAxisMask{3, 0};
inline constexpr Scalar<int32_t> kShrinkAxisMask{4, 0};
inline constexpr Scalar<uint8_t> kOffset{5, 0};  // end counts from begin
}  // namespace strided_slice_options

namespace reducer_options {
inline constexpr Scalar<uint8_t> kKeepDims{0, 0};
}

namespace pack_options {
inline constexpr Scalar<int32_t> kValuesCount{0, 0};
inline constexpr Scalar<int32_t> kAxis{1, 0};
}  // namespace pack_options

namespace unpack_options {
inline constexpr Scalar<int32_t> kNum{0, 0};
inline constexpr Scalar<int32_t> kAxis{1, 0};
}  // namespace unpack_options

namespace split_options {  // and split_v_options
inline constexpr Scalar<int32_t> kNumSplits{0, 0};
}

namespace gather_options {
inline constexpr Scalar<int32_t> kAxis{0, 0};
inline constexpr Scalar<int32_t> kBatchDims{1, 0};
}  // namespace gather_options

namespace cast_options {
inline constexpr Scalar<int8_t> kInType{0, 0};
inline constexpr Scalar<int8_t> kOutType{1, 0};
}  // namespace cast_options

namespace shape_options {
inline constexpr Scalar<int8_t> kOutType{0, 0};
}

namespace arg_max_options {
inline constexpr Scalar<int8_t> kOutputType{0, 0};
}

namespace leaky_relu_options {
inline constexpr Scalar<float> kAlpha{0, 0.0f};
}

namespace gelu_options {
inline constexpr Scalar<uint8_t> kApproximate{0, 0};
}

namespace mirror_pad_options {
inline constexpr Scalar<int8_t> kMode{0, 0};
}

namespace batch_matmul_options {
inline constexpr Scalar<uint8_t> kAdjointX{0, 0};
inline constexpr Scalar<uint8_t> kAdjointY{1, 0};
inline constexpr Scalar<uint8_t> kAsymmetricQuantizeInputs{2, 0};
}  // namespace batch_matmul_options

namespace lstm_options {
inline constexpr Scalar<int8_t> kActivation{0, 0};
inline constexpr Scalar<float> kCellClip{1, 0.0f};
inline constexpr Scalar<float> kProjectionClip{2, 0.0f};
inline constexpr Scalar<int8_t> kKernelType{3, 0};
inline constexpr Scalar<uint8_t> kAsymmetricQuantizeInputs{4, 0};
}  // namespace lstm_options

namespace unidirectional_sequence_lstm_options {
inline constexpr Scalar<int8_t> kActivation{0, 0};
inline constexpr Scalar<float> kCellClip{1, 0.0f};
inline constexpr Scalar<float> kProjectionClip{2, 0.0f};
inline constexpr Scalar<uint8_t> kTimeMajor{3, 0};
inline constexpr Scalar<uint8_t> kAsymmetricQuantizeInputs{4, 0};
inline constexpr Scalar<uint8_t> kDiagonalRecurrentTensors{5, 0};
}  // namespace unidirectional_sequence_lstm_options

namespace bidirectional_sequence_lstm_options {
inline constexpr Scalar<int8_t> kActivation{0, 0};
inline constexpr Scalar<float> kCellClip{1, 0.0f};
inline constexpr Scalar<float> kProjectionClip{2, 0.0f};
inline constexpr Scalar<uint8_t> kMergeOutputs{3, 0};
inline constexpr Scalar<uint8_t> kTimeMajor{4, 1};
inline constexpr Scalar<uint8_t> kAsymmetricQuantizeInputs{5, 0};
}  // namespace bidirectional_sequence_lstm_options

namespace while_options {
inline constexpr Scalar<int32_t> kConditionSubgraph{0, 0};
inline constexpr Scalar<int32_t> kBodySubgraph{1, 0};
}  // namespace while_options

namespace call_once_options {
inline constexpr Scalar<int32_t> kInitSubgraph{0, 0};
}

namespace var_handle_options {
inline constexpr Reference kContainer{0};   // string
inline constexpr Reference kSharedName{1};  // string
}  // namespace var_handle_options

// Operands of UNIDIRECTIONAL_SEQUENCE_LSTM, kNoTensor where absent. I inputs, H cells:
// input (N,T,I) or, time major, (T,N,I); input weights (H,I), recurrent weights (H,H), biases (H),
// states (N,H) are variable tensors; one output (N,T,H) or (T,N,H).
namespace lstm_operand {
inline constexpr int32_t kInput = 0;
inline constexpr int32_t kInputToInputWeights = 1;
inline constexpr int32_t kInputToForgetWeights = 2;
inline constexpr int32_t kInputToCellWeights = 3;
inline constexpr int32_t kInputToOutputWeights = 4;
inline constexpr int32_t kRecurrentToInputWeights = 5;
inline constexpr int32_t kRecurrentToForgetWeights = 6;
inline constexpr int32_t kRecurrentToCellWeights = 7;
inline constexpr int32_t kRecurrentToOutputWeights = 8;
inline constexpr int32_t kCellToInputWeights = 9;  // peepholes
inline constexpr int32_t kCellToForgetWeights = 10;
inline constexpr int32_t kCellToOutputWeights = 11;
inline constexpr int32_t kInputGateBias = 12;
inline constexpr int32_t kForgetGateBias = 13;
inline constexpr int32_t kCellGateBias = 14;
inline constexpr int32_t kOutputGateBias = 15;
inline constexpr int32_t kProjectionWeights = 16;
inline constexpr int32_t kProjectionBias = 17;
inline constexpr int32_t kOutputState = 18;
inline constexpr int32_t kCellState = 19;
inline constexpr int32_t kInputLayerNorm = 20;
inline constexpr int32_t kForgetLayerNorm = 21;
inline constexpr int32_t kCellLayerNorm = 22;
inline constexpr int32_t kOutputLayerNorm = 23;
inline constexpr int32_t kCount = 24;
}  // namespace lstm_operand

}  // namespace ambulo::schema

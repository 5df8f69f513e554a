// SPDX-License-Identifier: Apache-2.0
// DECODE of TensorFlow Lite Micro, the custom operator TFLM_DECODE: weights that the file holds as
// codes of few bits and a table of values (its type "LUT"). Inputs: for each output the codes
// (bytes, most significant bit first), then 16 bytes of head and the table:
//    0 type = 0 (LUT)    1 version = 1
//    4 LUT version = 1   5 bits 0-2 width of a code, bits 4-7 channel axis, 15: one table for all
//    6 from the table of one channel to the next; 0: all have the same
// Results are for the next operator alone. (docs and sources of tflite-micro, October 2026)
#include "runtime/operators/operator_context.h"
#include "runtime/operators/selection.h"

namespace ambulo::operators {
namespace {

constexpr size_t kHeadBytes = 16;
constexpr uint8_t kOneTable = 15;

bool reads_int8_weights(schema::BuiltinOperator code) {
  using schema::BuiltinOperator;
  return code == BuiltinOperator::Conv2d || code == BuiltinOperator::DepthwiseConv2d ||
         code == BuiltinOperator::FullyConnected ||
         code == BuiltinOperator::UnidirectionalSequenceLstm;
}

bool only_reference(IsaSet isas) {
  for (int i = 1; i < kernels::kIsaCount; ++i) {
    if (isas.has(static_cast<Isa>(i))) return false;
  }
  return true;
}

Status bytes_of(const ModelReader& reader, int32_t index, Span<const uint8_t>& out) {
  if (index == schema::kNoTensor) return Status::BadModel;
  const TensorInfo info = reader.tensor(static_cast<size_t>(index));
  if (info.constant == nullptr) return Status::UnsupportedOperator;
  if (info.type != TensorType::UInt8) return Status::UnsupportedType;
  out = {info.constant, info.bytes};
  return Status::Ok;
}

}  // namespace

bool OperatorContext::kernels_read_codes(size_t op) const {
  if (!only_reference(placement_.isas) || op >= reader_.operator_count()) return false;
  const OperatorInfo info = reader_.op(op);
  if (!reads_int8_weights(info.code) || info.inputs.size == 0) return false;
  return info.inputs[0] != schema::kNoTensor &&
         reader_.tensor(static_cast<size_t>(info.inputs[0])).type == TensorType::Int8;
}

int OperatorContext::undecoded(size_t tensor) const {
  if (!kReadsCodes || op_ == 0 || !kernels_read_codes(op_)) return -1;
  const OperatorInfo before = reader_.op(op_ - 1);
  if (before.code != schema::BuiltinOperator::Custom) return -1;
  for (size_t o = 0; o < before.outputs.size; ++o) {
    if (static_cast<size_t>(before.outputs[o]) == tensor) return static_cast<int>(o);
  }
  return -1;
}

Status OperatorContext::decode_operands(size_t op, size_t o, kernels::WeightCodes& codes) const {
  const OperatorInfo info = reader_.op(op);
  if (info.inputs.size != 2 * info.outputs.size) return Status::BadModel;
  Span<const uint8_t> encoded, table;
  AMBULO_TRY(bytes_of(reader_, info.inputs[2 * o], encoded));
  AMBULO_TRY(bytes_of(reader_, info.inputs[2 * o + 1], table));
  const TensorInfo output = reader_.tensor(static_cast<size_t>(info.outputs[o]));
  if (output.type != TensorType::Int8) return Status::UnsupportedType;
  if (table.size < kHeadBytes) return Status::BadModel;
  const bool is_lookup = table[0] == 0 && table[1] == 1 && table[4] == 1;
  if (!is_lookup || table[5] >> 4 != kOneTable) return Status::UnsupportedOperator;
  codes.width = table[5] & 7;
  const size_t entries = size_t{1} << codes.width;
  // A table shorter than the codes reach would be read beyond its end.
  if (codes.width == 0 || table.size < kHeadBytes + entries) return Status::BadModel;
  const size_t count = output.shape.count();
  if (count > kernels::kMaxCodes) return Status::ModelTooLarge;
  if (encoded.size < kernels::code_bytes(count, codes.width)) return Status::BadShape;
  codes.codes = encoded.data;
  codes.values = reinterpret_cast<const int8_t*>(table.data + kHeadBytes);
  codes.low_first = false;
  return Status::Ok;
}

Status OperatorContext::weights(size_t i, Tensor& out, kernels::WeightCodes& codes) {
  codes = {};
  if constexpr (kReadsCodes) {
    if (input_type(i) == TensorType::Int4) return int4_weights(i, out, codes);
    const int o = has_input(i) ? undecoded(static_cast<size_t>(info_.inputs[i])) : -1;
    if (o >= 0) {
      AMBULO_TRY(operand(info_.inputs, i, TensorType::Int8, out));
      out.data = nullptr;
      return decode_operands(op_ - 1, static_cast<size_t>(o), codes);
    }
  }
  return input(i, TensorType::Int8, out);
}

Status OperatorContext::int4_weights(size_t i, Tensor& out, kernels::WeightCodes& codes) {
  AMBULO_TRY(operand(info_.inputs, i, TensorType::Int4, out));
  const TensorInfo info = reader_.tensor(static_cast<size_t>(info_.inputs[i]));
  if (info.constant == nullptr) return Status::UnsupportedOperator;
  const size_t count = out.shape.count();
  if (count == 0) return Status::BadShape;
  if (count > kernels::kMaxCodes) return Status::ModelTooLarge;
  codes = {info.constant, kernels::kInt4Values, 4, true};
  out.type = TensorType::Int8;
  out.bytes = count;
  out.data = nullptr;
  if (kernels_read_codes(op_)) return Status::Ok;
  int8_t* decoded = static_cast<int8_t*>(keep(count, kArenaAlignment));
  if (decoded != nullptr) kernels::decode(codes, 0, count, decoded);
  out.data = decoded;
  codes = {};
  return Status::Ok;
}

Status decode(OperatorContext& context) {
  for (size_t o = 0; o < context.output_count(); ++o) {
    kernels::DecodeArgs args{};
    AMBULO_TRY(context.decode_operands(context.op(), o, args.codes));
    if (context.is_read_as_codes()) continue;
    Tensor output;
    AMBULO_TRY(context.output(o, TensorType::Int8, output));
    args.output = output.as<int8_t>();
    args.count = output.shape.count();
    context.emit(&kernels::KernelTable::decode_s8, args);
  }
  return Status::Ok;
}

}  // namespace ambulo::operators

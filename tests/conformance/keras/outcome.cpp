// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/keras/outcome.h"

#include <ambulo/interpreter.h>
#include <ambulo/model.h>

#include "runtime/model/tflite_schema.h"
#include "toolchain/execution/loaded_model.h"

namespace ambulo::conformance {
namespace {

std::string name_of(Status status) {
  switch (status) {
#define AMBULO_STATUS(name, text) \
  case Status::name:              \
    return #name;
#include <ambulo/status.def>
#undef AMBULO_STATUS
  }
  return "?";
}

std::string name_of_operator(std::int32_t code) {
  switch (code) {
#define AMBULO_BUILTIN_OPERATOR(enumerator, name, number) \
  case number:                                            \
    return #name;
#include "runtime/model/builtin_operators.def"
#undef AMBULO_BUILTIN_OPERATOR
    default:
      return "?";
  }
}

std::string name_of_type(std::size_t type) {
  using schema::TensorType;
  switch (static_cast<TensorType>(type)) {
    case TensorType::Float32:
      return "float32";
    case TensorType::Float16:
      return "float16";
    case TensorType::Int32:
      return "int32";
    case TensorType::UInt8:
      return "uint8";
    case TensorType::Int64:
      return "int64";
    case TensorType::Bool:
      return "bool";
    case TensorType::Int16:
      return "int16";
    case TensorType::Int8:
      return "int8";
    case TensorType::Resource:
      return "resource";
    case TensorType::Variant:
      return "variant";
    default:
      return "?";
  }
}

}  // namespace

std::string outcome_of(std::span<const std::uint8_t> bytes) {
  const execution::AlignedBytes aligned(bytes);
  Model model;
  if (const Status status = Model::open(aligned.span(), model); status != Status::Ok) {
    return "refused " + name_of(status);
  }
  Interpreter interpreter;
  std::size_t arena_bytes = 0;
  const Status status = interpreter.arena_bytes(model, arena_bytes);
  if (status == Status::Ok) return "runs";
  const Failure& failure = interpreter.failure();
  std::string outcome = "refused " + name_of(status);
  if (failure.op < model.operator_count()) {
    outcome += " " + name_of_operator(model.operator_code(failure.op));
  }
  if (status == Status::UnsupportedType) outcome += " " + name_of_type(failure.value);
  return outcome;
}

}  // namespace ambulo::conformance

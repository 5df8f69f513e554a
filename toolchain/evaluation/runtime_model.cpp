// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/runtime_model.h"

#include <ambulo/sensor_contract.h>
#include <ambulo/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"
#include "toolchain/tflite/contract.h"

namespace ambulo::evaluation {
namespace {

constexpr std::align_val_t kAlignment{16};

const char* operator_name(std::int32_t code) {
  switch (code) {
#define AMBULO_BUILTIN_OPERATOR(enumerator, name, number) \
  case number:                                            \
    return #name;
#include "runtime/model/builtin_operators.def"
#undef AMBULO_BUILTIN_OPERATOR
    default:
      return "of an unknown kind";
  }
}

ErrorKind kind_of(Status status) {
  switch (status) {
    case Status::BadModel:
      return ErrorKind::BadInput;
    case Status::ModelTooLarge:
    case Status::UnsupportedOperator:
    case Status::UnsupportedType:
    case Status::BadShape:
    case Status::BadQuantization:
      return ErrorKind::Unsupported;
    case Status::IsaUnavailable:
      return ErrorKind::Usage;
    case Status::Ok:
    case Status::ArenaTooSmall:
    case Status::InvalidArgument:
      break;
  }
  return ErrorKind::Internal;  // what we pass in is ours
}

[[noreturn]] void fail(const Model& model, const Failure& failure, const std::string& where) {
  std::string place = where;
  if (failure.op < model.operator_count()) {
    place += fmt::format(", operator {} ({})", failure.op,
                         operator_name(model.operator_code(failure.op)));
  }
  throw Error(kind_of(failure.status), status_text(failure.status), place,
              failure.status == Status::UnsupportedOperator
                  ? "ambulo graph lists the operators of a model"
                  : "");
}

AlignedBytes copy(std::span<const std::uint8_t> bytes) {
  AlignedBytes result(bytes.size());
  if (!bytes.empty()) std::memcpy(result.data(), bytes.data(), bytes.size());
  return result;
}

}  // namespace

AlignedBytes::AlignedBytes(std::size_t size)
    : data_(static_cast<std::uint8_t*>(::operator new(std::max<std::size_t>(size, 1), kAlignment))),
      size_(size) {}

void AlignedBytes::Free::operator()(std::uint8_t* bytes) const {
  ::operator delete(bytes, kAlignment);
}

RuntimeModel RuntimeModel::load(const std::filesystem::path& path) {
  return RuntimeModel(read_bytes(path), path.string());
}

RuntimeModel::RuntimeModel(std::span<const std::uint8_t> bytes, std::string where)
    : where_(std::move(where)), bytes_(copy(bytes)) {
  if (const Status status = Model::open(bytes_.span(), model_); status != Status::Ok) {
    throw Error(kind_of(status), status_text(status), where_, "export the model again");
  }
  read_contract();
  Interpreter interpreter;
  if (interpreter.arena_bytes(model_, arena_bytes_) != Status::Ok) {
    fail(model_, interpreter.failure(), where_);
  }
  check_shapes();
}

void RuntimeModel::read_contract() {
  const Span<const std::uint8_t> bytes = model_.metadata(kSensorContractName);
  if (bytes.empty()) {
    throw Error(ErrorKind::Unsupported, "the model carries no sensor contract", where_,
                "use a model written by ambulo train, which says what it expects of its input");
  }
  contract_ = tflite::read_contract({bytes.data, bytes.size}, where_);
}

void RuntimeModel::check_shapes() {
  const AlignedBytes arena(arena_bytes_);
  Interpreter interpreter;
  if (interpreter.prepare(model_, arena.span()) != Status::Ok) {
    fail(model_, interpreter.failure(), where_);
  }
  const std::size_t features = contract_.window * contract_.mean.size();
  const auto is_float = [](const Tensor& tensor, std::size_t count) {
    return tensor.type == TensorType::Float32 && tensor.shape.count() == count;
  };
  if (interpreter.input_count() != 1 || interpreter.output_count() != 1 ||
      !is_float(interpreter.input(0), features) ||
      !is_float(interpreter.output(0), contract_.labels.size())) {
    throw Error(ErrorKind::Unsupported,
                fmt::format("the network does not map one float32 input of {} x {} to one float32 "
                            "output of {}, as its sensor contract says",
                            contract_.window, contract_.mean.size(), contract_.labels.size()),
                where_);
  }
}

RuntimeModel::Classifier::Classifier(const RuntimeModel& model) : arena_(model.arena_bytes_) {
  if (interpreter_.prepare(model.model_, arena_.span()) != Status::Ok) {
    fail(model.model_, interpreter_.failure(), model.where_);
  }
}

void RuntimeModel::Classifier::classify(const float* features, float* probabilities) {
  const Tensor& input = interpreter_.input(0);
  std::memcpy(input.data, features, input.shape.count() * sizeof(float));
  interpreter_.reset_variables();
  interpreter_.invoke();
  const Tensor& output = interpreter_.output(0);
  std::memcpy(probabilities, output.data, output.shape.count() * sizeof(float));
}

}  // namespace ambulo::evaluation

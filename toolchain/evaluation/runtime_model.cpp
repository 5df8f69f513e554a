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

std::string text(Span<const char> view) {
  return {view.begin(), view.end()};
}

bool in_standard_form(const SensorContractView& view) {
  bool order = true;
  for (std::size_t i = 0; i < kRawChannels; ++i) order = order && view.channel_order[i] == i;
  return order && view.acceleration_unit == 0 && view.rotation_unit == 0 && view.sign == 0 &&
         view.gravity_included == 1;
}

windows::SensorContract to_contract(const SensorContractView& view) {
  windows::SensorContract contract;
  contract.sample_rate_hz = view.front_end.sample_rate_hz;
  contract.window = view.window;
  contract.hop = view.hop;
  contract.front_end = view.front_end;
  contract.mean.assign(view.mean, view.mean + view.channels);
  contract.std.assign(view.std, view.std + view.channels);
  for (std::size_t i = 0; i < view.label_count; ++i) {
    contract.labels.push_back(text(view.labels[i]));
  }
  contract.placement = text(view.placement);
  contract.smoothing_windows = view.smoothing_windows;
  contract.data_set = text(view.data_set);
  contract.split = text(view.split);
  contract.training_commit = text(view.training_commit);
  contract.synthetic = view.synthetic;
  return contract;
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
  SensorContractView view;
  if (read_sensor_contract(bytes, view) != Status::Ok) {
    throw Error(ErrorKind::BadInput, "the sensor contract is damaged or of an unknown version",
                where_, "export the model again");
  }
  if (!in_standard_form(view)) {
    throw Error(ErrorKind::Unsupported,
                "the sensor contract wants other units, signs or axes than m/s2 and rad/s with "
                "gravity and the Android sign",
                where_, "train the model on recordings as Ambulo imports them");
  }
  contract_ = to_contract(view);
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

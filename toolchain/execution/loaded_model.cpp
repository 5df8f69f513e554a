// SPDX-License-Identifier: Apache-2.0
#include "toolchain/execution/loaded_model.h"

#include <ambulo/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"

namespace ambulo::execution {
namespace {

constexpr std::align_val_t kAlignment{64};  // a cache line; the runtime asks for 16

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
    case Status::IsaUnavailable:
      break;
  }
  return ErrorKind::Internal;  // what we pass in is ours
}

// Loops of foreign recurrent networks, with or without TensorFlow's tensor lists.
bool has_loop(const Model& model) {
  constexpr std::int32_t kWhile = 119;
  for (std::size_t op = 0; op < model.operator_count(); ++op) {
    if (model.operator_code(op) == kWhile) return true;
  }
  return false;
}

[[noreturn]] void fail(const Model& model, const Failure& failure, const std::string& where) {
  if (failure.status == Status::IsaUnavailable) {
    const char* name = std::getenv("AMBULO_FORCE_ISA");
    throw Error(ErrorKind::Usage, "this build or CPU lacks that instruction set",
                fmt::format("AMBULO_FORCE_ISA={}", name == nullptr ? "" : name),
                "unset it, and the best one is used");
  }
  std::string place = where;
  if (failure.op < model.operator_count()) {
    place += fmt::format(", operator {} ({})", failure.op,
                         operator_name(model.operator_code(failure.op)));
  }
  if (failure.status == Status::UnsupportedOperator && has_loop(model)) {
    throw Error(ErrorKind::Unsupported, "this file holds a recurrent loop", place,
                "run `ambulo convert IN --out OUT` first");
  }
  throw Error(kind_of(failure.status), status_text(failure.status), place,
              failure.status == Status::UnsupportedOperator
                  ? "ambulo graph lists the operators of a model"
                  : "");
}

}  // namespace

AlignedBytes::AlignedBytes(std::size_t size)
    : data_(static_cast<std::uint8_t*>(::operator new(std::max<std::size_t>(size, 1), kAlignment))),
      size_(size) {}

AlignedBytes::AlignedBytes(std::span<const std::uint8_t> content) : AlignedBytes(content.size()) {
  if (!content.empty()) std::memcpy(data(), content.data(), content.size());
}

void AlignedBytes::Free::operator()(std::uint8_t* bytes) const {
  ::operator delete(bytes, kAlignment);
}

LoadedModel LoadedModel::load(const std::filesystem::path& path) {
  return LoadedModel(read_bytes(path), path.string());
}

LoadedModel::LoadedModel(std::span<const std::uint8_t> bytes, std::string where)
    : where_(std::move(where)), bytes_(bytes) {
  if (const Status status = Model::open(bytes_.span(), model_); status != Status::Ok) {
    throw Error(kind_of(status), status_text(status), where_, "export the model again");
  }
  Interpreter interpreter;
  if (interpreter.arena_bytes(model_, arena_bytes_) != Status::Ok) {
    fail(model_, interpreter.failure(), where_);
  }
  arena_use_ = interpreter.arena_use();
}

Session::Session(const LoadedModel& model) : arena_(model.arena_bytes()) {
  if (interpreter_.prepare(model.model(), arena_.span()) != Status::Ok) {
    fail(model.model(), interpreter_.failure(), model.where());
  }
}

}  // namespace ambulo::execution

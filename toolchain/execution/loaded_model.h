// SPDX-License-Identifier: Apache-2.0
// A .tflite model in the device runtime, for the host: owns the bytes and the arenas, and turns
// Status into Error. It says nothing about what the tensors mean.
//
//   const LoadedModel model = LoadedModel::load("model.tflite");
//   Session session(model);                                    // one per thread
//   fill(session.interpreter().input(0).as<float>());
//   session.interpreter().invoke();
#pragma once

#include <ambulo/interpreter.h>
#include <ambulo/model.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace ambulo::execution {

// Memory for the runtime, which wants models and arenas aligned.
class AlignedBytes {
 public:
  explicit AlignedBytes(std::size_t size);
  explicit AlignedBytes(std::span<const std::uint8_t> content);
  std::uint8_t* data() const { return data_.get(); }
  std::size_t size() const { return size_; }
  Span<std::uint8_t> span() const { return {data(), size()}; }

 private:
  struct Free {
    void operator()(std::uint8_t* bytes) const;
  };
  std::unique_ptr<std::uint8_t[], Free> data_;
  std::size_t size_;
};

class LoadedModel {
 public:
  // Throws Error: BadInput for a file that cannot be read or is no sound .tflite; Unsupported,
  // naming the operator, for what the runtime does not take.
  static LoadedModel load(const std::filesystem::path& path);
  // where: what errors call the bytes.
  LoadedModel(std::span<const std::uint8_t> bytes, std::string where);

  const Model& model() const { return model_; }
  const std::string& where() const { return where_; }
  std::span<const std::uint8_t> bytes() const { return {bytes_.data(), bytes_.size()}; }
  std::size_t arena_bytes() const { return arena_bytes_; }
  const ArenaUse& arena_use() const { return arena_use_; }

 private:
  std::string where_;
  AlignedBytes bytes_;
  Model model_;
  std::size_t arena_bytes_ = 0;
  ArenaUse arena_use_;
};

// An interpreter with its arena. The model outlives it and stays where it is.
class Session {
 public:
  explicit Session(const LoadedModel& model);
  Interpreter& interpreter() { return interpreter_; }
  const Interpreter& interpreter() const { return interpreter_; }

 private:
  AlignedBytes arena_;
  Interpreter interpreter_;
};

}  // namespace ambulo::execution

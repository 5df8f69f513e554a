// SPDX-License-Identifier: Apache-2.0
// Builds small .tflite files for tests of the runtime, straight from the schema's numbers and
// independent of the toolchain's writer, and runs them.
#pragma once

#include <ambulo/interpreter.h>
#include <ambulo/model.h>
#include <flatbuffers/flatbuffers.h>

#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "runtime/model/tflite_schema.h"

namespace ambulo::testing {

using Ints = std::vector<int32_t>;
using Floats = std::vector<float>;

// The type whose elements are T.
template <typename T>
constexpr TensorType type_of() {
  if constexpr (std::is_same_v<T, float>) return TensorType::Float32;
  if constexpr (std::is_same_v<T, int8_t>) return TensorType::Int8;
  if constexpr (std::is_same_v<T, uint8_t>) return TensorType::UInt8;
  if constexpr (std::is_same_v<T, int16_t>) return TensorType::Int16;
  if constexpr (std::is_same_v<T, int32_t>) return TensorType::Int32;
  if constexpr (std::is_same_v<T, int64_t>) return TensorType::Int64;
}

// real = scale * (q - zero point); one of each, or one for each slice along the axis.
struct Quantization {
  std::vector<float> scales;
  std::vector<int64_t> zero_points;
  int32_t axis = 0;
};

// Fields of an options table.
class Options {
 public:
  explicit Options(schema::OptionsType type = schema::OptionsType::None) : type_(type) {}

  template <typename T, typename V>
  Options& set(schema::Scalar<T> field, V value) {
    fields_.push_back([=](flatbuffers::FlatBufferBuilder& builder) {
      builder.AddElement<T>(schema::vtable_offset(field.slot), static_cast<T>(value),
                            field.default_value);
    });
    return *this;
  }

  schema::OptionsType type() const { return type_; }
  flatbuffers::uoffset_t build(flatbuffers::FlatBufferBuilder& builder) const {
    const auto start = builder.StartTable();
    for (const auto& field : fields_) field(builder);
    return builder.EndTable(start);
  }

 private:
  schema::OptionsType type_;
  std::vector<std::function<void(flatbuffers::FlatBufferBuilder&)>> fields_;
};

class TestModel {
 public:
  int computed(Ints shape, TensorType type = TensorType::Float32) {
    return add({std::move(shape), type, {}, false});
  }
  int input(Ints shape, TensorType type = TensorType::Float32) {
    inputs_.push_back(computed(std::move(shape), type));
    return inputs_.back();
  }
  int output(Ints shape, TensorType type = TensorType::Float32) {
    outputs_.push_back(computed(std::move(shape), type));
    return outputs_.back();
  }
  int variable(Ints shape, TensorType type = TensorType::Float32) {
    return add({std::move(shape), type, {}, true});
  }
  template <typename T>
  int constant(Ints shape, const std::vector<T>& values, TensorType type = type_of<T>()) {
    return add({std::move(shape), type, as_bytes(values), false});
  }
  // Gives the tensor a quantization; returns it.
  int quantize(int tensor, Quantization quantization) {
    tensors_[static_cast<size_t>(tensor)].quantization = std::move(quantization);
    return tensor;
  }
  int quantize(int tensor, float scale, int64_t zero_point) {
    return quantize(tensor, Quantization{{scale}, {zero_point}});
  }
  void mark_input(int tensor) { inputs_.push_back(tensor); }
  void mark_output(int tensor) { outputs_.push_back(tensor); }
  void op(schema::BuiltinOperator code, Ints inputs, Ints outputs, Options options = Options()) {
    operators_.push_back({code, std::move(inputs), std::move(outputs), std::move(options), ""});
  }
  void custom_op(std::string name, Ints inputs, Ints outputs) {
    operators_.push_back({schema::BuiltinOperator::Custom, std::move(inputs), std::move(outputs),
                          Options(), std::move(name)});
  }
  // Of constants in the file; some converters give 4.
  void align_content_to(size_t bytes) { content_alignment_ = bytes; }
  void metadata(const std::string& name, std::vector<uint8_t> bytes) {
    metadata_[name] = std::move(bytes);
  }

  std::vector<uint8_t> bytes() const {
    namespace fields = schema::model;
    flatbuffers::FlatBufferBuilder builder;
    std::vector<Offset> buffers = {table(builder, [](auto&) {})}, tensors, operators, codes, names;
    for (const TestTensor& tensor : tensors_) tensors.push_back(build(builder, tensor, buffers));
    for (size_t i = 0; i < operators_.size(); ++i) {
      operators.push_back(build(builder, operators_[i], static_cast<uint32_t>(i)));
      codes.push_back(build_code(builder, operators_[i]));
    }
    for (const auto& [name, content] : metadata_) {
      const auto text = builder.CreateString(name);
      const auto index = static_cast<uint32_t>(buffers.size());
      buffers.push_back(build_buffer(builder, content));
      names.push_back(table(builder, [&](auto& b) {
        b.AddOffset(at(schema::metadata::kName), text);
        b.template AddElement<uint32_t>(at(schema::metadata::kBuffer), index, 0);
      }));
    }
    const auto tensor_list = builder.CreateVector(tensors);
    const auto operator_list = builder.CreateVector(operators);
    const auto inputs = builder.CreateVector(inputs_), outputs = builder.CreateVector(outputs_);
    const std::vector<Offset> graphs = {table(builder, [&](auto& b) {
      b.AddOffset(at(schema::sub_graph::kTensors), tensor_list);
      b.AddOffset(at(schema::sub_graph::kInputs), inputs);
      b.AddOffset(at(schema::sub_graph::kOutputs), outputs);
      b.AddOffset(at(schema::sub_graph::kOperators), operator_list);
    })};
    const auto graph_list = builder.CreateVector(graphs), code_list = builder.CreateVector(codes);
    const auto buffer_list = builder.CreateVector(buffers), name_list = builder.CreateVector(names);
    const Offset model = table(builder, [&](auto& b) {
      b.template AddElement<uint32_t>(at(fields::kVersion), schema::kVersion, 0);
      b.AddOffset(at(fields::kOperatorCodes), code_list);
      b.AddOffset(at(fields::kSubgraphs), graph_list);
      b.AddOffset(at(fields::kBuffers), buffer_list);
      b.AddOffset(at(fields::kMetadata), name_list);
    });
    builder.Finish(model, schema::kFileIdentifier);
    return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
  }

 private:
  using Offset = flatbuffers::Offset<flatbuffers::Table>;
  struct TestTensor {
    Ints shape;
    TensorType type;
    std::vector<uint8_t> data;
    bool is_variable;
    Quantization quantization = {};
  };
  struct TestOperator {
    schema::BuiltinOperator code;
    Ints inputs, outputs;
    Options options;
    std::string custom_name;
  };

  template <typename Field>
  static flatbuffers::voffset_t at(Field field) {
    return schema::vtable_offset(field.slot);
  }

  template <typename Fill>
  static Offset table(flatbuffers::FlatBufferBuilder& builder, Fill fill) {
    const auto start = builder.StartTable();
    fill(builder);
    return builder.EndTable(start);
  }

  template <typename T>
  static std::vector<uint8_t> as_bytes(const std::vector<T>& values) {
    std::vector<uint8_t> bytes(values.size() * sizeof(T));
    if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
  }

  Offset build_buffer(flatbuffers::FlatBufferBuilder& builder,
                      const std::vector<uint8_t>& content) const {
    builder.ForceVectorAlignment(content.size(), 1, content_alignment_);
    const auto data = builder.CreateVector(content);
    return table(builder, [&](auto& b) { b.AddOffset(at(schema::buffer::kData), data); });
  }

  Offset build(flatbuffers::FlatBufferBuilder& builder, const TestTensor& tensor,
               std::vector<Offset>& buffers) const {
    namespace fields = schema::tensor;
    uint32_t buffer = 0;
    if (!tensor.data.empty()) {
      buffer = static_cast<uint32_t>(buffers.size());
      buffers.push_back(build_buffer(builder, tensor.data));
    }
    const auto shape = builder.CreateVector(tensor.shape);
    const Offset quantization = build(builder, tensor.quantization);
    return table(builder, [&](auto& b) {
      b.AddOffset(at(fields::kShape), shape);
      b.AddOffset(at(fields::kQuantization), quantization);
      b.template AddElement<int8_t>(at(fields::kType), static_cast<int8_t>(tensor.type), 0);
      b.template AddElement<uint32_t>(at(fields::kBuffer), buffer, 0);
      b.template AddElement<uint8_t>(at(fields::kIsVariable), tensor.is_variable, 0);
    });
  }

  static Offset build(flatbuffers::FlatBufferBuilder& builder, const Quantization& quantization) {
    namespace fields = schema::quantization_parameters;
    if (quantization.scales.empty()) return {};
    const auto scales = builder.CreateVector(quantization.scales);
    const auto zero_points = builder.CreateVector(quantization.zero_points);
    return table(builder, [&](auto& b) {
      b.AddOffset(at(fields::kScale), scales);
      b.AddOffset(at(fields::kZeroPoint), zero_points);
      b.template AddElement<int32_t>(at(fields::kQuantizedDimension), quantization.axis, 0);
    });
  }

  static Offset build(flatbuffers::FlatBufferBuilder& builder, const TestOperator& op,
                      uint32_t code_index) {
    namespace fields = schema::op;
    const auto inputs = builder.CreateVector(op.inputs), outputs = builder.CreateVector(op.outputs);
    flatbuffers::uoffset_t options = 0;
    if (op.options.type() != schema::OptionsType::None) options = op.options.build(builder);
    return table(builder, [&](auto& b) {
      b.template AddElement<uint32_t>(at(fields::kOpcodeIndex), code_index, 0);
      b.AddOffset(at(fields::kInputs), inputs);
      b.AddOffset(at(fields::kOutputs), outputs);
      b.template AddElement<uint8_t>(at(fields::kBuiltinOptionsType),
                                     static_cast<uint8_t>(op.options.type()), 0);
      if (options != 0) b.AddOffset(at(fields::kBuiltinOptions), Offset(options));
    });
  }

  static Offset build_code(flatbuffers::FlatBufferBuilder& builder, const TestOperator& op) {
    namespace fields = schema::operator_code;
    const auto number = static_cast<int32_t>(op.code);
    flatbuffers::Offset<flatbuffers::String> name;
    if (!op.custom_name.empty()) name = builder.CreateString(op.custom_name);
    return table(builder, [&](auto& b) {
      b.AddOffset(at(fields::kCustomCode), name);
      b.template AddElement<int8_t>(at(fields::kDeprecatedBuiltinCode),
                                    static_cast<int8_t>(number < 127 ? number : 127), 0);
      b.template AddElement<int32_t>(at(fields::kBuiltinCode), number, 0);
    });
  }

  int add(TestTensor tensor) {
    tensors_.push_back(std::move(tensor));
    return static_cast<int>(tensors_.size()) - 1;
  }

  std::vector<TestTensor> tensors_;
  std::vector<TestOperator> operators_;
  Ints inputs_, outputs_;
  size_t content_alignment_ = 16;
  std::map<std::string, std::vector<uint8_t>> metadata_;
};

// Memory of exactly this size, aligned as the runtime asks, so that a sanitizer sees each byte
// beyond it.
class Block {
 public:
  explicit Block(size_t bytes)
      : data_(static_cast<uint8_t*>(::operator new (bytes, std::align_val_t{16}))), size_(bytes) {}
  explicit Block(const std::vector<uint8_t>& bytes) : Block(bytes.size()) {
    if (size_ != 0) std::memcpy(data_, bytes.data(), size_);
  }
  ~Block() { ::operator delete (data_, std::align_val_t{16}); }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  Span<uint8_t> span() const { return {data_, size_}; }

 private:
  uint8_t* data_;
  size_t size_;
};

// A model ready to run in an arena of exactly the bytes it asks for. status tells what went wrong.
struct Session {
  explicit Session(const std::vector<uint8_t>& bytes) : file(bytes) {
    status = Model::open(file.span(), model);
    size_t arena_bytes = 0;
    if (status == Status::Ok) status = interpreter.arena_bytes(model, arena_bytes);
    if (status != Status::Ok) return;
    arena = std::make_unique<Block>(arena_bytes);
    status = interpreter.prepare(model, arena->span());
  }

  Floats run(const std::vector<Floats>& inputs) { return run_as<float, float>(inputs); }

  // Inputs of one type, the first output of another or the same.
  template <typename Out, typename In>
  std::vector<Out> run_as(const std::vector<std::vector<In>>& inputs) {
    if (status != Status::Ok) throw std::runtime_error(status_text(status));
    for (size_t i = 0; i < inputs.size(); ++i) {
      const Tensor& tensor = interpreter.input(i);
      if (tensor.type != type_of<In>()) throw std::runtime_error("input type");
      if (inputs[i].size() != tensor.shape.count()) throw std::runtime_error("input size");
      std::memcpy(tensor.data, inputs[i].data(), tensor.bytes);
    }
    interpreter.invoke();
    return output<Out>(0);
  }

  template <typename T>
  std::vector<T> output(size_t i) const {
    const Tensor& tensor = interpreter.output(i);
    if (tensor.type != type_of<T>()) throw std::runtime_error("output type");
    return {tensor.as<T>(), tensor.as<T>() + tensor.shape.count()};
  }

  Block file;
  std::unique_ptr<Block> arena;
  Model model;
  Interpreter interpreter;
  Status status;
};

inline Status prepare_status(const TestModel& model) {
  return Session(model.bytes()).status;
}

}  // namespace ambulo::testing

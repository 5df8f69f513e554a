// SPDX-License-Identifier: Apache-2.0
#include "toolchain/graph/testing/recurrent_models.h"

#include <vector>

#include "toolchain/core/random.h"
#include "toolchain/graph/edit.h"

namespace ambulo::graph::testing {
namespace {

using Kind = Elementwise::Kind;
using One = Unary::Kind;

// One of TensorFlow's operators, as a custom operator of a file.
Unknown flex(const char* name) {
  constexpr std::int32_t kCustom = 32;
  Unknown unknown{name, kCustom};
  unknown.is_writable = true;
  return unknown;
}

// Adds operators to a graph and returns their outputs.
class Builder {
 public:
  explicit Builder(const RecurrentSpec& spec) : spec_(spec) {}

  int input(Shape shape, DataType type = DataType::Float32) {
    graph.inputs.push_back(add_tensor(graph, "", std::move(shape), type));
    return graph.inputs.back();
  }
  int add(const Attributes& attributes, std::vector<int> operands, Shape shape,
          DataType type = DataType::Float32) {
    const int output = add_tensor(graph, "", std::move(shape), type);
    graph.operators.push_back({attributes, std::move(operands), {output}});
    return output;
  }
  int ints(const std::vector<std::int32_t>& values) {
    return add_constant(graph, "", {static_cast<std::int32_t>(values.size())}, values);
  }
  int scalar(std::int32_t value) {
    return add_constant(graph, "", {}, std::vector<std::int32_t>{value});
  }
  int random(Shape shape, std::uint64_t seed) {
    Random random(seed);
    std::vector<float> values(element_count(shape));
    for (float& x : values) x = 0.5f * static_cast<float>(random.normal());
    return add_constant(graph, "", std::move(shape), values);
  }
  int zeros(Shape shape) {
    const std::vector<float> values(element_count(shape), 0.0f);
    return add_constant(graph, "", std::move(shape), values);
  }
  int reshape(int from, const Shape& shape) { return add(Reshape{}, {from, ints(shape)}, shape); }

  // The states after a step on x; LSTM: h and c, GRU: h.
  std::vector<int> step(int x, const std::vector<int>& states) {
    return spec_.cell == Cell::Lstm ? lstm(x, states[0], states[1])
                                    : std::vector<int>{gru(x, states[0])};
  }
  void new_weights(std::uint64_t seed) {
    const std::int32_t rows = spec_.cells * (spec_.cell == Cell::Lstm ? 4 : 3);
    input_weights_ = random({rows, spec_.inputs}, seed);
    recurrent_weights_ = random({rows, spec_.cells}, seed + 1);
    bias_ = random({rows}, seed + 2);
    recurrent_bias_ = random({rows}, seed + 3);
  }

  Graph graph;

 private:
  std::vector<int> split(int from, int parts) {
    std::vector<int> outputs;
    for (int i = 0; i < parts; ++i) outputs.push_back(add_tensor(graph, "", {1, spec_.cells}));
    graph.operators.push_back({Plain{Plain::Kind::Split}, {scalar(1), from}, outputs});
    return outputs;
  }
  int unary(One kind, int x) { return add(Unary{kind}, {x}, {1, spec_.cells}); }
  int both(Kind kind, int a, int b) { return add(Elementwise{kind}, {a, b}, {1, spec_.cells}); }

  std::vector<int> lstm(int x, int h, int c) {
    const Shape shape = {1, 4 * spec_.cells};
    const int of_x = add(FullyConnected{}, {x, input_weights_, bias_}, shape);
    const int of_h = add(FullyConnected{}, {h, recurrent_weights_}, shape);
    const auto parts = split(add(Elementwise{}, {of_h, of_x}, shape), 4);
    const auto gate = [&](std::size_t k, One kind) { return unary(kind, parts[spec_.gates[k]]); };
    const int kept = both(Kind::Mul, gate(1, One::Logistic), c);
    const int taken = both(Kind::Mul, gate(0, One::Logistic), gate(2, One::Tanh));
    const int state = both(Kind::Add, kept, taken);
    return {both(Kind::Mul, gate(3, One::Logistic), unary(One::Tanh, state)), state};
  }

  int gru(int x, int h) {
    const Shape shape = {1, 3 * spec_.cells};
    const auto of_x = split(add(FullyConnected{}, {x, input_weights_, bias_}, shape), 3);
    const auto of_h =
        split(add(FullyConnected{}, {h, recurrent_weights_, recurrent_bias_}, shape), 3);
    const int z = unary(One::Logistic, both(Kind::Add, of_x[0], of_h[0]));
    const int r = unary(One::Logistic, both(Kind::Add, of_x[1], of_h[1]));
    const int candidate = unary(One::Tanh, both(Kind::Add, of_x[2], both(Kind::Mul, r, of_h[2])));
    return both(Kind::Add, candidate, both(Kind::Mul, z, both(Kind::Sub, h, candidate)));
  }

  const RecurrentSpec& spec_;
  int input_weights_ = kNone, recurrent_weights_ = kNone, bias_ = kNone, recurrent_bias_ = kNone;
};

Graph unrolled(const RecurrentSpec& spec) {
  Builder b(spec);
  const int x = b.input({1, spec.steps, spec.inputs});
  b.new_weights(1);
  std::vector<int> states(spec.cell == Cell::Lstm ? 2 : 1), outputs;
  for (int& state : states) state = b.zeros({1, spec.cells});
  for (std::int32_t t = 0; t < spec.steps; ++t) {
    if (spec.other_weights_in_last_step && t + 1 == spec.steps) b.new_weights(10);
    const std::int32_t at = spec.backward ? spec.steps - 1 - t : t;
    StridedSlice slice;
    slice.shrink_axis_mask = 2;
    const int now =
        b.add(slice, {x, b.ints({0, at, 0}), b.ints({1, at + 1, spec.inputs}), b.ints({1, 1, 1})},
              {1, spec.inputs});
    states = b.step(now, states);
    outputs.push_back(states[0]);
  }
  b.graph.outputs = {b.add(Pack{1}, outputs, {1, spec.steps, spec.cells})};
  return b.graph;
}

// What a loop carries: counter, input, outputs so far, states.
struct Carried {
  int counter, sequence, outputs;
  std::vector<int> states;
  std::vector<int> all() const {
    std::vector<int> values = {counter, sequence, outputs};
    values.insert(values.end(), states.begin(), states.end());
    return values;
  }
};

Carried carried_inputs(const RecurrentSpec& spec, Builder& b) {
  const DataType type = spec.form == Form::TensorLists ? DataType::Variant : DataType::Float32;
  const bool lists = spec.form == Form::TensorLists;
  Carried values;
  values.counter = b.input({}, DataType::Int32);
  values.sequence = b.input(lists ? Shape{} : Shape{spec.steps, spec.inputs}, type);
  values.outputs = b.input(lists ? Shape{} : Shape{spec.steps, spec.cells}, type);
  values.states.push_back(b.input({1, spec.cells}));
  if (spec.cell == Cell::Lstm) values.states.push_back(b.input({1, spec.cells}));
  return values;
}

Graph condition(const RecurrentSpec& spec) {
  Builder b(spec);
  const Carried values = carried_inputs(spec, b);
  b.graph.outputs = {
      b.add(Elementwise{Kind::Less}, {values.counter, b.scalar(spec.steps)}, {}, DataType::Bool)};
  return b.graph;
}

int pair(Builder& b, int first, int second) {
  return b.add(Pack{}, {first, second}, {2}, DataType::Int32);
}

// Row t of the sequence.
int cut_row(const RecurrentSpec& spec, Builder& b, int sequence, int t) {
  return b.add(Plain{Plain::Kind::Slice}, {sequence, pair(b, t, b.scalar(0)), b.ints({1, -1})},
               {1, spec.inputs});
}

int updated(const RecurrentSpec& spec, Builder& b, int rows, int t, int row) {
  return b.add(Plain{Plain::Kind::DynamicUpdateSlice}, {rows, row, pair(b, t, b.scalar(0))},
               {spec.steps, spec.cells});
}

// The rows before t, the new one, and those behind; how many these are is not known to the graph.
int joined(const RecurrentSpec& spec, Builder& b, int rows, int t, int row) {
  const Plain slice{Plain::Kind::Slice};
  const auto free = [&](int begin, int size) {
    const int part = b.add(slice, {rows, begin, size}, {1, spec.cells});
    b.graph.tensors[static_cast<std::size_t>(part)].shape_signature = {-1, spec.cells};
    return part;
  };
  const int next = b.add(Elementwise{}, {t, b.scalar(1)}, {}, DataType::Int32);
  const int before = free(b.ints({0, 0}), pair(b, t, b.scalar(-1)));
  const int behind = free(pair(b, next, b.scalar(0)), b.ints({-1, -1}));
  return b.add(Concatenation{0, Activation::None}, {before, row, behind}, {spec.steps, spec.cells});
}

Graph body(const RecurrentSpec& spec) {
  Builder b(spec);
  Carried values = carried_inputs(spec, b);
  const int t = values.counter;
  b.new_weights(1);
  if (spec.form == Form::TensorLists) {
    const int x = b.add(flex("FlexTensorListGetItem"),
                        {values.sequence, t, b.ints({1, spec.inputs})}, {1, spec.inputs});
    values.states = b.step(x, values.states);
    values.outputs = b.add(flex("FlexTensorListSetItem"), {values.outputs, t, values.states[0]}, {},
                           DataType::Variant);
  } else {
    const int x =
        spec.form == Form::Slices
            ? cut_row(spec, b, values.sequence, t)
            : b.reshape(b.add(Gather{}, {values.sequence, t}, {spec.inputs}), {1, spec.inputs});
    values.states = b.step(x, values.states);
    values.outputs = spec.form == Form::Slices
                         ? joined(spec, b, values.outputs, t, values.states[0])
                         : updated(spec, b, values.outputs, t, values.states[0]);
  }
  values.counter = b.add(Elementwise{}, {t, b.scalar(1)}, {}, DataType::Int32);
  b.graph.outputs = values.all();
  return b.graph;
}

Graph main_graph(const RecurrentSpec& spec) {
  Builder b(spec);
  const int x = b.input({1, spec.steps, spec.inputs});
  int rows = b.reshape(x, {spec.steps, spec.inputs});
  if (spec.backward) {
    rows = b.add(Plain{Plain::Kind::ReverseV2}, {rows, b.ints({0})}, {spec.steps, spec.inputs});
  }
  const bool lists = spec.form == Form::TensorLists;
  Carried values;
  values.counter = b.scalar(0);
  values.sequence = rows;
  values.outputs = lists ? kNone : b.zeros({spec.steps, spec.cells});
  const int element_shape = b.ints({1, spec.cells});
  if (lists) {
    const int steps = b.reshape(rows, {spec.steps, 1, spec.inputs});
    values.sequence = b.add(flex("FlexTensorListFromTensor"), {steps, b.ints({1, spec.inputs})}, {},
                            DataType::Variant);
    values.outputs = b.add(flex("FlexTensorListReserve"), {element_shape, b.scalar(spec.steps)}, {},
                           DataType::Variant);
  }
  values.states.push_back(b.zeros({1, spec.cells}));
  if (spec.cell == Cell::Lstm) values.states.push_back(b.zeros({1, spec.cells}));
  std::vector<int> results;
  for (const int value : values.all()) {
    const Tensor& tensor = b.graph.tensors[static_cast<std::size_t>(value)];
    results.push_back(add_tensor(b.graph, "", Shape(tensor.shape), tensor.type));
  }
  b.graph.operators.push_back({While{1, 2}, values.all(), results});
  int all = results[2];
  if (lists) {
    all = b.add(flex("FlexTensorListStack"), {all, element_shape}, {spec.steps, 1, spec.cells});
  }
  b.graph.outputs = {b.reshape(all, {1, spec.steps, spec.cells})};
  return b.graph;
}

}  // namespace

Model recurrent_model(const RecurrentSpec& spec) {
  if (spec.form == Form::Unrolled) return {{unrolled(spec)}};
  return {{main_graph(spec), condition(spec), body(spec)}};
}

}  // namespace ambulo::graph::testing

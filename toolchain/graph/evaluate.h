// SPDX-License-Identifier: Apache-2.0
// Computes a graph in double precision, straight from the definitions of its operators: the
// yardstick for passes, conversions and the float kernels. It shares no code with the runtime,
// and speed is no aim. Quantized tensors hold real numbers on the grid of their type.
//
//   graph::Evaluator evaluator(graph);
//   DoubleTensor probabilities = evaluator.run({window})[0];
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "toolchain/graph/evaluate_work.h"
#include "toolchain/graph/graph.h"

namespace ambulo::graph {

struct DoubleTensor {
  std::vector<std::int32_t> shape;
  std::vector<double> values;            // row-major; integers and truth values too
  std::vector<DoubleTensor> items = {};  // of a TensorFlow tensor list: it has no values
};

// The content of a constant, dequantized. Throws Error(Unsupported) for types that are no numbers.
DoubleTensor to_double(const Tensor& tensor);

// What a tensor of this type and quantization can hold of the values: whole numbers, the grid.
void conform(DoubleTensor& value, const Tensor& declared);

// One operator on its operands, absent ones null. States of a recurrent operator are updated.
// Throws Error(Unsupported) for operators that are not known or need the whole model (While ...)
// and for more work than is left, Error(BadInput) for operands that do not fit.
std::vector<DoubleTensor> evaluate_operator(const Operator& op,
                                            const std::vector<DoubleTensor*>& operands,
                                            WorkBudget& budget);

class Evaluator {
 public:
  // Keep a reference: graph and model outlive the evaluator. Throw as to_double, and
  // Error(Unsupported) where the states alone are more than `most` allows.
  explicit Evaluator(const Graph& graph, const Work& most = kMostWork);
  explicit Evaluator(const Model& model, const Work& most = kMostWork);

  // States are zero before the first run and stay from run to run. Throws as evaluate_operator,
  // naming the operator by its position, and Error(Unsupported) for loops that do not end or a run
  // that takes more than `most`.
  std::vector<DoubleTensor> run(const std::vector<DoubleTensor>& inputs);
  void reset_variables();

 private:
  using Values = std::vector<DoubleTensor>;

  Evaluator(std::vector<const Graph*> graphs, const Work& most);
  Values run_graph(std::size_t graph, const Values& inputs);
  Values run_operator(const Operator& op, Values& tensors);
  Values run_while(const While& loop, Values values);
  DoubleTensor& variable(const Operator& op, Values& tensors);
  void store(DoubleTensor value, DoubleTensor& place);
  void drop(const Values& values);
  DoubleTensor copy(const DoubleTensor& value);

  Work most_;
  WorkBudget budget_;
  std::vector<const Graph*> graphs_;
  std::vector<Values> tensors_;  // as the tensors of each graph
  std::map<std::pair<std::string, std::string>, std::size_t> handles_;
  Values variables_;          // behind the handles
  std::vector<bool> called_;  // by CALL_ONCE, for each graph
};

}  // namespace ambulo::graph

// SPDX-License-Identifier: Apache-2.0
// Computes a graph in double precision, straight from the definitions of its operators: the
// yardstick for passes, conversions and the float kernels. It shares no code with the runtime,
// and speed is no aim.
//
//   graph::Evaluator evaluator(graph);
//   DoubleTensor probabilities = evaluator.run({window})[0];
#pragma once

#include <cstdint>
#include <vector>

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

struct DoubleTensor {
  std::vector<std::int32_t> shape;
  std::vector<double> values;  // row-major; integers too
};

// The content of a float32 or int32 constant. Throws Error(Unsupported) for other types.
DoubleTensor to_double(const Tensor& tensor);

// One operator on its operands, absent ones null. States of a recurrent operator are updated.
// Throws Error(Unsupported) for Unknown, Error(BadInput) for operands that do not fit.
DoubleTensor evaluate_operator(const Operator& op, const std::vector<DoubleTensor*>& operands);

class Evaluator {
 public:
  // Keeps a reference: graph outlives the evaluator. Throws Error(Unsupported) for constants of
  // other types than float32 and int32.
  explicit Evaluator(const Graph& graph);

  // States are zero before the first run and stay from run to run.
  std::vector<DoubleTensor> run(const std::vector<DoubleTensor>& inputs);
  void reset_variables();

 private:
  const Graph& graph_;
  std::vector<DoubleTensor> tensors_;  // as graph.tensors
};

}  // namespace ambulo::graph

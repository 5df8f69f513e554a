// SPDX-License-Identifier: Apache-2.0
// What evaluating a graph may cost: a hostile file of a few bytes can declare tensors that fill any
// memory and loops that run for years. Each operator is charged before it runs, and what it holds
// is released when it is gone.
#pragma once

#include "toolchain/graph/graph.h"

namespace ambulo::graph {

struct DoubleTensor;

struct Work {
  double operations = 0.0;  // steps of innermost loops
  double values = 0.0;      // held by results
};

// Minutes and a gigabyte: an honest network of this field takes a thousandth.
inline constexpr Work kMostWork{2e10, 1e8};

class WorkBudget {
 public:
  explicit WorkBudget(const Work& most = kMostWork) : left_(most) {}
  // Throws Error(Unsupported) when less is left, and Error(Interrupted).
  void charge(const Work& work);
  void release(double values) { left_.values += values; }
  void renew(double operations) { left_.operations = operations; }

 private:
  Work left_;
};

// What is held by a tensor, or by the tensors of a list.
double values_of(const DoubleTensor& tensor);

// At most what evaluate_operator() takes for these operands, whether or not they fit the operator.
Work work_of(const Operator& op, const std::vector<DoubleTensor*>& operands);

// To fill a tensor of this shape.
Work work_of(const Tensor& tensor);

}  // namespace ambulo::graph

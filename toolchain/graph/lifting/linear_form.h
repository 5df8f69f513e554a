// SPDX-License-Identifier: Apache-2.0
// What a run of values is as a linear function of others: sum over terms of W x, plus a constant,
// seen through dense layers, sums, slices and concatenations. Gates of recurrent cells are compared
// in this form, however a converter has cut and joined their weights.
#pragma once

#include <cstddef>
#include <vector>

#include "toolchain/graph/lifting/views.h"

namespace ambulo::graph {

// Rows and columns of a constant matrix (O,I), times a run of values.
struct LinearTerm {
  Segment source;
  int weights = kNone;
  std::size_t row = 0, column = 0;  // the first of them; there are source.count columns
};

struct LinearForm {
  std::vector<LinearTerm> terms;
  std::vector<double> constant;  // one for each row
  bool is_linear = false;        // false: nothing is known
};

class LinearForms {
 public:
  // graph and views outlive this.
  LinearForms(const Graph& graph, const Views& views);

  // Of a run of values that were computed. One that no dense layer gave has no form.
  LinearForm of(const Segment& values) const;
  LinearForm of(int tensor) const;

  // The operator that computes a tensor; null: constant or input.
  const Operator* producer_of(int tensor) const {
    return producers_[static_cast<std::size_t>(tensor)];
  }
  // The numbers of a constant, unpacked; null if it is none.
  const std::vector<double>* constant(int tensor) const;

 private:
  LinearForm of_dense(const Operator& op, const Segment& values) const;
  LinearForm of_sum(const Operator& op, const Segment& values) const;
  std::size_t last_axis(int tensor) const;

  const Graph& graph_;
  const Views& views_;
  std::vector<const Operator*> producers_;
  std::vector<std::vector<double>> constants_;  // empty: not a constant
};

}  // namespace ambulo::graph

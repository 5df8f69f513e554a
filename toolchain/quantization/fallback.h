// SPDX-License-Identifier: Apache-2.0
// What gives way when quantisation costs too much: the operator that loses most gets finer numbers,
// one after the other, until the loss is bearable. Validation people decide.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "toolchain/quantization/error_trace.h"
#include "toolchain/quantization/integer.h"

namespace ambulo::quantization {

struct Fallback {
  Plan plan;
  std::vector<std::string> reasons;  // one line for each operator that was raised
};

// accuracy_of: of the network that a plan gives, on validation samples. float_accuracy less
// accuracy_of(result) is at most max_drop, or every operator that computes is in float32.
Fallback raise_until(const graph::Graph& graph, Plan plan, const std::vector<OperatorError>& errors,
                     double float_accuracy, double max_drop,
                     const std::function<double(const Plan&)>& accuracy_of);

}  // namespace ambulo::quantization

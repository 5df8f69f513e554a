// SPDX-License-Identifier: Apache-2.0
// Weights of fewer bits become int8; int8 and uint8 become int16 where there is such a kernel, else
// float32; when that was not enough for any operator, int16 becomes float32, in the same order.
#include "toolchain/quantization/fallback.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace ambulo::quantization {
namespace {

Precision raised(const graph::Graph& graph, const graph::Operator& op, Precision from) {
  if (from == Precision::Int4 || from == Precision::Codebook) return Precision::Int8;
  const bool bytes = from == Precision::Int8 || from == Precision::UInt8;
  const bool wider = bytes && has_form(graph, op, Precision::Int16);
  return wider ? Precision::Int16 : Precision::Float32;
}

// The guiltiest that is still as coarse as the coarsest.
const OperatorError* next(const Plan& plan, const std::vector<OperatorError>& errors) {
  for (const Precision coarse : {Precision::Int4, Precision::Codebook, Precision::Int8,
                                 Precision::UInt8, Precision::Int16, Precision::Hybrid}) {
    for (const OperatorError& error : errors) {
      if (plan[error.index] == coarse) return &error;
    }
  }
  return nullptr;
}

}  // namespace

Fallback raise_until(const graph::Graph& graph, Plan plan, const std::vector<OperatorError>& errors,
                     double float_accuracy, double max_drop,
                     const std::function<double(const Plan&)>& accuracy_of) {
  Fallback result{std::move(plan), {}};
  double drop = float_accuracy - accuracy_of(result.plan);
  while (drop > max_drop) {
    const OperatorError* error = next(result.plan, errors);
    if (!error) break;
    Precision& precision = result.plan[error->index];
    precision = raised(graph, graph.operators[error->index], precision);
    settle_movers(graph, result.plan);
    const double after = float_accuracy - accuracy_of(result.plan);
    result.reasons.push_back(fmt::format(
        "operator {} ({}, {}) computes in {}: alone in {} it leaves {:.1f} dB; the drop "
        "was {:.2f} points, above {:.2f}, and is {:.2f} now",
        error->index, error->type, error->output, to_string(precision), to_string(error->precision),
        error->alone_db, 100.0 * drop, 100.0 * max_drop, 100.0 * after));
    drop = after;
  }
  return result;
}

}  // namespace ambulo::quantization

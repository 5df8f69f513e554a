// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/error_trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "toolchain/core/error.h"
#include "toolchain/core/progress.h"
#include "toolchain/graph/edit.h"
#include "toolchain/quantization/open_model.h"
#include "toolchain/tflite/writer.h"

namespace ambulo::quantization {
namespace {

constexpr std::size_t kMostSamples = 64, kLeastSamples = 2;
constexpr std::size_t kRuns =
    4096;  // of the network, about: unrolled ones have thousands of operators

struct Power {
  double signal = 0.0, error = 0.0;

  void add(const std::vector<float>& exact, const std::vector<float>& found) {
    for (std::size_t i = 0; i < exact.size(); ++i) {
      const double value = static_cast<double>(exact[i]);
      const double difference = static_cast<double>(found[i]) - value;
      signal += value * value;
      error += difference * difference;
    }
  }
  double decibels() const {
    if (error == 0.0) return std::numeric_limits<double>::infinity();
    return signal == 0.0 ? -std::numeric_limits<double>::infinity()
                         : 10.0 * std::log10(signal / error);
  }
};

class Comparison {
 public:
  Comparison(const Source& source, const Calibration& calibration, const Samples& samples,
             const Coding& coding)
      : source_(source),
        calibration_(calibration),
        coding_(coding),
        samples_(samples),
        count_(std::min(samples.count(), std::clamp(kRuns / source.graph.operators.size(),
                                                    kLeastSamples, kMostSamples))),
        exact_(source.bytes, source.graph, source.where) {}

  // Of these tensors, in the network that the plan gives.
  std::map<int, Power> powers(const Plan& plan, const std::vector<int>& tensors) {
    const graph::Graph graph =
        with_integers(source_.graph, calibration_, plan, Ends::Float32, coding_);
    OpenModel model(tflite::write(graph), graph, source_.where);
    std::map<int, Power> result;
    std::vector<float> exact, found;
    for (std::size_t n = 0; n < count_; ++n) {
      if (interrupted()) throw Error(ErrorKind::Interrupted, "the error trace was interrupted");
      const auto sample = samples_.sample(n * samples_.count() / count_);
      exact_.run(sample);
      model.run(sample);
      for (const int tensor : tensors) {
        exact_.read(place(exact_, tensor), exact);
        model.read(place(model, tensor), found);
        result[tensor].add(exact, found);
      }
    }
    return result;
  }

 private:
  static std::size_t place(const OpenModel& model, int tensor) {
    const auto at = std::ranges::find(model.tensors(), tensor);
    return static_cast<std::size_t>(at - model.tensors().begin());
  }

  const Source& source_;
  const Calibration& calibration_;
  Coding coding_;
  const Samples& samples_;
  std::size_t count_;
  OpenModel exact_;
};

// What the answer is made of: the last result before probabilities, which hide errors.
int scores_of(const graph::Graph& graph) {
  const int output = graph.outputs.at(0);
  const auto last = producer(graph, output);
  const bool softmax =
      last && std::holds_alternative<graph::Softmax>(graph.operators[*last].attributes);
  return softmax ? graph.operators[*last].inputs[0] : output;
}

}  // namespace

std::vector<OperatorError> trace_errors(const Source& source, const Calibration& calibration,
                                        const Plan& plan, const Samples& samples,
                                        const Coding& coding) {
  const graph::Graph& graph = source.graph;
  Comparison comparison(source, calibration, samples, coding);
  std::vector<OperatorError> errors;
  std::vector<int> results;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    const graph::Operator& op = graph.operators[i];
    if (plan[i] == Precision::Float32 || keeps_numbers(op)) continue;  // movers lose nothing
    results.push_back(op.outputs[0]);
    OperatorError error;
    error.index = i;
    error.type = type_name(op);
    error.output = graph.tensors[static_cast<std::size_t>(op.outputs[0])].name;
    error.precision = plan[i];
    errors.push_back(std::move(error));
  }
  const auto together = comparison.powers(plan, results);
  const int scores = scores_of(graph);
  for (std::size_t k = 0; k < errors.size(); ++k) {
    errors[k].result_db = together.at(results[k]).decibels();
    Plan alone(plan.size(), Precision::Float32);
    alone[errors[k].index] = errors[k].precision;
    settle_movers(graph, alone);
    // An operator behind the scores is judged by the output.
    const int judged = results[k] == graph.outputs[0] ? results[k] : scores;
    errors[k].alone_db = comparison.powers(alone, {judged}).at(judged).decibels();
  }
  std::ranges::stable_sort(errors, {}, &OperatorError::alone_db);
  return errors;
}

std::string to_text(const std::vector<OperatorError>& errors) {
  if (errors.empty()) return "";
  std::string text = fmt::format("  {:>3}  {:<29}{:<18}{:<14}{:>8}{:>9}\n", "#", "operator",
                                 "result", "numbers", "alone", "in all");
  for (const OperatorError& error : errors) {
    text +=
        fmt::format("  {:>3}  {:<29}{:<18}{:<14}{:>5.1f} dB{:>6.1f} dB\n", error.index, error.type,
                    error.output, to_string(error.precision), error.alone_db, error.result_db);
  }
  return text + fmt::format("the most is lost in operator {} ({})\n", errors.front().index,
                            errors.front().type);
}

}  // namespace ambulo::quantization

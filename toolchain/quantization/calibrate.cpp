// SPDX-License-Identifier: Apache-2.0
// Twice over the samples: extremes first, then, for observers that ask for more, histograms between
// them.
#include "toolchain/quantization/calibrate.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "toolchain/core/error.h"
#include "toolchain/quantization/cell_state.h"
#include "toolchain/quantization/open_model.h"

namespace ambulo::quantization {
namespace {

void report(const ProgressCallback& progress, std::size_t done, std::size_t total) {
  constexpr std::size_t kStep = 50;
  if (interrupted()) throw Error(ErrorKind::Interrupted, "the calibration was interrupted");
  if (progress && (done % kStep == 0 || done == total)) {
    progress({.task = "calibrating", .done = done, .total = total, .detail = {}});
  }
}

class Observation {
 public:
  Observation(OpenModel& model, const graph::Graph& graph, const Samples& samples)
      : model_(model), graph_(graph), samples_(samples) {}

  std::vector<Range> extremes(const ProgressCallback& progress) {
    std::vector<Range> ranges(model_.tensors().size());
    std::vector<bool> seen(ranges.size(), false);
    for (std::size_t n = 0; n < samples_.count(); ++n) {
      model_.run(samples_.sample(n));
      for (std::size_t i = 0; i < ranges.size(); ++i) {
        for (const float value : values(i)) {
          if (!seen[i]) ranges[i] = {static_cast<double>(value), static_cast<double>(value)};
          seen[i] = true;
          ranges[i].include(static_cast<double>(value));
        }
      }
      report(progress, n + 1, samples_.count());
    }
    return ranges;
  }

  std::vector<Range> chosen(const std::vector<Range>& extremes, const ObserverOptions& options) {
    std::vector<Histogram> histograms;
    for (Range range : extremes) {
      range.include(0.0);  // which every grid holds
      histograms.emplace_back(range);
    }
    for (std::size_t n = 0; n < samples_.count(); ++n) {
      model_.run(samples_.sample(n));
      for (std::size_t i = 0; i < histograms.size(); ++i) histograms[i].add(values(i));
      report({}, n + 1, samples_.count());
    }
    std::vector<Range> ranges;
    for (const Histogram& histogram : histograms) {
      ranges.push_back(choose_range(histogram, options));
    }
    return ranges;
  }

 private:
  const std::vector<float>& values(std::size_t i) {
    model_.read(i, values_);
    for (const float value : values_) {
      if (std::isfinite(value)) continue;
      const auto tensor = static_cast<std::size_t>(model_.tensors()[i]);
      throw Error(
          ErrorKind::BadInput,
          fmt::format("tensor '{}' takes values that are not finite", graph_.tensors[tensor].name),
          graph_.name, "such a network has no range to quantise");
    }
    return values_;
  }

  OpenModel& model_;
  const graph::Graph& graph_;
  const Samples& samples_;
  std::vector<float> values_;
};

}  // namespace

Calibration calibrate(std::span<const std::uint8_t> bytes, const graph::Graph& graph,
                      const std::string& where, const Samples& samples,
                      const ObserverOptions& options, const ProgressCallback& progress) {
  if (samples.count() == 0) {
    throw Error(ErrorKind::BadInput, "the scheme needs samples to calibrate with", where,
                "give recordings or inputs: --data PATH");
  }
  OpenModel model(bytes, graph, where);
  Observation observation(model, graph, samples);
  std::vector<Range> ranges = observation.extremes(progress);
  if (options.observer != Observer::MinMax) ranges = observation.chosen(ranges, options);

  Calibration result;
  result.samples = samples.count();
  result.ranges.resize(graph.tensors.size());
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    result.ranges[static_cast<std::size_t>(model.tensors()[i])] = ranges[i];
  }
  for (const auto& [tensor, range] : cell_state_ranges(model, graph, samples)) {
    result.ranges[static_cast<std::size_t>(tensor)] = range;
  }
  return result;
}

}  // namespace ambulo::quantization

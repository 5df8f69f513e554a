// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/testing/threshold_model.h"

#include <cmath>
#include <utility>

namespace ambulo::evaluation::testing {

training::TrainedModel threshold_model() {
  using training::LayerKind;
  training::TrainedModel model;
  model.name = "threshold";
  model.contract.mean.assign(6, 0.0f);
  model.contract.std.assign(6, 1.0f);
  model.contract.labels = {"sitting", "walking"};
  model.contract.placement = "waist";
  model.contract.data_set = "made";
  model.contract.split = "all";

  std::vector<float> weight(2 * 12, 0.0f);  // (labels, 6 means + 6 maxima)
  weight[12 + 6] = 1.0f;                    // walking: the largest ax
  model.layers = {
      {{.kind = LayerKind::MeanMaxPool, .name = "pool"}, {}},
      {{.kind = LayerKind::Dense, .name = "output", .units = 2},
       {{"weight", {{2, 12}, std::move(weight)}}, {"bias", {{2}, {0.0f, -kThresholdMps2}}}}},
      {{.kind = LayerKind::Softmax, .name = "softmax"}, {}}};
  return model;
}

recordings::Recording recording_of(const std::string& subject, const std::vector<Part>& parts) {
  recordings::Recording recording;
  recording.data_set = "made";
  recording.id = "recording_of_" + subject;
  recording.subject = subject;
  recording.placement = "waist";
  recording.nominal_rate_hz = kRateHz;
  for (const Part& part : parts) {
    const std::size_t first = recording.samples.size();
    for (std::size_t i = 0; i < part.samples; ++i) {
      const double time_s = static_cast<double>(first + i) / kRateHz;
      const double step = part.activity == "walking" ? 4.0 * std::sin(12.5 * time_s) : 0.0;
      recording.time_s.push_back(time_s);
      recording.samples.push_back({static_cast<float>(recordings::kStandardGravityMps2 + step),
                                   0.0f, 0.0f, static_cast<float>(0.2 * step), 0.01f, 0.0f});
    }
    if (!part.activity.empty()) {
      recording.segments.push_back({first, recording.samples.size(), part.activity});
    }
  }
  return recording;
}

}  // namespace ambulo::evaluation::testing

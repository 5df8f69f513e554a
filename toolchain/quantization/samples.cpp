// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/samples.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "toolchain/core/error.h"
#include "toolchain/core/npy.h"
#include "toolchain/evaluation/contract_check.h"
#include "toolchain/graph/graph.h"
#include "toolchain/windows/features.h"
#include "toolchain/windows/windows.h"

namespace ambulo::quantization {
namespace {

using windows::SensorContract;
using windows::WindowSet;

// Ranges of other units or signs would be wrong for everybody who feeds the model rightly.
void require_the_contract(const recordings::RecordingSet& set, const SensorContract& contract) {
  std::size_t count = 0;
  std::string first;
  for (const auto& recording : set.recordings) {
    const auto lines = evaluation::contract_breaches(recording, contract);
    if (!lines.empty() && count++ == 0) first = recording.id + ": " + lines.front();
  }
  if (2 * count <= set.recordings.size()) return;
  throw Error(ErrorKind::BadInput,
              fmt::format("{} of {} recordings are not what the model was trained on ({})", count,
                          set.recordings.size(), first),
              set.data_set, "calibrate with recordings like those it was trained on");
}

std::vector<std::size_t> evenly_spread(const std::vector<std::size_t>& windows, std::size_t most) {
  const std::size_t count = std::min(most, windows.size());
  std::vector<std::size_t> result(count);
  for (std::size_t i = 0; i < count; ++i) result[i] = windows[i * windows.size() / count];
  return result;
}

class Extraction {
 public:
  Extraction(const WindowSet& set, const SensorContract& contract)
      : set_(set), extractor_(set, contract.front_end) {
    extractor_.set_standardization(contract.mean, contract.std);
  }

  Samples of(const std::vector<std::size_t>& windows) const {
    Samples samples;
    samples.values_each = extractor_.row_count() * extractor_.channels();
    samples.values.resize(windows.size() * samples.values_each);
    for (std::size_t i = 0; i < windows.size(); ++i) {
      extractor_.extract(windows[i], samples.values.data() + i * samples.values_each);
      samples.labels.push_back(set_.windows[windows[i]].label);
    }
    return samples;
  }

 private:
  const WindowSet& set_;
  windows::FeatureExtractor extractor_;
};

}  // namespace

Parts parts_of(const recordings::RecordingSet& set, const SensorContract& contract,
               const std::string& split, std::size_t calibration) {
  require_the_contract(set, contract);
  return parts_of(windows::cut(set.recordings, windows::spec_of(contract)), contract, split,
                  calibration);
}

Parts parts_of(const WindowSet& windows, const SensorContract& contract, const std::string& split,
               std::size_t calibration) {
  Parts parts;
  parts.split = split.empty() ? contract.split : split;
  const windows::Split indices = windows::named_split(windows, parts.split);
  const Extraction extraction(windows, contract);
  parts.calibration = extraction.of(evenly_spread(indices.train, calibration));
  parts.training = extraction.of(indices.train);
  parts.validation = extraction.of(indices.validation);
  parts.test = extraction.of(indices.test);
  if (parts.calibration.count() == 0) {
    throw Error(ErrorKind::BadInput, "the training part has no windows to calibrate with",
                fmt::format("--split {}", parts.split), "choose another split");
  }
  return parts;
}

Parts read_samples(const std::filesystem::path& path,
                   const std::vector<std::int32_t>& input_shape) {
  const NpyArray array = read_npy(path);
  const std::size_t each = graph::element_count(input_shape);
  const std::size_t values = array.data.size() / byte_size(array.type);
  const std::size_t count = array.shape.empty() ? 0 : array.shape.front();
  if (array.type != NpyType::Float32 || count == 0 || values != count * each) {
    throw Error(
        ErrorKind::BadInput,
        fmt::format("the array is ({}) {}", fmt::join(array.shape, ", "), to_string(array.type)),
        path.string(),
        fmt::format("the model takes N times ({}) float32", fmt::join(input_shape, ", ")));
  }
  Parts parts;
  parts.calibration.values_each = each;
  parts.calibration.values.resize(values);
  std::memcpy(parts.calibration.values.data(), array.data.data(), array.data.size());
  if (!std::ranges::all_of(parts.calibration.values, [](float v) { return std::isfinite(v); })) {
    throw Error(ErrorKind::BadInput, "the array holds values that are not finite", path.string());
  }
  return parts;
}

}  // namespace ambulo::quantization

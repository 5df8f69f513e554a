// SPDX-License-Identifier: Apache-2.0
// Byte format in <ambulo/sensor_contract.h>.
#include <ambulo/sensor_contract.h>

#include "runtime/core/bytes.h"

namespace ambulo {
namespace {

constexpr uint32_t kMagic = 'A' | 'M' << 8 | 'B' << 16 | static_cast<uint32_t>('C') << 24;
constexpr uint16_t kVersion = 1;
constexpr size_t kFixedBytes = 44;
constexpr uint16_t kMaxStartSamples = 10000;  // 200 s at 50 Hz

bool finite(float x) {
  return x - x == 0.0f;
}
bool positive(float x) {
  return finite(x) && x > 0.0f;
}

// Bytes in order; once one is missing, every further read gives zero and good() is false.
class Reader {
 public:
  explicit Reader(Span<const uint8_t> bytes) : bytes_(bytes) {}

  template <typename T>
  T next() {
    if (!take(sizeof(T))) return T{};
    return load<T>(bytes_.data + at_ - sizeof(T));
  }

  Span<const char> text() {
    const size_t size = next<uint8_t>();
    if (!take(size)) return {};
    return {reinterpret_cast<const char*>(bytes_.data + at_ - size), size};
  }

  bool good() const { return good_; }
  bool at_end() const { return at_ == bytes_.size; }

 private:
  bool take(size_t count) {
    good_ = good_ && count <= bytes_.size - at_;
    if (good_) at_ += count;
    return good_;
  }

  Span<const uint8_t> bytes_;
  size_t at_ = 0;
  bool good_ = true;
};

bool is_permutation(const uint8_t* order) {
  unsigned seen = 0;
  for (size_t c = 0; c < kRawChannels; ++c) {
    if (order[c] >= kRawChannels) return false;
    seen |= 1u << order[c];
  }
  return seen == (1u << kRawChannels) - 1;
}

bool plausible(const SensorContractView& view) {
  const FrontEndConfig& front_end = view.front_end;
  if (!positive(front_end.sample_rate_hz) || view.window == 0 || view.hop == 0) return false;
  if (view.channels != channel_count(front_end.kind)) return false;
  if (front_end.kind != FrontEnd::Raw) {
    if (!positive(front_end.low_pass_hz) || !positive(front_end.softsign_scale_rps)) return false;
    if (front_end.start_samples == 0 || front_end.start_samples > kMaxStartSamples) return false;
  }
  if (view.acceleration_unit > 1 || view.rotation_unit > 1 || view.sign > 1) return false;
  if (view.gravity_included > 1 || !is_permutation(view.channel_order)) return false;
  return view.label_count >= 1 && view.label_count <= kMaxLabels && view.smoothing_windows >= 1;
}

void read_fixed(Reader& reader, SensorContractView& view) {
  view.front_end.sample_rate_hz = reader.next<float>();
  view.window = reader.next<uint16_t>();
  view.hop = reader.next<uint16_t>();
  view.front_end.kind = static_cast<FrontEnd>(reader.next<uint8_t>());
  view.channels = reader.next<uint8_t>();
  view.front_end.start_samples = reader.next<uint16_t>();
  view.front_end.low_pass_hz = reader.next<float>();
  view.front_end.softsign_scale_rps = reader.next<float>();
  view.acceleration_unit = reader.next<uint8_t>();
  view.rotation_unit = reader.next<uint8_t>();
  view.sign = reader.next<uint8_t>();
  view.gravity_included = reader.next<uint8_t>();
  for (uint8_t& channel : view.channel_order) channel = reader.next<uint8_t>();
  const uint8_t synthetic = reader.next<uint8_t>();
  view.synthetic = synthetic != 0;
  view.label_count = reader.next<uint8_t>();
  view.smoothing_windows = reader.next<uint16_t>();
}

}  // namespace

Status read_sensor_contract(Span<const uint8_t> bytes, SensorContractView& out) {
  if (bytes.size < kFixedBytes) return Status::BadModel;
  Reader header(bytes);
  const uint32_t magic = header.next<uint32_t>();
  const uint16_t version = header.next<uint16_t>();
  const size_t size = header.next<uint16_t>();
  if (magic != kMagic || version != kVersion) return Status::BadModel;
  // A metadata buffer may be padded, so the contract's own size counts.
  if (size < kFixedBytes || size > bytes.size) return Status::BadModel;

  Reader reader({bytes.data, size});
  reader.next<uint64_t>();  // magic, version, size
  SensorContractView view;
  read_fixed(reader, view);
  const uint8_t kind = bytes[16], synthetic = bytes[38];
  const uint16_t reserved = reader.next<uint16_t>();
  if (kind > static_cast<uint8_t>(FrontEnd::GravitySplitLevels) || synthetic > 1 || reserved != 0) {
    return Status::BadModel;
  }
  if (!plausible(view)) return Status::BadModel;

  for (size_t c = 0; c < view.channels; ++c) view.mean[c] = reader.next<float>();
  for (size_t c = 0; c < view.channels; ++c) view.std[c] = reader.next<float>();
  for (size_t c = 0; c < view.channels; ++c) {
    if (!finite(view.mean[c]) || !positive(view.std[c])) return Status::BadModel;
  }
  for (size_t i = 0; i < view.label_count; ++i) view.labels[i] = reader.text();
  view.placement = reader.text();
  view.data_set = reader.text();
  view.split = reader.text();
  view.training_commit = reader.text();
  if (!reader.good() || !reader.at_end()) return Status::BadModel;
  out = view;
  return Status::Ok;
}

}  // namespace ambulo

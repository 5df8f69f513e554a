// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/contract.h"

#include <ambulo/sensor_contract.h>
#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <utility>

#include "toolchain/core/error.h"

namespace ambulo::tflite {
namespace {

static_assert(std::endian::native == std::endian::little, "fields are copied as they stand");

constexpr std::uint16_t kVersion = 1;
constexpr std::size_t kSizeOffset = 6;
constexpr std::size_t kMaxText = 255;

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorKind::BadInput, what, "sensor contract");
}

class ByteWriter {
 public:
  template <typename T>
  void put(T value) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&value);
    bytes_.insert(bytes_.end(), bytes, bytes + sizeof(T));
  }
  void text(const std::string& text, const char* what) {
    if (text.size() > kMaxText) refuse(fmt::format("{} has more than {} bytes", what, kMaxText));
    put(static_cast<std::uint8_t>(text.size()));
    bytes_.insert(bytes_.end(), text.begin(), text.end());
  }
  std::vector<std::uint8_t> finish() {
    if (bytes_.size() > 0xFFFF) refuse("more than 64 KB");
    const auto size = static_cast<std::uint16_t>(bytes_.size());
    std::memcpy(&bytes_[kSizeOffset], &size, sizeof size);
    return std::move(bytes_);
  }

 private:
  std::vector<std::uint8_t> bytes_;
};

std::string to_string(Span<const char> text) {
  return {text.data, text.size};
}

}  // namespace

MetadataEntry contract_metadata(const windows::SensorContract& contract) {
  const FrontEndConfig& front_end = contract.front_end;
  const std::size_t channels = channel_count(front_end.kind);
  if (contract.mean.size() != channels || contract.std.size() != channels) {
    refuse(fmt::format("{} means and {} deviations for {} channels", contract.mean.size(),
                       contract.std.size(), channels));
  }
  if (contract.labels.empty() || contract.labels.size() > kMaxLabels) {
    refuse(fmt::format("{} labels, expected 1 to {}", contract.labels.size(), kMaxLabels));
  }
  if (front_end.sample_rate_hz != contract.sample_rate_hz) {
    refuse(fmt::format("the front end runs at {} Hz, the windows at {} Hz",
                       front_end.sample_rate_hz, contract.sample_rate_hz));
  }
  ByteWriter out;
  for (const char c : {'A', 'M', 'B', 'C'}) out.put(c);
  out.put(kVersion);
  out.put<std::uint16_t>(0);  // bytes of the whole, known at the end
  out.put(contract.sample_rate_hz);
  out.put(contract.window);
  out.put(contract.hop);
  out.put(static_cast<std::uint8_t>(front_end.kind));
  out.put(static_cast<std::uint8_t>(channels));
  out.put(front_end.start_samples);
  out.put(front_end.low_pass_hz);
  out.put(front_end.softsign_scale_rps);
  out.put<std::uint8_t>(0);  // acceleration in m/s2
  out.put<std::uint8_t>(0);  // rotation in rad/s
  out.put<std::uint8_t>(0);  // Android's sign
  out.put<std::uint8_t>(1);  // gravity included
  for (std::uint8_t c = 0; c < kRawChannels; ++c) out.put(c);
  out.put(static_cast<std::uint8_t>(contract.synthetic));
  out.put(static_cast<std::uint8_t>(contract.labels.size()));
  out.put(contract.smoothing_windows);
  out.put<std::uint16_t>(0);  // reserved
  for (const float mean : contract.mean) out.put(mean);
  for (const float std : contract.std) out.put(std);
  for (const std::string& label : contract.labels) out.text(label, "a label");
  out.text(contract.placement, "placement");
  out.text(contract.data_set, "data set");
  out.text(contract.split, "split");
  out.text(contract.training_commit, "training commit");

  MetadataEntry entry{kSensorContractName, out.finish()};
  read_contract(entry.bytes);  // what the device would refuse is refused here
  return entry;
}

windows::SensorContract read_contract(std::span<const std::uint8_t> bytes,
                                      const std::string& where) {
  SensorContractView view;
  if (read_sensor_contract({bytes.data(), bytes.size()}, view) != Status::Ok) {
    throw Error(ErrorKind::BadInput, "not a sensor contract of a known version", where);
  }
  bool usual = view.acceleration_unit == 0 && view.rotation_unit == 0 && view.sign == 0 &&
               view.gravity_included == 1;
  for (std::size_t c = 0; c < kRawChannels; ++c) usual = usual && view.channel_order[c] == c;
  if (!usual) {
    throw Error(ErrorKind::Unsupported,
                "the model asks for other units, signs or channels than m/s2, rad/s, Android's",
                where);
  }
  windows::SensorContract contract;
  contract.sample_rate_hz = view.front_end.sample_rate_hz;
  contract.window = view.window;
  contract.hop = view.hop;
  contract.front_end = view.front_end;
  contract.mean.assign(view.mean, view.mean + view.channels);
  contract.std.assign(view.std, view.std + view.channels);
  for (std::size_t i = 0; i < view.label_count; ++i) {
    contract.labels.push_back(to_string(view.labels[i]));
  }
  contract.placement = to_string(view.placement);
  contract.smoothing_windows = view.smoothing_windows;
  contract.data_set = to_string(view.data_set);
  contract.split = to_string(view.split);
  contract.training_commit = to_string(view.training_commit);
  contract.synthetic = view.synthetic;
  return contract;
}

}  // namespace ambulo::tflite

// SPDX-License-Identifier: Apache-2.0
#include <ambulo/sensor_contract.h>
#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace ambulo {
namespace {

using Bytes = std::vector<uint8_t>;

template <typename T>
void put(Bytes& bytes, T value) {
  const auto* p = reinterpret_cast<const uint8_t*>(&value);
  bytes.insert(bytes.end(), p, p + sizeof value);
}

void put_text(Bytes& bytes, const std::string& text) {
  bytes.push_back(static_cast<uint8_t>(text.size()));
  bytes.insert(bytes.end(), text.begin(), text.end());
}

// Written from the table in <ambulo/sensor_contract.h>.
Bytes contract() {
  Bytes b = {'A', 'M', 'B', 'C'};
  put<uint16_t>(b, 1);
  put<uint16_t>(b, 0);  // bytes, below
  put(b, 50.0f);
  put<uint16_t>(b, 128);
  put<uint16_t>(b, 64);
  b.insert(b.end(), {1, 12});
  put<uint16_t>(b, 100);
  put(b, 0.3f);
  put(b, 0.06f);
  b.insert(b.end(), {0, 1, 0, 1});
  b.insert(b.end(), {3, 4, 5, 0, 1, 2});
  b.insert(b.end(), {1, 2});
  put<uint16_t>(b, 5);
  put<uint16_t>(b, 0);
  for (int c = 0; c < 12; ++c) put(b, static_cast<float>(c));
  for (int c = 0; c < 12; ++c) put(b, 1.0f + static_cast<float>(c));
  for (const char* text : {"walking", "sitting", "waist", "hapt", "official", ""})
    put_text(b, text);
  const auto size = static_cast<uint16_t>(b.size());
  std::memcpy(&b[6], &size, sizeof size);
  return b;
}

Status read(const Bytes& bytes, SensorContractView& view) {
  return read_sensor_contract({bytes.data(), bytes.size()}, view);
}

Status status_of(const Bytes& bytes) {
  SensorContractView view;
  return read(bytes, view);
}

std::string text(Span<const char> span) {
  return {span.begin(), span.end()};
}

TEST(SensorContract, is_read_field_by_field) {
  const Bytes bytes = contract();
  SensorContractView view;
  ASSERT_EQ(read(bytes, view), Status::Ok);
  EXPECT_EQ(view.front_end.sample_rate_hz, 50.0f);
  EXPECT_EQ(view.window, 128);
  EXPECT_EQ(view.hop, 64);
  EXPECT_EQ(view.front_end.kind, FrontEnd::GravitySplit);
  EXPECT_EQ(view.channels, 12);
  EXPECT_EQ(view.front_end.start_samples, 100);
  EXPECT_EQ(view.front_end.low_pass_hz, 0.3f);
  EXPECT_EQ(view.front_end.softsign_scale_rps, 0.06f);
  EXPECT_EQ(view.acceleration_unit, 0);
  EXPECT_EQ(view.rotation_unit, 1);
  EXPECT_EQ(view.sign, 0);
  EXPECT_EQ(view.gravity_included, 1);
  EXPECT_EQ(view.channel_order[0], 3);
  EXPECT_EQ(view.channel_order[5], 2);
  EXPECT_TRUE(view.synthetic);
  EXPECT_EQ(view.smoothing_windows, 5);
  EXPECT_EQ(view.mean[11], 11.0f);
  EXPECT_EQ(view.std[11], 12.0f);
  ASSERT_EQ(view.label_count, 2);
  EXPECT_EQ(text(view.labels[0]), "walking");
  EXPECT_EQ(text(view.labels[1]), "sitting");
  EXPECT_EQ(text(view.placement), "waist");
  EXPECT_EQ(text(view.data_set), "hapt");
  EXPECT_EQ(text(view.split), "official");
  EXPECT_EQ(text(view.training_commit), "");
}

TEST(SensorContract, may_be_followed_by_padding) {
  Bytes bytes = contract();
  bytes.resize(bytes.size() + 7);
  EXPECT_EQ(status_of(bytes), Status::Ok);
}

TEST(SensorContract, refuses_every_truncation) {
  const Bytes bytes = contract();
  for (size_t size = 0; size < bytes.size(); ++size) {
    Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    ASSERT_EQ(status_of(cut), Status::BadModel) << size;
    if (size < 8) continue;
    const auto claimed = static_cast<uint16_t>(size);  // even when it claims to be that short
    std::memcpy(&cut[6], &claimed, sizeof claimed);
    ASSERT_EQ(status_of(cut), Status::BadModel) << size;
  }
}

TEST(SensorContract, refuses_values_that_cannot_be) {
  const auto with = [](size_t at, auto value) {
    Bytes bytes = contract();
    std::memcpy(&bytes[at], &value, sizeof value);
    return status_of(bytes);
  };
  EXPECT_EQ(with(0, 'X'), Status::BadModel);
  EXPECT_EQ(with(4, uint16_t{2}), Status::BadModel);  // version
  EXPECT_EQ(with(8, 0.0f), Status::BadModel);         // sample rate
  EXPECT_EQ(with(8, std::numeric_limits<float>::quiet_NaN()), Status::BadModel);
  EXPECT_EQ(with(12, uint16_t{0}), Status::BadModel);  // window
  EXPECT_EQ(with(14, uint16_t{0}), Status::BadModel);  // hop
  EXPECT_EQ(with(16, uint8_t{2}), Status::BadModel);   // front end
  EXPECT_EQ(with(17, uint8_t{6}), Status::BadModel);   // channels
  EXPECT_EQ(with(18, uint16_t{0}), Status::BadModel);  // start samples
  EXPECT_EQ(with(20, -1.0f), Status::BadModel);        // low pass
  EXPECT_EQ(with(24, 0.0f), Status::BadModel);         // softsign scale
  for (const size_t unit : {28, 29, 30, 31, 38})
    EXPECT_EQ(with(unit, uint8_t{2}), Status::BadModel);
  EXPECT_EQ(with(32, uint8_t{4}), Status::BadModel);  // channel twice
  EXPECT_EQ(with(32, uint8_t{6}), Status::BadModel);
  EXPECT_EQ(with(39, uint8_t{0}), Status::BadModel);  // labels
  EXPECT_EQ(with(39, uint8_t{65}), Status::BadModel);
  EXPECT_EQ(with(42, uint16_t{1}), Status::BadModel);                             // reserved
  EXPECT_EQ(with(44, std::numeric_limits<float>::infinity()), Status::BadModel);  // mean
  EXPECT_EQ(with(92, 0.0f), Status::BadModel);                                    // std
}

}  // namespace
}  // namespace ambulo

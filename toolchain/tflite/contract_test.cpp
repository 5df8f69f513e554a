// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/contract.h"

#include <ambulo/sensor_contract.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "toolchain/core/error.h"

namespace ambulo::tflite {
namespace {

windows::SensorContract full_contract() {
  windows::SensorContract contract;
  contract.sample_rate_hz = 25.0f;
  contract.window = 64;
  contract.hop = 16;
  contract.front_end = {FrontEnd::GravitySplit, 25.0f, 0.5f, 0.125f, 50};
  for (int c = 0; c < 12; ++c) {
    contract.mean.push_back(static_cast<float>(c) - 5.5f);
    contract.std.push_back(0.5f + static_cast<float>(c));
  }
  contract.labels = {"walking", "stairs \xC3\xBC", ""};
  contract.placement = "waist";
  contract.smoothing_windows = 5;
  contract.data_set = "hapt";
  contract.split = "official";
  contract.training_commit = "0123abcd";
  contract.synthetic = true;
  return contract;
}

TEST(Contract, comes_back_from_its_bytes_unchanged) {
  const windows::SensorContract written = full_contract();
  const MetadataEntry entry = contract_metadata(written);
  EXPECT_EQ(entry.name, "ambulo.sensor_contract");
  const windows::SensorContract read = read_contract(entry.bytes);
  EXPECT_EQ(read.sample_rate_hz, written.sample_rate_hz);
  EXPECT_EQ(read.window, written.window);
  EXPECT_EQ(read.hop, written.hop);
  EXPECT_EQ(read.front_end.kind, written.front_end.kind);
  EXPECT_EQ(read.front_end.sample_rate_hz, written.front_end.sample_rate_hz);
  EXPECT_EQ(read.front_end.low_pass_hz, written.front_end.low_pass_hz);
  EXPECT_EQ(read.front_end.softsign_scale_rps, written.front_end.softsign_scale_rps);
  EXPECT_EQ(read.front_end.start_samples, written.front_end.start_samples);
  EXPECT_EQ(read.mean, written.mean);
  EXPECT_EQ(read.std, written.std);
  EXPECT_EQ(read.labels, written.labels);
  EXPECT_EQ(read.placement, written.placement);
  EXPECT_EQ(read.smoothing_windows, written.smoothing_windows);
  EXPECT_EQ(read.data_set, written.data_set);
  EXPECT_EQ(read.split, written.split);
  EXPECT_EQ(read.training_commit, written.training_commit);
  EXPECT_EQ(read.synthetic, written.synthetic);
}

// The header's byte table, position by position.
TEST(Contract, puts_each_field_where_the_layout_says) {
  const auto bytes = contract_metadata(full_contract()).bytes;
  const auto u16 = [&](std::size_t at) { return bytes[at] | bytes[at + 1] << 8; };
  EXPECT_EQ(std::string(bytes.begin(), bytes.begin() + 4), "AMBC");
  EXPECT_EQ(u16(4), 1);
  EXPECT_EQ(u16(6), static_cast<int>(bytes.size()));
  EXPECT_EQ(u16(12), 64);
  EXPECT_EQ(u16(14), 16);
  EXPECT_EQ(bytes[16], 1);
  EXPECT_EQ(bytes[17], 12);
  EXPECT_EQ(u16(18), 50);
  EXPECT_EQ(bytes[28], 0);  // m/s2
  EXPECT_EQ(bytes[29], 0);  // rad/s
  EXPECT_EQ(bytes[30], 0);  // Android's sign
  EXPECT_EQ(bytes[31], 1);  // gravity included
  for (std::size_t c = 0; c < 6; ++c) EXPECT_EQ(bytes[32 + c], c);
  EXPECT_EQ(bytes[38], 1);
  EXPECT_EQ(bytes[39], 3);
  EXPECT_EQ(u16(40), 5);
  EXPECT_EQ(u16(42), 0);
  const std::size_t strings = 44 + 2 * 12 * 4;
  EXPECT_EQ(bytes[strings], 7);
  EXPECT_EQ(bytes[strings + 1], 'w');
}

TEST(Contract, refuses_what_the_layout_cannot_hold) {
  const auto refused = [](auto&& change) {
    windows::SensorContract contract = full_contract();
    change(contract);
    try {
      contract_metadata(contract);
    } catch (const Error& error) {
      return error.kind() == ErrorKind::BadInput;
    }
    return false;
  };
  EXPECT_FALSE(refused([](auto&) {}));
  EXPECT_TRUE(refused([](auto& c) { c.labels.clear(); }));
  EXPECT_TRUE(refused([](auto& c) { c.labels.assign(65, "x"); }));
  EXPECT_TRUE(refused([](auto& c) { c.labels[0] = std::string(256, 'x'); }));
  EXPECT_TRUE(refused([](auto& c) { c.mean.pop_back(); }));
  EXPECT_TRUE(refused([](auto& c) { c.std[3] = 0.0f; }));
  EXPECT_TRUE(refused([](auto& c) { c.mean[3] = std::numeric_limits<float>::quiet_NaN(); }));
  EXPECT_TRUE(refused([](auto& c) { c.front_end.sample_rate_hz = 50.0f; }));
  EXPECT_TRUE(refused([](auto& c) { c.window = 0; }));
}

TEST(Contract, refuses_truncations_and_units_that_the_toolchain_does_not_prepare) {
  const auto bytes = contract_metadata(full_contract()).bytes;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THROW(read_contract(std::span(bytes).first(size)), Error) << size;
  }
  auto in_g = bytes;
  in_g[28] = 1;
  try {
    read_contract(in_g);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unsupported);
  }
}

}  // namespace
}  // namespace ambulo::tflite

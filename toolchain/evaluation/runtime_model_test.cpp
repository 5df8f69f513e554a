// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/runtime_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>

#include "toolchain/core/error.h"
#include "toolchain/evaluation/testing/threshold_model.h"
#include "toolchain/tflite/export.h"

namespace ambulo::evaluation {
namespace {

std::vector<std::uint8_t> exported() {
  return tflite::export_model(testing::threshold_model());
}

// The first byte of the sensor contract, which starts with its magic.
std::uint8_t* contract_in(std::vector<std::uint8_t>& bytes) {
  constexpr std::string_view kMagic = "AMBC";
  const auto found = std::search(bytes.begin(), bytes.end(), kMagic.begin(), kMagic.end());
  EXPECT_NE(found, bytes.end());
  return &*found;
}

// The error that a model gives after `damage`.
Error error_of(const std::function<void(std::vector<std::uint8_t>&)>& damage) {
  std::vector<std::uint8_t> bytes = exported();
  damage(bytes);
  try {
    const RuntimeModel model(bytes, "m.tflite");
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error";
  return Error(ErrorKind::Internal, "none");
}

TEST(RuntimeModel, classifies_as_computed_by_hand) {
  const RuntimeModel model(exported(), "m.tflite");
  RuntimeModel::Classifier classifier(model);
  std::vector<float> features(128 * 6, 0.0f);
  float probabilities[2] = {};
  for (const float highest : {10.0f, 12.0f, 13.5f}) {
    features[70 * 6] = highest;
    classifier.classify(features.data(), probabilities);
    const float walking = 1.0f / (1.0f + std::exp(12.0f - highest));
    EXPECT_NEAR(probabilities[1], walking, 1e-6f);
    EXPECT_NEAR(probabilities[0], 1.0f - walking, 1e-6f);
  }
}

TEST(RuntimeModel, brings_back_the_contract_that_was_exported) {
  const std::vector<std::uint8_t> bytes = exported();
  const RuntimeModel model(bytes, "m.tflite");
  const windows::SensorContract expected = testing::threshold_model().contract;
  EXPECT_EQ(model.contract().labels, expected.labels);
  EXPECT_EQ(model.contract().mean, expected.mean);
  EXPECT_EQ(model.contract().std, expected.std);
  EXPECT_EQ(model.contract().window, 128);
  EXPECT_EQ(model.contract().hop, 64);
  EXPECT_EQ(model.contract().sample_rate_hz, 50.0f);
  EXPECT_EQ(model.contract().placement, "waist");
  EXPECT_EQ(model.contract().data_set, "made");
  EXPECT_EQ(model.contract().split, "all");
  EXPECT_EQ(model.file_bytes(), bytes.size());
  EXPECT_GT(model.arena_bytes(), 128u * 6 * sizeof(float));
}

TEST(RuntimeModel, that_is_no_tflite_file_is_bad_input_that_names_it) {
  const Error error = error_of([](auto& bytes) { bytes[5] = 'X'; });
  EXPECT_EQ(error.kind(), ErrorKind::BadInput);
  EXPECT_EQ(error.where(), "m.tflite");
  EXPECT_EQ(error_of([](auto& bytes) { bytes.clear(); }).kind(), ErrorKind::BadInput);
  EXPECT_EQ(error_of([](auto& bytes) { bytes.resize(bytes.size() / 2); }).kind(),
            ErrorKind::BadInput);
}

TEST(RuntimeModel, without_a_contract_is_unsupported) {
  const Error error = error_of([](auto& bytes) {
    constexpr std::string_view kName = "ambulo.sensor_contract";
    *std::search(bytes.begin(), bytes.end(), kName.begin(), kName.end()) = 'A';
  });
  EXPECT_EQ(error.kind(), ErrorKind::Unsupported);
  EXPECT_NE(error.message().find("no sensor contract"), std::string::npos);
}

TEST(RuntimeModel, with_a_damaged_contract_is_bad_input) {
  EXPECT_EQ(error_of([](auto& bytes) { contract_in(bytes)[4] = 99; }).kind(),
            ErrorKind::BadInput);  // version
}

TEST(RuntimeModel, with_a_contract_for_another_network_is_unsupported) {
  const Error error = error_of([](auto& bytes) { contract_in(bytes)[12] = 127; });  // window
  EXPECT_EQ(error.kind(), ErrorKind::Unsupported);
  EXPECT_NE(error.message().find("127 x 6"), std::string::npos);
}

TEST(RuntimeModel, that_wants_acceleration_in_g_is_unsupported) {
  const Error error = error_of([](auto& bytes) { contract_in(bytes)[28] = 1; });
  EXPECT_EQ(error.kind(), ErrorKind::Unsupported);
  EXPECT_NE(error.message().find("other units"), std::string::npos);
}

TEST(RuntimeModel, file_that_is_missing_is_named) {
  try {
    RuntimeModel::load("/nowhere/m.tflite");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::BadInput);
    EXPECT_EQ(error.where(), "/nowhere/m.tflite");
  }
}

}  // namespace
}  // namespace ambulo::evaluation

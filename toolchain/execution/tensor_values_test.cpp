// SPDX-License-Identifier: Apache-2.0
#include "toolchain/execution/tensor_values.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace ambulo::execution {
namespace {

TensorValues int8_tensor() {
  return {7,
          "conv/Relu;x",
          "2 CONV_2D",
          {NpyType::Int8, {2, 2}, {1, 2, 255, 128}},
          graph::Quantization{{0.5f}, {-3}, 0}};
}

TEST(TensorValues, have_file_names_that_hold_no_path) {
  TensorValues tensor = int8_tensor();
  EXPECT_EQ(file_name(tensor), "7_conv_Relu_x.npy");
  tensor.name = "../../etc\n";
  EXPECT_EQ(file_name(tensor), "7_.._.._etc_.npy");
  tensor.name = std::string(500, 'a');
  EXPECT_LT(file_name(tensor).size(), 100u);
}

TEST(TensorValues, describe_their_quantization) {
  const nlohmann::json json = describe(int8_tensor());
  EXPECT_EQ(json["scale"], 0.5);
  EXPECT_EQ(json["zero_point"], -3);
  EXPECT_EQ(json["type"], "int8");
  EXPECT_EQ(json["operator"], "2 CONV_2D");
}

TEST(TensorValues, are_nested_by_shape_in_json) {
  const nlohmann::json json = to_json({1, {int8_tensor()}, {}});
  EXPECT_EQ(json["outputs"][0]["values"], nlohmann::json({{1, 2}, {-1, -128}}));
}

TEST(TensorValues, of_every_kind_have_their_number) {
  TensorValues half{0, "h", "", {NpyType::Float16, {5}, {}}, {}};
  // 1, -2, the smallest subnormal, infinity, 65504
  for (const int bits : {0x3C00, 0xC000, 0x0001, 0x7C00, 0x7BFF}) {
    half.values.data.push_back(static_cast<std::uint8_t>(bits & 0xFF));
    half.values.data.push_back(static_cast<std::uint8_t>(bits >> 8));
  }
  const std::string text = to_text({1, {half}, {}});
  EXPECT_NE(text.find("1  -2  5.96046e-08  inf  65504"), std::string::npos) << text;
  const TensorValues scalar{0, "s", "", {NpyType::Bool, {}, {1}}, {}};
  EXPECT_EQ(to_json({1, {scalar}, {}})["outputs"][0]["values"], true);
}

TEST(TensorValues, are_abbreviated_in_text) {
  const TensorValues big{
      0, "b", "", {NpyType::UInt8, {20, 30}, std::vector<std::uint8_t>(600)}, {}};
  const std::string text = to_text({1, {big}, {}});
  EXPECT_NE(text.find("... 30 in all"), std::string::npos);
  EXPECT_NE(text.find("... 20 rows in all"), std::string::npos);
  EXPECT_LT(text.size(), 1000u);
}

}  // namespace
}  // namespace ambulo::execution

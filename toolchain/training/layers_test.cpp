// SPDX-License-Identifier: Apache-2.0
// The trainer's own layers beside libtorch's modules, on every instruction set of this CPU.
#include <gtest/gtest.h>
#include <torch/nn.h>

#include <span>
#include <string>
#include <vector>

#include "toolchain/training/kernels/conv_layer.h"
#include "toolchain/training/kernels/lstm_layer.h"

namespace ambulo::training {
namespace {

namespace F = torch::nn::functional;

std::span<float> floats(const torch::Tensor& t) {
  EXPECT_TRUE(t.is_contiguous());
  return {t.data_ptr<float>(), static_cast<std::size_t>(t.numel())};
}

std::int64_t i64(std::size_t n) {
  return static_cast<std::int64_t>(n);
}

torch::Tensor leaf(std::vector<std::int64_t> shape, double scale) {
  return (torch::randn(shape) * scale).set_requires_grad(true);
}

// Relative to the largest element.
void expect_close(const torch::Tensor& found, const torch::Tensor& expected, const char* what) {
  const double error = (found - expected).abs().max().item<double>();
  const double largest = expected.abs().max().item<double>();
  EXPECT_LE(error, 5e-6 * largest + 1e-7) << what;
}

class Layers : public testing::TestWithParam<const Kernels*> {};

std::string kernels_name(const testing::TestParamInfo<const Kernels*>& info) {
  return info.param->name;
}

INSTANTIATE_TEST_SUITE_P(OnEachInstructionSet, Layers, testing::ValuesIn(available_kernels()),
                         kernels_name);

void compare_lstm(LstmLayer& layer, const LstmShape& s) {
  SCOPED_TRACE(testing::Message() << s.batch << " x " << s.time << " x " << s.inputs << " -> "
                                  << s.units);
  const auto x = leaf({i64(s.batch), i64(s.time), i64(s.inputs)}, 1.0);
  const std::vector<torch::Tensor> w = {
      leaf({i64(4 * s.units), i64(s.inputs)}, 0.4), leaf({i64(4 * s.units), i64(s.units)}, 0.4),
      leaf({i64(4 * s.units)}, 0.4), leaf({i64(4 * s.units)}, 0.4)};
  const auto zeros = torch::zeros({1, i64(s.batch), i64(s.units)});
  const auto expected = std::get<0>(
      torch::lstm(x, {zeros, zeros}, w, true, 1, 0.0, true, false, /*batch_first=*/true));
  const auto out_gradient = torch::randn_like(expected).contiguous();
  expected.backward(out_gradient);

  auto out = torch::empty({i64(s.batch), i64(s.time), i64(s.units)});
  layer.forward(s, {floats(w[0]), floats(w[1]), floats(w[2]), floats(w[3])}, floats(x),
                floats(out));
  expect_close(out, expected.detach(), "out");
  std::vector<torch::Tensor> g;
  for (const auto& t : w) g.push_back(torch::empty_like(t.detach()));
  auto dx = torch::empty_like(x.detach());
  layer.backward(floats(out_gradient),
                 {floats(g[0]), floats(g[1]), floats(g[2]), floats(g[3]), floats(dx)});
  expect_close(dx, x.grad(), "x");
  for (std::size_t i = 0; i < g.size(); ++i) {
    expect_close(g[i], w[i].grad(), "weights");
  }
}

TEST_P(Layers, lstm_gives_the_results_and_gradients_of_torch_lstm) {
  torch::manual_seed(1);
  LstmLayer layer(*GetParam());
  for (const LstmShape& shape :
       {LstmShape{5, 7, 3, 6}, LstmShape{1, 1, 1, 1}, LstmShape{33, 6, 12, 64},
        LstmShape{4, 5, 64, 17}, LstmShape{64, 8, 12, 32}}) {
    compare_lstm(layer, shape);
    compare_lstm(layer, shape);  // nothing is left of the pass before
  }
}

TEST_P(Layers, lstm_without_a_gradient_of_x_has_the_same_gradients_of_weights) {
  torch::manual_seed(2);
  const LstmShape s{6, 9, 5, 20};
  const auto x = torch::randn({6, 9, 5}), g = torch::randn({6, 9, 20});
  const std::vector<torch::Tensor> w = {torch::randn({80, 5}), torch::randn({80, 20}),
                                        torch::randn({80}), torch::randn({80})};
  const LstmWeights weights{floats(w[0]), floats(w[1]), floats(w[2]), floats(w[3])};
  auto out = torch::empty({6, 9, 20}), dx = torch::empty_like(x);
  std::vector<torch::Tensor> with, without;
  for (const auto& t : w) {
    with.push_back(torch::empty_like(t));
    without.push_back(torch::empty_like(t));
  }
  LstmLayer layer(*GetParam());
  layer.forward(s, weights, floats(x), floats(out));
  layer.backward(floats(g),
                 {floats(with[0]), floats(with[1]), floats(with[2]), floats(with[3]), floats(dx)});
  layer.forward(s, weights, floats(x), floats(out));
  layer.backward(
      floats(g),
      {floats(without[0]), floats(without[1]), floats(without[2]), floats(without[3]), {}});
  for (std::size_t i = 0; i < with.size(); ++i) EXPECT_TRUE(torch::equal(with[i], without[i]));
}

torch::Tensor torch_conv(const ConvShape& s, const torch::Tensor& x, const torch::Tensor& w,
                         const torch::Tensor& b) {
  auto y = torch::conv1d(x.transpose(1, 2), w, b, i64(s.stride));
  if (s.pool > 0) y = torch::relu(y);
  if (s.pool > 1) y = torch::max_pool1d(y, i64(s.pool));
  return y.transpose(1, 2);
}

void compare_conv(ConvLayer& layer, const ConvShape& s) {
  SCOPED_TRACE(testing::Message() << s.batch << " x " << s.time << " x " << s.inputs << " -> "
                                  << s.outputs << ", kernel " << s.kernel << ", stride " << s.stride
                                  << ", pool " << s.pool);
  const auto x = leaf({i64(s.batch), i64(s.time), i64(s.inputs)}, 1.0);
  const auto w = leaf({i64(s.outputs), i64(s.inputs), i64(s.kernel)}, 0.4);
  const auto b = leaf({i64(s.outputs)}, 0.4);
  const auto expected = torch_conv(s, x, w, b);
  const auto out_gradient = torch::randn(expected.sizes());
  expected.backward(out_gradient);

  auto out = torch::empty({i64(s.batch), i64(s.pooled()), i64(s.outputs)});
  layer.forward(s, {floats(w), floats(b)}, floats(x), floats(out));
  expect_close(out, expected.detach(), "out");
  auto dw = torch::empty_like(w.detach()), db = torch::empty_like(b.detach()),
       dx = torch::empty_like(x.detach());
  layer.backward(floats(x), floats(out_gradient), {floats(dw), floats(db), floats(dx)});
  expect_close(dw, w.grad(), "weight");
  expect_close(db, b.grad(), "bias");
  expect_close(dx, x.grad(), "x");
}

TEST_P(Layers, convolution_relu_and_pool_give_the_results_and_gradients_of_torch) {
  torch::manual_seed(3);
  ConvLayer layer(*GetParam());
  for (const std::size_t pool : {0, 1, 2, 3}) {
    compare_conv(layer, {3, 20, 6, 5, 3, 1, pool});
    compare_conv(layer, {2, 31, 3, 17, 5, 2, pool});
    compare_conv(layer, {1, 9, 1, 1, 1, 1, pool});
    compare_conv(layer, {4, 16, 12, 24, 7, 3, pool});
    compare_conv(layer, {4, 63, 12, 48, 5, 1, pool});
  }
  compare_conv(layer, {2, 5, 4, 8, 5, 1, 1});  // a single step
}

}  // namespace
}  // namespace ambulo::training

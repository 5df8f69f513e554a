// SPDX-License-Identifier: Apache-2.0
// Operators on each element by itself, in double precision.
#include <algorithm>
#include <cmath>

#include "toolchain/core/error.h"
#include "toolchain/graph/evaluate_indexing.h"

namespace ambulo::graph {
namespace {

double combine(Elementwise::Kind kind, double x, double y) {
  switch (kind) {
    case Elementwise::Kind::Add:
      return x + y;
    case Elementwise::Kind::Sub:
      return x - y;
    case Elementwise::Kind::Mul:
      return x * y;
    case Elementwise::Kind::Div:
      return x / y;
    case Elementwise::Kind::FloorDiv:
      return std::floor(x / y);
    case Elementwise::Kind::FloorMod:
      return x - std::floor(x / y) * y;
    case Elementwise::Kind::Maximum:
      return std::max(x, y);
    case Elementwise::Kind::Minimum:
      return std::min(x, y);
    case Elementwise::Kind::Pow:
      return std::pow(x, y);
    case Elementwise::Kind::SquaredDifference:
      return (x - y) * (x - y);
    case Elementwise::Kind::Less:
      return x < y;
    case Elementwise::Kind::LessEqual:
      return x <= y;
    case Elementwise::Kind::Greater:
      return x > y;
    case Elementwise::Kind::GreaterEqual:
      return x >= y;
    case Elementwise::Kind::Equal:
      return x == y;
    case Elementwise::Kind::NotEqual:
      return x != y;
    case Elementwise::Kind::LogicalAnd:
      return x != 0.0 && y != 0.0;
    case Elementwise::Kind::LogicalOr:
      return x != 0.0 || y != 0.0;
  }
  throw Error(ErrorKind::Internal, "an elementwise operator without definition");
}

double map(Unary::Kind kind, double x) {
  switch (kind) {
    case Unary::Kind::Relu:
      return std::max(x, 0.0);
    case Unary::Kind::Relu6:
      return std::clamp(x, 0.0, 6.0);
    case Unary::Kind::ReluN1To1:
      return std::clamp(x, -1.0, 1.0);
    case Unary::Kind::Logistic:
      return 1.0 / (1.0 + std::exp(-x));
    case Unary::Kind::Tanh:
      return std::tanh(x);
    case Unary::Kind::Elu:
      return x < 0.0 ? std::expm1(x) : x;
    case Unary::Kind::HardSwish:
      return x * std::clamp(x + 3.0, 0.0, 6.0) / 6.0;
    case Unary::Kind::Abs:
      return std::abs(x);
    case Unary::Kind::Neg:
      return -x;
    case Unary::Kind::Exp:
      return std::exp(x);
    case Unary::Kind::Log:
      return std::log(x);
    case Unary::Kind::Sqrt:
      return std::sqrt(x);
    case Unary::Kind::Rsqrt:
      return 1.0 / std::sqrt(x);
    case Unary::Kind::Square:
      return x * x;
    case Unary::Kind::Floor:
      return std::floor(x);
    case Unary::Kind::Ceil:
      return std::ceil(x);
    case Unary::Kind::LogicalNot:
      return x == 0.0;
  }
  throw Error(ErrorKind::Internal, "a unary operator without definition");
}

// What a tensor of a type that stands for numbers by scale and zero point can hold.
struct Grid {
  double lowest, highest;
};
bool grid_of(DataType type, Grid& grid) {
  switch (type) {
    case DataType::Int8:
      grid = {-128.0, 127.0};
      return true;
    case DataType::UInt8:
      grid = {0.0, 255.0};
      return true;
    case DataType::Int16:
      grid = {-32768.0, 32767.0};
      return true;
    default:
      return false;
  }
}

}  // namespace

void apply(Activation activation, std::vector<double>& values) {
  for (double& x : values) {
    switch (activation) {
      case Activation::None:
        break;
      case Activation::Relu:
        x = std::max(x, 0.0);
        break;
      case Activation::Relu6:
        x = std::clamp(x, 0.0, 6.0);
        break;
      case Activation::ReluN1To1:
        x = std::clamp(x, -1.0, 1.0);
        break;
      case Activation::Tanh:
        x = std::tanh(x);
        break;
    }
  }
}

DoubleTensor evaluate(const Elementwise& elementwise, const Operands& operands) {
  require(operands.size() == 2 && operands[1] != nullptr,
          "an elementwise operator takes two operands");
  const DoubleTensor &a = *operands[0], &b = *operands[1];
  DoubleTensor result{broadcast_shape(a.shape, b.shape), {}};
  for_each_index(result.shape, [&](const std::vector<std::int32_t>& index) {
    result.values.push_back(
        combine(elementwise.kind, broadcast_at(a, index), broadcast_at(b, index)));
  });
  apply(elementwise.activation, result.values);
  return result;
}

DoubleTensor evaluate(const Unary& unary, const Operands& operands) {
  DoubleTensor result = *operands[0];
  for (double& x : result.values) x = map(unary.kind, x);
  return result;
}

DoubleTensor evaluate(const LeakyRelu& leaky, const Operands& operands) {
  DoubleTensor result = *operands[0];
  for (double& x : result.values) x = x < 0.0 ? x * static_cast<double>(leaky.alpha) : x;
  return result;
}

// Dropout acts in training only.
DoubleTensor evaluate(const Dropout&, const Operands& operands) {
  return *operands[0];
}

void conform(DoubleTensor& value, const Tensor& declared) {
  Grid grid{};
  if (declared.quantization && declared.quantization->scale.size() == 1 &&
      grid_of(declared.type, grid)) {
    const auto scale = static_cast<double>(declared.quantization->scale[0]);
    const auto zero = static_cast<double>(declared.quantization->zero_point[0]);
    for (double& x : value.values) {
      x = (std::clamp(std::round(x / scale) + zero, grid.lowest, grid.highest) - zero) * scale;
    }
  } else if (declared.type == DataType::Bool) {
    for (double& x : value.values) x = x != 0.0;
  } else if (declared.type == DataType::Int32 || declared.type == DataType::Int64) {
    if (declared.quantization) return;
    for (double& x : value.values) x = std::trunc(x);
  }
}

}  // namespace ambulo::graph

// SPDX-License-Identifier: Apache-2.0
// Upper bounds from shapes alone, in double so that nothing overflows. A dimension of 0 counts as
// 1: loops over the other dimensions run all the same.
#include "toolchain/graph/evaluate_work.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <variant>

#include "runtime/model/tflite_schema.h"
#include "toolchain/core/error.h"
#include "toolchain/core/progress.h"
#include "toolchain/graph/evaluate_operators.h"

namespace ambulo::graph {
namespace {

using Kind = Plain::Kind;

constexpr double kTensor = 16.0;  // an empty tensor takes the memory of so many values

double volume(const std::vector<std::int32_t>& shape) {
  double count = 1.0;
  for (const std::int32_t size : shape) count *= std::max(1.0, static_cast<double>(size));
  return count;
}

// One operator's operands; what is absent counts as a scalar.
class Sizes {
 public:
  explicit Sizes(const Operands& operands) : operands_(operands) {}

  double of(std::size_t i) const { return has(i) ? volume(operands_[i]->shape) : 1.0; }
  double axis(std::size_t i, std::size_t axis) const {
    if (!has(i) || axis >= operands_[i]->shape.size()) return 1.0;
    return std::max(1.0, static_cast<double>(operands_[i]->shape[axis]));
  }
  double last(std::size_t i, std::size_t before = 0) const {
    const std::size_t rank = has(i) ? operands_[i]->shape.size() : 0;
    return rank > before ? axis(i, rank - 1 - before) : 1.0;
  }
  double held(std::size_t i) const { return has(i) ? values_of(*operands_[i]) : 0.0; }
  double items(std::size_t i) const {
    return has(i) ? static_cast<double>(operands_[i]->items.size()) : 0.0;
  }
  double all() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < operands_.size(); ++i) sum += of(i) + held(i);
    return sum;
  }
  // Product of the numbers in an operand that gives a shape, or factors of one.
  double product(std::size_t i) const {
    double count = 1.0;
    if (!has(i)) return count;
    for (const double size : operands_[i]->values) count *= std::max(1.0, std::abs(size));
    return count;
  }
  double broadcast() const {
    std::vector<std::int32_t> shape;
    for (const DoubleTensor* operand : operands_) {
      if (operand == nullptr) continue;
      const std::size_t rank = operand->shape.size();
      if (rank > shape.size()) shape.insert(shape.begin(), rank - shape.size(), 1);
      for (std::size_t a = 0; a < rank; ++a) {
        std::int32_t& size = shape[shape.size() - rank + a];
        size = std::max(size, operand->shape[a]);
      }
    }
    return volume(shape);
  }
  // Of the input with as many values more along each axis as the pairs of operand i say.
  double padded(std::size_t i, std::size_t first_axis) const {
    double count = of(0);
    if (!has(i)) return count;
    const auto& pads = operands_[i]->values;
    for (std::size_t k = 0; k + 1 < pads.size(); k += 2) {
      const double size = axis(0, first_axis + k / 2);
      count *= std::max(1.0, size + std::abs(pads[k]) + std::abs(pads[k + 1])) / size;
    }
    return count;
  }
  double value(std::size_t i) const {
    return has(i) && operands_[i]->values.size() == 1 ? operands_[i]->values[0] : 0.0;
  }

 private:
  bool has(std::size_t i) const { return i < operands_.size() && operands_[i] != nullptr; }
  const Operands& operands_;
};

// Places of a window that slides over an image.
template <typename Window>
double places(const Window& window, const Sizes& sizes) {
  const auto along = [](double size, int stride) { return std::ceil(size / std::max(1, stride)); };
  return sizes.axis(0, 0) * along(sizes.axis(0, 1), window.stride_h) *
         along(sizes.axis(0, 2), window.stride_w);
}

Work work(const Conv2d& conv, const Sizes& sizes) {
  const double results = places(conv, sizes) * sizes.axis(1, 0);
  return {results * sizes.axis(1, 1) * sizes.axis(1, 2) * sizes.axis(1, 3), results};
}
Work work(const DepthwiseConv2d& conv, const Sizes& sizes) {
  const double results = places(conv, sizes) * sizes.axis(1, 3);
  return {results * sizes.axis(1, 1) * sizes.axis(1, 2), results};
}
Work work(const Pool2d& pool, const Sizes& sizes) {
  const double results = places(pool, sizes) * sizes.axis(0, 3);
  return {results * std::max(1, pool.filter_h) * std::max(1, pool.filter_w), results};
}
Work work(const FullyConnected&, const Sizes& sizes) {
  return {sizes.of(0) * sizes.axis(1, 0), sizes.of(0) / sizes.axis(1, 1) * sizes.axis(1, 0)};
}
Work work(const BatchMatMul&, const Sizes& sizes) {
  const double columns = std::max(sizes.last(1), sizes.last(1, 1));
  return {sizes.of(0) * columns, sizes.of(0) * columns};
}
Work work(const UnidirectionalSequenceLstm&, const Sizes& sizes) {
  const double steps = sizes.axis(0, 0) * sizes.axis(0, 1);
  const double cells = sizes.last(schema::lstm_operand::kCellState);
  return {steps * 4.0 * cells * (sizes.axis(0, 2) + cells), (steps + 4.0) * cells};
}
Work work(const Elementwise&, const Sizes& sizes) {
  return {sizes.broadcast(), sizes.broadcast()};
}
Work work(const Gather&, const Sizes& sizes) {
  return {sizes.of(0) * sizes.of(1), sizes.of(0) * sizes.of(1)};
}
Work work(const Unpack&, const Sizes& sizes) {
  return {sizes.of(0), sizes.of(0) * (1.0 + kTensor)};
}
Work work(const Unknown& unknown, const Sizes& sizes) {
  if (unknown.name == "FlexTensorListReserve") return {1.0, kTensor * std::abs(sizes.value(1))};
  if (unknown.name == "FlexTensorListFromTensor") return work(Unpack{}, sizes);
  if (unknown.name == "FlexTensorListStack") {
    const double all = 2.0 * sizes.held(0) + sizes.items(0) * sizes.product(1);
    return {all, all};
  }
  const double all = sizes.all() + sizes.product(2);
  return {all, all};
}
Work work(const Plain& plain, const Sizes& sizes) {
  double results = sizes.all();
  switch (plain.kind) {
    case Kind::Pad:
    case Kind::Padv2:
      results = sizes.padded(1, 0);
      break;
    case Kind::Tile:
      results = sizes.of(0) * sizes.product(1);
      break;
    case Kind::BroadcastTo:
      results = sizes.of(0) * sizes.product(1);
      break;
    case Kind::Fill:
      results = sizes.product(0);
      break;
    case Kind::Range:
      results = std::abs((sizes.value(1) - sizes.value(0)) / sizes.value(2));
      break;
    case Kind::SpaceToBatchNd:
    case Kind::BatchToSpaceNd:
      results = sizes.padded(2, 1);
      break;
    case Kind::Select:
    case Kind::SelectV2:
    case Kind::Prelu:
      results = sizes.broadcast();
      break;
    case Kind::Split:
    case Kind::SplitV:
      results = sizes.all() * (1.0 + kTensor);
      break;
    default:
      break;
  }
  return {results, results};
}

// What moves, maps or joins its operands gives no more than they hold.
template <typename T>
Work work(const T&, const Sizes& sizes) {
  return {sizes.all(), sizes.all()};
}

}  // namespace

void WorkBudget::charge(const Work& work) {
  if (interrupted()) throw Error(ErrorKind::Interrupted, "interrupted");
  left_.operations -= work.operations;
  left_.values -= work.values;
  if (left_.operations >= 0.0 && left_.values >= 0.0) return;
  throw Error(ErrorKind::Unsupported, "the model is too large to evaluate", {},
              "is the file damaged? Tensors or loops of this size are no classifier's");
}

double values_of(const DoubleTensor& tensor) {
  double count = static_cast<double>(tensor.values.size());
  for (const DoubleTensor& item : tensor.items) count += kTensor + values_of(item);
  return count;
}

Work work_of(const Operator& op, const Operands& operands) {
  return std::visit([&](const auto& attributes) { return work(attributes, Sizes(operands)); },
                    op.attributes);
}

Work work_of(const Tensor& tensor) {
  return {volume(tensor.shape), volume(tensor.shape)};
}

}  // namespace ambulo::graph

// SPDX-License-Identifier: Apache-2.0
// STRIDED_SLICE: x[begin:end:stride] along each axis. Entry i of the three constant lists speaks
// of one axis, except where a bit i is set in a mask:
//   begin, end   that limit is open          ellipsis   as many whole axes as are left
//   new_axis     an output axis of size 1    shrink     the one element at begin; no output axis
// Axes beyond the lists are taken whole. Limits clip as in Python; negative ones count from the
// end.
#include "runtime/operators/copy.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

namespace options = schema::strided_slice_options;

// What is taken of one input axis.
struct AxisSlice {
  int64_t start = 0, stride = 1, count = 0;
};

int64_t clip(int64_t x, int64_t low, int64_t high) {
  return x < low ? low : x > high ? high : x;
}

class SliceSpec {
 public:
  SliceSpec(const OperatorContext& context, const Shape& input)
      : input_(input),
        begin_mask_(context.option(options::kBeginMask)),
        end_mask_(context.option(options::kEndMask)),
        ellipsis_mask_(context.option(options::kEllipsisMask)),
        new_axis_mask_(context.option(options::kNewAxisMask)),
        shrink_mask_(context.option(options::kShrinkAxisMask)),
        end_from_begin_(context.option(options::kOffset) != 0) {}

  Status resolve(const int32_t* begin, const int32_t* end, const int32_t* stride, int32_t entries) {
    if (entries > 2 * kMaxRank) return Status::BadShape;
    int32_t named = 0;  // input axes that have an entry of their own
    for (int32_t i = 0; i < entries; ++i)
      named += !(has(ellipsis_mask_, i) || has(new_axis_mask_, i));
    for (int32_t i = 0; i < entries; ++i) {
      if (has(ellipsis_mask_, i)) {
        for (int32_t whole = input_.rank - named; whole > 0; --whole) AMBULO_TRY(take_whole());
        named = input_.rank;  // a second ellipsis is empty
      } else if (has(new_axis_mask_, i)) {
        AMBULO_TRY(add_output(1));
      } else {
        AMBULO_TRY(take(i, begin[i], end[i], stride[i]));
      }
    }
    while (axis_ < input_.rank) AMBULO_TRY(take_whole());
    return Status::Ok;
  }

  const AxisSlice& slice(int32_t axis) const { return slices_[axis]; }
  const Shape& output() const { return output_; }

 private:
  static bool has(int32_t mask, int32_t i) { return ((mask >> i) & 1) != 0; }

  Status add_output(int64_t size) {
    if (output_.rank == kMaxRank) return Status::BadShape;
    output_.dims[output_.rank++] = static_cast<int32_t>(size);
    return Status::Ok;
  }

  Status take_whole() {
    if (axis_ >= input_.rank) return Status::BadShape;
    const int64_t size = input_[axis_];
    slices_[axis_++] = {0, 1, size};
    return add_output(size);
  }

  Status take(int32_t i, int64_t begin, int64_t end, int64_t stride) {
    if (axis_ >= input_.rank || stride == 0) return Status::BadShape;
    const int64_t size = input_[axis_];
    const int64_t low = stride > 0 ? 0 : -1, high = stride > 0 ? size : size - 1;
    if (end_from_begin_) end += begin;
    const int64_t from_front = begin < 0 ? begin + size : begin;
    int64_t start = has(begin_mask_, i) ? (stride > 0 ? low : high) : clip(from_front, low, high);
    int64_t stop =
        has(end_mask_, i) ? (stride > 0 ? high : low) : clip(end < 0 ? end + size : end, low, high);
    const bool shrink = has(shrink_mask_, i);
    if (shrink) stop = start + (stride > 0 ? 1 : -1);
    const int64_t span = stride > 0 ? stop - start : start - stop;
    const int64_t step = stride > 0 ? stride : -stride;
    if (span <= 0 || start < 0 || start >= size) return Status::BadShape;
    slices_[axis_++] = {start, stride, (span + step - 1) / step};
    return shrink ? Status::Ok : add_output((span + step - 1) / step);
  }

  Shape input_, output_;
  AxisSlice slices_[kMaxRank];
  int32_t axis_ = 0;
  int32_t begin_mask_, end_mask_, ellipsis_mask_, new_axis_mask_, shrink_mask_;
  bool end_from_begin_;
};

}  // namespace

Status strided_slice(OperatorContext& context) {
  Tensor input, begin, end, strides, output;
  AMBULO_TRY(context.any_input(0, input));
  AMBULO_TRY(context.constant(1, TensorType::Int32, begin));
  AMBULO_TRY(context.constant(2, TensorType::Int32, end));
  AMBULO_TRY(context.constant(3, TensorType::Int32, strides));
  AMBULO_TRY(context.output(0, input.type, output));
  const size_t entries = begin.shape.count();
  if (end.shape.count() != entries || strides.shape.count() != entries) return Status::BadShape;

  SliceSpec spec(context, input.shape);
  AMBULO_TRY(spec.resolve(begin.as<int32_t>(), end.as<int32_t>(), strides.as<int32_t>(),
                          static_cast<int32_t>(entries)));
  if (!same_shape(spec.output(), output.shape)) return Status::BadShape;

  const View input_view = dense_view(input.shape);
  View from, to;
  kernels::Dims dims = {1, 1, 1, 1, 1};
  for (int32_t d = 0; d < input.shape.rank; ++d) {
    const int axis = kernel_axis(input.shape.rank, d);
    const AxisSlice& slice = spec.slice(d);
    from.start += slice.start * input_view.strides[axis];
    dims[axis] = static_cast<int32_t>(slice.count);
    // A single element needs no stride, and a huge one would not fit.
    if (slice.count > 1) {
      from.strides[axis] = static_cast<int32_t>(slice.stride * input_view.strides[axis]);
    }
  }
  dense_strides(dims, to.strides);
  emit_copy(context, dims, input, from, output, to);
  return Status::Ok;
}

}  // namespace ambulo::operators

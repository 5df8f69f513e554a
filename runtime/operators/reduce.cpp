// SPDX-License-Identifier: Apache-2.0
// MEAN, SUM, REDUCE_MAX along constant axes; keep_dims leaves them in the output as size 1.
#include "runtime/kernels/kernels.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/quantization.h"
#include "runtime/operators/selection.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

using kernels::KernelTable;

class Reduction {
 public:
  Status read(OperatorContext& context) {
    Tensor axes;
    AMBULO_TRY(context.any_input(0, input));
    AMBULO_TRY(context.constant(1, TensorType::Int32, axes));
    AMBULO_TRY(context.output(0, input.type, output));
    if (axes.shape.count() > kMaxRank) return Status::BadShape;
    for (size_t i = 0; i < axes.shape.count(); ++i) {
      int32_t axis = 0;
      AMBULO_TRY(normalize_axis(axes.as<int32_t>()[i], input.shape.rank, axis));
      reduced_[axis] = true;
    }
    const bool keep_dims = context.option(schema::reducer_options::kKeepDims) != 0;
    Shape expected;
    for (int32_t d = 0; d < input.shape.rank; ++d) {
      if (reduced_[d] && !keep_dims) continue;
      expected.dims[expected.rank++] = reduced_[d] ? 1 : input.shape[d];
    }
    return same_shape(expected, output.shape) ? Status::Ok : Status::BadShape;
  }

  // How many inputs make one output.
  int64_t count() const { return static_cast<int64_t>(input.shape.count() / output.shape.count()); }

  kernels::MeanArgs scattered() const {
    kernels::MeanArgs args{};
    widen(input.shape, args.dims);
    int32_t stride = 1;
    for (int32_t d = input.shape.rank - 1; d >= 0; --d) {
      if (reduced_[d]) continue;
      args.output_strides[kernel_axis(input.shape.rank, d)] = stride;
      stride *= input.shape[d];
    }
    args.input = input.as<float>();
    args.output = output.as<float>();
    args.output_count = output.shape.count();
    return args;
  }

  template <typename T>
  void gather(kernels::ReduceArgs<T>& args) const {
    kernels::Dims dims, strides;
    widen(input.shape, dims);
    dense_strides(dims, strides);
    for (int d = 0; d < kMaxRank; ++d) args.kept_dims[d] = args.reduced_dims[d] = 1;
    for (int32_t d = 0; d < input.shape.rank; ++d) {
      const int axis = kernel_axis(input.shape.rank, d);
      (reduced_[d] ? args.reduced_dims : args.kept_dims)[axis] = dims[axis];
      (reduced_[d] ? args.reduced_strides : args.kept_strides)[axis] = strides[axis];
    }
    kernels::Dims *kept[] = {&args.kept_strides}, *reduced[] = {&args.reduced_strides};
    merge_axes(args.kept_dims, {kept, 1});
    merge_axes(args.reduced_dims, {reduced, 1});
    args.input = input.as<T>();
    args.output = output.as<T>();
  }

  Tensor input, output;

 private:
  bool reduced_[kMaxRank] = {};
};

// The factor of a mean is divided by the count as an integer, with as many bits more as the count
// has and shifts allow: the same numbers as LiteRT.
void divide(kernels::Rescale& rescale, int64_t count) {
  int32_t shift = 63 - __builtin_clzll(static_cast<unsigned long long>(count));
  if (shift > 31 + rescale.shift) shift = 31 + rescale.shift;
  rescale.multiplier = static_cast<int32_t>((int64_t{rescale.multiplier} << shift) / count);
  rescale.shift -= shift;
}

template <typename T>
Status emit_integers(OperatorContext& context, const Reduction& reduction, bool mean,
                     kernels::KernelEntry<kernels::IntegerReduceArgs<T>> kernel) {
  const Tensor &input = reduction.input, &output = reduction.output;
  AMBULO_TRY(check_all_quantized(context, input, output));
  kernels::IntegerReduceArgs<T> args{};
  AMBULO_TRY(rescale_by(double{input.scale} / double{output.scale}, args.rescale));
  if (mean) divide(args.rescale, reduction.count());
  args.round_once = !mean;
  reduction.gather(args);
  args.input_zero_point = input.zero_point;
  args.output_zero_point = output.zero_point;
  context.emit(kernel, args);
  return Status::Ok;
}

Status mean_or_sum(OperatorContext& context, bool mean) {
  Reduction reduction;
  AMBULO_TRY(reduction.read(context));
  switch (reduction.input.type) {
    case TensorType::Float32:
      context.emit(mean ? &KernelTable::mean_f32 : &KernelTable::sum_f32, reduction.scattered());
      return Status::Ok;
    case TensorType::Int8:
      return emit_integers<int8_t>(context, reduction, mean, &KernelTable::sum_s8);
    case TensorType::Int16:
      return emit_integers<int16_t>(context, reduction, mean, &KernelTable::sum_s16);
    case TensorType::UInt8:
      if constexpr (has_type(kUInt8))
        return emit_integers<uint8_t>(context, reduction, mean, &KernelTable::sum_u8);
      return Status::UnsupportedType;
    default:
      return Status::UnsupportedType;
  }
}

template <typename T, typename Args>
void emit_max(OperatorContext& context, const Reduction& reduction,
              kernels::KernelEntry<Args> kernel) {
  Args args{};
  reduction.gather<T>(args);
  context.emit(kernel, args);
}

}  // namespace

Status mean(OperatorContext& context) {
  return mean_or_sum(context, true);
}

Status sum(OperatorContext& context) {
  return mean_or_sum(context, false);
}

Status reduce_max(OperatorContext& context) {
  Reduction reduction;
  AMBULO_TRY(reduction.read(context));
  if (!same_quantization(reduction.input, reduction.output)) return Status::BadQuantization;
  switch (reduction.input.type) {
    case TensorType::Float32:
      emit_max<float>(context, reduction, &KernelTable::reduce_max_f32);
      return Status::Ok;
    case TensorType::Int8:
      emit_max<int8_t>(context, reduction, &KernelTable::reduce_max_s8);
      return Status::Ok;
    case TensorType::Int16:
      emit_max<int16_t>(context, reduction, &KernelTable::reduce_max_s16);
      return Status::Ok;
    case TensorType::UInt8:
      if constexpr (has_type(kUInt8)) {
        emit_max<uint8_t>(context, reduction, &KernelTable::reduce_max_u8);
        return Status::Ok;
      }
      return Status::UnsupportedType;
    default:
      return Status::UnsupportedType;
  }
}

}  // namespace ambulo::operators

// SPDX-License-Identifier: Apache-2.0
// One function of each element, output in the shape of the input: activations and their kin. In
// int8 and uint8 each is a table of 256 entries.
#include "runtime/core/approximations.h"
#include "runtime/core/fixed_point.h"
#include "runtime/kernels/kernels.h"
#include "runtime/operators/hard_swish.h"
#include "runtime/operators/lookup_table.h"
#include "runtime/operators/operator_context.h"
#include "runtime/operators/options.h"
#include "runtime/operators/quantization.h"
#include "runtime/operators/shapes.h"

namespace ambulo::operators {
namespace {

using kernels::KernelTable;

struct Operands {
  Tensor input, output;

  // Same type and shape; quantised where the type is an integer.
  Status read(OperatorContext& context) {
    AMBULO_TRY(context.any_input(0, input));
    AMBULO_TRY(context.output(0, input.type, output));
    if (!same_shape(input.shape, output.shape)) return Status::BadShape;
    if (input.type != TensorType::Float32) {
      AMBULO_TRY(check_all_quantized(context, input, output));
    }
    context.overwrite(0, 0);
    return Status::Ok;
  }
  kernels::UnaryArgs floats() const {
    return {input.as<float>(), output.as<float>(), input.shape.count()};
  }
};

Status float_only(OperatorContext& context, kernels::KernelEntry<kernels::UnaryArgs> kernel) {
  Operands operands;
  AMBULO_TRY(operands.read(context));
  if (operands.input.type != TensorType::Float32) return Status::UnsupportedType;
  context.emit(kernel, operands.floats());
  return Status::Ok;
}

int32_t times(int32_t x, const kernels::Rescale& rescale) {
  return multiply_by_quantized(x, rescale.multiplier, rescale.shift);
}

// Limits that follow the quantization of the output; the input is brought to its scale first.
Status relu_family(OperatorContext& context, schema::Activation activation) {
  Operands operands;
  AMBULO_TRY(operands.read(context));
  const Tensor &input = operands.input, &output = operands.output;
  const int8_t limits = static_cast<int8_t>(activation);
  if (input.type == TensorType::Float32) {
    kernels::ClampArgs args{input.as<float>(), output.as<float>(), input.shape.count(), {}};
    AMBULO_TRY(fused_clamp(limits, args.clamp));
    context.emit(&KernelTable::clamp_f32, args);
    return Status::Ok;
  }
  kernels::Rescale rescale;
  kernels::IntegerClamp clamp;
  AMBULO_TRY(rescale_by(double{input.scale / output.scale}, rescale));
  AMBULO_TRY(integer_clamp(limits, output, clamp));
  if (is_byte(input.type)) {
    emit_table(context, input, output, clamp, [&](int32_t q) {
      return int64_t{times(q - input.zero_point, rescale)} + output.zero_point;
    });
    return Status::Ok;
  }
  if (input.type != TensorType::Int16) return Status::UnsupportedType;
  context.emit(&KernelTable::rescale_s16_s16,
               kernels::RescaleS16ToS16Args{input.as<int16_t>(), output.as<int16_t>(),
                                            input.shape.count(), rescale, rescale, 0, clamp});
  return Status::Ok;
}

// The table in the kernel wants 12 fractional bits times 3; scales that have them already, or for
// tanh half of that, are multiplied by 3 exactly.
Status sigmoid_args(const Operands& operands, bool half_scale, kernels::SigmoidS16Args& args) {
  const Tensor& input = operands.input;
  if (operands.output.scale != 1.0f / 32768) return Status::BadQuantization;
  args = {input.as<int16_t>(), operands.output.as<int16_t>(), input.shape.count(), 0, 0};
  double multiplier = double{input.scale} * 4096.0 * 3.0;
  const bool exact = multiplier == 3.0 || (half_scale && multiplier == 6.0);
  while (!exact && multiplier <= 32767.0 / 2.0 && args.shift <= 30) {
    multiplier *= 2.0;
    ++args.shift;
  }
  if (multiplier > 32767.0 || args.shift > 30) return Status::BadQuantization;
  args.multiplier = static_cast<int32_t>(multiplier);
  return Status::Ok;
}

struct Sigmoid {
  kernels::KernelEntry<kernels::UnaryArgs> float32;
  kernels::KernelEntry<kernels::SigmoidS16Args> int16;
  float (*exact)(float);
  bool half_scale;
};

Status sigmoid_family(OperatorContext& context, const Sigmoid& sigmoid) {
  Operands operands;
  AMBULO_TRY(operands.read(context));
  kernels::SigmoidS16Args args;
  switch (operands.input.type) {
    case TensorType::Float32:
      context.emit(sigmoid.float32, operands.floats());
      return Status::Ok;
    case TensorType::Int8:
    case TensorType::UInt8:
      emit_real_table(context, operands.input, operands.output, sigmoid.exact);
      return Status::Ok;
    case TensorType::Int16:
      AMBULO_TRY(sigmoid_args(operands, sigmoid.half_scale, args));
      context.emit(sigmoid.int16, args);
      return Status::Ok;
    default:
      return Status::UnsupportedType;
  }
}

}  // namespace

Status relu(OperatorContext& context) {
  return relu_family(context, schema::Activation::Relu);
}
Status relu6(OperatorContext& context) {
  return relu_family(context, schema::Activation::Relu6);
}
Status relu_n1_to_1(OperatorContext& context) {
  return relu_family(context, schema::Activation::ReluN1To1);
}
Status logistic(OperatorContext& context) {
  return sigmoid_family(
      context, {&KernelTable::logistic_f32, &KernelTable::logistic_s16, exact_logistic, false});
}
Status tanh(OperatorContext& context) {
  return sigmoid_family(context,
                        {&KernelTable::tanh_f32, &KernelTable::tanh_s16, exact_tanh, true});
}
Status hard_swish(OperatorContext& context) {
  if (!is_byte(context.input_type(0))) {
    return float_only(context, &KernelTable::hard_swish_f32);
  }
  Operands operands;
  AMBULO_TRY(operands.read(context));
  HardSwish table;
  AMBULO_TRY(table.read(operands.input, operands.output));
  emit_table(context, operands.input, operands.output, type_range(operands.output.type),
             [&](int32_t q) { return int64_t{table.at(q)}; });
  return Status::Ok;
}
Status neg(OperatorContext& context) {
  return float_only(context, &KernelTable::neg_f32);
}

// 1 / sqrt as an integer with 20 more bits, then to the scale of the output. Where there is no
// result, at zero and below, the largest number.
Status rsqrt(OperatorContext& context) {
  if (context.input_type(0) != TensorType::Int8) {
    return float_only(context, &KernelTable::rsqrt_f32);
  }
  Operands operands;
  AMBULO_TRY(operands.read(context));
  const Tensor &input = operands.input, &output = operands.output;
  kernels::Rescale rescale;
  const float root = sqrt_approximation(input.scale) * output.scale;
  AMBULO_TRY(rescale_by(1.0 / double{root}, rescale));
  if (rescale.shift - 20 < -31) return Status::BadQuantization;
  rescale.shift -= 20;
  emit_table(context, input, output, type_range(output.type), [&](int32_t q) -> int64_t {
    const int32_t x = q - input.zero_point;
    if (x <= 0) return 127;
    const int32_t inverse = static_cast<int32_t>(1048576.0 / exact_sqrt(x) + 0.5);
    return int64_t{times(inverse, rescale)} + output.zero_point;
  });
  return Status::Ok;
}
Status sqrt(OperatorContext& context) {
  return float_only(context, &KernelTable::sqrt_f32);
}

Status elu(OperatorContext& context) {
  if (context.input_type(0) != TensorType::Int8) {
    return float_only(context, &KernelTable::elu_f32);
  }
  Operands operands;
  AMBULO_TRY(operands.read(context));
  emit_real_table(context, operands.input, operands.output, exact_elu);
  return Status::Ok;
}

Status abs(OperatorContext& context) {
  if (context.input_type(0) != TensorType::Int8) {
    return float_only(context, &KernelTable::abs_f32);
  }
  Operands operands;
  AMBULO_TRY(operands.read(context));
  const Tensor &input = operands.input, &output = operands.output;
  kernels::Rescale rescale;
  AMBULO_TRY(rescale_by(double{input.scale / output.scale}, rescale));
  const bool same_scale = input.scale == output.scale;
  emit_table(context, input, output, type_range(output.type), [&](int32_t q) {
    const int32_t x = q < input.zero_point ? input.zero_point - q : q - input.zero_point;
    return int64_t{same_scale ? x : times(x, rescale)} + output.zero_point;
  });
  return Status::Ok;
}

Status leaky_relu(OperatorContext& context) {
  Operands operands;
  AMBULO_TRY(operands.read(context));
  const Tensor &input = operands.input, &output = operands.output;
  const float alpha = context.option(schema::leaky_relu_options::kAlpha);
  if (input.type == TensorType::Float32) {
    context.emit(
        &KernelTable::leaky_relu_f32,
        kernels::LeakyReluArgs{input.as<float>(), output.as<float>(), input.shape.count(), alpha});
    return Status::Ok;
  }
  kernels::Rescale positive, negative;
  AMBULO_TRY(rescale_by(double{input.scale / output.scale}, positive));
  if (alpha != 0.0f) {
    AMBULO_TRY(rescale_by(double{input.scale * alpha / output.scale}, negative));
  }
  const kernels::IntegerClamp clamp = type_range(output.type);
  if (is_byte(input.type)) {
    emit_table(context, input, output, clamp, [&](int32_t q) {
      const int32_t x = q - input.zero_point;
      return int64_t{times(x, x >= 0 ? positive : negative)} + output.zero_point;
    });
    return Status::Ok;
  }
  if (input.type != TensorType::Int16) return Status::UnsupportedType;
  context.emit(&KernelTable::rescale_s16_s16,
               kernels::RescaleS16ToS16Args{input.as<int16_t>(), output.as<int16_t>(),
                                            input.shape.count(), positive, negative, 0, clamp});
  return Status::Ok;
}

}  // namespace ambulo::operators

// SPDX-License-Identifier: Apache-2.0
// CONV_2D: filter (O,KH,KW,C), a sum over taps and input channels for each output channel.
#include "runtime/operators/convolution.h"

namespace ambulo::operators {
namespace {

namespace options = schema::conv_2d_options;
using kernels::KernelTable;

struct Conv2dForm {
  static constexpr ConvolutionOptions kOptions{options::kPadding,   options::kActivation,
                                               options::kStrideH,   options::kStrideW,
                                               options::kDilationH, options::kDilationW};
  static constexpr int32_t kOutputAxis = 0;
  static constexpr auto kFloat = &KernelTable::conv_2d_f32;
  static constexpr auto kHybrid = &KernelTable::conv_2d_hybrid;
  static constexpr auto kInt8 = &KernelTable::conv_2d_s8;
  static constexpr auto kInt16 = &KernelTable::conv_2d_s16;
  using ByteArgs = kernels::Conv2dU8Args;
  static constexpr auto kByte = &KernelTable::conv_2d_u8;
  using Int8Args = kernels::Conv2dS8Args;
  using CodedArgs = kernels::Conv2dCodedS8Args;
  [[maybe_unused]] static constexpr auto kCodedInt8 = &KernelTable::conv_2d_coded_s8;

  template <typename Args>
  static Status set_channels(const Shape& input, const Shape& filter, Args& args) {
    args.input_channels = input[3];
    args.output_channels = filter[0];
    return filter[3] == input[3] ? Status::Ok : Status::BadShape;
  }
  static int64_t terms(const Shape& filter) { return int64_t{filter[1]} * filter[2] * filter[3]; }
  static void set_rounding(const ChannelScales& scales, kernels::Conv2dHybridArgs& args) {
    args.asymmetric = scales.by_channel();
  }
};

}  // namespace

Status conv_2d(OperatorContext& context) {
  return convolution<Conv2dForm>(context);
}

}  // namespace ambulo::operators

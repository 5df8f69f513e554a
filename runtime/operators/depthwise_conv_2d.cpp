// SPDX-License-Identifier: Apache-2.0
// DEPTHWISE_CONV_2D: filter (1,KH,KW,C*M), a sum over the taps of one input channel for each output
// channel. The multiplier M follows from the shapes.
#include "runtime/operators/convolution.h"

namespace ambulo::operators {
namespace {

namespace options = schema::depthwise_conv_2d_options;
using kernels::KernelTable;

struct DepthwiseForm {
  static constexpr ConvolutionOptions kOptions{options::kPadding,   options::kActivation,
                                               options::kStrideH,   options::kStrideW,
                                               options::kDilationH, options::kDilationW};
  static constexpr int32_t kOutputAxis = 3;
  static constexpr auto kFloat = &KernelTable::depthwise_conv_2d_f32;
  static constexpr auto kHybrid = &KernelTable::depthwise_conv_2d_hybrid;
  static constexpr auto kInt8 = &KernelTable::depthwise_conv_2d_s8;
  static constexpr auto kInt16 = &KernelTable::depthwise_conv_2d_s16;
  using ByteArgs = kernels::DepthwiseConv2dU8Args;
  static constexpr auto kByte = &KernelTable::depthwise_conv_2d_u8;
  using Int8Args = kernels::DepthwiseConv2dS8Args;
  using CodedArgs = kernels::DepthwiseConv2dCodedS8Args;
  [[maybe_unused]] static constexpr auto kCodedInt8 = &KernelTable::depthwise_conv_2d_coded_s8;

  template <typename Args>
  static Status set_channels(const Shape& input, const Shape& filter, Args& args) {
    args.channels = input[3];
    args.multiplier = filter[3] / input[3];
    return filter[0] == 1 && filter[3] % input[3] == 0 ? Status::Ok : Status::BadShape;
  }
  static int64_t terms(const Shape& filter) { return int64_t{filter[1]} * filter[2]; }
  static void set_rounding(const ChannelScales&, kernels::DepthwiseConv2dHybridArgs&) {}
};

}  // namespace

Status depthwise_conv_2d(OperatorContext& context) {
  return convolution<DepthwiseForm>(context);
}

}  // namespace ambulo::operators

// SPDX-License-Identifier: Apache-2.0
// Gives every channel of a hidden layer the same range, before its tensor gets one scale: what a
// layer with ReLU (or none) puts into channel c is divided by c's extent on real samples, and what
// later layers make of c is multiplied by it. The function stays the same. A channel that is small
// beside its neighbours, with large weights behind it as batch norms leave them, would else be
// lost in their rounding. (Nagel et al., Data-Free Quantization Through Weight Equalization and
// Bias Correction, 2019, 4.1, with extents of activations in place of those of weights.)
#pragma once

#include <cstddef>
#include <vector>

#include "toolchain/graph/graph.h"
#include "toolchain/quantization/samples.h"
#include "toolchain/quantization/source.h"

namespace ambulo::quantization {

// An operator and what reads the channels of its result, through pools, reshapes and the like.
struct ChannelReaders {
  struct Reader {
    std::size_t op = 0;
    std::vector<int> channels;  // of each of its inputs; -1: not from this operator
  };
  std::size_t op = 0;
  std::vector<Reader> readers;
};

// The operators whose channels may be scaled: CONV_2D and FULLY_CONNECTED without activation or
// with RELU, whose result reaches nothing but inputs of others of the kind.
std::vector<ChannelReaders> scalable_operators(const graph::Graph& graph);

// The same network, equalised. Without samples it is returned as it is.
Source equalized(const Source& source, const Samples& samples);

}  // namespace ambulo::quantization

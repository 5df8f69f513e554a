// SPDX-License-Identifier: Apache-2.0
// In place of differentiate.cpp where libtorch is left out.
#include "toolchain/core/error.h"
#include "toolchain/quantization/qat/differentiate.h"

namespace ambulo::quantization {

bool can_differentiate() {
  return false;
}

Gradients differentiate(const graph::Graph& graph, const Batch&, const DeviceView&) {
  throw Error(ErrorKind::Unsupported, "scheme qat trains, and this build has no libtorch",
              graph.name, "configure with -DAMBULO_TORCH=ON");
}

}  // namespace ambulo::quantization

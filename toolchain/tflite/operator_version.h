// SPDX-License-Identifier: Apache-2.0
// The version of an operator that a file must ask for: interpreters refuse a file whose version
// they do not know, so it is the lowest that has the types and options used.
#pragma once

#include <cstdint>

#include "toolchain/graph/graph.h"

namespace ambulo::tflite {

std::int32_t operator_version(const graph::Graph& graph, const graph::Operator& op);

}  // namespace ambulo::tflite

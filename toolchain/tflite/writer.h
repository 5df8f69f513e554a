// SPDX-License-Identifier: Apache-2.0
// Writes a graph or a whole model as a .tflite file (schema version 3), as small as the format
// allows: constants aligned to 16, equal tables, shapes and names stored once, no debug names
// beyond those of the tensors.
#pragma once

#include <cstdint>
#include <vector>

#include "toolchain/graph/graph.h"
#include "toolchain/tflite/metadata_entry.h"

namespace ambulo::tflite {

// Throws Error(Unsupported) for operators and types that no .tflite file holds. An operator that
// was read keeps its version.
std::vector<std::uint8_t> write(const graph::Graph& graph,
                                const std::vector<MetadataEntry>& metadata = {});

std::vector<std::uint8_t> write(const graph::Model& model,
                                const std::vector<MetadataEntry>& metadata = {});

}  // namespace ambulo::tflite

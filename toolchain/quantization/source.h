// SPDX-License-Identifier: Apache-2.0
// A float32 .tflite file to be quantised: the network, and what the file carries besides.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "toolchain/graph/graph.h"
#include "toolchain/tflite/associated_files.h"
#include "toolchain/tflite/metadata_entry.h"

namespace ambulo::quantization {

struct Source {
  std::string where;
  std::vector<std::uint8_t> bytes;
  graph::Graph graph;
  std::vector<tflite::MetadataEntry> metadata;
  std::vector<tflite::AssociatedFile> files;
};

// Throws Error: BadInput for a damaged file, Unsupported for operators that the runtime does not
// have, for a network that is not float32, and for several inputs.
Source read_source(std::span<const std::uint8_t> bytes, const std::string& where);

const graph::Tensor& input_of(const Source& source);

// The file of a graph that was made of the source's: metadata and packed files come along. What
// nothing reads is left out, and so are the names of constants and states.
std::vector<std::uint8_t> packed(graph::Graph graph, const Source& source);

}  // namespace ambulo::quantization

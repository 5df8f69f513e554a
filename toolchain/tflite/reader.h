// SPDX-License-Identifier: Apache-2.0
// Reads a .tflite file, made here or elsewhere, back to a model or to its main graph. Every byte is
// taken as hostile. Operators that a Graph does not model become Unknown under their name, with
// what writing them back takes, so that any valid file can be listed and rewritten.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "toolchain/graph/graph.h"
#include "toolchain/tflite/metadata_entry.h"

namespace ambulo::tflite {

// where: a path, for messages. Throws Error(BadInput) for damaged files, Error(Unsupported) for
// sparse tensors and for constants outside the FlatBuffer (files of 2 GB and more).
graph::Model read_model(std::span<const std::uint8_t> bytes, const std::string& where = {});

// The main graph alone.
graph::Graph read(std::span<const std::uint8_t> bytes, const std::string& where = {});

// The metadata buffers, by name. Throws as read().
std::vector<MetadataEntry> read_metadata(std::span<const std::uint8_t> bytes,
                                         const std::string& where = {});

}  // namespace ambulo::tflite

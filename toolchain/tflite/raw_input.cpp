// SPDX-License-Identifier: Apache-2.0
#include "toolchain/tflite/raw_input.h"

#include <ambulo/sensor_contract.h>

#include <algorithm>

#include "toolchain/core/error.h"
#include "toolchain/tflite/contract.h"
#include "toolchain/tflite/export.h"
#include "toolchain/tflite/reader.h"

namespace ambulo::tflite {

std::vector<std::uint8_t> with_front_end_inside(std::span<const std::uint8_t> file,
                                                const std::string& where,
                                                std::optional<std::uint16_t> start_samples) {
  const std::vector<MetadataEntry> metadata = read_metadata(file, where);
  const auto entry = std::ranges::find(metadata, kSensorContractName, &MetadataEntry::name);
  if (entry == metadata.end()) {
    throw Error(ErrorKind::Unsupported,
                "the model carries no sensor contract, so that nobody knows its front end", where,
                "take a model that ambulo train wrote");
  }
  windows::SensorContract contract = read_contract(entry->bytes, where);
  if (start_samples) contract.front_end.start_samples = *start_samples;
  const graph::Graph graph = graph::front_end_inside(read(file, where), contract);
  return package(graph, graph::raw_contract(contract));
}

}  // namespace ambulo::tflite

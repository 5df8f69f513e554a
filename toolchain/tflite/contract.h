// SPDX-License-Identifier: Apache-2.0
// The sensor contract <-> its bytes in a .tflite file; the layout stands in
// <ambulo/sensor_contract.h>, and reading goes through the runtime's own reader.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "toolchain/tflite/metadata_entry.h"
#include "toolchain/windows/sensor_contract.h"

namespace ambulo::tflite {

// Throws Error(BadInput) for a contract that the layout cannot hold or the runtime refuses: text
// above 255 bytes, no labels, mean or std for another number of channels, a std that is not
// positive, two sample rates.
MetadataEntry contract_metadata(const windows::SensorContract& contract);

// Throws Error(BadInput) for bytes that are no contract, Error(Unsupported) for one that asks for
// other units, signs or channel orders than the toolchain prepares.
windows::SensorContract read_contract(std::span<const std::uint8_t> bytes,
                                      const std::string& where = {});

}  // namespace ambulo::tflite

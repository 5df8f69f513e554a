// SPDX-License-Identifier: Apache-2.0
// A named byte string that travels in a .tflite file beside the network.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ambulo::tflite {

struct MetadataEntry {
  std::string name;
  std::vector<std::uint8_t> bytes;
};

}  // namespace ambulo::tflite

// SPDX-License-Identifier: Apache-2.0
// Standard TFLite Metadata: what other tools show and apply. The content of the metadata buffer
// "TFLITE_METADATA"; the label file that it names is appended to the .tflite file
// (associated_files.h).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "toolchain/tflite/metadata_entry.h"

namespace ambulo::tflite {

struct ModelCard {
  std::string name, description, version, author, license;  // empty: left out
  std::string input_name, input_description;
  std::string output_name, output_description;
  std::vector<float> mean, std;  // per channel: the input is (x - mean) / std
  std::string label_file;        // its lines name the entries of the output
};

MetadataEntry standard_metadata(const ModelCard& card);

}  // namespace ambulo::tflite

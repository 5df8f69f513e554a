// SPDX-License-Identifier: Apache-2.0
// Files packed with a model, as TFLite's metadata tools do it: a zip archive appended to the
// FlatBuffer. The whole is a valid .tflite file and a valid zip archive at the same time, because
// a FlatBuffer is read from its beginning and a zip archive from its end.
//
// Written here and not by libarchive: offsets must count from the beginning of the .tflite file,
// and each byte counts. Stored, no time stamps: the same files give the same bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ambulo::tflite {

struct AssociatedFile {
  std::string name;
  std::string content;
};

// REQUIRES: nothing was appended before; name and content below 64 KB.
void append_files(std::vector<std::uint8_t>& model, const std::vector<AssociatedFile>& files);

// The files behind a model, whoever packed them; none: an empty list. Throws Error(BadInput) for a
// damaged archive.
std::vector<AssociatedFile> read_files(std::span<const std::uint8_t> model,
                                       const std::string& where);

}  // namespace ambulo::tflite

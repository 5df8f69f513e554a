// SPDX-License-Identifier: Apache-2.0
// SHA-256 as 64 hexadecimal digits, by OpenSSL.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ambulo::recordings {

std::string sha256_of(std::string_view bytes);
// Reads piece by piece. Throws Error(BadInput) when the file cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace ambulo::recordings

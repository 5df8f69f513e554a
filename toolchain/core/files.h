// SPDX-License-Identifier: Apache-2.0
// Whole-file reading and damage-free writing. A file under its final name is always complete:
// bytes go to a temporary file in the same folder, are flushed to the disk, then renamed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ambulo {

// Throws Error(BadInput): missing, no permission, a folder, read error.
std::string read_text(const std::filesystem::path& path);
std::vector<std::uint8_t> read_bytes(const std::filesystem::path& path);

// Throws Error(BadInput) naming the path and the system's reason (disk full, no permission).
// On failure the file that stood at path before is untouched and no temporary file is left. What
// is no regular file (/dev/stdout, a pipe) is written to, not replaced.
void write_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);
void write_file(const std::filesystem::path& path, std::string_view text);

// Creates the folder and its parents; throws Error(BadInput) with the reason.
void make_folder(const std::filesystem::path& path);

}  // namespace ambulo

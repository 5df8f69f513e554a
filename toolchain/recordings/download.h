// SPDX-License-Identifier: Apache-2.0
// One file over HTTP(S), by libcurl, resumed where an earlier attempt ended.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "toolchain/core/progress.h"

namespace ambulo::recordings {

struct Download {
  std::string url;
  std::filesystem::path part;      // grows; what it holds already is not asked for again
  std::size_t expected_bytes = 0;  // 0: not known
  std::string by_hand;             // how to get the file without us, for messages
};

// A cut connection is resumed, a server that cannot resume is asked for the whole file again; three
// attempts that bring nothing new end it. Throws Error: Interrupted on Ctrl-C (part stays),
// BadInput when the host cannot be reached, the server refuses, the file has another size, or the
// disk is full.
void download(const Download& download, const ProgressCallback& progress = {});

}  // namespace ambulo::recordings

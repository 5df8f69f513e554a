// SPDX-License-Identifier: Apache-2.0
// Public data sets: where they are, under which terms, and how to get them whole.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/core/progress.h"

namespace ambulo::recordings {

struct PublicDataSet {
  std::string name;  // what import gives as data_set, and the archive is called: "hapt"
  std::string title, home, licence, citation;
  std::string url;
  std::size_t bytes = 0;  // of the archive; 0: not known
  std::string sha256;     // of the archive; empty: the content decides
  // The archive is right, too, when this file inside has this checksum (the outer one may be
  // packed anew by its server).
  std::string inner_archive, inner_sha256;
  // SHA-256 over lines "<sha256>  <path>\n", as sha256sum prints them, of the .csv files below
  // this folder, sorted by path.
  std::string content_folder, content_sha256;
};

const std::vector<PublicDataSet>& fetch_catalog();
// Throws Error(Usage) that lists the names.
const PublicDataSet& find_data_set(std::string_view name);

struct FetchOptions {
  std::filesystem::path folder = ".";
  std::string mirror;  // replaces all of the URL but its last part: "http://127.0.0.1:8000/x"
  ProgressCallback progress;
};

// Gives the path of folder/<name>.zip, whole and with the right checksum. One that is there already
// is only checked. Downloads go to <name>.zip.part, which the next call resumes. Throws Error:
// BadInput when offline, refused, or the checksum is wrong (the part is removed then), Interrupted.
std::filesystem::path fetch(const PublicDataSet& set, const FetchOptions& options);

}  // namespace ambulo::recordings

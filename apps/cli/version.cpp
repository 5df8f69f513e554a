// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/version.h"

#include "apps/cli/commit.h"  // generated

namespace ambulo::cli {

std::string version_text() {
  return std::string(kVersion) + " (commit " + kCommit + ")";
}

std::string source_commit() {
  return kCommit;
}

}  // namespace ambulo::cli

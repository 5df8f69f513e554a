# SPDX-License-Identifier: Apache-2.0
# Writes OUTPUT with the version and the commit of SOURCE; touched only when they change.
execute_process(COMMAND git describe --always --dirty=+ --exclude * WORKING_DIRECTORY ${SOURCE}
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT commit)
  set(commit unknown)
endif()
file(WRITE ${OUTPUT}.new "// Generated.
#pragma once

namespace ambulo::cli {

inline constexpr char kVersion[] = \"${VERSION}\";
inline constexpr char kCommit[] = \"${commit}\";

}  // namespace ambulo::cli
")
file(COPY_FILE ${OUTPUT}.new ${OUTPUT} ONLY_IF_DIFFERENT)

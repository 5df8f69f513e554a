# SPDX-License-Identifier: Apache-2.0
# Writes OUTPUT, a header that holds each of FILES as text: the shipped experiments.
set(entries "")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} text)
  string(APPEND entries "    {\"${name}\", R\"TOML(${text})TOML\"},\n")
endforeach()
list(LENGTH FILES count)
file(WRITE ${OUTPUT}.new "// Generated from experiments/*.toml.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace ambulo::training {

inline constexpr std::array<std::pair<std::string_view, std::string_view>, ${count}>
    kShippedExperiments = {{
${entries}}};

}  // namespace ambulo::training
")
file(COPY_FILE ${OUTPUT}.new ${OUTPUT} ONLY_IF_DIFFERENT)

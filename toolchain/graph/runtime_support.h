// SPDX-License-Identifier: Apache-2.0
// Which operators the device runtime has, from its own list.
#pragma once

#include <string_view>

namespace ambulo::graph {

// type_name: as type_name() gives it, "CONV_2D".
bool runtime_supports(std::string_view type_name);

}  // namespace ambulo::graph

// SPDX-License-Identifier: Apache-2.0
// Result codes of the runtime. Results themselves are reference out-parameters, valid after Ok
// only.
#pragma once

#include <cstdint>

namespace ambulo {

enum class [[nodiscard]] Status : uint8_t{
#define AMBULO_STATUS(name, text) name,
#include <ambulo/status.def>
#undef AMBULO_STATUS
};

// The text of a code; an empty string when built with AMBULO_STATUS_TEXT=0 (saves the ROM).
const char* status_text(Status status);

}  // namespace ambulo

// Returns the status of expr from the enclosing function unless it is Ok.
#define AMBULO_TRY(expr)                                                                        \
  do {                                                                                          \
    if (const ::ambulo::Status ambulo_status = (expr); ambulo_status != ::ambulo::Status::Ok) { \
      return ambulo_status;                                                                     \
    }                                                                                           \
  } while (false)

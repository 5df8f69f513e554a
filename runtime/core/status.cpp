// SPDX-License-Identifier: Apache-2.0
// Texts of the result codes, generated from the same list as the enum.
#include <ambulo/status.h>

#ifndef AMBULO_STATUS_TEXT
#define AMBULO_STATUS_TEXT 1
#endif

namespace ambulo {

#if AMBULO_STATUS_TEXT
const char* status_text(Status status) {
  switch (status) {
#define AMBULO_STATUS(name, text) \
  case Status::name:              \
    return text;
#include <ambulo/status.def>
#undef AMBULO_STATUS
  }
  return "";
}
#else
const char* status_text(Status) {
  return "";
}
#endif

}  // namespace ambulo

// SPDX-License-Identifier: Apache-2.0
// Checks the bytes of a .tflite file once, so that ModelReader may trust them.
#pragma once

#include <ambulo/span.h>
#include <ambulo/status.h>

#include <cstdint>

namespace ambulo {

// REQUIRES: bytes aligned to 16. Accepted means, for the main subgraph: every offset, vector and
// string lies in the bytes and is aligned; shapes have at most kMaxRank dimensions and fewer than
// 2^31 bytes; constants have exactly the bytes of their shape; indices of tensors, buffers and
// operator codes exist. Options of operators are only known to be tables (see OperatorContext).
// Time is linear in the size of the file, whatever the bytes say.
Status verify(Span<const uint8_t> bytes);

}  // namespace ambulo

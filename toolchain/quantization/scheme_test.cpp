// SPDX-License-Identifier: Apache-2.0
#include "toolchain/quantization/scheme.h"

#include <gtest/gtest.h>

#include "toolchain/core/error.h"

namespace ambulo::quantization {
namespace {

TEST(Scheme, every_implemented_one_is_read_back_from_its_name) {
  const auto schemes = implemented_schemes();
  EXPECT_GE(schemes.size(), 3u);
  for (const Scheme& scheme : schemes) {
    EXPECT_EQ(parse_scheme(to_string(scheme)).kind, scheme.kind);
  }
}

TEST(Scheme, what_is_no_scheme_is_a_usage_error) {
  for (const char* name : {"", "int", "INT8", "int8:4", "kmeans", "kmeans:", "kmeans:1",
                           "kmeans:129", "kmeans:16x", "float64"}) {
    try {
      parse_scheme(name);
      FAIL() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::Usage) << name;
    }
  }
}

}  // namespace
}  // namespace ambulo::quantization

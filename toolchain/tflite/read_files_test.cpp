// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "toolchain/core/error.h"
#include "toolchain/core/random.h"
#include "toolchain/tflite/associated_files.h"

namespace ambulo::tflite {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(ReadFiles, gives_back_what_was_appended) {
  Bytes model(100, 7);
  EXPECT_TRUE(read_files(model, "m").empty());
  append_files(model, {{"labels.txt", "a\nb\n"}, {"empty.txt", ""}});
  const auto files = read_files(model, "m");
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].name, "labels.txt");
  EXPECT_EQ(files[0].content, "a\nb\n");
  EXPECT_EQ(files[1].content, "");
}

// An archive of one file as other tools write it, with an extra field in front of deflated content:
// one block (final, of type 0: a count, its complement, the text).
TEST(ReadFiles, inflates_and_skips_extra_fields) {
  const Bytes content = {1, 8, 0, 0xf7, 0xff, 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a'};
  const std::uint8_t packed = 13, directory = 33 + packed, entry = 47;
  Bytes zip = {'P', 'K',    3, 4, 20, 0, 0, 0, 8, 0, 0, 0, 0, 0,   0,    0,   0,
               0,   packed, 0, 0, 0,  8, 0, 0, 0, 1, 0, 2, 0, 'f', 0xee, 0xee};
  const Bytes central = {'P', 'K', 1, 2, 20,     0, 20, 0, 0, 0, 8, 0, 0, 0, 0,  0,
                         0,   0,   0, 0, packed, 0, 0,  0, 8, 0, 0, 0, 1, 0, 0,  0,
                         0,   0,   0, 0, 0,      0, 0,  0, 0, 0, 0, 0, 0, 0, 'f'};
  const Bytes end = {'P', 'K',   5, 6, 0, 0,         0, 0, 1, 0, 1,
                     0,   entry, 0, 0, 0, directory, 0, 0, 0, 0, 0};
  for (const Bytes* part : {&content, &central, &end}) {
    zip.insert(zip.end(), part->begin(), part->end());
  }
  const auto files = read_files(zip, "m");
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].name, "f");
  EXPECT_EQ(files[0].content, "aaaaaaaa");
}

TEST(ReadFiles, survives_any_damaged_byte) {
  Bytes whole(50, 7);
  append_files(whole, {{"labels.txt", "a\nb\n"}, {"other", "text"}});
  Random random(1);
  std::size_t refused = 0;
  for (int i = 0; i < 5000; ++i) {
    Bytes damaged = whole;
    damaged[50 + random.below(damaged.size() - 50)] = static_cast<std::uint8_t>(random.bits());
    try {
      read_files(damaged, "m");
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::BadInput);
      ++refused;
    }
  }
  EXPECT_GT(refused, 500u);
}

}  // namespace
}  // namespace ambulo::tflite

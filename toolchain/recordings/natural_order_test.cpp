// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/natural_order.h"

#include <gtest/gtest.h>

namespace ambulo::recordings {
namespace {

TEST(NaturalOrder, digits_compare_as_numbers) {
  EXPECT_TRUE(natural_less("2", "10"));
  EXPECT_TRUE(natural_less("exp2_user9", "exp10_user1"));
  EXPECT_TRUE(natural_less("a", "a1"));
  EXPECT_FALSE(natural_less("b1", "a2"));
  EXPECT_FALSE(natural_less("7", "7"));
  EXPECT_TRUE(natural_less("007", "07"));  // equal as numbers: bytes decide, one way only
  EXPECT_FALSE(natural_less("07", "007"));
  EXPECT_TRUE(natural_less("99999999999999999998", "99999999999999999999"));
}

TEST(NaturalOrder, recordings_are_ordered_by_subject_then_id) {
  RecordingSet set;
  for (const auto& [subject, id] : {std::pair{"10", "a2"}, {"2", "b"}, {"10", "a10"}, {"2", "a"}}) {
    set.recordings.emplace_back();
    set.recordings.back().subject = subject;
    set.recordings.back().id = id;
  }
  sort_recordings(set);
  std::string order;
  for (const Recording& recording : set.recordings) order += recording.subject + recording.id + " ";
  EXPECT_EQ(order, "2a 2b 10a2 10a10 ");
}

}  // namespace
}  // namespace ambulo::recordings

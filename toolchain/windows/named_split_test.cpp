// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "toolchain/core/error.h"
#include "toolchain/windows/hand_made.h"
#include "toolchain/windows/windows.h"

namespace ambulo::windows {
namespace {

std::string error_of(std::string_view name) {
  try {
    named_split(hand_made::people(6), name);
    return "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Usage);
    return error.what();
  }
}

TEST(NamedSplit, gives_one_fold_under_its_full_name) {
  const WindowSet set = hand_made::people(6);
  const Split fold = named_split(set, "groups:3/2");
  EXPECT_EQ(fold.name, "groups:3/2");
  EXPECT_EQ(fold.test, split(set, "groups:3", kDefaultSplitSeed)[1].test);
  EXPECT_EQ(named_split(set, "loso/4").test.size(), 12u);
}

TEST(NamedSplit, takes_the_seed_behind_the_at_sign) {
  const WindowSet set = hand_made::people(6);
  EXPECT_EQ(named_split(set, "groups:3/2@9").test, split(set, "groups:3", 9)[1].test);
  EXPECT_EQ(named_split(set, "groups:3/2@9").name, "groups:3/2@9");
}

TEST(NamedSplit, asks_for_a_fold_when_there_are_several) {
  EXPECT_NE(error_of("groups:3").find("'groups:3/1' to 'groups:3/3'"), std::string::npos);
}

TEST(NamedSplit, gives_all_folds_of_a_protocol_under_names_that_it_takes_itself) {
  const WindowSet set = hand_made::people(6);
  const std::vector<Split> folds = named_splits(set, "groups:3@9");
  ASSERT_EQ(folds.size(), 3u);
  EXPECT_EQ(folds[1].name, "groups:3/2@9");
  for (const Split& fold : folds) EXPECT_EQ(named_split(set, fold.name).test, fold.test);
  EXPECT_EQ(named_splits(set, "loso").size(), 6u);
}

TEST(NamedSplit, gives_one_fold_of_a_name_that_has_one) {
  const WindowSet set = hand_made::people(6);
  ASSERT_EQ(named_splits(set, "groups:3/2").size(), 1u);
  EXPECT_EQ(named_splits(set, "groups:3/2").front().name, "groups:3/2");
  EXPECT_EQ(named_splits(set, "paper@4").front().name, "paper@4");
}

TEST(NamedSplit, refuses_folds_and_seeds_that_do_not_exist) {
  EXPECT_NE(error_of("groups:3/4").find("no such fold"), std::string::npos);
  EXPECT_NE(error_of("groups:3/1@x").find("not a seed"), std::string::npos);
  EXPECT_NE(error_of("groups:3/1@").find("not a seed"), std::string::npos);
  EXPECT_NE(error_of("fortunes").find("unknown split"), std::string::npos);
}

}  // namespace
}  // namespace ambulo::windows

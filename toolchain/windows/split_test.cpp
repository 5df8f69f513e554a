// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "toolchain/core/error.h"
#include "toolchain/windows/hand_made.h"
#include "toolchain/windows/windows.h"

namespace ambulo::windows {
namespace {

using hand_made::people;

std::set<std::string> subjects(const WindowSet& set, const std::vector<std::size_t>& part) {
  std::set<std::string> names;
  for (const std::size_t i : part) names.insert(set.tracks[set.windows[i].track].subject);
  return names;
}

Error failure(const WindowSet& set, std::string_view protocol) {
  try {
    split(set, protocol, 1);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error for " << protocol;
  return Error(ErrorKind::Internal, "");
}

TEST(Split, official_tests_on_the_nine_subjects_and_validates_on_four) {
  const WindowSet set = people(30);
  const std::vector<Split> splits = split(set, "official", 1);
  ASSERT_EQ(splits.size(), 1u);
  EXPECT_EQ(splits[0].name, "official");
  EXPECT_EQ(subjects(set, splits[0].test),
            (std::set<std::string>{"2", "4", "9", "10", "12", "13", "18", "20", "24"}));
  EXPECT_EQ(subjects(set, splits[0].validation), (std::set<std::string>{"7", "16", "23", "29"}));
  EXPECT_EQ(subjects(set, splits[0].train).size(), 17u);
  EXPECT_EQ(splits[0].train.size(), 17u * 12);
}

TEST(Split, cross_validation_never_touches_the_official_test_subjects) {
  const WindowSet set = people(30);
  std::set<std::string> validated;
  for (const Split& fold : split(set, "cv:3", 1)) {
    EXPECT_TRUE(fold.test.empty()) << fold.name;
    const auto group = subjects(set, fold.validation), others = subjects(set, fold.train);
    EXPECT_EQ(group.size(), 7u);
    EXPECT_EQ(others.size(), 14u);
    for (const std::string& subject : group) {
      EXPECT_TRUE(validated.insert(subject).second) << subject << " in two groups";
      EXPECT_FALSE(others.contains(subject)) << subject;
    }
  }
  EXPECT_EQ(validated.size(), 21u);
  for (const char* test : {"2", "4", "9", "10", "12", "13", "18", "20", "24"}) {
    EXPECT_FALSE(validated.contains(test)) << test;
  }
}

TEST(Split, cross_validation_of_other_data_takes_everybody) {
  const WindowSet set = people(8);
  EXPECT_EQ(named_split(set, "cv:4/2").name, "cv:4/2");
  std::set<std::string> validated;
  for (const Split& fold : split(set, "cv:4", 1)) validated.merge(subjects(set, fold.validation));
  EXPECT_EQ(validated.size(), 8u);
  EXPECT_EQ(failure(set, "cv:9").kind(), ErrorKind::BadInput);
}

TEST(Split, official_reads_subjects_as_numbers) {
  WindowSet set = people(30);
  for (Track& track : set.tracks) track.subject.insert(0, 2 - track.subject.size(), '0');
  EXPECT_EQ(subjects(set, split(set, "official", 1)[0].validation),
            (std::set<std::string>{"07", "16", "23", "29"}));
}

TEST(Split, official_refuses_missing_test_subjects_and_other_data_sets) {
  EXPECT_EQ(failure(people(23), "official").kind(), ErrorKind::BadInput);
  WindowSet other = people(30);
  for (Track& track : other.tracks) track.data_set = "motion_sense";
  const Error error = failure(other, "official");
  EXPECT_EQ(error.kind(), ErrorKind::BadInput);
  EXPECT_NE(std::string(error.what()).find("motion_sense"), std::string::npos);
}

TEST(Split, paper_draws_14_training_3_of_them_validation_and_6_test_subjects) {
  const WindowSet set = people(30);
  const Split drawn = split(set, "paper", 1)[0];
  EXPECT_EQ(subjects(set, drawn.train).size(), 11u);
  EXPECT_EQ(subjects(set, drawn.validation).size(), 3u);
  EXPECT_EQ(subjects(set, drawn.test).size(), 6u);
}

TEST(Split, paper_tests_on_30_percent_of_fewer_subjects) {
  const WindowSet set = people(10);
  const Split drawn = split(set, "paper", 1)[0];
  EXPECT_EQ(subjects(set, drawn.test).size(), 3u);
  EXPECT_EQ(subjects(set, drawn.validation).size(), 1u);
  EXPECT_EQ(subjects(set, drawn.train).size(), 6u);
  EXPECT_EQ(failure(people(2), "paper").kind(), ErrorKind::BadInput);
}

TEST(Split, groups_test_every_subject_once) {
  const WindowSet set = people(24);
  const std::vector<Split> splits = split(set, "groups:10", 5);
  ASSERT_EQ(splits.size(), 10u);
  EXPECT_EQ(splits[9].name, "groups:10/10");
  std::vector<std::size_t> tested;
  for (const Split& fold : splits) {
    tested.insert(tested.end(), fold.test.begin(), fold.test.end());
    EXPECT_GE(subjects(set, fold.test).size(), 2u);
    EXPECT_LE(subjects(set, fold.test).size(), 3u);
    EXPECT_EQ(subjects(set, fold.validation).size(), 4u);  // a fifth of 21 or 22
    EXPECT_EQ(fold.train.size() + fold.validation.size() + fold.test.size(), set.windows.size());
  }
  std::sort(tested.begin(), tested.end());
  ASSERT_EQ(tested.size(), set.windows.size());
  for (std::size_t i = 0; i < tested.size(); ++i) ASSERT_EQ(tested[i], i);
}

TEST(Split, groups_refuse_more_groups_than_subjects) {
  EXPECT_EQ(failure(people(5), "groups:6").kind(), ErrorKind::BadInput);
  EXPECT_EQ(failure(people(5), "groups:1").kind(), ErrorKind::BadInput);
  EXPECT_EQ(failure(people(2), "groups:2").kind(), ErrorKind::BadInput);
}

TEST(Split, loso_leaves_each_subject_out_once_in_their_order) {
  const WindowSet set = people(11);
  const std::vector<Split> splits = split(set, "loso", 1);
  ASSERT_EQ(splits.size(), 11u);
  for (std::size_t k = 0; k < splits.size(); ++k) {
    const std::string subject = std::to_string(k + 1);
    EXPECT_EQ(splits[k].name, "loso/" + subject);
    EXPECT_EQ(subjects(set, splits[k].test), std::set<std::string>{subject});
  }
}

TEST(Split, all_but_random_are_proved_disjoint_and_ascending) {
  const WindowSet set = people(30);
  for (const char* protocol : {"official", "paper", "groups:10", "groups:2", "loso"}) {
    for (const Split& fold : split(set, protocol, 3)) {
      const Audit findings = audit(set, fold);
      EXPECT_TRUE(findings.clean()) << fold.name << ": " << findings.leaks.front();
      for (const auto* part : {&fold.train, &fold.validation, &fold.test}) {
        EXPECT_FALSE(part->empty()) << fold.name;
        EXPECT_TRUE(std::is_sorted(part->begin(), part->end())) << fold.name;
      }
    }
  }
}

TEST(Split, random_has_the_sizes_of_the_official_split_and_everybody_in_every_part) {
  const WindowSet set = people(30);
  const Split honest = split(set, "official", 1)[0], leaky = split(set, "random", 1)[0];
  EXPECT_EQ(leaky.train.size(), honest.train.size());
  EXPECT_EQ(leaky.validation.size(), honest.validation.size());
  EXPECT_EQ(leaky.test.size(), honest.test.size());
  EXPECT_GT(subjects(set, leaky.test).size(), 25u);
  EXPECT_TRUE(std::is_sorted(leaky.test.begin(), leaky.test.end()));
}

TEST(Split, random_has_the_sizes_of_the_paper_split_where_no_official_one_exists) {
  const WindowSet set = people(10);
  EXPECT_EQ(split(set, "random", 1)[0].test.size(), split(set, "paper", 1)[0].test.size());
}

TEST(Split, depends_on_the_seed_alone) {
  const WindowSet set = people(30);
  for (const char* protocol : {"paper", "groups:5", "random"}) {
    EXPECT_EQ(split(set, protocol, 1)[0].test, split(set, protocol, 1)[0].test) << protocol;
    EXPECT_NE(split(set, protocol, 1)[0].test, split(set, protocol, 2)[0].test) << protocol;
  }
  EXPECT_EQ(split(set, "official", 1)[0].test, split(set, "official", 2)[0].test);
}

TEST(Split, names_the_known_protocols_when_asked_for_another) {
  const WindowSet set = people(5);
  for (const char* protocol : {"offical", "", "groups:", "groups:x", "groups:3x", "groups:-1"}) {
    const Error error = failure(set, protocol);
    EXPECT_EQ(error.kind(), ErrorKind::Usage) << protocol;
    EXPECT_NE(std::string(error.what()).find("official, paper, groups:K"), std::string::npos);
  }
}

}  // namespace
}  // namespace ambulo::windows

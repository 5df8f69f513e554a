// SPDX-License-Identifier: Apache-2.0
// HAPT as published: the counts below are those of its label file.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "toolchain/recordings/activity.h"
#include "toolchain/recordings/import.h"
#include "toolchain/windows/windows.h"

namespace ambulo::windows {
namespace {

class Hapt : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const char* folder = std::getenv("AMBULO_DATA_DIR");
    if (folder == nullptr) return;
    const std::filesystem::path archive = std::filesystem::path(folder) / "hapt.tar.xz";
    if (!std::filesystem::exists(archive)) return;
    recordings_ = new recordings::RecordingSet(recordings::import_recordings(archive));
    WindowSpec spec;
    spec.activities = activities_of(recordings_->recordings);
    set_ = new WindowSet(cut(recordings_->recordings, spec));
  }
  static void TearDownTestSuite() {
    delete set_;
    delete recordings_;
  }
  void SetUp() override {
    if (set_ == nullptr) GTEST_SKIP() << "SKIPPED: no hapt.tar.xz in AMBULO_DATA_DIR";
  }

  // Windows of each of the six activities.
  static std::vector<std::size_t> per_activity(const std::vector<std::size_t>& windows) {
    std::vector<std::size_t> counts(6, 0);
    for (const std::size_t i : windows) ++counts[set_->windows[i].label];
    return counts;
  }

  static inline recordings::RecordingSet* recordings_ = nullptr;
  static inline WindowSet* set_ = nullptr;
};

TEST_F(Hapt, gives_10411_windows_of_the_six_activities) {
  EXPECT_EQ(set_->spec.activities, std::vector<std::string>(recordings::kBasicActivities.begin(),
                                                            recordings::kBasicActivities.end()));
  EXPECT_EQ(set_->tracks.size(), 61u);
  EXPECT_EQ(set_->windows.size(), 10411u);
}

TEST_F(Hapt, passes_through_the_resampler_bit_for_bit) {
  for (std::size_t i = 0; i < set_->tracks.size(); ++i) {
    ASSERT_EQ(set_->tracks[i].samples, recordings_->recordings[i].samples);
  }
}

TEST_F(Hapt, official_split_has_7415_and_2996_windows_with_the_published_counts) {
  const Split official = split(*set_, "official", 1)[0];
  std::vector<std::size_t> train = official.train;
  train.insert(train.end(), official.validation.begin(), official.validation.end());
  EXPECT_EQ(train.size(), 7415u);
  EXPECT_EQ(official.test.size(), 2996u);
  EXPECT_EQ(per_activity(train), (std::vector<std::size_t>{1226, 1073, 987, 1293, 1423, 1413}));
  EXPECT_EQ(per_activity(official.test), (std::vector<std::size_t>{496, 471, 420, 508, 556, 545}));
  EXPECT_TRUE(audit(*set_, official).clean());
}

TEST_F(Hapt, every_subject_split_is_clean_and_the_random_one_is_not) {
  for (const char* protocol : {"paper", "groups:10", "loso"}) {
    for (const Split& fold : split(*set_, protocol, 1)) {
      EXPECT_TRUE(audit(*set_, fold).clean()) << fold.name;
    }
  }
  const Audit leaky = audit(*set_, split(*set_, "random", 1)[0]);
  EXPECT_EQ(leaky.shared_subjects, 30u);
  EXPECT_EQ(leaky.shared_recordings, 61u);
  EXPECT_GT(leaky.shared_samples, 100000u);
}

TEST_F(Hapt, transitions_give_518_windows_more_when_asked_for) {
  WindowSpec spec;
  spec.activities = activities_of(recordings_->recordings, true);
  EXPECT_EQ(spec.activities.size(), 12u);
  EXPECT_EQ(cut(recordings_->recordings, spec).windows.size(), 10411u + 518u);
}

}  // namespace
}  // namespace ambulo::windows

// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "toolchain/core/error.h"
#include "toolchain/windows/hand_made.h"
#include "toolchain/windows/windows.h"

namespace ambulo::windows {
namespace {

using hand_made::recording;
using recordings::Recording;

WindowSpec spec_of(std::vector<std::string> activities) {
  WindowSpec spec;
  spec.activities = std::move(activities);
  return spec;
}

std::vector<std::uint32_t> firsts(const WindowSet& set) {
  std::vector<std::uint32_t> values;
  for (const Window& window : set.windows) values.push_back(window.first);
  return values;
}

ErrorKind kind_of_failure(const std::vector<Recording>& recordings, const WindowSpec& spec) {
  try {
    cut(recordings, spec);
  } catch (const Error& error) {
    return error.kind();
  }
  ADD_FAILURE() << "no error";
  return ErrorKind::Internal;
}

TEST(Cut, fits_windows_into_segments_with_both_ends_included) {
  const auto count = [](std::size_t samples) {
    const WindowSet set = cut({recording("1", "a", {{"sitting", 128}, {"walking", samples}})},
                              spec_of({"walking", "sitting"}));
    return set.windows.size() - 1;  // without the one of sitting
  };
  EXPECT_EQ(count(127), 0u);
  EXPECT_EQ(count(128), 1u);
  EXPECT_EQ(count(191), 1u);
  EXPECT_EQ(count(192), 2u);
  EXPECT_EQ(count(1000), 14u);
}

TEST(Cut, starts_at_the_segment_and_remembers_it) {
  const WindowSet set = cut({recording("1", "a", {{"walking", 300}})}, spec_of({"walking"}));
  EXPECT_EQ(firsts(set), (std::vector<std::uint32_t>{10, 74, 138}));
  for (const Window& window : set.windows) {
    EXPECT_EQ(window.segment_first, 10u);
    EXPECT_EQ(window.segment_end, 310u);
  }
}

TEST(Cut, labels_by_the_order_of_the_activities_and_leaves_others_out) {
  const WindowSet set =
      cut({recording("1", "a", {{"walking", 128}, {"jogging", 500}, {"sitting", 128}})},
          spec_of({"sitting", "walking"}));
  ASSERT_EQ(set.windows.size(), 2u);
  EXPECT_EQ(set.windows[0].label, 1u);
  EXPECT_EQ(set.windows[1].label, 0u);
}

TEST(Cut, keeps_one_track_per_recording_even_without_windows) {
  const WindowSet set =
      cut({recording("1", "a", {{"walking", 20}}), recording("2", "b", {{"walking", 200}})},
          spec_of({"walking"}));
  ASSERT_EQ(set.tracks.size(), 2u);
  EXPECT_EQ(set.tracks[0].recording, "a");
  for (const Window& window : set.windows) EXPECT_EQ(window.track, 1u);
}

TEST(Cut, never_spans_a_gap_and_starts_anew_after_it) {
  Recording paused = recording("1", "a", {{"walking", 600}});
  paused.has_timestamps = true;
  for (std::size_t i = 210; i < 610; ++i) paused.time_s[i] += 1.0;  // 50 samples are missing
  const WindowSet set = cut({paused}, spec_of({"walking"}));
  // Labelled runs 10 .. 209 and 260 .. 659 of the uniform grid.
  EXPECT_EQ(firsts(set), (std::vector<std::uint32_t>{10, 74, 260, 324, 388, 452, 516}));
  EXPECT_EQ(set.windows[1].segment_end, 210u);
  EXPECT_EQ(set.windows[2].segment_first, 260u);
}

TEST(Cut, by_purity_takes_the_activity_that_covers_enough_of_the_window) {
  // walking 10 .. 109, unlabelled 110 .. 119, sitting 120 .. 219
  const std::vector<Recording> recordings = {
      recording("1", "a", {{"walking", 100}, {"sitting", 100}})};
  WindowSpec spec = spec_of({"walking", "sitting"});
  spec.length = 50;
  spec.hop = 30;
  spec.purity = 0.6;
  const WindowSet set = cut(recordings, spec);
  EXPECT_EQ(firsts(set), (std::vector<std::uint32_t>{0, 30, 60, 120, 150}));
  EXPECT_EQ(set.windows[2].label, 0u);
  EXPECT_EQ(set.windows[3].label, 1u);
}

TEST(Cut, by_purity_lets_only_wholly_labelled_windows_move) {
  WindowSpec spec = spec_of({"walking"});
  spec.length = 50;
  spec.hop = 30;
  spec.purity = 0.6;
  const WindowSet set = cut({recording("1", "a", {{"walking", 100}})}, spec);
  ASSERT_EQ(firsts(set), (std::vector<std::uint32_t>{0, 30, 60}));
  EXPECT_EQ(set.windows[0].segment_first, 0u);  // 40 of 50 samples are walking
  EXPECT_EQ(set.windows[0].segment_end, 50u);
  EXPECT_EQ(set.windows[1].segment_first, 10u);
  EXPECT_EQ(set.windows[1].segment_end, 110u);
}

TEST(Cut, says_what_was_found_when_no_window_results) {
  const std::vector<Recording> recordings = {recording("1", "a", {{"jogging", 500}})};
  EXPECT_EQ(kind_of_failure(recordings, spec_of({"walking"})), ErrorKind::BadInput);
  EXPECT_EQ(kind_of_failure({}, spec_of({"walking"})), ErrorKind::BadInput);
  try {
    cut(recordings, spec_of({"walking"}));
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("jogging"), std::string::npos);
  }
}

TEST(Cut, refuses_rules_that_make_no_sense) {
  const std::vector<Recording> recordings = {recording("1", "a", {{"walking", 500}})};
  WindowSpec spec = spec_of({"walking"});
  spec.hop = 0;
  EXPECT_EQ(kind_of_failure(recordings, spec), ErrorKind::Usage);
  spec = spec_of({"walking"});
  spec.length = 0;
  EXPECT_EQ(kind_of_failure(recordings, spec), ErrorKind::Usage);
  spec = spec_of({"walking"});
  spec.purity = 1.5;
  EXPECT_EQ(kind_of_failure(recordings, spec), ErrorKind::Usage);
  EXPECT_EQ(kind_of_failure(recordings, spec_of({})), ErrorKind::Usage);
}

TEST(ActivitiesOf, puts_the_basic_six_first_and_transitions_only_on_request) {
  const std::vector<Recording> recordings = {
      recording("1", "a", {{"laying", 9}, {"sit_to_lie", 9}, {"jogging", 9}, {"walking", 9}})};
  EXPECT_EQ(activities_of(recordings), (std::vector<std::string>{"walking", "laying", "jogging"}));
  EXPECT_EQ(activities_of(recordings, true),
            (std::vector<std::string>{"walking", "laying", "jogging", "sit_to_lie"}));
}

}  // namespace
}  // namespace ambulo::windows

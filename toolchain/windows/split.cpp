// SPDX-License-Identifier: Apache-2.0
// Protocol names to index lists. Everything but `random` goes by subject: the folds of
// protocols.h are only spread over the windows here.
#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/core/random.h"
#include "toolchain/windows/protocols.h"
#include "toolchain/windows/windows.h"

namespace ambulo::windows {
namespace {

constexpr std::string_view kGroups = "groups:", kCrossValidation = "cv:";
constexpr std::uint64_t kRandomStream = 3;

const Track& track_of(const WindowSet& set, const Window& window) {
  return set.tracks[window.track];
}

Subjects subjects_with_windows(const WindowSet& set) {
  Subjects subjects;
  for (const Window& window : set.windows) {
    const std::string& subject = track_of(set, window).subject;
    if (subjects.empty() || subjects.back() != subject) subjects.push_back(subject);
  }
  return ordered(std::move(subjects));
}

// A data set among the windows whose people are not those of the official split: "2" names somebody
// else there.
std::optional<std::string> foreign_data_set(const WindowSet& set) {
  for (const Window& window : set.windows) {
    const std::string& data_set = track_of(set, window).data_set;
    if (data_set != "hapt" && data_set != "uci_har") return data_set;
  }
  return std::nullopt;
}

Fold official(const WindowSet& set) {
  if (const std::optional<std::string> foreign = foreign_data_set(set)) {
    throw Error(ErrorKind::BadInput, "the official split is defined for HAPT and UCI HAR only",
                "data set '" + *foreign + "'", "use --split paper, groups:K or loso");
  }
  return official_fold(subjects_with_windows(set));
}

Split spread(const WindowSet& set, const Fold& fold) {
  Split split{fold.name, {}, {}, {}};
  std::map<std::string, std::vector<std::size_t>*> part;
  for (const std::string& subject : fold.train) part[subject] = &split.train;
  for (const std::string& subject : fold.validation) part[subject] = &split.validation;
  for (const std::string& subject : fold.test) part[subject] = &split.test;
  for (std::size_t i = 0; i < set.windows.size(); ++i) {
    const auto found = part.find(track_of(set, set.windows[i]).subject);
    if (found != part.end()) found->second->push_back(i);
  }
  return split;
}

std::vector<Split> spread(const WindowSet& set, const std::vector<Fold>& folds) {
  std::vector<Split> splits;
  for (const Fold& fold : folds) splits.push_back(spread(set, fold));
  return splits;
}

// Windows of every person in every part, on purpose; sizes as in the honest split beside it.
Split random_split(const WindowSet& set, std::uint64_t seed) {
  const Subjects subjects = subjects_with_windows(set);
  const bool like_official = !foreign_data_set(set) && has_official_test_subjects(subjects);
  const Split sizes =
      spread(set, like_official ? official_fold(subjects) : paper_fold(subjects, seed));
  std::vector<std::size_t> order(set.windows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random(seed, {kRandomStream}).shuffle(order);
  Split split{"random", {}, {}, {}};
  auto next = order.begin();
  const auto deal = [&](std::size_t count, std::vector<std::size_t>& part) {
    part.assign(next, next + static_cast<std::ptrdiff_t>(count));
    std::sort(part.begin(), part.end());
    next += static_cast<std::ptrdiff_t>(count);
  };
  deal(sizes.train.size(), split.train);
  deal(sizes.validation.size(), split.validation);
  deal(sizes.test.size(), split.test);
  return split;
}

// K of "groups:K", when the prefix is "groups:".
std::optional<std::size_t> group_count(std::string_view protocol, std::string_view prefix) {
  if (!protocol.starts_with(prefix)) return std::nullopt;
  const std::string_view digits = protocol.substr(prefix.size());
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return count;
}

}  // namespace

std::vector<Split> split(const WindowSet& set, std::string_view protocol, std::uint64_t seed) {
  if (protocol == "official") return {spread(set, official(set))};
  if (protocol == "random") return {random_split(set, seed)};
  const Subjects subjects = subjects_with_windows(set);
  if (protocol == "paper") return {spread(set, paper_fold(subjects, seed))};
  if (protocol == "loso") return spread(set, leave_one_out_folds(subjects, seed));
  if (const std::optional<std::size_t> count = group_count(protocol, kGroups)) {
    return spread(set, group_folds(subjects, *count, seed));
  }
  if (const std::optional<std::size_t> count = group_count(protocol, kCrossValidation)) {
    const bool official = !foreign_data_set(set) && has_official_test_subjects(subjects);
    return spread(
        set, cross_validation_folds(official ? without_official_test_subjects(subjects) : subjects,
                                    *count, seed));
  }
  throw Error(ErrorKind::Usage, "unknown split '" + std::string(protocol) + "'", "",
              "use official, paper, groups:K (such as groups:10), loso, cv:K or random");
}

}  // namespace ambulo::windows

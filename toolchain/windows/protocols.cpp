// SPDX-License-Identifier: Apache-2.0
#include "toolchain/windows/protocols.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/core/random.h"
#include "toolchain/recordings/natural_order.h"

namespace ambulo::windows {
namespace {

// Chosen by the authors of HAPT and UCI HAR, which have the same people.
constexpr std::array<std::string_view, 9> kOfficialTest = {"2",  "4",  "9",  "10", "12",
                                                           "13", "18", "20", "24"};
constexpr std::size_t kPaperSubjects = 20;
// Streams of the seed, so that protocols do not share their draws.
constexpr std::uint64_t kPaperStream = 1, kGroupStream = 2;

bool is_number(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "07" and "7" name the same person.
std::string_view without_leading_zeros(std::string_view name) {
  while (name.size() > 1 && name.front() == '0') name.remove_prefix(1);
  return name;
}

bool is_official_test(const std::string& subject) {
  return is_number(subject) && std::find(kOfficialTest.begin(), kOfficialTest.end(),
                                         without_leading_zeros(subject)) != kOfficialTest.end();
}

// 1 at least: a part without anyone is no part.
std::size_t share(std::size_t count, double fraction) {
  return std::max<std::size_t>(
      1, static_cast<std::size_t>(std::lround(static_cast<double>(count) * fraction)));
}

void take(Subjects& from, std::size_t count, Subjects& to) {
  const auto end = from.begin() + static_cast<std::ptrdiff_t>(count);
  to.assign(from.begin(), end);
  from.erase(from.begin(), end);
}

void require_training_subjects(const Fold& fold, std::size_t subjects, const char* fix) {
  if (!fold.train.empty()) return;
  throw Error(ErrorKind::BadInput,
              fmt::format("{} subjects are too few to train, validate and test on", subjects),
              "split " + fold.name, fix);
}

// "a, b, c"; long lists are cut.
std::string listed(const Subjects& subjects) {
  constexpr std::size_t kMost = 40;
  const std::size_t shown = std::min(kMost, subjects.size());
  const auto end = subjects.begin() + static_cast<std::ptrdiff_t>(shown);
  return fmt::format("{}{}", fmt::join(subjects.begin(), end, " "),
                     shown < subjects.size() ? " ..." : "");
}

struct Group {
  Subjects members, others;  // others: around the circle, from the next group on
};

// The subjects shuffled with the seed and divided into groups of nearly one size.
std::vector<Group> groups(const char* protocol, const Subjects& subjects, std::size_t count,
                          std::uint64_t seed) {
  if (count < 2 || count > subjects.size()) {
    throw Error(ErrorKind::BadInput,
                fmt::format("{} subjects cannot form {} groups", subjects.size(), count),
                fmt::format("split {}:{}", protocol, count),
                fmt::format("use 2 to {} groups", subjects.size()));
  }
  Subjects shuffled = subjects;
  Random(seed, {kGroupStream}).shuffle(shuffled);
  std::vector<Group> result;
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t begin = k * shuffled.size() / count;
    const std::size_t end = (k + 1) * shuffled.size() / count;
    Group group;
    group.others = shuffled;
    std::rotate(group.others.begin(), group.others.begin() + static_cast<std::ptrdiff_t>(begin),
                group.others.end());
    take(group.others, end - begin, group.members);
    result.push_back(std::move(group));
  }
  return result;
}

}  // namespace

Subjects ordered(Subjects subjects) {
  std::sort(subjects.begin(), subjects.end(), recordings::natural_less);
  subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
  return subjects;
}

bool has_official_test_subjects(const Subjects& subjects) {
  return static_cast<std::size_t>(std::count_if(subjects.begin(), subjects.end(),
                                                is_official_test)) == kOfficialTest.size();
}

Subjects without_official_test_subjects(Subjects subjects) {
  std::erase_if(subjects, is_official_test);
  return subjects;
}

Fold official_fold(const Subjects& subjects) {
  if (!has_official_test_subjects(subjects)) {
    throw Error(ErrorKind::BadInput,
                fmt::format("the official split tests on subjects {}, not all of them are here",
                            fmt::join(kOfficialTest, " ")),
                "subjects " + listed(subjects),
                "use --split paper, groups:K or loso, or all of HAPT or UCI HAR");
  }
  Fold fold{"official", {}, {}, {}};
  std::size_t position = 0;
  for (const std::string& subject : subjects) {
    if (is_official_test(subject)) {
      fold.test.push_back(subject);
    } else {
      (++position % 5 == 0 ? fold.validation : fold.train).push_back(subject);
    }
  }
  if (fold.validation.empty()) {
    throw Error(ErrorKind::BadInput, "fewer than 5 training subjects",
                "official split, subjects " + listed(subjects), "use all of HAPT or UCI HAR");
  }
  return fold;
}

Fold paper_fold(const Subjects& subjects, std::uint64_t seed) {
  Fold fold{"paper", {}, {}, {}};
  Subjects drawn = subjects;
  Random(seed, {kPaperStream}).shuffle(drawn);
  drawn.resize(std::min(kPaperSubjects, drawn.size()));
  if (drawn.size() >= 3) {
    take(drawn, share(drawn.size(), 0.3), fold.test);
    take(drawn, share(drawn.size(), 0.2), fold.validation);
    fold.train = drawn;
  }
  require_training_subjects(fold, subjects.size(), "3 are needed at least");
  return fold;
}

std::vector<Fold> group_folds(const Subjects& subjects, std::size_t count, std::uint64_t seed) {
  std::vector<Fold> folds;
  for (auto& [group, others] : groups("groups", subjects, count, seed)) {
    Fold fold{fmt::format("groups:{}/{}", count, folds.size() + 1), {}, {}, {}};
    fold.test = std::move(group);
    take(others, share(others.size(), 0.2), fold.validation);
    fold.train = std::move(others);
    require_training_subjects(fold, subjects.size(), "add subjects, or use more groups");
    folds.push_back(std::move(fold));
  }
  return folds;
}

std::vector<Fold> cross_validation_folds(const Subjects& subjects, std::size_t count,
                                         std::uint64_t seed) {
  std::vector<Fold> folds;
  for (auto& [group, others] : groups("cv", subjects, count, seed)) {
    folds.push_back({fmt::format("cv:{}/{}", count, folds.size() + 1),
                     std::move(others),
                     std::move(group),
                     {}});
  }
  return folds;
}

std::vector<Fold> leave_one_out_folds(const Subjects& subjects, std::uint64_t seed) {
  std::vector<Fold> folds = group_folds(subjects, subjects.size(), seed);
  for (Fold& fold : folds) fold.name = "loso/" + fold.test.front();
  std::sort(folds.begin(), folds.end(), [](const Fold& a, const Fold& b) {
    return recordings::natural_less(a.test.front(), b.test.front());
  });
  return folds;
}

}  // namespace ambulo::windows

// SPDX-License-Identifier: Apache-2.0
// Which subjects go where: the subject-disjoint protocols of windows.h, on names alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ambulo::windows {

// Unique, in natural order (2 before 10).
using Subjects = std::vector<std::string>;
Subjects ordered(Subjects subjects);

struct Fold {
  std::string name;
  Subjects train, validation, test;
};

// Each throws Error(BadInput) when the subjects are too few or others than the protocol's.
// REQUIRES subjects as made by ordered().
Fold official_fold(const Subjects& subjects);
Fold paper_fold(const Subjects& subjects, std::uint64_t seed);
std::vector<Fold> group_folds(const Subjects& subjects, std::size_t count, std::uint64_t seed);
std::vector<Fold> leave_one_out_folds(const Subjects& subjects, std::uint64_t seed);
// Validation = each group in turn; no fold has a test part.
std::vector<Fold> cross_validation_folds(const Subjects& subjects, std::size_t count,
                                         std::uint64_t seed);
// Those whom the official split trains on.
Subjects without_official_test_subjects(Subjects subjects);

// True when every test subject of the official split is among them.
bool has_official_test_subjects(const Subjects& subjects);

}  // namespace ambulo::windows

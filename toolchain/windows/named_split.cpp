// SPDX-License-Identifier: Apache-2.0
// Folds by name: one ("official", "groups:10/3", "paper@7"), or all of a protocol ("loso").
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "toolchain/core/error.h"
#include "toolchain/windows/windows.h"

namespace ambulo::windows {
namespace {

[[noreturn]] void refuse(std::string what, std::string_view name, std::string fix) {
  throw Error(ErrorKind::Usage, std::move(what), fmt::format("split '{}'", name), std::move(fix));
}

std::uint64_t seed_of(std::string_view digits, std::string_view name) {
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seed);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) {
    refuse(fmt::format("'{}' is not a seed", digits), name, "write a whole number behind @");
  }
  return seed;
}

// PROTOCOL[/FOLD][@SEED] taken apart.
struct Name {
  std::string_view fold, protocol;  // fold: all before the @
  std::uint64_t seed = kDefaultSplitSeed;
  std::string_view behind_fold;  // "@7"
};

Name parse(std::string_view name) {
  Name parts;
  const std::size_t at = std::min(name.find('@'), name.size());
  parts.fold = name.substr(0, at);
  parts.behind_fold = name.substr(at);
  parts.protocol = parts.fold.substr(0, parts.fold.find('/'));
  if (at < name.size()) parts.seed = seed_of(name.substr(at + 1), name);
  return parts;
}

}  // namespace

std::vector<Split> named_splits(const WindowSet& set, std::string_view name) {
  const Name parts = parse(name);
  std::vector<Split> folds = split(set, parts.protocol, parts.seed);
  if (parts.fold != parts.protocol) {
    const std::string first = folds.front().name, last = folds.back().name;
    std::erase_if(folds, [&](const Split& fold) { return fold.name != parts.fold; });
    if (folds.empty()) {
      refuse("there is no such fold", name, fmt::format("folds are '{}' to '{}'", first, last));
    }
  }
  for (Split& fold : folds) fold.name += parts.behind_fold;
  return folds;
}

Split named_split(const WindowSet& set, std::string_view name) {
  std::vector<Split> folds = named_splits(set, name);
  if (folds.size() > 1) {
    refuse(fmt::format("it has {} folds", folds.size()), name,
           fmt::format("name one, '{}' to '{}'", folds.front().name, folds.back().name));
  }
  return std::move(folds.front());
}

}  // namespace ambulo::windows

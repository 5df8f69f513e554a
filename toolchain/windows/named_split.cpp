// SPDX-License-Identifier: Apache-2.0
// One fold by its full name: "official", "groups:10/3", "loso/17", "paper@7".
#include <fmt/format.h>

#include <charconv>
#include <string>

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

}  // namespace

Split named_split(const WindowSet& set, std::string_view name) {
  const std::size_t at = name.find('@');
  const std::string_view fold_name = name.substr(0, at);
  const std::uint64_t seed =
      at == std::string_view::npos ? kDefaultSplitSeed : seed_of(name.substr(at + 1), name);
  const std::string_view protocol = fold_name.substr(0, fold_name.find('/'));
  std::vector<Split> folds = split(set, protocol, seed);
  for (Split& fold : folds) {
    if (fold.name != fold_name) continue;
    fold.name = name;
    return std::move(fold);
  }
  if (protocol == fold_name) {
    refuse(fmt::format("it has {} folds", folds.size()), name,
           fmt::format("name one, '{}' to '{}'", folds.front().name, folds.back().name));
  }
  refuse("there is no such fold", name,
         fmt::format("folds are '{}' to '{}'", folds.front().name, folds.back().name));
}

}  // namespace ambulo::windows

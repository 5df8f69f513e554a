// SPDX-License-Identifier: Apache-2.0
#include "toolchain/evaluation/smoothing.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "toolchain/core/error.h"

namespace ambulo::evaluation {
namespace {

[[noreturn]] void refuse(std::string_view text) {
  throw Error(ErrorKind::Usage, fmt::format("'{}' is no smoothing", text), "--smoothing",
              "use none, mean:N with N from 1 to 1000, or hmm:S with S between 0 and 1");
}

template <typename Number>
Number number(std::string_view digits, std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) refuse(text);
  return value;
}

Probabilities running_mean(const Probabilities& probabilities,
                           std::span<const std::size_t> stretches, std::size_t windows) {
  Probabilities result;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    std::vector<float> mean(probabilities[i].size(), 0.0f);
    std::size_t count = 0;
    for (; count < windows && count <= i && stretches[i - count] == stretches[i]; ++count) {
      for (std::size_t c = 0; c < mean.size(); ++c) mean[c] += probabilities[i - count][c];
    }
    for (float& value : mean) value /= static_cast<float>(count);
    result.push_back(std::move(mean));
  }
  return result;
}

std::vector<double> predicted(const std::vector<double>& belief, double stay) {
  const double leave = (1.0 - stay) / static_cast<double>(belief.size() - 1);
  std::vector<double> next;
  for (const double b : belief) next.push_back(stay * b + leave * (1.0 - b));
  return next;
}

Probabilities forward_filter(const Probabilities& probabilities,
                             std::span<const std::size_t> stretches, double stay) {
  constexpr double kLeast = 1e-6;  // a probability of 0 would never be forgotten
  Probabilities result;
  std::vector<double> belief;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const std::size_t labels = probabilities[i].size();
    if (labels < 2) return probabilities;
    const bool anew = i == 0 || stretches[i] != stretches[i - 1];
    belief = anew ? std::vector<double>(labels, 1.0) : predicted(belief, stay);
    double sum = 0.0;
    for (std::size_t c = 0; c < labels; ++c) {
      belief[c] *= std::max<double>(probabilities[i][c], kLeast);
      sum += belief[c];
    }
    for (double& b : belief) b /= sum;
    result.emplace_back(belief.begin(), belief.end());
  }
  return result;
}

}  // namespace

Smoothing parse_smoothing(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view name = text.substr(0, colon);
  const std::string_view value =
      colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
  Smoothing smoothing;
  if (name == "mean") {
    smoothing.kind = Smoothing::Kind::Mean;
    smoothing.windows = number<std::size_t>(value, text);
    if (smoothing.windows < 1 || smoothing.windows > 1000) refuse(text);
  } else if (name == "hmm") {
    smoothing.kind = Smoothing::Kind::Hmm;
    smoothing.stay = number<double>(value, text);
    if (!(smoothing.stay > 0.0 && smoothing.stay < 1.0)) refuse(text);
  } else if (text != "none") {
    refuse(text);
  }
  return smoothing;
}

std::string to_string(const Smoothing& smoothing) {
  switch (smoothing.kind) {
    case Smoothing::Kind::None:
      return "none";
    case Smoothing::Kind::Mean:
      return fmt::format("mean:{}", smoothing.windows);
    case Smoothing::Kind::Hmm:
      return fmt::format("hmm:{}", smoothing.stay);
  }
  return "";
}

Probabilities smooth(const Probabilities& probabilities, std::span<const std::size_t> stretches,
                     const Smoothing& smoothing) {
  switch (smoothing.kind) {
    case Smoothing::Kind::None:
      return probabilities;
    case Smoothing::Kind::Mean:
      return running_mean(probabilities, stretches, smoothing.windows);
    case Smoothing::Kind::Hmm:
      return forward_filter(probabilities, stretches, smoothing.stay);
  }
  return probabilities;
}

}  // namespace ambulo::evaluation

// SPDX-License-Identifier: Apache-2.0
#include "apps/cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>

#include "toolchain/core/error.h"

namespace ambulo::cli {
namespace {

using Clock = std::chrono::steady_clock;

std::string duration_text(double seconds) {
  const auto s = static_cast<long>(seconds + 0.5);
  if (s >= 3600) return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
  return fmt::format("{}:{:02}", s / 60, s % 60);
}

class Bar {
 public:
  void show(const Progress& progress) {
    // Tasks that count on through several names ("epoch 2/60") go on; a smaller count is a new one.
    if (!active_ || progress.done < last_done_ || progress.total != total_) start(progress);
    last_done_ = progress.done;
    const auto now = Clock::now();
    const bool last = progress.total != 0 && progress.done >= progress.total;
    if (terminal_) {
      if (!last && now - shown_ < std::chrono::milliseconds(100)) return;
      shown_ = now;
      draw(progress, now);
    } else {
      print_line(progress, now);
    }
    if (last) finish();
  }

  void finish() {
    if (terminal_ && active_) std::fputc('\n', stderr);
    active_ = false;
  }

  // Clears the bar's line so that something else can stand there; the next show redraws it.
  void clear() {
    if (!terminal_ || !active_) return;
    std::fputs("\r\033[K", stderr);
    shown_ = {};
  }

 private:
  void start(const Progress& progress) {
    finish();
    active_ = true;
    start_ = Clock::now();
    first_done_ = progress.done > 0 ? progress.done - 1 : 0;  // a resumed task starts later
    total_ = progress.total;
    shown_ = terminal_ ? Clock::time_point() : start_;
  }

  std::string time_left(const Progress& progress, Clock::time_point now) const {
    const double passed = std::chrono::duration<double>(now - start_).count();
    const std::size_t done = progress.done - first_done_;
    if (progress.total == 0 || done == 0) return {};
    const double left =
        passed / static_cast<double>(done) * static_cast<double>(progress.total - progress.done);
    return progress.done >= progress.total ? duration_text(passed) + " in all"
                                           : duration_text(left) + " left";
  }

  void draw(const Progress& progress, Clock::time_point now) {
    constexpr std::size_t kWidth = 24;
    std::string bar;
    if (progress.total > 0) {
      const std::size_t full = std::min(kWidth, kWidth * progress.done / progress.total);
      bar = fmt::format(" [{}{}] {:3}%", std::string(full, '#'), std::string(kWidth - full, '.'),
                        100 * progress.done / progress.total);
    }
    std::fprintf(
        stderr, "\r\033[K%s",
        fmt::format("{}{}  {}  {}", progress.task, bar, time_left(progress, now), progress.detail)
            .c_str());
    std::fflush(stderr);
  }

  // Not on a terminal: a line now and then, none for what is soon over.
  void print_line(const Progress& progress, Clock::time_point now) {
    if (progress.total == 0 || now - shown_ < std::chrono::seconds(5)) return;
    shown_ = now;
    std::fprintf(
        stderr, "%s\n",
        fmt::format("{}: {:3}%  {}  {}", progress.task, 100 * progress.done / progress.total,
                    time_left(progress, now), progress.detail)
            .c_str());
  }

  bool terminal_ = ::isatty(STDERR_FILENO) == 1;
  bool active_ = false;
  std::size_t first_done_ = 0, last_done_ = 0, total_ = 0;
  Clock::time_point start_, shown_;
};

Bar& bar() {
  static Bar the_bar;
  return the_bar;
}

}  // namespace

ProgressCallback progress_bar() {
  return [](const Progress& progress) { bar().show(progress); };
}

void finish_progress() {
  bar().finish();
}

void note(std::string_view line) {
  bar().clear();
  std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

void print(std::string_view text) {
  bar().clear();
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void print_json(const nlohmann::json& json) {
  // Text of files may not be UTF-8; it is shown with replacement characters rather than not at all.
  print(json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

int flush_output() {
  if (std::fflush(stdout) != 0 && errno != EPIPE) {
    throw Error(ErrorKind::BadInput, fmt::format("cannot write: {}", std::strerror(errno)),
                "standard output", "free some space, then run the same command again");
  }
  return 0;
}

bool unicode_output() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return std::strstr(value, "UTF-8") != nullptr || std::strstr(value, "utf8") != nullptr;
  }
  return false;
}

}  // namespace ambulo::cli

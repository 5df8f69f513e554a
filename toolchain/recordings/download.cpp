// SPDX-License-Identifier: Apache-2.0
#include "toolchain/recordings/download.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>
#include <system_error>
#include <thread>

#include "toolchain/core/error.h"

namespace ambulo::recordings {

namespace fs = std::filesystem;

namespace {

constexpr int kMostFailures = 3;
constexpr long kConnectTimeoutS = 20;
constexpr long kStalledS = 60;  // below one byte a second for that long is a cut connection
constexpr long kRangeNotSatisfiable = 416;

// Once per process; libcurl asks for it.
void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw Error(ErrorKind::Internal, "libcurl cannot start");
}

std::size_t size_of(const fs::path& path) {
  std::error_code missing;
  const auto size = fs::file_size(path, missing);
  return missing ? 0 : static_cast<std::size_t>(size);
}

std::string host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  return std::string(url.substr(0, url.find('/')));
}

struct Transfer {
  CURLcode code = CURLE_OK;
  long http_status = 0;
  bool has_length = false;  // the server said how long the answer is
  int write_error = 0;      // errno
  std::string text;         // of code
};

// What the callbacks of one transfer share.
struct Sink {
  std::FILE* file;
  const Download& download;
  const ProgressCallback& progress;
  std::size_t done;
  int write_error = 0;
};

std::size_t on_bytes(const char* bytes, std::size_t, std::size_t count, void* user) {
  auto& sink = *static_cast<Sink*>(user);
  const std::size_t written = std::fwrite(bytes, 1, count, sink.file);
  if (written < count) sink.write_error = errno;
  sink.done += written;
  return written;
}

int on_progress(void* user, curl_off_t total, curl_off_t, curl_off_t, curl_off_t) {
  const auto& sink = *static_cast<const Sink*>(user);
  std::size_t all = sink.download.expected_bytes;
  if (all == 0 && total > 0) all = static_cast<std::size_t>(total);
  if (sink.progress) sink.progress({"downloading", sink.done, std::max(all, sink.done)});
  return interrupted() ? 1 : 0;
}

Transfer transfer(const Download& download, const ProgressCallback& progress) {
  start_curl();
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 curl_easy_cleanup);
  if (!curl) throw Error(ErrorKind::Internal, "libcurl cannot start");
  const std::unique_ptr<std::FILE, decltype(&std::fclose)> file(
      std::fopen(download.part.c_str(), "ab"), std::fclose);
  if (!file) {
    throw Error(ErrorKind::BadInput, fmt::format("cannot write: {}", std::strerror(errno)),
                download.part.string(), "check the permissions");
  }
  const std::size_t offset = size_of(download.part);
  Sink sink{file.get(), download, progress, offset};
  char text[CURL_ERROR_SIZE] = "";
  CURL* const c = curl.get();
  curl_easy_setopt(c, CURLOPT_URL, download.url.c_str());
  curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(c, CURLOPT_MAXREDIRS, 8L);
  curl_easy_setopt(c, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(c, CURLOPT_USERAGENT, "ambulo");
  curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, kConnectTimeoutS);
  curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, kStalledS);
  curl_easy_setopt(c, CURLOPT_RESUME_FROM_LARGE, static_cast<curl_off_t>(offset));
  curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_bytes);
  curl_easy_setopt(c, CURLOPT_WRITEDATA, &sink);
  curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
  curl_easy_setopt(c, CURLOPT_XFERINFODATA, &sink);
  curl_easy_setopt(c, CURLOPT_ERRORBUFFER, text);

  Transfer result;
  result.code = curl_easy_perform(c);
  if (std::fflush(file.get()) != 0 && sink.write_error == 0) sink.write_error = errno;
  result.write_error = sink.write_error;
  result.text = text[0] != '\0' ? text : curl_easy_strerror(result.code);
  curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &result.http_status);
  curl_off_t length = -1;
  curl_easy_getinfo(c, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  result.has_length = length >= 0;
  return result;
}

bool is_cut(CURLcode code) {
  switch (code) {
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return true;
    default:
      return false;
  }
}

void start_over(const fs::path& part) {
  std::error_code ignored;
  fs::remove(part, ignored);
}

[[noreturn]] void fail(const Download& d, std::string what) {
  throw Error(ErrorKind::BadInput, std::move(what), d.url, d.by_hand);
}

[[noreturn]] void fail_unreachable(const Download& d, const std::string& reason) {
  throw Error(ErrorKind::BadInput, "cannot reach " + host_of(d.url), reason,
              "check the network; or " + d.by_hand);
}

}  // namespace

void download(const Download& d, const ProgressCallback& progress) {
  std::size_t most = size_of(d.part);
  for (int failures = 0;;) {
    const std::size_t before = size_of(d.part);
    if (d.expected_bytes > 0 && before == d.expected_bytes) return;
    if (d.expected_bytes > 0 && before > d.expected_bytes) start_over(d.part);

    const Transfer result = transfer(d, progress);
    const std::size_t now = size_of(d.part);
    if (result.write_error != 0) {
      throw Error(ErrorKind::BadInput,
                  fmt::format("cannot write: {}", std::strerror(result.write_error)),
                  d.part.string(), "free some space, then run the same command again");
    }
    if (result.code == CURLE_ABORTED_BY_CALLBACK) {
      throw Error(ErrorKind::Interrupted, fmt::format("interrupted after {} bytes", now),
                  d.part.string(), "the same command goes on from there");
    }
    const bool range_refused = result.code == CURLE_RANGE_ERROR ||
                               (result.http_status == kRangeNotSatisfiable && before > 0);
    if (result.code == CURLE_OK) {
      if (d.expected_bytes == 0 || now == d.expected_bytes) return;
      if (now > d.expected_bytes || result.has_length) {
        start_over(d.part);
        fail(d, fmt::format("the server's file has {} bytes, expected {}", now, d.expected_bytes));
      }
    } else if (result.http_status == kRangeNotSatisfiable && before > 0 && d.expected_bytes == 0) {
      return;  // nothing is left to ask for; the checksum decides
    } else if (range_refused) {
      start_over(d.part);
    } else if (result.code == CURLE_HTTP_RETURNED_ERROR) {
      fail(d, fmt::format("the server answers {}", result.http_status));
    } else if (!is_cut(result.code) || now == 0) {
      fail_unreachable(d, result.text);
    }

    failures = now > most ? 1 : failures + 1;
    most = std::max(most, now);
    if (failures > kMostFailures) {
      fail(d, fmt::format("the connection was cut again and again, after {} bytes", now));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(200 * failures));
  }
}

}  // namespace ambulo::recordings

// SPDX-License-Identifier: Apache-2.0
// TensorBoard event files: scalars and histograms over training steps, written without TensorFlow.
//
//   EventWriter events(run_folder, system_seconds);
//   events.scalar("loss/train", epoch, 0.41);
//   events.histogram("weights/conv_1", epoch, weights);
//   events.flush();                       // then write the checkpoint of this epoch
//
// A file is a run of records; a record is u64 length, u32 masked CRC-32C of the length, the bytes
// of one tensorflow.Event in protobuf wire format, u32 masked CRC-32C of the bytes; little-endian.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace ambulo::training {

// The name within a run folder. TensorBoard takes any file with "tfevents" in its name; a fixed
// one lets a resumed run find what it has to continue.
inline constexpr char kEventFileName[] = "events.out.tfevents.ambulo";

// Seconds since 1970, from the system.
double system_seconds();

class EventWriter {
 public:
  using WallClock = std::function<double()>;  // seconds since 1970

  // Starts the file of a new run; one that stood there is replaced. Throws Error(BadInput) when
  // the folder cannot be written.
  EventWriter(const std::filesystem::path& folder, WallClock wall_clock);
  // Continues a run from its checkpoint: keeps what was recorded up to and including last_step, in
  // its order, drops the rest and anything behind a damaged or half-written record. Without a
  // file it starts one. (A TensorBoard that is open meanwhile shows the old points until it is
  // reloaded.)
  static EventWriter resume(const std::filesystem::path& folder, std::int64_t last_step,
                            WallClock wall_clock);

  EventWriter(EventWriter&& other) noexcept;
  EventWriter(const EventWriter&) = delete;
  EventWriter& operator=(const EventWriter&) = delete;
  EventWriter& operator=(EventWriter&&) = delete;
  ~EventWriter();  // flushes; an error here is lost, so call flush first

  // TensorBoard keeps scalars as float32.
  void scalar(std::string_view tag, std::int64_t step, double value);
  // 30 buckets of equal width from the smallest to the largest value. Throws Error(BadInput) when
  // values is empty or holds one that is not finite.
  void histogram(std::string_view tag, std::int64_t step, std::span<const float> values);

  // Hands everything recorded so far to the operating system, so that a killed process loses
  // nothing. Throws Error(BadInput) with the system's reason (disk full).
  void flush();

 private:
  EventWriter(const std::filesystem::path& path, WallClock wall_clock, std::string_view content);
  void record(std::string_view event);
  std::string event_header(std::int64_t step) const;

  std::filesystem::path path_;
  WallClock wall_clock_;
  int descriptor_ = -1;
  std::string pending_;  // whole records, not yet written
};

// CRC-32C (Castagnoli), reflected polynomial 0x82F63B78.
std::uint32_t crc32c(std::string_view bytes);

}  // namespace ambulo::training

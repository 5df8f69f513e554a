// SPDX-License-Identifier: Apache-2.0
#include "toolchain/training/checkpoint.h"

#include <fmt/format.h>
#include <zlib.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "toolchain/core/error.h"
#include "toolchain/core/files.h"

namespace ambulo::training {
namespace {

constexpr char kMagic[] = "AMBCKPT1";
constexpr std::size_t kMagicBytes = 8;
constexpr std::size_t kHeaderBytes = kMagicBytes + 4 + 8;

class Writer {
 public:
  template <typename T>
  void number(T value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes(&value, sizeof value);
  }
  void bytes(const void* data, std::size_t size) {
    const auto* p = static_cast<const std::uint8_t*>(data);
    out_.insert(out_.end(), p, p + size);
  }
  template <typename Length>
  void text(const std::string& text) {
    number(static_cast<Length>(text.size()));
    bytes(text.data(), text.size());
  }
  void state(const State& state) {
    number(static_cast<std::uint32_t>(state.size()));
    for (const auto& [name, array] : state) {
      text<std::uint16_t>(name);
      number(static_cast<std::uint8_t>(array.shape.size()));
      for (const std::size_t n : array.shape) number(static_cast<std::uint64_t>(n));
      bytes(array.values.data(), array.values.size() * sizeof(float));
    }
  }
  std::vector<std::uint8_t> take() { return std::move(out_); }

 private:
  std::vector<std::uint8_t> out_;
};

struct Damaged {};

class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> in) : in_(in) {}
  template <typename T>
  T number() {
    T value;
    std::memcpy(&value, take(sizeof value), sizeof value);
    return value;
  }
  template <typename Length>
  std::string text() {
    const std::size_t size = number<Length>();
    return std::string(reinterpret_cast<const char*>(take(size)), size);
  }
  State state() {
    State state;
    for (auto count = number<std::uint32_t>(); count > 0; --count) {
      const std::string name = text<std::uint16_t>();
      Array& array = state[name];
      array.shape.resize(number<std::uint8_t>());
      std::size_t values = 1;
      for (std::size_t& n : array.shape) {
        n = number<std::uint64_t>();
        if (n > in_.size() || values > in_.size()) throw Damaged{};
        values *= n;
      }
      if (values > in_.size() / sizeof(float)) throw Damaged{};
      array.values.resize(values);
      if (values > 0)
        std::memcpy(array.values.data(), take(values * sizeof(float)), values * sizeof(float));
    }
    return state;
  }

 private:
  const std::uint8_t* take(std::size_t size) {
    if (size > in_.size()) throw Damaged{};
    const std::uint8_t* p = in_.data();
    in_ = in_.subspan(size);
    return p;
  }
  std::span<const std::uint8_t> in_;
};

nlohmann::json to_json(const Checkpoint& checkpoint) {
  nlohmann::json epochs = nlohmann::json::array();
  for (const EpochRecord& e : checkpoint.history) {
    epochs.push_back({e.epoch, e.train_loss, e.train_accuracy, e.validation_loss,
                      e.validation_accuracy, e.learning_rate, e.seconds});
  }
  return {{"identity", checkpoint.identity},
          {"best_epoch", checkpoint.best_epoch},
          {"history", epochs}};
}

void from_json(const nlohmann::json& json, Checkpoint& checkpoint) {
  checkpoint.identity = json.at("identity");
  checkpoint.best_epoch = json.at("best_epoch");
  for (const auto& e : json.at("history")) {
    checkpoint.history.push_back({e.at(0), e.at(1), e.at(2), e.at(3), e.at(4), e.at(5), e.at(6)});
  }
}

std::uint32_t crc32_of(std::span<const std::uint8_t> bytes) {
  return static_cast<std::uint32_t>(::crc32_z(0, bytes.data(), bytes.size()));
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const Checkpoint& checkpoint) {
  Writer body;
  body.text<std::uint32_t>(to_json(checkpoint).dump());
  body.state(checkpoint.state);
  body.state(checkpoint.best_state);
  const std::vector<std::uint8_t> rest = body.take();
  Writer file;
  file.bytes(kMagic, kMagicBytes);
  file.number(crc32_of(rest));
  file.number(static_cast<std::uint64_t>(rest.size()));
  file.bytes(rest.data(), rest.size());
  write_file(path, file.take());
}

Checkpoint load_checkpoint(const std::filesystem::path& path) {
  const std::vector<std::uint8_t> bytes = read_bytes(path);
  const auto damaged = [&](const char* how) {
    return Error(ErrorKind::BadInput, fmt::format("the checkpoint is damaged ({})", how),
                 path.string(), "delete it and train again without --resume");
  };
  if (bytes.size() < kHeaderBytes || std::memcmp(bytes.data(), kMagic, kMagicBytes) != 0) {
    throw damaged("not a checkpoint file");
  }
  const std::span<const std::uint8_t> all = bytes;
  Reader header{all.subspan(kMagicBytes)};
  const auto crc = header.number<std::uint32_t>();
  const auto length = header.number<std::uint64_t>();
  const auto rest = all.subspan(kHeaderBytes);
  if (length != rest.size()) throw damaged("cut short");
  if (crc != crc32_of(rest)) throw damaged("its checksum does not match");
  try {
    Reader body(rest);
    Checkpoint checkpoint;
    from_json(nlohmann::json::parse(body.text<std::uint32_t>()), checkpoint);
    checkpoint.state = body.state();
    checkpoint.best_state = body.state();
    return checkpoint;
  } catch (const Damaged&) {
    throw damaged("its lengths do not add up");
  } catch (const nlohmann::json::exception&) {
    throw damaged("its description cannot be read");
  }
}

}  // namespace ambulo::training

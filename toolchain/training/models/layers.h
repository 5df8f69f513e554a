// SPDX-License-Identifier: Apache-2.0
// Short names for the layers that the architectures are written in.
#pragma once

#include <cstddef>
#include <string>

#include "toolchain/training/trained_model.h"

namespace ambulo::training::models {

inline LayerSpec conv1d(std::string name, std::int64_t filters, std::int64_t kernel,
                        std::int64_t stride) {
  return {LayerKind::Conv1d, std::move(name), static_cast<std::size_t>(filters),
          static_cast<std::size_t>(kernel), static_cast<std::size_t>(stride)};
}
inline LayerSpec dense(std::string name, std::size_t units) {
  return {LayerKind::Dense, std::move(name), units};
}
inline LayerSpec lstm_layer(std::string name, std::int64_t units) {
  return {LayerKind::Lstm, std::move(name), static_cast<std::size_t>(units)};
}
inline LayerSpec max_pool(std::string name, std::size_t kernel) {
  return {LayerKind::MaxPool, std::move(name), 0, kernel};
}
inline LayerSpec dropout(std::string name, double rate) {
  LayerSpec spec{LayerKind::Dropout, std::move(name)};
  spec.rate = static_cast<float>(rate);
  return spec;
}
inline LayerSpec plain(LayerKind kind, std::string name) { return {kind, std::move(name)}; }

}  // namespace ambulo::training::models

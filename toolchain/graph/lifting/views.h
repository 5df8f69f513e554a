// SPDX-License-Identifier: Apache-2.0
// Many operators compute nothing and only move values: what they give is a row of runs of values of
// tensors that were computed. Slices of concatenations, axes named anew, a sequence turned round
// and packed again: all that falls together when it is looked at through these runs.
#pragma once

#include <cstddef>
#include <vector>

#include "toolchain/graph/evaluate_work.h"
#include "toolchain/graph/graph.h"

namespace ambulo::graph {

// Elements begin .. begin + count of a tensor, row-major.
struct Segment {
  int tensor = kNone;
  std::size_t begin = 0, count = 0;
  bool operator==(const Segment&) const = default;
};
using View = std::vector<Segment>;

// Adds a segment, as part of the last one where it continues it.
void append(View& view, const Segment& segment);

// Elements begin .. begin + count of what the view shows.
View part_of(const View& view, std::size_t begin, std::size_t count);

class Views {
 public:
  // graph outlives the views and stays as it is.
  explicit Views(const Graph& graph);

  const View& of(int tensor) const { return views_[static_cast<std::size_t>(tensor)]; }
  bool only_moves(std::size_t op) const { return only_moves_[op]; }
  // The one tensor that this one is, under other names of its axes; kNone: it is a part, or
  // several.
  int same_as(int tensor) const;
  std::size_t count_of(int tensor) const;

 private:
  bool look_at(const Operator& op);

  const Graph& graph_;
  WorkBudget budget_;
  std::vector<View> views_;  // as graph.tensors
  std::vector<bool> only_moves_;
};

}  // namespace ambulo::graph

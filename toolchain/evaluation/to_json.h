// SPDX-License-Identifier: Apache-2.0
// The machine-readable form of results. Keys are stable; more may be added.
#pragma once

#include <nlohmann/json.hpp>

#include "toolchain/evaluation/classify.h"
#include "toolchain/evaluation/evaluate.h"

namespace ambulo::evaluation {

// {model, data_set, split, part, seed, synthetic, file_bytes, arena_bytes, repacked_weight_bytes,
// windows, accuracy,
//  accuracy_interval [low, high] or null, balanced_accuracy, macro_f1, calibration_error,
//  mean_confidence, classes [{name, support, predicted, precision, recall, f1}],
//  confusion [truth][prediction], subjects [{subject, windows, accuracy, macro_f1}],
//  worst_subject (one of them), calibration [{low, high, windows, confidence, accuracy}],
//  random_split {windows, accuracy, balanced_accuracy, macro_f1} when there is one,
//  unknown_activities [{activity, segments, seconds}], notes [text]}
nlohmann::ordered_json to_json(const Evaluation& evaluation);

// {recording, bouts [{from, to, activity, confidence}], decisions (the same keys),
//  agreement {share, labelled_s, agreeing_s, unknown_s, activities [{activity, labelled_s,
//  agreeing_s}]} or null, warnings [text]}; times in seconds.
nlohmann::ordered_json to_json(const Classification& classification);

}  // namespace ambulo::evaluation

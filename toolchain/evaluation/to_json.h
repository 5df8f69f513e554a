// SPDX-License-Identifier: Apache-2.0
// The machine-readable form of results. Keys are stable; more may be added.
#pragma once

#include <nlohmann/json.hpp>

#include "toolchain/evaluation/classify.h"
#include "toolchain/evaluation/evaluate.h"
#include "toolchain/evaluation/sweep_summary.h"

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

// {experiment, data_set, split, part, seeds, folds (a count), synthetic, runs_done, complete,
//  models [{model, runs [{fold, seed, file_bytes, windows, accuracy, balanced_accuracy, macro_f1}],
//   over_folds, over_seeds, pooled_seeds {accuracy, balanced_accuracy, macro_f1: {mean, sd or
//   null}}, pooled {windows, accuracy, balanced_accuracy, macro_f1, classes, confusion}, subjects
//   [{subject, windows, accuracy, macro_f1}] lowest accuracy first, worst_subjects (the first
//   three)}]}; what the figures are: sweep_summary.h
nlohmann::ordered_json to_json(const Sweep& sweep);

// A run of a sweep from the to_json of its Evaluation. where: the file, for Error(BadInput) when
// the keys are not those.
ScoredRun scored_run(const nlohmann::json& evaluation, std::string fold, std::uint64_t seed,
                     const std::string& where);

}  // namespace ambulo::evaluation

// SPDX-License-Identifier: Apache-2.0
#include "toolchain/profiling/profile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <thread>

#include "runtime/testing/sample_models.h"
#include "toolchain/core/error.h"
#include "toolchain/graph/testing/random_models.h"
#include "toolchain/profiling/stopwatch.h"
#include "toolchain/tflite/export.h"

namespace ambulo::profiling {
namespace {

Profile profile_of(const training::TrainedModel& model, std::size_t runs = 30) {
  return profile(tflite::export_model(model), "m.tflite", {.runs = runs});
}

TEST(Profile, has_every_operator_and_sums_them_up_by_type) {
  const Profile p = profile_of(graph::testing::random_cnn(1));
  ASSERT_GE(p.operators.size(), 8u);
  EXPECT_EQ(p.runs, 30u);
  EXPECT_GE(p.warm_up_runs, 3u);
  double share = 0.0;
  std::size_t macs = 0, count = 0;
  for (std::size_t i = 0; i < p.operators.size(); ++i) {
    EXPECT_EQ(p.operators[i].index, i);
    share += p.operators[i].share;
  }
  for (const TypeProfile& type : p.by_type) {
    count += type.count;
    macs += type.macs;
  }
  EXPECT_NEAR(share, 1.0, 1e-9);
  EXPECT_EQ(count, p.operators.size());
  EXPECT_EQ(macs, p.total.macs);
  // By hand: 124*12*5*6 + 58*24*5*12 + 25*48*5*24 + 576*50 + 50*6.
  EXPECT_EQ(p.total.macs, 44640u + 83520u + 144000u + 28800u + 300u);
  EXPECT_TRUE(std::ranges::is_sorted(p.by_type, std::greater{}, &TypeProfile::median_us));
  const auto conv = std::ranges::find(p.by_type, "CONV_2D", &TypeProfile::type);
  ASSERT_NE(conv, p.by_type.end());
  EXPECT_EQ(conv->count, 3u);
  EXPECT_GT(conv->gmac_per_s(), 0.0);
  EXPECT_FALSE(p.isas.empty());
  EXPECT_FALSE(p.operators[1].isa.empty());
  EXPECT_GT(conv->share, 0.1);
}

TEST(Profile, gives_a_reshape_neither_time_nor_memory) {
  const Profile p = profile(ambulo::testing::convolution_model().bytes(), "m", {.runs = 20});
  ASSERT_EQ(p.operators.size(), 5u);
  EXPECT_EQ(p.operators[0].runs_in, std::nullopt);
  EXPECT_EQ(p.operators[0].activation_bytes, 0u);
  EXPECT_EQ(p.operators[0].median_us, 0.0);
  EXPECT_EQ(p.operators[3].runs_in, 3u);
  EXPECT_EQ(p.operators[3].summary.type, "FULLY_CONNECTED");
  EXPECT_EQ(p.operators[3].activation_bytes, 2 * sizeof(float));
  EXPECT_EQ(p.operators[3].summary.bytes, 48 * sizeof(float));
  EXPECT_NE(to_text(p).find("no step"), std::string::npos);
}

TEST(Profile, agrees_with_the_time_of_whole_runs) {
  const Profile p = profile_of(graph::testing::random_lstm(1), 20);
  EXPECT_GT(p.median_us, 0.0);
  EXPECT_GE(p.median_us, p.fastest_us);
  EXPECT_NEAR(p.total.median_us / p.median_us, 1.0, 0.5);
  EXPECT_GT(p.arena.variables, 0u);
  EXPECT_EQ(p.arena.total(),
            p.arena.activations + p.arena.variables + p.arena.weights + p.arena.plan);
}

TEST(Profile, chooses_the_number_of_runs_by_their_time) {
  const Profile p = profile(ambulo::testing::convolution_model().bytes(), "m", {});
  EXPECT_GE(p.runs, 20u);
  EXPECT_LE(p.runs, 5000u);
}

TEST(Profile, has_the_json_keys_that_scripts_rely_on) {
  const nlohmann::json json = to_json(profile_of(graph::testing::random_dnn(1)));
  for (const char* key : {"median_us", "arena_bytes", "macs", "operators", "by_type"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
  EXPECT_EQ(json["arena_bytes"].get<std::size_t>(),
            json["arena"]["activations"].get<std::size_t>() +
                json["arena"]["variables"].get<std::size_t>() +
                json["arena"]["weights"].get<std::size_t>() +
                json["arena"]["plan"].get<std::size_t>());
}

TEST(Profile, writes_csv_of_equally_many_cells) {
  Profile p = profile_of(graph::testing::random_dnn(1));
  p.operators[0].summary.outputs[0].name = "a,\"b\"";
  const std::string csv = to_csv(p);
  EXPECT_NE(csv.find("\"a,\"\"b\"\"\""), std::string::npos);
  std::size_t lines = 0, header = 0;
  for (std::size_t at = 0; at < csv.size(); ++lines) {
    const std::size_t end = csv.find('\n', at);
    std::size_t commas = 0;
    bool inside = false;
    for (std::size_t i = at; i < end; ++i) {
      inside ^= csv[i] == '"';
      commas += csv[i] == ',' && !inside ? 1 : 0;
    }
    if (lines == 0) header = commas;
    EXPECT_EQ(commas, header) << csv.substr(at, end - at);
    at = end + 1;
  }
  EXPECT_EQ(lines, 1 + p.operators.size() + p.by_type.size() + 1);
}

TEST(Profile, refuses_what_does_not_run) {
  ambulo::testing::TestModel m;
  m.op(schema::BuiltinOperator::Cumsum, {m.input({2})}, {m.output({2})});
  try {
    profile(m.bytes(), "m.tflite", {});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::Unsupported);
    EXPECT_NE(std::string(error.what()).find("CUMSUM"), std::string::npos) << error.what();
  }
}

// Hooks called as the runtime does for fused operators.
TEST(Stopwatch, gives_the_time_of_a_fused_step_to_its_first_operator) {
  Stopwatch stopwatch(4);
  const Profiler profiler = stopwatch.profiler();
  for (int run = 0; run < 3; ++run) {
    for (const ProfiledStep step :
         {ProfiledStep{1, 2, Isa::x86_avx2}, ProfiledStep{3, 3, Isa::reference}}) {
      profiler.before(profiler.context, step);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      profiler.after(profiler.context, step);
    }
    stopwatch.end_run();
  }
  EXPECT_EQ(stopwatch.runs_in(0), Stopwatch::none);
  EXPECT_EQ(stopwatch.runs_in(1), 1u);
  EXPECT_EQ(stopwatch.runs_in(2), 1u);
  EXPECT_EQ(stopwatch.runs_in(3), 3u);
  EXPECT_EQ(stopwatch.isa(2), Isa::x86_avx2);
  EXPECT_EQ(stopwatch.isa(3), Isa::reference);
  std::vector<double> times = stopwatch.times_us(1, 0.0);
  ASSERT_EQ(times.size(), 3u);
  EXPECT_GE(*std::ranges::min_element(times), 1000.0);
  const std::vector<double> fused = stopwatch.times_us(2, 0.0);
  EXPECT_EQ(*std::ranges::max_element(fused), 0.0);
}

TEST(Stopwatch, takes_the_cost_of_the_clock_off_once_for_each_step) {
  Stopwatch stopwatch(1);
  const Profiler profiler = stopwatch.profiler();
  for (int step = 0; step < 2; ++step) {
    profiler.before(profiler.context, {0, 0, Isa::reference});
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    profiler.after(profiler.context, {0, 0, Isa::reference});
  }
  stopwatch.end_run();
  const double whole = stopwatch.times_us(0, 0.0)[0];
  EXPECT_NEAR(stopwatch.times_us(0, 100.0)[0], whole - 200.0, 1e-6);
  EXPECT_GT(clock_cost_us(), 0.0);
  EXPECT_LT(clock_cost_us(), 100.0);
}

TEST(Median, is_the_middle_or_the_mean_of_the_two_middle_ones) {
  std::vector<double> odd = {3, 1, 2}, even = {4, 1, 3, 2}, one = {7};
  EXPECT_EQ(median_of(odd), 2.0);
  EXPECT_EQ(median_of(even), 2.5);
  EXPECT_EQ(median_of(one), 7.0);
}

}  // namespace
}  // namespace ambulo::profiling

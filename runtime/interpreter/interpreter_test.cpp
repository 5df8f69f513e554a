// SPDX-License-Identifier: Apache-2.0
#include <ambulo/interpreter.h>
#include <ambulo/sensor_contract.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "runtime/memory/planner.h"
#include "runtime/testing/sample_models.h"

namespace ambulo {
namespace {

using schema::BuiltinOperator;
using schema::OptionsType;
using testing::Block;
using testing::Floats;
using testing::Options;
using testing::prepare_status;
using testing::random_values;
using testing::Session;
using testing::TestModel;

// The example at the head of <ambulo/model.h> and <ambulo/interpreter.h>.
Status classify_as_the_headers_say(Span<const uint8_t> bytes, const float* window, float* scores) {
  ambulo::Model model;
  if (const auto status = ambulo::Model::open(bytes, model); status != ambulo::Status::Ok) {
    return status;
  }
  ambulo::SensorContractView contract;
  if (ambulo::read_sensor_contract(model.metadata("ambulo.sensor_contract"), contract) ==
      ambulo::Status::Ok) {
    return Status::InvalidArgument;  // the sample has none
  }
  alignas(16) static uint8_t arena[24 * 1024];
  ambulo::Interpreter interpreter;
  AMBULO_TRY(interpreter.prepare(model, {arena, sizeof arena}));
  for (size_t i = 0; i < 48; ++i) interpreter.input(0).as<float>()[i] = window[i];
  interpreter.reset_variables();
  interpreter.invoke();
  for (size_t i = 0; i < 2; ++i) scores[i] = interpreter.output(0).as<float>()[i];
  return Status::Ok;
}

TEST(Interpreter, runs_as_the_public_headers_say) {
  const Block file(testing::convolution_model().bytes());
  const Floats window = random_values(48, 1);
  float scores[2] = {};
  ASSERT_EQ(classify_as_the_headers_say(file.span(), window.data(), scores), Status::Ok);
  EXPECT_NEAR(scores[0] + scores[1], 1.0f, 1e-6f);
}

TEST(Interpreter, tells_the_exact_arena_for_every_smaller_one) {
  for (const TestModel& sample :
       {testing::convolution_model(), testing::lstm_model(4), testing::mixed_model()}) {
    const Block file(sample.bytes());
    Model model;
    ASSERT_EQ(Model::open(file.span(), model), Status::Ok);
    Interpreter interpreter;
    size_t needed = 0;
    ASSERT_EQ(interpreter.arena_bytes(model, needed), Status::Ok);
    ASSERT_GT(needed, 0u);
    for (size_t bytes = 0; bytes < needed; ++bytes) {
      const Block arena(bytes);
      ASSERT_EQ(interpreter.prepare(model, arena.span()), Status::ArenaTooSmall) << bytes;
      ASSERT_EQ(interpreter.failure().value, needed);
      ASSERT_EQ(interpreter.input_count(), 0u);
    }
    const Block arena(needed);
    ASSERT_EQ(interpreter.prepare(model, arena.span()), Status::Ok);
    interpreter.invoke();
  }
}

TEST(Interpreter, gives_the_same_result_each_time) {
  Session session(testing::convolution_model().bytes());
  const Floats window = random_values(48, 2);
  const Floats first = session.run({window});
  session.run({random_values(48, 3)});
  EXPECT_EQ(session.run({window}), first);
}

TEST(Interpreter, reshapes_cost_no_memory_and_no_step) {
  const auto arena_with = [](int reshapes) {
    TestModel m;
    int x = m.input({1, 1024});
    for (int i = 0; i < reshapes; ++i) {
      const int y = m.computed({1, 1024});
      m.op(BuiltinOperator::Reshape, {x}, {y});
      x = y;
    }
    m.op(BuiltinOperator::Relu, {x}, {m.output({1, 1024})});
    Session session(m.bytes());
    EXPECT_EQ(session.run({Floats(1024, -1.0f)}), Floats(1024, 0.0f));
    return session.arena->span().size;
  };
  EXPECT_EQ(arena_with(3), arena_with(0));
}

TEST(Interpreter, keeps_a_tensor_that_is_used_after_its_reshape) {
  TestModel m;
  const int x = m.input({4}), y = m.computed({2, 2}), z = m.computed({2, 2});
  m.op(BuiltinOperator::Reshape, {x}, {y});
  m.op(BuiltinOperator::Relu, {y}, {z});
  m.op(BuiltinOperator::Reshape, {x}, {m.output({4})});
  m.mark_output(z);
  Session session(m.bytes());
  EXPECT_EQ(session.run({{-1, 2, -3, 4}}), (Floats{-1, 2, -3, 4}));
  const float* relu = session.interpreter.output(1).as<float>();
  EXPECT_EQ(Floats(relu, relu + 4), (Floats{0, 2, 0, 4}));
}

TEST(Interpreter, remembers_state_until_variables_are_reset) {
  Session session(testing::lstm_model(2).bytes());
  const Floats window = random_values(4, 1);
  const Floats fresh = session.run({window});
  const Floats continued = session.run({window});
  EXPECT_NE(continued, fresh);
  session.interpreter.reset_variables();
  EXPECT_EQ(session.run({window}), fresh);
}

TEST(Interpreter, continues_a_sequence_where_the_last_call_ended) {
  const Floats window = random_values(8, 1);
  const Floats whole = Session(testing::lstm_model(4).bytes()).run({window});
  Session halves(testing::lstm_model(2).bytes());
  Floats joined = halves.run({Floats(window.begin(), window.begin() + 4)});
  const Floats second = halves.run({Floats(window.begin() + 4, window.end())});
  joined.insert(joined.end(), second.begin(), second.end());
  EXPECT_EQ(joined, whole);
}

// The operators whose steps the hooks of a profiler saw begin and end.
struct Trace {
  std::vector<size_t> begun, ended;

  Profiler profiler() {
    return {this,
            [](void* context, const ProfiledStep& step) {
              add(static_cast<Trace*>(context)->begun, step);
            },
            [](void* context, const ProfiledStep& step) {
              auto& trace = *static_cast<Trace*>(context);
              add(trace.ended, step);
              EXPECT_EQ(trace.ended, trace.begun);
            }};
  }
  static void add(std::vector<size_t>& ops, const ProfiledStep& step) {
    for (size_t op = step.first_op; op <= step.last_op; ++op) ops.push_back(op);
  }
};

TEST(Interpreter, shows_a_profiler_each_operator_once_and_in_order) {
  Session session(testing::convolution_model().bytes());
  const Floats window = random_values(48, 2);
  const Floats expected = session.run({window});
  Trace trace;
  std::memcpy(session.interpreter.input(0).data, window.data(), 48 * sizeof(float));
  session.interpreter.invoke(trace.profiler());
  EXPECT_EQ(trace.ended, (std::vector<size_t>{1, 2, 3, 4}));  // 0 is a reshape: no step
  const float* scores = session.interpreter.output(0).as<float>();
  EXPECT_EQ(Floats(scores, scores + 2), expected);
  session.interpreter.invoke();  // a profiler is forgotten
  EXPECT_EQ(trace.begun.size(), 4u);
}

TEST(Interpreter, tells_what_the_arena_is_spent_on) {
  for (const TestModel& sample : {testing::convolution_model(), testing::lstm_model(4)}) {
    Session session(sample.bytes());
    const ArenaUse& use = session.interpreter.arena_use();
    EXPECT_EQ(use.total(), session.arena->span().size);
    EXPECT_GT(use.plan, 0u);
  }
  setenv("AMBULO_FORCE_ISA", "reference", 1);  // others fuse convolution and pool
  Session convolution(testing::convolution_model().bytes());
  unsetenv("AMBULO_FORCE_ISA");
  EXPECT_EQ(convolution.interpreter.arena_use().activations, (48u + 48u) * sizeof(float));
  EXPECT_EQ(convolution.interpreter.arena_use().variables, 0u);
  Session lstm(testing::lstm_model(4).bytes());
  EXPECT_EQ(lstm.interpreter.arena_use().variables, 2u * 16);  // 3 floats each, aligned
}

TEST(Interpreter, counts_results_known_before_the_first_run_as_weights) {
  TestModel m;
  const int sum = m.computed({100}), x = m.input({100});
  m.op(BuiltinOperator::Add, {m.constant({100}, Floats(100, 1)), m.constant({1}, Floats{2})},
       {sum});
  m.op(BuiltinOperator::Add, {x, sum}, {m.output({100})});
  Session session(m.bytes());
  EXPECT_EQ(session.run({Floats(100, 4)}), Floats(100, 7));
  const ArenaUse& use = session.interpreter.arena_use();
  EXPECT_EQ(use.weights, 100 * sizeof(float));
  EXPECT_EQ(use.total(), session.arena->span().size);
}

TEST(Interpreter, refuses_lstm_forms_it_has_not_by_name) {
  Session diagonal(
      testing::lstm_model(
          2, Options(OptionsType::UnidirectionalSequenceLstm)
                 .set(schema::unidirectional_sequence_lstm_options::kDiagonalRecurrentTensors, 1))
          .bytes());
  EXPECT_EQ(diagonal.status, Status::UnsupportedOperator);
  EXPECT_EQ(diagonal.interpreter.failure().op, 0u);
}

TEST(Interpreter, names_the_operator_it_does_not_have) {
  TestModel m;
  const int x = m.input({2}), y = m.computed({2});
  m.op(BuiltinOperator::Relu, {x}, {y});
  m.op(BuiltinOperator::Cumsum, {y}, {m.output({2})});
  Session session(m.bytes());
  EXPECT_EQ(session.status, Status::UnsupportedOperator);
  EXPECT_EQ(session.interpreter.failure().op, 1u);
  EXPECT_EQ(session.interpreter.failure().value, static_cast<size_t>(BuiltinOperator::Cumsum));
  EXPECT_EQ(session.model.operator_code(1), static_cast<int32_t>(BuiltinOperator::Cumsum));
}

TEST(Interpreter, refuses_operators_in_an_order_that_cannot_run) {
  TestModel late;
  const int x = late.input({2}), y = late.computed({2});
  late.op(BuiltinOperator::Relu, {y}, {late.output({2})});
  late.op(BuiltinOperator::Relu, {x}, {y});
  EXPECT_EQ(prepare_status(late), Status::BadModel);

  TestModel twice;
  const int a = twice.input({2}), b = twice.output({2});
  twice.op(BuiltinOperator::Relu, {a}, {b});
  twice.op(BuiltinOperator::Relu, {a}, {b});
  EXPECT_EQ(prepare_status(twice), Status::BadModel);

  TestModel onto_input;
  const int c = onto_input.input({2});
  onto_input.op(BuiltinOperator::Relu, {c}, {c});
  EXPECT_EQ(prepare_status(onto_input), Status::BadModel);

  TestModel onto_constant;
  onto_constant.op(BuiltinOperator::Relu, {onto_constant.input({2})},
                   {onto_constant.constant({2}, Floats{1, 2})});
  EXPECT_EQ(prepare_status(onto_constant), Status::BadModel);

  TestModel never_written;
  never_written.input({2});
  never_written.output({2});
  EXPECT_EQ(prepare_status(never_written), Status::BadModel);

  TestModel same_input_twice;
  same_input_twice.mark_input(same_input_twice.input({2}));
  EXPECT_EQ(prepare_status(same_input_twice), Status::BadModel);
}

TEST(Interpreter, refuses_tensors_without_elements) {
  TestModel m;
  m.op(BuiltinOperator::Relu, {m.input({0, 2})}, {m.output({0, 2})});
  EXPECT_EQ(prepare_status(m), Status::BadShape);

  TestModel weights;
  const int x = weights.input({1, 2}), w = weights.computed({2, 0});
  weights.op(BuiltinOperator::FullyConnected, {x, w}, {weights.output({1, 2})});
  EXPECT_EQ(prepare_status(weights), Status::BadShape);
}

TEST(Interpreter, refuses_more_than_31_bits_of_memory) {
  TestModel m;
  int x = m.input({1 << 28});
  for (int i = 0; i < 2; ++i) {
    const int y = m.output({1 << 28});
    m.op(BuiltinOperator::Relu, {x}, {y});
    x = y;
  }
  EXPECT_EQ(prepare_status(m), Status::ModelTooLarge);
}

TEST(Interpreter, refuses_an_unaligned_arena_and_a_model_that_was_not_opened) {
  const Block file(testing::convolution_model().bytes()), arena(1 << 16);
  Model model;
  Interpreter interpreter;
  EXPECT_EQ(interpreter.prepare(model, arena.span()), Status::InvalidArgument);
  ASSERT_EQ(Model::open(file.span(), model), Status::Ok);
  EXPECT_EQ(interpreter.prepare(model, {arena.span().data + 1, 1 << 15}), Status::InvalidArgument);
  EXPECT_EQ(interpreter.prepare(model, arena.span()), Status::Ok);
}

TEST(Interpreter, plans_models_of_hundreds_and_thousands_of_tensors) {
  for (const int operators : {200, 3000}) {
    TestModel m;
    int x = m.input({3});
    for (int i = 0; i < operators; ++i) {
      const int y = m.computed({3});
      m.op(BuiltinOperator::Add, {x, m.constant({1}, Floats{1})}, {y});
      x = y;
    }
    m.mark_output(x);
    const auto n = static_cast<float>(operators);
    EXPECT_EQ(Session(m.bytes()).run({{0, 1, 2}}), (Floats{n, n + 1, n + 2}));
  }
}

TEST(Interpreter, refuses_more_tensors_than_it_can_plan) {
  TestModel m;
  const int x = m.input({3});
  for (int i = 0; i < memory::kMaxBuffers; ++i) m.computed({3});
  m.op(BuiltinOperator::Relu, {x}, {m.output({3})});
  EXPECT_EQ(prepare_status(m), Status::ModelTooLarge);
}

}  // namespace
}  // namespace ambulo

// SPDX-License-Identifier: Apache-2.0
// A case runs one kernel, of the name that it has in kernels.def, on what the input chooses. To add
// one: a function in the file of its family, and a row at the end of kCases; rows before it keep
// their numbers, which the corpus holds.
#pragma once

#include "fuzz/kernels/choices.h"

namespace ambulo::fuzz {

// layers.cpp
void conv_2d_s8(Choices& choices);
void conv_2d_f32(Choices& choices);
void fully_connected_s8(Choices& choices);
void fully_connected_f32(Choices& choices);
void depthwise_conv_2d_s8(Choices& choices);
void depthwise_conv_2d_f32(Choices& choices);
// recurrent.cpp
void unidirectional_sequence_lstm_f32(Choices& choices);
void unidirectional_sequence_lstm_s8(Choices& choices);
// reductions.cpp
void max_pool_2d_s8(Choices& choices);
void max_pool_2d_f32(Choices& choices);
void average_pool_2d_s8(Choices& choices);
void average_pool_2d_f32(Choices& choices);
void softmax_s8(Choices& choices);
void softmax_f32(Choices& choices);
void sum_s8(Choices& choices);
void mean_f32(Choices& choices);
// elementwise.cpp
void add_s8(Choices& choices);
void mul_s8(Choices& choices);

struct KernelCase {
  const char* name;
  void (*run)(Choices& choices);
};

#define AMBULO_CASE(name) \
  { #name, name }
inline constexpr KernelCase kCases[] = {AMBULO_CASE(conv_2d_s8),
                                        AMBULO_CASE(conv_2d_f32),
                                        AMBULO_CASE(fully_connected_s8),
                                        AMBULO_CASE(fully_connected_f32),
                                        AMBULO_CASE(depthwise_conv_2d_s8),
                                        AMBULO_CASE(depthwise_conv_2d_f32),
                                        AMBULO_CASE(unidirectional_sequence_lstm_f32),
                                        AMBULO_CASE(unidirectional_sequence_lstm_s8),
                                        AMBULO_CASE(max_pool_2d_s8),
                                        AMBULO_CASE(max_pool_2d_f32),
                                        AMBULO_CASE(average_pool_2d_s8),
                                        AMBULO_CASE(average_pool_2d_f32),
                                        AMBULO_CASE(softmax_s8),
                                        AMBULO_CASE(softmax_f32),
                                        AMBULO_CASE(sum_s8),
                                        AMBULO_CASE(mean_f32),
                                        AMBULO_CASE(add_s8),
                                        AMBULO_CASE(mul_s8)};
#undef AMBULO_CASE

}  // namespace ambulo::fuzz

# SPDX-License-Identifier: Apache-2.0
"""Which network is converted to which forms. What is missing here, the converter refuses or does
not survive: see README.md."""

import dataclasses
from typing import Callable

import networks as n

ALL = ("float32", "float16", "dynamic", "int8", "int16x8")
PLAIN = ("float32", "dynamic", "int8", "int16x8")
NO_INT16 = ("float32", "dynamic", "int8")
INTEGERS = ("float32", "int8", "int16x8")
FLOATS = ("float32", "dynamic")
ENDS = ("float32", "int8")
SHORT = n.UNROLLED_SAMPLES


@dataclasses.dataclass(frozen=True)
class Entry:
    name: str
    build: Callable
    schemes: tuple[str, ...]
    keras: str = "keras"  # the module: keras is version 3, tf_keras version 2
    flex: bool = False  # loops with TensorFlow's list operators


FEED_FORWARD = [
    Entry("conv_same", n.conv_same, ALL + ("int8_float_io", "int8_uint8_io", "int8_per_tensor",
                                           "int8_dense_per_tensor", "int16x8_bias32")),
    Entry("conv_any_batch", n.conv_any_batch, ENDS),
    Entry("conv_valid", n.conv_valid, PLAIN),
    Entry("conv_stride", n.conv_stride, INTEGERS),
    Entry("conv_dilated", n.conv_dilated, PLAIN),
    Entry("conv_2d", n.conv_2d, NO_INT16),
    Entry("batch_norm", n.batch_norm, INTEGERS),
    Entry("layer_norm", n.layer_norm, ENDS),
    Entry("pool_max_global", n.pool_max_global, INTEGERS),
    Entry("pool_average", n.pool_average, INTEGERS),
    Entry("depthwise", n.depthwise, INTEGERS),
    Entry("separable", n.separable, ("float32", "float16", "int8")),
    Entry("residual", n.residual, INTEGERS),
    Entry("squeeze_excite", n.squeeze_excite, INTEGERS),
    Entry("branches", n.branches, INTEGERS),
    Entry("leaky_relu", n.leaky_relu, INTEGERS),
    Entry("elu", n.elu, ENDS),
    Entry("swish", n.swish, ENDS),
    Entry("prelu", n.prelu, ENDS),
    Entry("dense", n.dense, PLAIN),
    Entry("dense_each_sample", n.dense_each_sample, PLAIN),
    Entry("attention", n.attention, ENDS),
]

RECURRENT = [
    Entry("lstm_fused", n.recurrent("LSTM"), ("float32", "float16", "int8"), "tf_keras"),
    Entry("lstm_fused_stacked", n.stacked("LSTM"), ENDS, "tf_keras"),
    Entry("lstm_fused_bidirectional", n.recurrent("LSTM", bidirectional=True), ENDS, "tf_keras"),
    Entry("time_distributed_lstm_fused", n.time_distributed("LSTM"), ENDS, "tf_keras"),
    Entry("conv_lstm_fused", n.conv_recurrent("LSTM"), ("dynamic", "int8"), "tf_keras"),
    Entry("lstm_while", n.recurrent("LSTM"), FLOATS),
    Entry("lstm_while_keras2", n.recurrent("LSTM", recurrent_dropout=0.2), ("float32",),
          "tf_keras"),
    Entry("lstm_while_stacked", n.stacked("LSTM"), ("float32",)),
    Entry("lstm_while_bidirectional", n.recurrent("LSTM", 8, bidirectional=True), ("float32",)),
    Entry("conv_lstm_while", n.conv_recurrent("LSTM", 16), ("dynamic",)),
    Entry("lstm_flex", n.recurrent("LSTM"), ("float32",), flex=True),
    Entry("lstm_flex_any_batch", n.recurrent("LSTM", batch=None), FLOATS, flex=True),
    Entry("lstm_flex_keras2", n.recurrent("LSTM", batch=None), ("float32",), "tf_keras", flex=True),
    Entry("lstm_flex_stacked", n.stacked("LSTM"), ("float32",), flex=True),
    Entry("lstm_flex_bidirectional", n.recurrent("LSTM", 8, bidirectional=True), ("float32",),
          flex=True),
    Entry("lstm_unrolled", n.recurrent("LSTM", samples=SHORT, unroll=True), PLAIN),
    Entry("lstm_unrolled_any_batch",
          n.recurrent("LSTM", samples=SHORT, batch=None, unroll=True), ("float32",)),
    Entry("lstm_unrolled_stacked", n.stacked("LSTM", samples=SHORT, unroll=True), ("float32",)),
    Entry("lstm_unrolled_bidirectional",
          n.recurrent("LSTM", 8, SHORT, bidirectional=True, unroll=True), ENDS),
    Entry("gru_while", n.recurrent("GRU", 24), FLOATS),
    Entry("gru_while_keras2", n.recurrent("GRU"), ("float32",), "tf_keras"),
    Entry("gru_while_reset_before", n.recurrent("GRU", reset_after=False), ("float32",)),
    Entry("gru_while_stacked", n.stacked("GRU"), ("float32",)),
    Entry("gru_while_bidirectional", n.recurrent("GRU", 8, bidirectional=True), ("float32",)),
    Entry("gru_flex", n.recurrent("GRU", batch=None), ("float32",), flex=True),
    Entry("gru_flex_keras2", n.recurrent("GRU", batch=None), ("float32",), "tf_keras", flex=True),
    Entry("gru_flex_bidirectional", n.recurrent("GRU", 8, bidirectional=True, batch=None),
          ("float32",), flex=True),
    Entry("gru_unrolled", n.recurrent("GRU", samples=SHORT, unroll=True), ENDS),
    Entry("gru_unrolled_bidirectional",
          n.recurrent("GRU", 8, SHORT, bidirectional=True, unroll=True), ("float32",)),
    Entry("simple_rnn_while", n.recurrent("SimpleRNN"), ("float32",)),
    Entry("simple_rnn_unrolled", n.recurrent("SimpleRNN", samples=SHORT, unroll=True), ENDS),
]

ENTRIES = FEED_FORWARD + RECURRENT

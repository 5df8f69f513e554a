# SPDX-License-Identifier: Apache-2.0
"""A Keras network with random weights, and its conversion to .tflite in each form."""

import contextlib
import io

import numpy as np
import tensorflow as tf


def build_with_random_weights(build, k, seed: int):
    """Biases and the statistics of batch normalisation too are random: as they are at first,
    zeros and ones, they would hide a runtime that ignores them."""
    k.backend.clear_session()  # names are counted from 1 again
    k.utils.set_random_seed(seed)
    network = build(k)
    random = np.random.default_rng(seed)
    for variable in network.weights:
        name = getattr(variable, "path", variable.name).split("/")[-1].split(":")[0]
        shape = tuple(variable.shape)
        if name in ("gamma", "moving_variance"):
            variable.assign(random.uniform(0.5, 1.5, shape).astype(np.float32))
        elif name in ("bias", "beta", "moving_mean"):
            variable.assign(random.normal(0.0, 0.3, shape).astype(np.float32))
    return network


def random_windows(network, count: int, seed: int) -> np.ndarray:
    """(count, samples, channels): a slow wave and noise, as motion has them."""
    random = np.random.default_rng(seed)
    _, samples, channels = network.inputs[0].shape
    time = np.arange(samples)[None, :, None] / samples
    wave = np.sin(2 * np.pi * (random.uniform(0.5, 4, (count, 1, channels)) * time
                               + random.uniform(0, 1, (count, 1, channels))))
    noise = random.normal(0.0, 0.5, (count, samples, channels))
    return (wave * random.uniform(0.2, 2, (count, 1, channels)) + noise).astype(np.float32)


def set_scheme(converter, scheme: str, windows, flex: bool) -> None:
    """Schemes: float32, float16, dynamic, int8, int16x8; the last two with what follows the _."""
    operators = tf.lite.OpsSet.TFLITE_BUILTINS
    if scheme != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if scheme == "float16":
        converter.target_spec.supported_types = [tf.float16]
    kind, _, variant = scheme.partition("_")
    if kind in ("int8", "int16x8"):
        converter.representative_dataset = lambda: ([window[None]] for window in windows)
        operators, io_type = {
            "int8": (tf.lite.OpsSet.TFLITE_BUILTINS_INT8, tf.int8),
            "int16x8": (tf.lite.OpsSet.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8,
                        tf.int16)}[kind]
        io_type = {"float_io": tf.float32, "uint8_io": tf.uint8}.get(variant, io_type)
        converter.inference_input_type = converter.inference_output_type = io_type
    if variant == "per_tensor":  # one scale for all channels
        converter._experimental_disable_per_channel = True
    if variant == "dense_per_tensor":  # dense layers as converters made them until early 2024
        converter._experimental_disable_per_channel_quantization_for_dense_layers = True
    if variant == "bias32":
        converter._experimental_full_integer_quantization_bias_type = tf.int32
    converter.target_spec.supported_ops = [operators] + [tf.lite.OpsSet.SELECT_TF_OPS] * flex
    converter._experimental_lower_tensor_list_ops = not flex


def convert(network, scheme: str, windows, flex: bool) -> bytes:
    with contextlib.redirect_stdout(io.StringIO()):  # it describes the saved model
        converter = tf.lite.TFLiteConverter.from_keras_model(network)
        set_scheme(converter, scheme, windows, flex)
        return converter.convert()

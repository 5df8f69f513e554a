# SPDX-License-Identifier: Apache-2.0
"""Writes the networks of benchmarks/peers/run.py as Keras makes them: float32, dynamic range (int8
weights, float activations) and int8, as Keras 3 and as Keras 2 write them (fewer operators); lstm as
the fused operator (Keras 2 alone has it) and unrolled. Weights are random: they decide nothing about
time.

    make_keras_models.py OUT_FOLDER        (Python with tensorflow 2.21 and tf_keras 2.21)"""

import functools
import pathlib
import sys

import numpy as np
import tensorflow as tf
import tf_keras

STEPS, CHANNELS = 128, 12


def window(keras):
    return keras.layers.Input((STEPS, CHANNELS), batch_size=1)


def classifier(keras, inputs, x):
    return keras.Model(inputs, keras.layers.Dense(6, activation="softmax")(x))


def dnn(keras):
    x = inputs = window(keras)
    x = keras.layers.Flatten()(x)
    for _ in range(2):
        x = keras.layers.Dense(64, activation="relu")(x)
    return classifier(keras, inputs, x)


def cnn(keras):
    layers = keras.layers
    x = inputs = window(keras)
    for filters in (12, 24, 48):
        x = layers.MaxPooling1D(2)(layers.Conv1D(filters, 5, activation="relu")(x))
    x = layers.Dense(50, activation="relu")(layers.Flatten()(x))
    return classifier(keras, inputs, x)


def compact(keras):
    layers = keras.layers
    x = inputs = window(keras)
    for filters, kernel, stride in ((24, 7, 2), (32, 5, 2), (48, 5, 1), (64, 3, 1)):
        x = layers.Conv1D(filters, kernel, strides=stride, activation="relu")(x)
    steps = x.shape[1]
    pools = [layers.AveragePooling1D(steps)(x), layers.MaxPooling1D(steps)(x)]
    return classifier(keras, inputs, layers.Flatten()(layers.Concatenate()(pools)))


def lstm(keras, unroll):
    # Cells must exceed 0.5, as those of trained networks do: the integer LSTM has no tanh for less.
    wide = keras.initializers.RandomNormal(stddev=0.3, seed=1)
    layer = functools.partial(keras.layers.LSTM, 64, unroll=unroll, kernel_initializer=wide)
    x = inputs = window(keras)
    x = layer()(layer(return_sequences=True)(x))
    return classifier(keras, inputs, x)


def converter_of(model, folder: pathlib.Path):
    saved = str(folder / "saved" / model.name)
    model.export(saved)
    return tf.lite.TFLiteConverter.from_saved_model(saved)


def float32(model, folder: pathlib.Path) -> bytes:
    return converter_of(model, folder).convert()


def dynamic(model, folder: pathlib.Path) -> bytes:
    converter = converter_of(model, folder)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    return converter.convert()


def int8(model, folder: pathlib.Path) -> bytes:
    random = np.random.default_rng(1)
    converter = converter_of(model, folder)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: (
        [random.normal(size=(1, STEPS, CHANNELS)).astype(np.float32)] for _ in range(100))
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


def files():
    """Name, network, Keras and form of each."""
    fused = functools.partial(lstm, unroll=False)
    unrolled = functools.partial(lstm, unroll=True)
    for form in (float32, dynamic, int8):
        for make in (dnn, cnn, compact):
            for suffix, keras in (("", tf.keras), ("_keras2", tf_keras)):
                yield f"{make.__name__}_{form.__name__}{suffix}", make, keras, form
        name = f"lstm_{form.__name__}"
        yield name, fused, tf_keras, form
        yield f"{name}_unrolled", unrolled, tf.keras, form
        yield f"{name}_unrolled_keras2", unrolled, tf_keras, form


def main():
    folder = pathlib.Path(sys.argv[1])
    for keras in (tf.keras, tf_keras):
        keras.utils.disable_interactive_logging()
    for name, make, keras, form in files():
        keras.utils.set_random_seed(1)
        path = folder / f"{name}.tflite"
        path.write_bytes(form(make(keras), folder))
        print(path, path.stat().st_size, flush=True)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""Writes dnn, cnn and compact as Keras makes them, in int8, for benchmarks/peers/run.py. Weights
are random: they decide nothing about time.

    make_int8_models.py OUT_FOLDER        (Python with tensorflow 2.21)"""

import pathlib
import sys

import numpy as np
import tensorflow as tf

CHANNELS = 12
LAYERS = tf.keras.layers


def cnn():
    x = inputs = LAYERS.Input((128, CHANNELS), batch_size=1)
    for filters in (12, 24, 48):
        x = LAYERS.MaxPooling1D(2)(LAYERS.Conv1D(filters, 5, activation="relu")(x))
    x = LAYERS.Dense(50, activation="relu")(LAYERS.Flatten()(x))
    return tf.keras.Model(inputs, LAYERS.Dense(6, activation="softmax")(x))


def compact():
    x = inputs = LAYERS.Input((128, CHANNELS), batch_size=1)
    for filters, kernel, stride in ((24, 7, 2), (32, 5, 2), (48, 5, 1), (64, 3, 1)):
        x = LAYERS.Conv1D(filters, kernel, strides=stride, activation="relu")(x)
    x = LAYERS.GlobalAveragePooling1D()(x)
    return tf.keras.Model(inputs, LAYERS.Dense(6, activation="softmax")(x))


def dnn():
    x = inputs = LAYERS.Input((128, CHANNELS), batch_size=1)
    x = LAYERS.Flatten()(x)
    for _ in range(2):
        x = LAYERS.Dense(64, activation="relu")(x)
    return tf.keras.Model(inputs, LAYERS.Dense(6, activation="softmax")(x))


def int8_bytes(model) -> bytes:
    random = np.random.default_rng(1)
    folder = pathlib.Path(sys.argv[1]) / f"{model.name}_saved"
    model.export(str(folder), verbose=False)
    converter = tf.lite.TFLiteConverter.from_saved_model(str(folder))
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: (
        [random.normal(size=(1, 128, CHANNELS)).astype(np.float32)] for _ in range(100))
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return converter.convert()


def main():
    tf.keras.utils.set_random_seed(1)
    for make in (dnn, cnn, compact):
        path = pathlib.Path(sys.argv[1]) / f"{make.__name__}_int8.tflite"
        path.write_bytes(int8_bytes(make()))
        print(path, path.stat().st_size)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Seconds per epoch of a shipped experiment's network in Keras, in a compiled loop of its own (tf.function, fixed
shapes; the last incomplete batch is left out), one thread.

    keras_epochs.py EXPERIMENT EPOCHS
"""
import json
import os
import pathlib
import sys
import time

os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="", TF_NUM_INTRAOP_THREADS="1",
                  TF_NUM_INTEROP_THREADS="1")
import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

try:
    import tomllib
except ImportError:  # Python below 3.11
    import tomli as tomllib

WINDOWS, CLASSES = 7415, 6
CHANNELS = {"raw": 6, "gravity_split": 12, "gravity_split_levels": 15}
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
L = keras.layers


def build(model, channels):
    x = inputs = keras.Input((128, channels))
    kind, dropout = model["architecture"], model.get("dropout", 0.2)
    if kind == "lstm":
        for i, units in enumerate(model["units"]):
            last = i + 1 == len(model["units"])
            x = L.LSTM(units, return_sequences=not last)(x)
            x = L.Dropout(dropout)(L.BatchNormalization()(x))
        return keras.Model(inputs, L.Dense(CLASSES)(x))
    if kind in ("cnn", "compact"):
        for filters, kernel, stride in zip(model["filters"], model["kernels"], model["strides"]):
            x = L.Conv1D(filters, kernel, stride)(x)
            if kind == "cnn":
                x = L.MaxPooling1D(2)(L.ReLU()(x))
            else:
                x = L.Dropout(dropout)(L.ReLU()(L.BatchNormalization()(x)))
    if kind == "compact":
        x = L.Concatenate()([L.GlobalAveragePooling1D()(x), L.GlobalMaxPooling1D()(x)])
        x = L.Dropout(model.get("head_dropout", 0.0))(x)
    else:
        x = L.Flatten()(x)
        for units in model["units"]:
            x = L.Dropout(dropout)(L.BatchNormalization()(L.Dense(units, activation="relu")(x)))
    return keras.Model(inputs, L.Dense(CLASSES)(x))


def main():
    experiment = tomllib.loads((ROOT / "experiments" / f"{sys.argv[1]}.toml").read_text())
    channels = CHANNELS[experiment["front_end"]["kind"]]
    batch = experiment["training"]["batch"]
    model = build(experiment["model"], channels)
    smoothing = experiment["training"].get("label_smoothing", 0.0)
    loss_of = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing)
    optimizer = keras.optimizers.AdamW(experiment["training"]["learning_rate"])
    optimizer.build(model.trainable_variables)
    x = tf.random.uniform((WINDOWS, 128, channels), -1.0, 1.0)
    y = tf.one_hot(tf.random.uniform((WINDOWS,), 0, CLASSES, tf.int32), CLASSES)

    @tf.function
    def step(rows, labels):
        with tf.GradientTape() as tape:
            loss = loss_of(labels, model(rows, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        return loss

    parameters = sum(int(tf.size(v)) for v in model.trainable_variables)
    for _ in range(int(sys.argv[2])):
        start = time.perf_counter()
        for first in range(0, WINDOWS - batch + 1, batch):
            loss = step(x[first:first + batch], y[first:first + batch])
        loss.numpy()
        steps, all_steps = WINDOWS // batch, WINDOWS / batch
        print(json.dumps({"seconds": (time.perf_counter() - start) * all_steps / steps, "parameters": parameters,
                          "version": tf.__version__}))


if __name__ == "__main__":
    main()

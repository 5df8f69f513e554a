# SPDX-License-Identifier: Apache-2.0
"""A float32 file of ours through TensorFlow's converter: writes NAME.FORM.tflite for each form, and
NAME.json with what it refused, and by how much the float twin's answers differ.

    convert.py FLOAT.tflite PARTS_FOLDER OUT_FOLDER NAME   (Python with tensorflow and tf_keras 2.21)"""

import json
import pathlib
import sys
import tempfile

import numpy as np
import tensorflow as tf

import keras_twin

INT8 = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
INT16X8 = [tf.lite.OpsSet.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8]


def converted(saved: str, form: str, calibration: np.ndarray) -> bytes:
    converter = tf.lite.TFLiteConverter.from_saved_model(saved)
    if form != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
    if form in ("int8", "int16x8"):
        converter.representative_dataset = lambda: ([window[None]] for window in calibration)
        converter.target_spec.supported_ops = INT8 if form == "int8" else INT16X8
    return converter.convert()


def reason(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    found = [line for line in lines if "rror" in line or "not " in line or "uantiz" in line]
    return (found or lines or [type(error).__name__])[-1][:160]


def main():
    float_file, parts, out, name = map(pathlib.Path, sys.argv[1:])
    calibration = np.load(parts / "calibration.x.npy")
    content = float_file.read_bytes()
    has_lstm = "lstm" in name.name
    report = {"refused": {}, "versions": {"tensorflow": tf.__version__}}
    forms = ["float32", "dynamic", "int8", "int16x8"]
    for unroll in (False, True) if has_lstm else (False,):
        model = keras_twin.twin(content, unroll)
        with tempfile.TemporaryDirectory() as saved:
            model.export(saved)
            for form in forms:
                label = f"{form}_unrolled" if unroll else form
                try:
                    file = converted(saved, form, calibration)
                except Exception as error:  # of many kinds, some of them without a text
                    report["refused"][label] = reason(error)
                    continue
                (out / f"{name}.{label}.tflite").write_bytes(file)
        if not unroll:
            interpreter = tf.lite.Interpreter(model_content=content)
            interpreter.allocate_tensors()
            feed, result = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
            differences = []
            for window in calibration[:20]:
                interpreter.reset_all_variables()
                interpreter.set_tensor(feed["index"], window[None])
                interpreter.invoke()
                theirs = np.asarray(model(window[None]))
                differences.append(np.abs(interpreter.get_tensor(result["index"]) - theirs).max())
            report["twin_difference"] = float(max(differences))
    (out / f"{name}.json").write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""Runs the models of make_operator_cases in LiteRT's reference resolver and compares every output
with that of our runtime: integers byte for byte, floats within 1e-5.

    compare_operators.py --venv DIR --make-cases PROGRAM [--keep DIR]

Exit code 0: all equal; 1: not; 77: LiteRT could not be installed."""

import argparse
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import peer_environment  # noqa: E402
from compare_with_litert import BOUND, REQUIREMENTS  # noqa: E402

# The reference resolver has no ELU and HARD_SWISH, and its SUM of integers writes nothing; the
# default one without its delegate has them.
DEFAULT_RESOLVER = ("elu", "hard_swish", "sum")


def interpreter_for(model: pathlib.Path):
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    kind = (OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
            if model.name.startswith(DEFAULT_RESOLVER) else OpResolverType.BUILTIN_REF)
    interpreter = Interpreter(model_path=str(model), experimental_op_resolver_type=kind)
    interpreter.allocate_tensors()
    return interpreter


class Reader:
    """Arrays, one after the other, out of a file of bytes."""

    def __init__(self, path: pathlib.Path):
        self.bytes, self.at = path.read_bytes(), 0

    def array(self, like):
        import numpy as np

        count = int(np.prod(like["shape"]))
        array = np.frombuffer(self.bytes, like["dtype"], count, self.at).reshape(like["shape"])
        self.at += array.nbytes
        return array

    def done(self) -> bool:
        return self.at == len(self.bytes)


def difference(ours, theirs) -> float:
    import numpy as np

    if theirs.dtype.kind != "f":
        return float(np.abs(ours.astype(np.int64) - theirs.astype(np.int64)).max())
    same = (ours == theirs) | (np.isnan(ours) & np.isnan(theirs))
    with np.errstate(invalid="ignore"):
        error = np.abs(ours.astype(np.float64) - theirs) / np.maximum(1.0, np.abs(theirs))
    return float(np.where(same, 0.0, np.nan_to_num(error, nan=np.inf)).max())


def check(model: pathlib.Path) -> str | None:
    """What is wrong, or None."""
    try:
        interpreter = interpreter_for(model)
    except (RuntimeError, ValueError) as error:
        return f"LiteRT refuses it: {str(error).strip().splitlines()[0]}"
    inputs, outputs = interpreter.get_input_details(), interpreter.get_output_details()
    ours = Reader(model.with_suffix(".outputs"))
    given = Reader(model.with_suffix(".inputs"))
    worst = 0.0
    while not given.done():
        for detail in inputs:
            interpreter.set_tensor(detail["index"], given.array(detail))
        interpreter.invoke()
        for detail in outputs:
            theirs = interpreter.get_tensor(detail["index"])
            worst = max(worst, difference(ours.array({"shape": theirs.shape,
                                                      "dtype": theirs.dtype}), theirs))
    if not ours.done():
        return "outputs of another size"
    allowed = BOUND if outputs[0]["dtype"].__name__ == "float32" else 0.0
    return None if worst <= allowed else f"differs by {worst:g}"


def check_folder(folder: pathlib.Path) -> None:
    models = sorted(folder.glob("*.tflite"))
    wrong = [f"{model.stem}: {reason}" for model in models if (reason := check(model))]
    print("\n".join(wrong))
    print(f"{len(models) - len(wrong)} of {len(models)} cases agree with LiteRT")
    if wrong or not models:
        sys.exit("FAILED")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--venv", type=pathlib.Path, required=True)
    parser.add_argument("--make-cases", type=pathlib.Path, required=True)
    parser.add_argument("--keep", type=pathlib.Path, help="leave the cases in this folder")
    arguments = parser.parse_args()
    peer_environment.enter(arguments.venv, REQUIREMENTS, "agreement with LiteRT is NOT tested")
    with tempfile.TemporaryDirectory() as name:
        folder = arguments.keep or pathlib.Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([arguments.make_cases, folder], check=True)
        check_folder(folder)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""Our quantisation beside that of TensorFlow's converter, on the same trained networks: accuracy on the
test people, bytes, microseconds. Prints a Markdown page.

    run.py --ambulo PROGRAM --dump-parts PROGRAM --time-model PROGRAM --tensorflow PYTHON --data hapt.tar.xz
           --runs FOLDER [--seeds 1 2 3] [--folder WORK] [--environments FOLDER] [--core 1] NETWORK ...

PYTHON has tensorflow and tf_keras 2.21, tensorflow-model-optimization 0.8; LiteRT is installed as benchmarks/peers does it. Our files run
in our runtime, theirs in LiteRT with XNNPACK; times are medians of turns on one core, one thread, with
the cost of the Python loop subtracted. Both calibrate with the same 1,000 training windows."""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "peers"))
import environments  # noqa: E402
from program import Program  # noqa: E402

# Rows: title, our scheme, forms of theirs.
ROWS = (("float32", "float32", ("float32",)),
        ("int8 weights, float activations", "weights", ("dynamic", "dynamic_unrolled")),
        ("int8", "int8", ("int8", "int8_unrolled")),
        ("int16 activations, int8 weights", "int16x8", ("int16x8", "int16x8_unrolled")),
        ("int8, 16 values", "kmeans:16", ("int8_clustered",)),
        ("int8, 15 values", "int4", ()))
ROUNDS = 9


def parse():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--ambulo", "--dump-parts", "--time-model", "--tensorflow", "--data"):
        parser.add_argument(name, required=True)
    parser.add_argument("--runs", required=True, type=pathlib.Path)
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("build/converter"))
    parser.add_argument("--environments", type=pathlib.Path, default=environments.FOLDER)
    parser.add_argument("--seeds", nargs="+", default=["1", "2", "3"])
    parser.add_argument("--core", type=int, default=1)
    parser.add_argument("networks", nargs="+")
    return parser.parse_args()


def output_of(command) -> str:
    return subprocess.run(list(map(str, command)), check=True, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


class Run:
    """One trained network: all files made of it, by us and by them."""

    def __init__(self, options, name: str, litert: str):
        self.folder, self.name = options.folder, name
        source = options.runs / name / "model.tflite"
        parts = options.folder / f"{name}.parts"
        output_of([options.dump_parts, source, options.data, parts])
        output_of([options.tensorflow, HERE / "convert.py", source, parts, options.folder, name])
        self.report = json.loads((options.folder / f"{name}.json").read_text())
        theirs = sorted(options.folder.glob(f"{name}.*.tflite"))
        theirs = [file for file in theirs if ".ours_" not in file.name]
        self.theirs = {file.name.split(".")[1]: file for file in theirs}
        scores = json.loads(output_of([litert, HERE / "score.py", parts, *theirs]))
        self.scores = {form: scores[file.name] for form, file in self.theirs.items()}
        self.ours = {}
        for _, scheme, _ in ROWS:
            file = options.folder / f"{name}.ours_{scheme.replace(':', '')}.tflite"
            text = output_of([options.ambulo, "quantize", source, "--scheme", scheme, "--data",
                              options.data, "--keep-float", "--json", "--out", file])
            self.ours[scheme] = dict(json.loads(text), file=file)
        print(f"{name} done", file=sys.stderr, flush=True)


def times(options, run: Run, litert: str) -> dict:
    """Microseconds by file; the files of one row of the table take turns."""
    result = {}
    for _, scheme, forms in ROWS:
        files = [(run.ours[scheme]["file"], [options.time_model])]
        files += [(run.theirs[form], [litert, str(HERE.parent / "peers" / "time_litert.py")])
                  for form in forms if form in run.theirs]
        programs = [(file, Program(options.core, [*command, str(file)] +
                                   (["xnnpack"] if len(command) > 1 else [])))
                    for file, command in files]
        for _ in range(ROUNDS):
            for _, program in programs:
                program.time()
        for file, program in programs:
            result[file] = program.close().median()
    return result


def points(values) -> str:
    return f"{100 * statistics.mean(values):+.2f}"


def cell(us) -> str:
    return "-" if us is None else f"{us:.2f}" if us < 10 else f"{us:,.0f}"


def row(title, who, bytes_, accuracy, drops, us) -> str:
    return (f"| {title} | {who} | {bytes_:,.0f} | {100 * statistics.mean(accuracy):.2f} | "
            f"{points(drops)} ({' '.join(f'{100 * drop:+.2f}' for drop in drops)}) | {us} |")


def table(network: str, runs: list, us: dict) -> str:
    lines = [f"\n## {network}\n", "| numbers | by | bytes | test, % | change, points (each seed) | us |",
             "| --- | --- | --- | --- | --- | --- |"]
    notes = []
    for title, scheme, forms in ROWS:
        ours = [run.ours[scheme] for run in runs]
        lines.append(row(title, "Ambulo", statistics.mean(r["file_bytes"] for r in ours),
                         [r["test_accuracy_after"] for r in ours],
                         [r["test_accuracy_after"] - r["test_accuracy_before"] for r in ours],
                         cell(us.get(ours[0]["file"]))))
        for form in forms:
            who = ", ".join(["converter", *form.split("_")[1:]])
            if form in runs[0].report["refused"]:
                notes.append(f"- {title}, {who}, refused: `{runs[0].report['refused'][form]}`")
                continue
            if form not in runs[0].theirs:
                continue
            scores = [run.scores[form] for run in runs]
            if any("refused" in score for score in scores):
                notes.append(f"- {title}, {who}: LiteRT refuses the file: "
                             f"`{scores[0].get('refused', '')}`")
                continue
            lines.append(row(title, who,
                             statistics.mean(run.theirs[form].stat().st_size for run in runs),
                             [score["test"] for score in scores],
                             [score["test"] - run.ours["float32"]["test_accuracy_before"]
                              for run, score in zip(runs, scores)],
                             cell(us.get(runs[0].theirs[form]))))
    for layer in runs[0].report["not_fine_tuned"]:
        notes.append(f"- TensorFlow's toolkit does not fine-tune {layer} for int8 (\"is not "
                     "supported\").")
    difference = max(run.report["twin_difference"] for run in runs)
    notes.append(f"- Answers of the Keras twin differ by {difference:.1e} at most from the file "
                 "that it was made of.")
    return "\n".join(lines + [""] + notes)


def main():
    options = parse()
    options.folder.mkdir(parents=True, exist_ok=True)
    litert = environments.python_of("LiteRT", options.environments)
    for network in options.networks:
        runs = [Run(options, f"{network}-{seed}", litert) for seed in options.seeds]
        print(table(network, runs, times(options, runs[0], litert)), flush=True)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""What the commands of the documentation find in their folder when they name it, made on demand from
simulated people. Nothing here is real data."""

import csv
import pathlib
import shutil
import subprocess
import tarfile
import zipfile

GOLDENS = pathlib.Path(__file__).resolve().parent.parent / "conformance/keras/goldens"
MADE_IN_KERAS = {"keras_gru.tflite": "gru_while_float32.tflite",
                 "keras_conv.tflite": "conv_valid_float32.tflite",
                 "inputs.npy": "conv_valid_float32.inputs.npy"}
GRAVITY_MPS2 = 9.80665
ACTIVITIES = ("walking", "walking_upstairs", "walking_downstairs", "sitting", "standing", "laying",
              "stand_to_sit", "sit_to_stand", "sit_to_lie", "lie_to_sit", "stand_to_lie",
              "lie_to_stand")


def write_hapt(people: pathlib.Path, folder: pathlib.Path) -> None:
    """Simulated people in the files of HAPT: its reader and its `official` split work on them. User
    12 has experiment 24, as in HAPT, where the README shows it."""
    folder.mkdir(parents=True)
    labels = []
    for user in range(1, 31):
        with open(people / f"simulated_subject{user:02}.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        name = f"exp{2 * user:02}_user{user:02}.txt"
        for sensor, columns, unit in (("acc", ("ax", "ay", "az"), GRAVITY_MPS2),
                                      ("gyro", ("gx", "gy", "gz"), 1.0)):
            lines = (" ".join(f"{float(row[c]) / unit:.9f}" for c in columns) for row in rows)
            (folder / f"{sensor}_{name}").write_text("\n".join(lines) + "\n")
        first = 0
        for i in range(1, len(rows) + 1):
            if i < len(rows) and rows[i]["label"] == rows[first]["label"]:
                continue
            if rows[first]["label"]:
                activity = ACTIVITIES.index(rows[first]["label"]) + 1
                labels.append(f"{2 * user} {user} {activity} {first + 1} {i}")
            first = i
    (folder / "labels.txt").write_text("\n".join(labels) + "\n")


class Fixtures:
    def __init__(self, program: pathlib.Path, folder: pathlib.Path):
        self.program, self.folder = program, folder

    def _makers(self) -> dict:
        return {"people": self._people, "run": self._run, "hapt.zip": self._hapt_zip,
                "hapt.tar.xz": self._hapt_tar}

    def names(self) -> set:
        return {*self._makers(), *MADE_IN_KERAS}

    def path(self, name: str) -> pathlib.Path:
        """The file or folder of this name, made if it is not there yet."""
        path = self.folder / name
        if not path.exists():
            if name in MADE_IN_KERAS:
                shutil.copy(GOLDENS / MADE_IN_KERAS[name], path)
            else:
                self._makers()[name](path)
        return path

    def _ambulo(self, *arguments) -> None:
        result = subprocess.run([self.program, *map(str, arguments)], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if result.returncode != 0:
            raise SystemExit(f"ambulo {arguments[0]} failed for the fixtures:\n{result.stdout}")

    def _people(self, path) -> None:
        self._ambulo("simulate", "--subjects", 12, "--minutes", 1.5, "--seed", 1, "--out", path)

    def _hapt(self) -> pathlib.Path:
        root = self.folder / "hapt"
        if not root.exists():
            self._ambulo("simulate", "--subjects", 30, "--minutes", 1, "--seed", 2,
                         "--out", self.folder / "thirty")
            write_hapt(self.folder / "thirty", root / "RawData")
        return root

    def _hapt_zip(self, path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for file in sorted((self._hapt() / "RawData").iterdir()):
                archive.write(file, f"RawData/{file.name}")

    def _hapt_tar(self, path) -> None:
        with tarfile.open(path, "w:xz", preset=0) as archive:
            archive.add(self._hapt() / "RawData", "HAPT Data Set/RawData")

    def _run(self, path) -> None:
        self._ambulo("train", "smoke", "--data", self.path("hapt.tar.xz"), "--split", "official",
                     "--out", path)

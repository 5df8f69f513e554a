# SPDX-License-Identifier: Apache-2.0
"""A virtual environment for each peer, with pinned packages, made once and kept."""

import pathlib
import subprocess
import venv

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "build" / "peers"
PEERS = {
    "LiteRT": ["ai-edge-litert==2.3.0", "numpy==2.4.6"],
    "ONNX Runtime": ["onnxruntime==1.32.0", "onnx==1.23.2", "ai-edge-litert==2.3.0",
                     "numpy==2.4.6"],
    "TFLite Micro": ["tflite-micro==0.dev20261023182759", "numpy==2.4.6"],
}


def python_of(peer: str, folder: pathlib.Path) -> str:
    """Its Python; OSError or CalledProcessError where its packages cannot be had."""
    packages = PEERS[peer]
    place = folder.resolve() / peer.lower().replace(" ", "_")
    python = place / "bin" / "python"
    stamp = place / "installed.txt"
    if not (stamp.exists() and stamp.read_text().split() == packages):
        venv.create(place, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
        stamp.write_text("\n".join(packages))
    return str(python)

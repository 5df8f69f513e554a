# SPDX-License-Identifier: Apache-2.0
"""A virtual environment with pinned packages of the peers that tests compare with, made once and
kept under the build folder."""

import pathlib
import subprocess
import sys
import venv

SKIPPED = 77  # CTest's SKIP_RETURN_CODE


def enter(folder: pathlib.Path, requirements: list[str], what: str) -> None:
    """Goes on inside the environment: starts this script again there, unless it runs there
    already. Exits with SKIPPED, saying so, where the packages cannot be had."""
    if pathlib.Path(sys.prefix).resolve() == folder.resolve():
        return
    python = folder / "bin" / "python"
    stamp = folder / "installed.txt"
    wanted = "\n".join(requirements)
    if not (stamp.exists() and stamp.read_text() == wanted):
        try:
            venv.create(folder, with_pip=True, clear=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", *requirements], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"SKIPPED: {what}: {', '.join(requirements)} could not be installed "
                  f"(no network?): {error}")
            sys.exit(SKIPPED)
        stamp.write_text(wanted)
    sys.exit(subprocess.run([python, *sys.argv]).returncode)

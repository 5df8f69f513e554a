#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every command that README.md and docs/ show, so that none of them can go stale.

Each page is one shell session in a new folder: its ```sh blocks run from top to bottom with -e.
Recordings and models that a page names and does not make are there (fixtures.py). A block that cannot run here has its reason right above it, `<!-- not run: REASON -->`;
single lines that build, install or download are in NOT_RUN. `<!-- also run: COMMAND -->` checks what the
page claims beyond its commands. Training is cut to one epoch."""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from fixtures import Fixtures

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
REPOSITORY = ("scripts", "tests", "experiments", "examples", "runtime")
NOT_RUN = {
    "scripts/setup.sh": "installs packages; continuous integration begins with it",
    "scripts/demo.sh": "scripts/test.sh runs it",
    "scripts/test.sh": "it runs this test",
    "cmake --preset release": "the program that runs here was built so",
    "cmake --build build/release": "the program that runs here was built so",
    "export PATH=": "the program that runs here is in PATH already",
    "ambulo fetch": "downloads; tests/fetch runs it against a server of its own",
}
COMMAND = re.compile(r"(ambulo (?!:)|scripts/|cmake |ctest |python3 |sudo )")
# As ambulo, but one epoch where the page does not say how many: what is tested is the command.
AMBULO = """#!/usr/bin/env bash
case " $* " in
  *" --epochs "*|*" --keys "*) ;;
  " train "*|" quantize "*" qat "*) set -- "$@" --epochs 1 ;;
esac
exec "{program}" "$@"
"""


class Page:
    """The commands of one Markdown file: a shell script, and what it leaves out with the reasons."""

    def __init__(self, path: pathlib.Path):
        self.name = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
        self.script, self.left_out, self.commands = [], [], 0
        lines = path.read_text().splitlines()
        at = 0
        while at < len(lines):
            fence = lines[at].strip()
            if fence.startswith("```"):
                end = self._end_of(lines, at)
                if fence == "```sh":
                    self._block(lines, at, end)
                elif fence == "```":
                    self._no_commands(lines, at + 1, end)
                at = end
            elif also := re.fullmatch(r"<!-- also run: (.+) -->", fence):
                self._line(at + 1, also[1])
            elif lines[at].startswith("    "):
                self._no_commands(lines, at, at + 1)
            at += 1

    def _end_of(self, lines, begin) -> int:
        for i in range(begin + 1, len(lines)):
            if lines[i].strip() == "```":
                return i
        raise SystemExit(f"{self.name}:{begin + 1}: the block has no end")

    def _no_commands(self, lines, begin, end) -> None:
        for number, line in enumerate(lines[begin:end], begin + 1):
            if COMMAND.match(line.strip()):
                raise SystemExit(f"{self.name}:{number}: a command outside of a block marked `sh` "
                                 "would not be run: mark the block, or say why it is not run")

    def _block(self, lines, begin, end) -> None:
        above = next((line for line in reversed(lines[:begin]) if line.strip()), "")
        if reason := re.fullmatch(r"\s*<!-- not run: (.+) -->\s*", above):
            self.left_out.append((begin + 2, reason[1]))
            return
        indent = len(lines[begin]) - len(lines[begin].lstrip())
        for number, line in enumerate(lines[begin + 1:end], begin + 2):
            line = line[indent:]
            reason = next((r for start, r in NOT_RUN.items() if line.startswith(start)), None)
            if reason:
                self.left_out.append((number, f"{line.split('  ')[0]}: {reason}"))
            else:
                self._line(number, line)

    def _line(self, number, line) -> None:
        # The number before each command that begins at the margin, to name it when it fails.
        continues = self.script and self.script[-1].endswith("\\")
        if re.match(r"[\w./$\"]", line) and not continues and not re.match(
                r"(do|done|then|else|fi|esac|EOF)\b", line) and not self._in_here_document():
            self.script.append(f"at={number}")
            self.commands += 1
        self.script.append(line)

    def _in_here_document(self) -> bool:
        opened = None
        for line in self.script:
            if opened is None and (begin := re.search(r"<<\s*['\"]?(\w+)", line)):
                opened = begin[1]
            elif line.strip() == opened:
                opened = None
        return opened is not None

    def needs(self, known) -> set:
        """Paths of files and folders that the commands name, where fixtures know the name."""
        paths, made = set(), set()
        for line in self.script:
            words = line.split(" #")[0].split()
            words = words[2:] if words[:1] == ["ambulo"] else words  # a command may be called run
            made |= {after for word, after in zip(words, words[1:]) if word == "--out"}
            for word in words:
                parts = pathlib.PurePath(word).parts
                paths |= {"/".join(parts[:i + 1]) for i, part in enumerate(parts) if part in known}
        return paths - made

    def run(self, fixtures: Fixtures, folder: pathlib.Path, tools: pathlib.Path) -> bool:
        folder.mkdir(parents=True)
        for name in sorted(self.needs(fixtures.names())):
            source, target = fixtures.path(pathlib.Path(name).name), folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
        for entry in REPOSITORY:  # pages speak from the folder of the repository
            (folder / entry).symlink_to(ROOT / entry)
        script = "set -euo pipefail\ntrap 'echo \"at line $at of the page\" >&2' ERR\n"
        environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
        result = subprocess.run(["bash", "-c", script + "\n".join(self.script)], cwd=folder,
                                env=environment, text=True, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if result.returncode != 0:
            print(f"{self.name}: FAILED with exit code {result.returncode}\n"
                  + "\n".join("  | " + line for line in result.stdout.splitlines()[-25:]))
        return result.returncode == 0


def self_test() -> int:
    """A command that fails is found, one that is marked is left out, one outside of a block refused."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name).resolve()
        fixtures = Fixtures(folder / "no_program", folder)

        def outcome(text: str) -> str:
            (folder / "page.md").write_text(text)
            try:
                page = Page(folder / "page.md")
            except SystemExit:
                return "refused"
            shutil.rmtree(folder / "work", ignore_errors=True)
            passed = page.run(fixtures, folder / "work", folder)
            return f"{'passes' if passed else 'fails'}, {len(page.left_out)} left out"

        expected = {
            "```sh\ntrue\n```\n": "passes, 0 left out",
            "```sh\nfalse\ntrue\n```\n": "fails, 0 left out",
            "```sh\ncat > a <<'EOF'\nfalse\nEOF\ntest -s a\n```\n": "passes, 0 left out",
            "<!-- not run: it would fail -->\n```sh\nfalse\n```\n": "passes, 1 left out",
            "<!-- also run: false -->\n": "fails, 0 left out",
            "Type\n\n    ambulo inspect people\n": "refused",
            "```\nambulo inspect people\n```\n": "refused",
        }
        wrong = {text: found for text, right in expected.items() if (found := outcome(text)) != right}
    for text, found in wrong.items():
        print(f"{text!r}: expected {expected[text]}, found {found}")
    return 1 if wrong else 0


def main() -> int:
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--work", required=True, type=pathlib.Path, help="a folder that is emptied")
    parser.add_argument("pages", nargs="*", type=pathlib.Path, help="default: all")
    arguments = parser.parse_args()
    shutil.rmtree(arguments.work, ignore_errors=True)
    tools = arguments.work.resolve() / "bin"
    tools.mkdir(parents=True)
    (tools / "ambulo").write_text(AMBULO.format(program=arguments.program.resolve()))
    (tools / "ambulo").chmod(0o755)
    fixtures = Fixtures(arguments.program.resolve(), arguments.work.resolve() / "fixtures")
    fixtures.folder.mkdir()

    paths = arguments.pages or [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    commands = failed = 0
    for page in (Page(path.resolve()) for path in paths):
        if page.commands:
            started = time.monotonic()
            folder = arguments.work.resolve() / "pages" / page.name.removesuffix(".md")
            passed = page.run(fixtures, folder, tools)
            failed += not passed
            print(f"{page.name}: {page.commands} commands {'ran' if passed else 'FAILED'}, "
                  f"{time.monotonic() - started:.1f} s", flush=True)
        for number, reason in page.left_out:
            print(f"{page.name}:{number}: not run: {reason}")
        commands += page.commands
    if not commands:
        raise SystemExit("no commands were found")
    print(f"{commands} commands on {len(paths)} pages, {failed} pages failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Keeps docs/reference/ equal to what the ambulo program says of itself: every command's --help,
every experiment key with its default, every shipped experiment.

    write_reference.py --program build/dev/bin/ambulo            fails when a page differs
    write_reference.py --program build/dev/bin/ambulo --write    writes the pages"""

import argparse
import difflib
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOTE = "<!-- Written by scripts/write_reference.py from the program itself: do not edit. -->\n"


def says(program: pathlib.Path, *arguments: str) -> str:
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def commands_page(program: pathlib.Path) -> str:
    overview = says(program, "--help")
    listed = overview.split("Subcommands:\n")[1].split("\n\n")[0]
    commands = re.findall(r"^  (\w+)  +(.+)$", listed, re.M)
    if not commands:
        raise SystemExit("ambulo --help: no commands found")
    page = "# Commands\n\n" + NOTE + "\n| command | what it does |\n| --- | --- |\n"
    page += "".join(f"| [`ambulo {name}`](#ambulo-{name}) | {what} |\n" for name, what in commands)
    page += "\n```text\n" + overview[overview.index("Exit codes:"):].strip() + "\n```\n"
    for name, _ in commands:
        text = re.sub(r"\n{3,}", "\n\n", says(program, name, "--help").strip())
        text = "\n".join(line.rstrip() for line in text.splitlines())
        page += f"\n## ambulo {name}\n\n```text\n{text}\n```\n"
    return page


def keys_tables(program: pathlib.Path) -> str:
    tables, section = "", ""
    for line in says(program, "train", "--keys").splitlines():
        key, default, meaning = re.split(r" {2,}", line.rstrip(), maxsplit=2)
        table, name = key.split(".", 1)
        if table != section:
            section = table
            tables += f"\n## [{table}]\n\n| key | default | meaning |\n| --- | --- | --- |\n"
        tables += f"| `{name}` | `{default}` | {meaning.replace('|', chr(92) + '|')} |\n"
    return tables


def experiments_page(program: pathlib.Path) -> str:
    page = ("# Experiment keys\n\n" + NOTE + "\nAn experiment is a TOML file with these tables and "
            "keys. What a file leaves out has its default; unknown keys\nare errors. "
            "[Training](../training.md) says what the keys do together.\n")
    page += keys_tables(program) + "\n## Shipped experiments\n\nThey go by name; "
    page += "the files are good to start from.\n\n| name | about |\n| --- | --- |\n"
    help_text = re.sub(r"\s+", " ", says(program, "train", "--help"))
    for name in re.search(r"shipped one: ([\w, ]+?) Options:", help_text)[1].split(", "):
        source = (ROOT / f"experiments/{name}.toml").read_text()
        about = re.match(r"((?:#.*\n)+)", source)[1]
        about = " ".join(line.lstrip("# ") for line in about.splitlines() if "SPDX" not in line)
        page += f"| [`{name}`](../../experiments/{name}.toml) | {about.strip()} |\n"
    return page


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, type=lambda p: pathlib.Path(p).resolve())
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    stale = 0
    for name, page in (("commands.md", commands_page), ("experiments.md", experiments_page)):
        path = ROOT / "docs/reference" / name
        expected = page(arguments.program)
        committed = path.read_text() if path.exists() else ""
        if arguments.write:
            path.write_text(expected)
        elif committed != expected:
            stale += 1
            sys.stdout.writelines(difflib.unified_diff(
                committed.splitlines(True), expected.splitlines(True), str(path), "the program"))
    if stale:
        print("docs/reference is not what the program says: run scripts/write_reference.py "
              "--program PROGRAM --write")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())

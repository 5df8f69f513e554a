#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every relative link of every Markdown file leads to a file or folder of the repository, and its
#anchor to a heading there. Addresses on the network are not asked.

    check_links.py ROOT           fails with one line for each broken link
    check_links.py --self-test    a planted broken link and a planted broken anchor are found"""

import pathlib
import re
import sys
import tempfile

LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+)\)")


def without_code(text: str) -> str:
    text = re.sub(r"^\s*```.*?^\s*```", "", text, flags=re.S | re.M)
    return re.sub(r"`[^`\n]*`", "", text)


def anchors(path: pathlib.Path) -> set:
    """Headings as GitHub names them: small letters, spaces to hyphens, punctuation gone."""
    text = re.sub(r"^\s*```.*?^\s*```", "", path.read_text(), flags=re.S | re.M)
    names = set()
    for heading in re.findall(r"^#{1,6} +(.+?) *$", text, re.M):
        heading = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        name = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        while name in names:
            name += "-1"
        names.add(name)
    return names


def broken_links(root: pathlib.Path, pages) -> list:
    broken = []
    for page in pages:
        for link in LINK.findall(without_code(page.read_text())):
            if re.match(r"[a-z]+:", link):
                continue
            name, _, anchor = link.partition("#")
            target = (page.parent / name).resolve() if name else page
            if not target.exists():
                broken.append(f"{page.relative_to(root)}: {link}: there is no such file")
            elif not target.is_relative_to(root):
                broken.append(f"{page.relative_to(root)}: {link}: outside the repository")
            elif anchor and target.suffix == ".md" and anchor not in anchors(target):
                broken.append(f"{page.relative_to(root)}: {link}: there is no such heading")
    return broken


def self_test() -> int:
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name).resolve()
        (root / "there.md").write_text("# A `heading`, here\n")
        page = root / "page.md"
        page.write_text("[a](there.md#a-heading-here) [b](gone.md) [c](there.md#gone)\n"
                        "`[d](code.md)` [e](https://example.org)\n```\n[f](code.md)\n```\n")
        found = broken_links(root, [page])
    expected = ["page.md: gone.md: there is no such file",
                "page.md: there.md#gone: there is no such heading"]
    if found != expected:
        print(f"expected {expected}, found {found}")
    return 0 if found == expected else 1


def main() -> int:
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    skipped = {"build", ".git", "node_modules"}
    pages = sorted(p for p in root.rglob("*.md") if not skipped & set(p.relative_to(root).parts))
    broken = broken_links(root, pages)
    print("\n".join(broken + [f"{len(pages)} pages, {len(broken)} broken links"]))
    return 1 if broken or not pages else 0


if __name__ == "__main__":
    sys.exit(main())

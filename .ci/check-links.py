#!/usr/bin/env python3
"""Refuses a link of a tracked Markdown file that leads to no tracked file or folder of the repository."""

import os
import re
import subprocess
import sys

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def main():
    listed = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True, text=True).stdout
    files = {name for name in listed.split("\0") if name}
    known = files | {parent for name in files for parent in parents(name)}
    broken = 0
    for name in sorted(file for file in files if file.endswith(".md")):
        with open(name, encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                for target in LINK.findall(line):
                    path = os.path.normpath(os.path.join(os.path.dirname(name), target.split("#")[0]))
                    if ":" not in target and not target.startswith("#") and path not in known:
                        broken += 1
                        print(f"{name}:{number}: the link leads nowhere: {target}")
    return 1 if broken else 0


def parents(name):
    while name := os.path.dirname(name):
        yield name


if __name__ == "__main__":
    sys.exit(main())

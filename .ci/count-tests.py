#!/usr/bin/env python3
"""Adds up the test reports of all modules, and refuses what a green build can hide.

Prints each failed and each skipped test with its message, then the totals in Surefire's words and
as one plain line. Exit status 1 when a test failed or was skipped, when no test ran, or when a test
class reported no test: Surefire counts nothing at all, not even a skip, when an assumption in
@BeforeAll gives up a whole class.
"""

import glob
import re
import sys
import xml.etree.ElementTree as ElementTree

NESTED = re.compile(r"@Nested\s+(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|final|abstract)\s+)*class\s+(\w+)")
ABSTRACT = re.compile(r"^(?:public\s+)?abstract\s+", re.MULTILINE)


def test_classes(module):
    """The last part of the binary name of each test class that the module's sources declare."""
    for path in glob.glob(f"{module}/src/test/java/**/*Test.java", recursive=True):
        with open(path, encoding="utf-8") as file:
            source = file.read()
        if ABSTRACT.search(source):
            continue
        nested = NESTED.findall(source)
        # A class that only groups nested ones has no test of its own to report.
        yield from nested or [path.rsplit("/", 1)[1].removesuffix(".java")]


def first_line(element):
    text = (element.get("message") or element.text or "").strip()
    return text.splitlines()[0] if text else "no message"


def main():
    counts = {"passed": 0, "failure": 0, "error": 0, "skipped": 0}
    problems = []
    for module in sorted(path.split("/")[0] for path in glob.glob("*/src/test/java")):
        reported = set()
        for report in sorted(glob.glob(f"{module}/target/*-reports/TEST-*.xml")):
            for test in ElementTree.parse(report).getroot().iter("testcase"):
                reported.add(re.split(r"[.$]", test.get("classname"))[-1])
                kinds = [kind for kind in ("failure", "error", "skipped") if test.find(kind) is not None]
                counts[kinds[0] if kinds else "passed"] += 1
                for kind in kinds[:1]:
                    message = first_line(test.find(kind))
                    problems.append(f"{kind}: {module}: {test.get('classname')}.{test.get('name')}: {message}")
        problems += [f"no test reported: {module}: {name}"
                     for name in sorted(set(test_classes(module)) - reported)]
    ran = sum(counts.values())
    if ran == 0:
        problems.append("no test ran")
    for problem in problems:
        print(problem)
    print(f"Tests run: {ran}, Failures: {counts['failure']}, Errors: {counts['error']}, Skipped: {counts['skipped']}")
    print(f"{counts['passed']} passed, {counts['failure'] + counts['error']} failed, {counts['skipped']} skipped")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

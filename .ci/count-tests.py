#!/usr/bin/env python3
"""Adds up the test reports of all modules, and refuses what a green build can hide.

Prints each failed and each skipped test with its message, then the totals in Surefire's words and
as one plain line. Exit status 1 when a test failed or was skipped, when no test ran, or when a
module that has tests left no report.
"""

import glob
import os
import sys
import xml.etree.ElementTree as ElementTree


def modules_with_tests():
    return sorted({path.split("/src/test/java/")[0]
                   for path in glob.glob("*/src/test/java/**/*Test.java", recursive=True)})


def reports_of(module):
    return sorted(glob.glob(os.path.join(module, "target", "*-reports", "TEST-*.xml")))


def first_line(element):
    text = element.get("message") or element.text or "no message"
    return text.strip().splitlines()[0] if text.strip() else "no message"


def main():
    ran = failures = errors = skipped = 0
    problems = []
    for module in modules_with_tests():
        reports = reports_of(module)
        if not reports:
            problems.append(f"{module}: has tests, but none reported")
        for report in reports:
            for test in ElementTree.parse(report).getroot().iter("testcase"):
                ran += 1
                name = f"{module}: {test.get('classname')}.{test.get('name')}"
                if (element := test.find("failure")) is not None:
                    failures += 1
                    problems.append(f"failed   {name}: {first_line(element)}")
                elif (element := test.find("error")) is not None:
                    errors += 1
                    problems.append(f"error    {name}: {first_line(element)}")
                elif (element := test.find("skipped")) is not None:
                    skipped += 1
                    problems.append(f"skipped  {name}: {first_line(element)}")
    if ran == 0:
        problems.append("no test ran")
    for problem in problems:
        print(problem)
    failed = failures + errors
    print(f"Tests run: {ran}, Failures: {failures}, Errors: {errors}, Skipped: {skipped}")
    print(f"{ran - failed - skipped} passed, {failed} failed, {skipped} skipped")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

"""Run benchmarks: `python -m tests.benchmarks [NAME ...]`; without a name, all of them."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys

NAMES = (
    "stages", "networks", "training_steps", "loading", "coco", "layers", "drag", "debugger", "boxes", "seeing",
    "paging", "startup", "launch", "annotators", "working", "many_boxes", "folder_detection", "painting", "outlines",
    "outline_proposals", "proposal_sources", "click_boxes", "click_labeling",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    requested = parser.parse_args().names or list(NAMES)
    unknown = sorted(set(requested) - set(NAMES))
    if unknown:
        parser.error(f"There is no benchmark {unknown[0]!r}; there are {', '.join(NAMES)}.")
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    for name in requested:
        importlib.import_module(f"tests.benchmarks.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main())

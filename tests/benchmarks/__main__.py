"""Run the benchmarks: `python -m tests.benchmarks [NAME ...]`, all without a name; see `NAMES`."""

from __future__ import annotations

import importlib
import os
import platform
import sys

NAMES = (
    "stages", "networks", "training_steps", "loading", "coco", "layers", "drag", "debugger", "boxes", "seeing",
    "startup", "launch", "annotators", "working", "many_boxes", "folder_detection",
)  # fmt: skip


def main() -> int:
    requested = sys.argv[1:] or list(NAMES)
    unknown = sorted(set(requested) - set(NAMES))
    if unknown:
        print(f"There is no benchmark {unknown[0]!r}; there are {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    for name in requested:
        importlib.import_module(f"tests.benchmarks.{name}").run()
    return 0


if __name__ == "__main__":
    sys.exit(main())

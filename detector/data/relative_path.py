"""Naming a path from a folder."""

from __future__ import annotations

import os
from pathlib import Path


def format_relative_path(path: Path | str, base: Path) -> str:
    """`path` as seen from the folder `base`, with slashes; whole on another drive, from which nothing leads there."""
    try:
        return os.path.relpath(path, base).replace(os.sep, "/")
    except ValueError:  # drives of Windows
        return os.fspath(path).replace(os.sep, "/")

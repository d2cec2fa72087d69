"""Where the files that are not Python lie: inside the package when installed, beside it in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import frcnn_gui


@cache
def resource_root() -> Path | None:
    """The folder of resources, or None when the installation lacks it."""
    package = Path(frcnn_gui.__file__).resolve().parent
    for folder in (package / "resources", package.parent / "resources"):
        if folder.is_dir():
            return folder
    return None


def find_resource(*parts: str) -> Path | None:
    """The resource file `parts`, or None when it is missing: the window then does without it."""
    folder = resource_root()
    if folder is None:
        return None
    path = folder.joinpath(*parts)
    return path if path.is_file() else None

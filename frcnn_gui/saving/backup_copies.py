"""Copies of label files that somebody chose to write over, in the program's own folder: nothing is lost by a choice."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from frcnn_gui.saving.journal import folder_key


def backup_folder(safety: Path, root: Path) -> Path:
    """Where copies of files of the data set in `root` are kept: not in it, where they might be taken for labels."""
    return safety / "kept" / folder_key(root)


def back_up_file(path: Path, folder: Path, whose: str) -> Path | None:
    """Copy a label file to `folder` as `name.whose-<date>-<time>.xml`, never over another copy.

    Returns the copy, or None when there is no such file.

    Raises:
        OSError: It cannot be read or written.
    """
    if not path.is_file():
        return None
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{path.stem}.{whose}-{time.strftime('%Y%m%d-%H%M%S')}"
    copy = folder / f"{stem}{path.suffix}"
    number = 1
    while copy.exists():
        number += 1
        copy = folder / f"{stem}-{number}{path.suffix}"
    shutil.copy2(path, copy)
    return copy

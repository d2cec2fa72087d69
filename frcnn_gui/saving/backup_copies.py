"""Copies of label files that somebody chose to write over, in the program's own folder: nothing is lost by a choice."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from frcnn_gui.saving.journal import folder_key


def backup_folder(safety: Path, root: Path) -> Path:
    """Where copies of files of the data set in `root` are kept: not in it, where they might be read as labels."""
    return safety / "kept" / folder_key(root)


def back_up_files(paths: Iterable[Path], folder: Path, whose: str) -> Path | None:
    """Copy the files with the labels of an image to `folder` as `name.whose-<date>-<time>.xml`, never over a copy.

    Several files, such as the masks of its objects, are copied to a folder of that name, as they are to each other.

    Returns the copy, or None when there is no such file.

    Raises:
        OSError: One cannot be read or written.
    """
    existing = [path for path in dict.fromkeys(paths) if path.is_file()]
    if not existing:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    first, is_alone = existing[0], len(existing) == 1
    copy = _choose_free_path(folder, f"{first.stem}.{whose}-{time.strftime('%Y%m%d-%H%M%S')}", first.suffix * is_alone)
    if is_alone:
        shutil.copy2(first, copy)
        return copy
    top = Path(os.path.commonpath([path.parent for path in existing]))
    for path in existing:
        target = copy / path.relative_to(top)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    return copy


def _choose_free_path(folder: Path, stem: str, suffix: str) -> Path:
    path, number = folder / f"{stem}{suffix}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{suffix}"
    return path

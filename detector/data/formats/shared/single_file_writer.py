"""What the writers of joint label files share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from detector.data.annotation import Box
from detector.data.atomic import write_atomically
from detector.errors import AnnotationWriteError


def check_files_absent(out: Path, files: Iterable[Path]) -> None:
    """Refuse to replace any of `files`, which lie in `out`.

    Raises:
        AnnotationWriteError: One of `files` is there already.
    """
    for path in files:
        if path.exists():
            raise AnnotationWriteError(f"{path.relative_to(out)} is in {out} already. Choose another folder.")


def write_new_file(path: Path, content: bytes) -> None:
    """Write a file and make its folder if need be.

    Raises:
        AnnotationWriteError: The label file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    except OSError as error:
        text = f"{path} could not be written: {error.strerror or error}. Free some space or choose another folder."
        raise AnnotationWriteError(text) from error


def select_finite_boxes(boxes: Iterable[Box]) -> list[Box]:
    """Those whose coordinates are all numbers."""
    return [box for box in boxes if all(map(math.isfinite, box.xyxy))]


def describe_omissions(counts: Mapping[str, int]) -> tuple[str, ...]:
    """A sentence for each thing that was left out, from a word for one of it."""
    return tuple(
        f"{count} {what if count == 1 else _format_plural(what)} left out." for what, count in counts.items() if count
    )


def _format_plural(what: str) -> str:
    return what.replace("box", "boxes", 1) if what.startswith("box") else f"{what}s"

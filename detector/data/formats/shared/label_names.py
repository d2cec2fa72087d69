"""What the writers of one label file for each image share."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from detector.errors import AnnotationWriteError


class LabelNames:
    """Which label file each image gets, by the rule by which `detector.data.folder` finds it again.

    The first image of a stem has `a.xml`; another one, `a.png`, has `a.png.xml`.
    """

    def __init__(self, suffix: str) -> None:
        self._suffix = suffix
        self._names_by_image: dict[str, str] = {}
        self._taken_stems: set[str] = set()

    def assign_name(self, image_name: str) -> str:
        """The name of the label file; the same one when it is asked for again."""
        if image_name not in self._names_by_image:
            stem = Path(image_name).stem
            name = f"{stem if stem not in self._taken_stems else image_name}{self._suffix}"
            self._taken_stems.add(stem)
            self._names_by_image[image_name] = name
        return self._names_by_image[image_name]


def check_no_labels(out: Path, folders: Iterable[Path], suffix: str) -> None:
    """Refuse to write into folders that hold label files already.

    Raises:
        AnnotationWriteError: One of `folders` has a file with this suffix already.
    """
    for folder in folders:
        try:
            with os.scandir(folder) as entries:
                there = sorted(entry.name for entry in entries if entry.name.lower().endswith(suffix))
        except FileNotFoundError:
            continue
        except OSError as error:
            text = f"{folder} could not be read: {error.strerror or error}. Choose another folder."
            raise AnnotationWriteError(text) from error
        if there:
            name = (folder / there[0]).relative_to(out)
            raise AnnotationWriteError(f"There are labels in {out} already ({name}). Choose another folder.")

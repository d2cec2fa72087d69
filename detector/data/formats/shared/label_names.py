"""Shared parts of the writers of one label file per image."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from detector.errors import AnnotationWriteError


class LabelNames:
    """Assigns a label file to each image, by the rule with which `detector.data.folder` finds it.

    The label file of the first image with a stem is `a.xml`; that of another image with the same stem, `a.png`, is
    `a.png.xml`.
    """

    def __init__(self, suffix: str) -> None:
        self._suffix = suffix
        self._names_by_image: dict[str, str] = {}
        self._taken_stems: set[str] = set()

    def assign_name(self, image_name: str) -> str:
        """The name of the label file of an image; repeated calls return the same name."""
        if image_name not in self._names_by_image:
            stem = Path(image_name).stem
            name = f"{stem if stem not in self._taken_stems else image_name}{self._suffix}"
            self._taken_stems.add(stem)
            self._names_by_image[image_name] = name
        return self._names_by_image[image_name]


def check_no_labels(out: Path, folders: Iterable[Path], suffix: str) -> None:
    """Check that no folder contains label files already.

    Raises:
        AnnotationWriteError: One of `folders` contains a file with this suffix, or cannot be listed.
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

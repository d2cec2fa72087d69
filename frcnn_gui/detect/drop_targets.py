"""What to open of the files and folders that were dropped on the window. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from detector.data.image_io import IMAGE_SUFFIXES
from frcnn_gui.common.language import N_, tr

ONE_IMAGE_ELSEWHERE_TEXT = N_("Opened only the folder of {name}: one image is elsewhere.")
ONE_FOLDER_ONLY_TEXT = N_("Only {name} was opened: one folder at a time.")

_DATASET_SUFFIXES = (".yaml", ".yml", ".json", ".csv")
"""Suffixes of files that stand for a whole data set; the first ones name the others."""
_LABEL_SUFFIXES = frozenset({".xml", ".txt", ".json"})
_IMAGE_FOLDERS = {"Annotations": "JPEGImages", "labels": "images"}
"""Folders of label files, and the folder beside each that has the images."""


@dataclass(frozen=True)
class DropTarget:
    """The `path` to open; `remark` is a sentence on what was not, or empty."""

    path: Path
    remark: str = ""


def find_drop_target(paths: Sequence[Path]) -> DropTarget | None:
    """The first folder, else the first image, a label file's image, a file of a whole data set; None of nothing.

    Of anything else it is the first one: opening it reports what is wrong with it.
    """
    if not paths:
        return None
    folders = [path for path in paths if path.is_dir()]
    images = [path for path in paths if path.suffix.lower() in IMAGE_SUFFIXES and path not in folders]
    if folders:
        others = len(paths) - 1
        remark = tr(ONE_FOLDER_ONLY_TEXT).format(name=folders[0].name) if others else ""
        return DropTarget(folders[0], remark)
    if images:
        apart = sum(image.parent != images[0].parent for image in images)
        return DropTarget(images[0], _describe_other_folders(images[0].name, apart) if apart else "")
    labeled = next((image for path in paths if (image := _find_image_of(path)) is not None), None)
    own = [path for suffix in _DATASET_SUFFIXES for path in paths if path.suffix.lower() == suffix]
    return DropTarget(labeled or (own or paths)[0])


def _describe_other_folders(name: str, apart: int) -> str:
    one = tr(ONE_IMAGE_ELSEWHERE_TEXT)
    many = tr("Opened only the folder of {name}: %Ln images are elsewhere.", "", apart)
    return (one if apart == 1 else many).format(name=name)


def _find_image_of(labels: Path) -> Path | None:
    """The image that a label file of one image is named after, where it is beside it or in the usual place."""
    if labels.suffix.lower() not in _LABEL_SUFFIXES:
        return None
    candidates = (
        folder / (labels.stem + suffix) for folder in _candidate_folders(labels) for suffix in _candidate_suffixes()
    )
    return next((path for path in candidates if path.is_file()), None)


def _candidate_folders(labels: Path) -> Iterator[Path]:
    yield labels.parent
    parts = labels.parent.parts
    for at in reversed(range(len(parts))):
        if parts[at] in _IMAGE_FOLDERS:
            yield Path(*parts[:at], _IMAGE_FOLDERS[parts[at]], *parts[at + 1 :])
            return


def _candidate_suffixes() -> Iterator[str]:
    for suffix in sorted(IMAGE_SUFFIXES):
        yield suffix
        yield suffix.upper()

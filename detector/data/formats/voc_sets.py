"""The splits of Pascal VOC: lists of image names in `ImageSets/Main`, of one year or of several side by side."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from detector.data.folder import ImageFolder
from detector.data.image_io import IMAGE_SUFFIXES
from detector.data.label_folders import find_set_folders, is_image_folder

from .base import Split
from .listed_images import ListedImages, read_lines
from .text_encoding import TextEncodingError
from .wording import counted, some

_SETS: Mapping[str, tuple[str, ...]] = {
    "train": ("train",),
    "val": ("val", "valid", "validation"),
    "trainval": ("trainval",),
    "test": ("test",),
}
"""Each set, and the names that its file may have."""
_PLACES = ("ImageSets/Main", "imagesets/main", "ImageSets", "imagesets")
_SUFFIXES = IMAGE_SUFFIXES | {".xml"}


@dataclass(frozen=True)
class ImageSets:
    """The splits that were found, and sentences to show once."""

    splits: Mapping[Split, frozenset[Path]]
    notices: tuple[str, ...]


def read_sets(folders: Sequence[ImageFolder], root: Path) -> ImageSets:
    """Read the splits of a data set, those of all its years put together.

    Each year has its own `train.txt`, `val.txt`, `trainval.txt` and `test.txt`, which name images of that year alone.
    Sets of one class (`cat_train.txt`) are no splits. `trainval` stands for what is missing of `train` and `val`; where
    both are, it says nothing new.

    Args:
        folders: The folders of images.
        root: The folder that was opened.
    """
    of_sets: dict[Path, list[ImageFolder]] = {}
    for folder in folders:
        if (sets := _find_sets_folder(folder.directory, root)) is not None:
            of_sets.setdefault(sets, []).append(folder)
    splits: dict[Split, set[Path]] = {}
    notices: list[str] = []
    for sets, own in of_sets.items():
        for split, images in _Year(sets, own, notices, len(of_sets) > 1).read().items():
            splits.setdefault(split, set()).update(images)
    return ImageSets({split: frozenset(images) for split, images in splits.items() if images}, tuple(notices))


def _find_sets_folder(images: Path, root: Path) -> Path | None:
    """Where the sets of the images in this folder are: in the nearest folder around them that has any."""
    for folder in _folders_around(images, root):
        for place in _PLACES:
            if (folder / place).is_dir():
                return folder / place
    return None


def _folders_around(images: Path, root: Path) -> Iterator[Path]:
    """`images`, the folders above it up to `root`, and those above `root` that belong to the data set."""
    folder = images
    while folder != root and folder.is_relative_to(root):
        yield folder
        folder = folder.parent
    yield from find_set_folders(root)
    yield from find_set_folders(Path(os.path.realpath(root)))


class _Year:
    """The sets of one `ImageSets` folder."""

    def __init__(self, sets: Path, folders: Sequence[ImageFolder], notices: list[str], is_one_of_several: bool) -> None:
        """Sentences to show go to `notices`."""
        self._sets, self._folders, self._notices = sets, folders, notices
        depth = 2 if sets.name.lower() == "main" else 1
        self._top = sets.parents[depth - 1]
        self._title = "/".join(sets.parts[-depth - is_one_of_several :])
        self._missing: list[str] = []

    def read(self) -> dict[Split, frozenset[Path]]:
        lists = {name: self._lines(files) for name, files in _SETS.items()}
        if not any(lists.values()):
            return {}
        listed = ListedImages(self._top, self._names())
        train, val, test = (self._images(listed, lists[name]) for name in ("train", "val", "test"))
        if not (lists["train"] and lists["val"]):
            both = self._images(listed, lists["trainval"])
            train, val = (train or both - val, val) if not lists["train"] else (train, both - train)
        if self._missing:
            images = counted(len(self._missing), "image that is", "images that are")
            where = self._folders[0].directory if len(self._folders) == 1 else self._top
            self._notices.append(f"{self._title} names {images} not in {where.name}: {some(self._missing)}.")
        return {"train": train, "val": val, "test": test}

    def _lines(self, files: Iterable[str]) -> list[str]:
        """The names in the first of these files that has any."""
        for file in files:
            path = self._sets / f"{file}.txt"
            try:
                if lines := read_lines(path):
                    return lines
            except FileNotFoundError:
                continue
            except (OSError, TextEncodingError) as error:
                fault = error.strerror if isinstance(error, OSError) else error
                self._notices.append(f"{self._title}/{path.name} could not be read, so it splits nothing: {fault}.")
        return []

    def _names(self) -> Iterator[tuple[str, Path]]:
        """By the name of their label file, which of images that share a stem is that of one alone; and by their own."""
        for folder in self._folders:
            within = _relative(folder.directory, self._top)
            inner = within[1:] if within and is_image_folder(within[0]) else within
            for entry in folder:
                for name in {entry.image.name, entry.labels.stem}:
                    yield "/".join((*within, name)), entry.image
                    yield "/".join((*inner, name)), entry.image

    def _images(self, listed: ListedImages, lines: Sequence[str]) -> frozenset[Path]:
        """The images that a set names. A line may say 1 or -1 after the name, and the name may have a suffix."""
        found = listed.match(lines)
        for shorten in (_first_word, _without_suffix, lambda line: _without_suffix(_first_word(line))):
            left = {line: shorten(line) for line, image in found.items() if image is None}
            again = listed.match(list(dict.fromkeys(left.values())))
            found |= {line: again[name] for line, name in left.items()}
        self._missing += [line for line, image in found.items() if image is None]
        return frozenset(image for image in found.values() if image is not None)


def _relative(folder: Path, top: Path) -> tuple[str, ...]:
    """The names of the folders from `top` down to `folder`; none where it is reached by a link from elsewhere."""
    for own, above in ((folder, top), (Path(os.path.realpath(folder)), Path(os.path.realpath(top)))):
        if own.is_relative_to(above):
            return own.relative_to(above).parts
    return ()


def _first_word(line: str) -> str:
    return line.split()[0]


def _without_suffix(name: str) -> str:
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - a name from a list is no path of this machine
    return stem if suffix.lower() in _SUFFIXES else name

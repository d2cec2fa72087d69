"""The splits of Pascal VOC: lists of image names in `ImageSets/Main`, of one year or of several side by side."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from detector.data.directory_cache import find_once
from detector.data.folder import ImageFolder
from detector.data.formats.base import Split
from detector.data.formats.shared.listed_images import ListedImages, read_lines
from detector.data.formats.shared.split_lists import MatchLines, SplitList
from detector.data.formats.shared.text_encoding import TextEncodingError
from detector.data.formats.shared.wording import format_count, list_names
from detector.data.image_io import IMAGE_SUFFIXES
from detector.data.label_folders import find_data_set_folders, is_image_folder

IMAGES_NOT_FOUND = "{file} names {images} not in {folder}: {names}."
SPLIT_UNREADABLE = "{folder}/{name} could not be read, so it splits nothing: {reason}."

_SET_FILE_NAMES: Mapping[str, tuple[str, ...]] = {
    "train": ("train",),
    "val": ("val", "valid", "validation"),
    "trainval": ("trainval",),
    "test": ("test",),
}
"""The possible file names of each set."""
_SPLITS_OF_SETS: Mapping[str, frozenset[Split]] = {
    "train": frozenset({"train"}),
    "val": frozenset({"val"}),
    "trainval": frozenset({"train", "val"}),
    "test": frozenset({"test"}),
}
_SETS_FOLDERS = ("ImageSets/Main", "imagesets/main", "ImageSets", "imagesets")
_LISTED_SUFFIXES = IMAGE_SUFFIXES | {".xml"}


@dataclass(frozen=True)
class ImageSets:
    """The splits, and sentences to show once."""

    splits: Mapping[Split, frozenset[Path]]
    notices: tuple[str, ...]


def read_image_sets(folders: Sequence[ImageFolder], root: Path) -> ImageSets:
    """Read the splits of a data set, with all years combined.

    Each year has its own `train.txt`, `val.txt`, `trainval.txt` and `test.txt`, which name only images of that year.
    Sets of one class (`cat_train.txt`) are not splits. `trainval` supplies a missing `train` or `val`; if both exist,
    it is ignored.

    Args:
        folders: The image folders.
        root: The folder that was opened.
    """
    of_sets: dict[Path, list[ImageFolder]] = {}
    for folder in folders:
        if (sets := _find_sets_folder(folder.directory, root)) is not None:
            of_sets.setdefault(sets, []).append(folder)
    splits: dict[Split, set[Path]] = {}
    notices: list[str] = []
    for sets, own in of_sets.items():
        for split, images in _YearSets(sets, own, notices, len(of_sets) > 1).read_splits().items():
            splits.setdefault(split, set()).update(images)
    return ImageSets({split: frozenset(images) for split, images in splits.items() if images}, tuple(notices))


def find_set_lists(folders: Sequence[ImageFolder], root: Path) -> Iterator[SplitList]:
    """All lists of the data set, those of single classes too, which are of no split."""
    of_sets: dict[Path, list[ImageFolder]] = {}
    for folder in folders:
        if (sets := _find_sets_folder(folder.directory, root)) is not None:
            of_sets.setdefault(sets, []).append(folder)
    for sets, own in of_sets.items():
        year = _YearSets(sets, own, [], len(of_sets) > 1)
        match = year.create_matcher()
        for path in sorted(sets.glob("*.txt")):
            named = next((name for name, files in _SET_FILE_NAMES.items() if path.stem in files), "")
            yield SplitList(path, _SPLITS_OF_SETS.get(named, frozenset()), match)


def _find_sets_folder(images: Path, root: Path) -> Path | None:
    """The folder with the sets of the images in this folder: the nearest one above them."""
    for folder in _iter_folders_around(images, root):
        sets = find_once(("sets", str(folder)), partial(_find_sets_folder_in, folder))
        if sets is not None:
            return sets
    return None


def _find_sets_folder_in(folder: Path) -> Path | None:
    return next((folder / place for place in _SETS_FOLDERS if (folder / place).is_dir()), None)


def _iter_folders_around(images: Path, root: Path) -> Iterator[Path]:
    """`images`, its parents up to `root`, and the parents of `root` that belong to the data set."""
    folder = images
    while folder != root and folder.is_relative_to(root):
        yield folder
        folder = folder.parent
    yield from find_once(("folders above", str(root)), lambda: _list_folders_above(root))


def _list_folders_above(root: Path) -> tuple[Path, ...]:
    return tuple(dict.fromkeys([*find_data_set_folders(root), *find_data_set_folders(Path(os.path.realpath(root)))]))


class _YearSets:
    """The sets in one `ImageSets` folder."""

    def __init__(self, sets: Path, folders: Sequence[ImageFolder], notices: list[str], is_one_of_several: bool) -> None:
        """Sentences to show are appended to `notices`."""
        self._sets_folder, self._image_folders, self._notices = sets, folders, notices
        depth = 2 if sets.name.lower() == "main" else 1
        self._top_folder = sets.parents[depth - 1]
        self._title = "/".join(sets.parts[-depth - is_one_of_several :])
        self._missing_lines: list[str] = []

    def read_splits(self) -> dict[Split, frozenset[Path]]:
        lists = {name: self._read_lines(files) for name, files in _SET_FILE_NAMES.items()}
        if not any(lists.values()):
            return {}
        listed = ListedImages(self._top_folder, self._iter_names())
        train, val, test = (self._match_images(listed, lists[name]) for name in ("train", "val", "test"))
        if not (lists["train"] and lists["val"]):
            both = self._match_images(listed, lists["trainval"])
            train, val = (train or both - val, val) if not lists["train"] else (train, both - train)
        if self._missing_lines:
            images = format_count(len(self._missing_lines), "image that is", "images that are")
            where = self._image_folders[0].directory if len(self._image_folders) == 1 else self._top_folder
            self._notices.append(
                IMAGES_NOT_FOUND.format(
                    file=self._title, images=images, folder=where.name, names=list_names(self._missing_lines)
                )
            )
        return {"train": train, "val": val, "test": test}

    def _read_lines(self, files: Iterable[str]) -> list[str]:
        """The names in the first of these files that is not empty."""
        for file in files:
            path = self._sets_folder / f"{file}.txt"
            try:
                if lines := read_lines(path):
                    return lines
            except FileNotFoundError:
                continue
            except (OSError, TextEncodingError) as error:
                fault = error.strerror if isinstance(error, OSError) else error
                self._notices.append(SPLIT_UNREADABLE.format(folder=self._title, name=path.name, reason=fault))
        return []

    def _iter_names(self) -> Iterator[tuple[str, Path]]:
        """Names of each image: its own, and that of its label file, which is unique even if images share a stem."""
        for folder in self._image_folders:
            within = _relative_parts(folder.directory, self._top_folder)
            inner = within[1:] if within and is_image_folder(within[0]) else within
            for entry in folder:
                for name in {entry.image.name, entry.label_file.stem}:
                    yield "/".join((*within, name)), entry.image
                    yield "/".join((*inner, name)), entry.image

    def create_matcher(self) -> MatchLines:
        """Finds the images of the lines of any list here."""
        return partial(_match_lines, ListedImages(self._top_folder, self._iter_names()))

    def _match_images(self, listed: ListedImages, lines: Sequence[str]) -> frozenset[Path]:
        """The images that a set names."""
        found = _match_lines(listed, lines)
        self._missing_lines += [line for line, image in found.items() if image is None]
        return frozenset(image for image in found.values() if image is not None)


def _match_lines(listed: ListedImages, lines: Sequence[str]) -> dict[str, Path | None]:
    """The image of each line. A line can have 1 or -1 after the name, and the name can have a suffix."""
    found = listed.match_lines(lines)
    for shorten in (_take_first_word, _strip_suffix, lambda line: _strip_suffix(_take_first_word(line))):
        left = {line: shorten(line) for line, image in found.items() if image is None}
        again = listed.match_lines(list(dict.fromkeys(left.values())))
        found |= {line: again[name] for line, name in left.items()}
    return found


def _relative_parts(folder: Path, top: Path) -> tuple[str, ...]:
    """The folder names from `top` down to `folder`; empty if `folder` is reached through a link from elsewhere."""
    for own, above in ((folder, top), (Path(os.path.realpath(folder)), Path(os.path.realpath(top)))):
        if own.is_relative_to(above):
            return own.relative_to(above).parts
    return ()


def _take_first_word(line: str) -> str:
    return line.split()[0]


def _strip_suffix(name: str) -> str:
    stem, suffix = os.path.splitext(name)  # noqa: PTH122 - a name from a list is no path of this machine
    return stem if suffix.lower() in _LISTED_SUFFIXES else name

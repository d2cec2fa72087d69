"""Finding the images of a YOLO data set, and the label file of each image."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from detector.data.directory_cache import is_scan_canceled
from detector.data.folder import FolderListing, build_no_images_error, list_folder, list_label_files, stem_of
from detector.data.formats.base import Split
from detector.data.formats.shared.split_names import parse_folder_split
from detector.data.image_paths import ImagePaths
from detector.data.label_claims import describe_contested_labels, find_contested_labels
from detector.data.label_folders import find_label_folders, is_image_folder
from detector.data.unicode_forms import add_unicode_forms
from detector.errors import DatasetError

LABEL_SUFFIX = ".txt"
_EMPTY_LISTING = FolderListing([], {}, [])


class FolderImages(Sequence[Path]):
    """Images grouped by folder; a Path is created only when it is requested.

    Creating a Path for each of a hundred thousand images takes longer than everything else when a folder is opened.
    """

    def __init__(self, names: Mapping[Path, Sequence[str]]) -> None:
        self.names = names
        """Folder -> names of its images"""
        self._count = sum(map(len, names.values()))

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Path]:
        return (folder / name for folder, names in self.names.items() for name in names)

    @overload
    def __getitem__(self, index: int) -> Path: ...
    @overload
    def __getitem__(self, index: slice) -> list[Path]: ...
    def __getitem__(self, index: int | slice) -> Path | list[Path]:
        if isinstance(index, slice):
            return [self[one] for one in range(self._count)[index]]
        row = range(self._count)[index]
        for folder, names in self.names.items():
            if row < len(names):
                return folder / names[row]
            row -= len(names)
        raise IndexError(index)


@dataclass(frozen=True)
class YoloImages:
    """The images in no particular order, the images of each split, and sentences to show once."""

    images: Sequence[Path]
    splits: Mapping[Split, frozenset[Path]]
    notices: tuple[str, ...] = ()
    val_is_train: bool = False
    """Whether `val` names the same images as `train`; it is then not one of `splits`."""


def discover_images(root: Path) -> YoloImages:
    """The images in `root` and its subfolders, or only in its folders for images and splits if it has such.

    If `root` itself has no images, folders below it that are named after splits define the splits.

    Raises:
        DatasetError: `root` does not exist or has no images.
    """
    listing = list_folder(root, LABEL_SUFFIX)
    parts = [name for name in listing.folders if is_image_folder(name) or parse_folder_split(name) is not None]
    folders = [root] if listing.images or not parts else [root / name for name in parts]
    images = FolderImages(
        {within: names for folder in folders for within, names in _iter_image_folders(folder) if names}
    )
    if not images:
        raise build_no_images_error(root, listing.folders)
    if listing.images:
        return YoloImages(images, {})
    splits: dict[Split, set[Path]] = {}
    for folder, names in images.names.items():
        split = next((named for part in folder.relative_to(root).parts if (named := parse_folder_split(part))), None)
        if split is not None:
            splits.setdefault(split, set()).update(folder / name for name in names)
    return YoloImages(images, {split: frozenset(members) for split, members in splits.items()})


def iter_images_below(directory: Path) -> Iterator[Path]:
    """All images in a folder and its subfolders, except in folders named `labels`."""
    return (folder / name for folder, names in _iter_image_folders(directory) for name in names)


def _iter_image_folders(directory: Path) -> Iterator[tuple[Path, Sequence[str]]]:
    """A folder and its subfolders, each with the names of its images. Cycles of links are detected."""
    seen: set[str] = set()
    waiting = [directory]
    while waiting and not is_scan_canceled():
        folder = waiting.pop()
        actual = os.path.realpath(folder)
        if actual in seen:
            continue
        seen.add(actual)
        listing = _list_folder(folder)
        yield folder, listing.images
        waiting += [folder / name for name in listing.folders if name.lower() != "labels"]


def _list_folder(directory: Path) -> FolderListing:
    """The listing of a folder; empty if it does not exist or cannot be read."""
    try:
        return list_folder(directory, LABEL_SUFFIX)
    except DatasetError:
        return _EMPTY_LISTING


@dataclass(frozen=True)
class _FolderPairing:
    """The label files for one folder of images: folders in the order of precedence, each with stem -> file name."""

    default_folder: Path
    """Where new label files are created."""
    names_by_folder: tuple[tuple[Path, Mapping[str, str]], ...]

    def find_label_file(self, image: str) -> tuple[Path, str] | None:
        """The folder and name of the label file of an image: `a.txt`, or `a.jpg.txt` if there is no `a.txt`."""
        for name in (stem_of(image), image):
            for folder, names in self.names_by_folder:
                if name in names:
                    return folder, names[name]
        return None


class YoloLabelPairing:
    """Pairs images with label files; each folder is listed once.

    As in ultralytics, the labels of `images/train/a.jpg` are in `labels/train/a.txt`: the last folder named `images` is
    replaced by `labels`. An image without labels there can have them beside it or in the folders of
    `find_label_folders`. This is decided for each image separately.
    """

    def __init__(self, root: Path, images: Iterable[Path], labels: Path | None = None) -> None:
        """List the folders.

        Args:
            root: The folder of the data set.
            images: The images.
            labels: The folder with the labels if the user has specified it; then no other folder is searched.
        """
        self._root, self._given_labels = root, labels
        names = images.names if isinstance(images, FolderImages) else _group_by_folder(images)
        around = {folder: self._list_label_folders(folder) for folder in names}
        contested = find_contested_labels(names, around, LABEL_SUFFIX)
        self.notices = tuple(describe_contested_labels(contested, LABEL_SUFFIX))
        self._pairings = {
            folder: self._pair_folder(folder, names[folder], around[folder], contested) for folder in names
        }

    def _list_label_folders(self, folder: Path) -> Sequence[Path]:
        inside = folder if folder.is_relative_to(self._root) else self._root
        found = find_label_folders(folder, inside if self._given_labels is None else self._root, self._given_labels)
        counterpart = _find_labels_counterpart(folder) if self._given_labels is None else None
        return tuple(dict.fromkeys([counterpart, *found])) if counterpart is not None else found

    def _pair_folder(
        self,
        folder: Path,
        names: Sequence[str],
        places: Sequence[Path],
        contested: Mapping[Path, Collection[str]],
    ) -> _FolderPairing:
        stems = {form for name in names for form in (name, name[: name.rfind(".")])}
        listings = {place: list_label_files(place, LABEL_SUFFIX, folder, contested.get(place, ())) for place in places}
        with_labels = ((place, add_unicode_forms(labels, stems)) for place, labels in listings.items() if labels)
        used = tuple((place, labels) for place, labels in with_labels if not stems.isdisjoint(labels))
        if used:
            default = max(used, key=lambda one: len(stems & one[1].keys()))[0]
        else:
            counterpart = places[0]
            is_ours = counterpart.is_dir() or (
                self._given_labels is None and _is_below_images_folder(folder, self._root)
            )
            default = counterpart if is_ours else folder
        return _FolderPairing(default, used)

    @property
    def label_folders(self) -> tuple[Path, ...]:
        """The folders with label files, including those where new ones are created."""
        pairings = self._pairings.values()
        return tuple(
            dict.fromkeys(place for one in pairings for place in (*dict(one.names_by_folder), one.default_folder))
        )

    def locate_label_file(self, image: Path) -> Path:
        """The label file of `image`, or the path where it will be created.

        Raises:
            KeyError: The folder of `image` has none of the images.
        """
        pairing = self._pairings[image.parent]
        found = pairing.find_label_file(image.name)
        return found[0] / found[1] if found is not None else pairing.default_folder / (image.stem + LABEL_SUFFIX)

    def is_labeled(self, image: Path) -> bool:
        return self._pairings[image.parent].find_label_file(image.name) is not None

    def locate_all(self, images: ImagePaths) -> Iterator[tuple[Path, str, bool]]:
        """For each image the folder and name of its label file, and whether it exists.

        Raises:
            KeyError: The folder of an image has none of the images given to the constructor.
        """
        pairings: dict[str, _FolderPairing] = {}
        for row, path in enumerate(images.names):
            within, _, name = path.rpartition("/")
            pairing = pairings.get(within)
            if pairing is None:
                pairing = pairings.setdefault(within, self._pairings[images[row].parent])
            found = pairing.find_label_file(name)
            if found is not None:
                yield *found, True
            else:
                yield pairing.default_folder, stem_of(name) + LABEL_SUFFIX, False


def _group_by_folder(images: Iterable[Path]) -> dict[Path, list[str]]:
    names: dict[Path, list[str]] = {}
    for image in images:
        names.setdefault(image.parent, []).append(image.name)
    return names


def _find_labels_counterpart(folder: Path) -> Path | None:
    parts = list(folder.parts)
    if "images" not in parts:
        return None
    parts[len(parts) - 1 - parts[::-1].index("images")] = "labels"
    return Path(*parts)


def _is_below_images_folder(folder: Path, root: Path) -> bool:
    """Whether `folder` or one of its parents below `root` is named `images`."""
    return folder.is_relative_to(root) and "images" in folder.relative_to(root).parts

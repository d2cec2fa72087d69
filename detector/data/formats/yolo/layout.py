"""Where the images of a YOLO data set are, and where the label file of each is or would be."""

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
    """Images by the folder that they lie in; their paths are made when they are asked for.

    A path of its own for each of a hundred thousand images takes longer than all else that is done when a folder is
    opened.
    """

    def __init__(self, names: Mapping[Path, Sequence[str]]) -> None:
        self.names = names
        """Folder -> names of the images in it"""
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
    """The images, in no order, those of each split, and sentences to show once."""

    images: Sequence[Path]
    splits: Mapping[Split, frozenset[Path]]
    notices: tuple[str, ...] = ()
    val_is_train: bool = False
    """Whether `val` names the same images as `train`, and is none of `splits` for that reason."""


def discover_images(root: Path) -> YoloImages:
    """The images in `root` and its folders; only in `images` and those named for splits where `root` has such.

    Where `root` has no images itself, a folder below it that is named for a split makes one.

    Raises:
        DatasetError: The data set cannot be used.
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
    """All images in a folder and the folders in it, but for those of labels."""
    return (folder / name for folder, names in _iter_image_folders(directory) for name in names)


def _iter_image_folders(directory: Path) -> Iterator[tuple[Path, Sequence[str]]]:
    """A folder and the folders in it, each with the names of its images; links that lead in circles are no trap."""
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
    """What a folder holds; nothing where it is not there or cannot be read."""
    try:
        return list_folder(directory, LABEL_SUFFIX)
    except DatasetError:
        return _EMPTY_LISTING


@dataclass(frozen=True)
class _FolderPairing:
    """The folders that have labels for one folder of images, as they count, each with stem -> file name."""

    default_folder: Path
    """Where labels go of images that have none."""
    names_by_folder: tuple[tuple[Path, Mapping[str, str]], ...]

    def find_label_file(self, image: str) -> tuple[Path, str] | None:
        """The folder and the name of the label file of an image: `a.txt`, or `a.jpg.txt` where there is no other."""
        for name in (stem_of(image), image):
            for folder, names in self.names_by_folder:
                if name in names:
                    return folder, names[name]
        return None


class YoloLabelPairing:
    """Pairs images with label files, by one listing of each folder.

    As ultralytics does it, the labels of `images/train/a.jpg` are `labels/train/a.txt`: the last folder named `images`
    becomes `labels`. Labels beside the image, or in the folders that `find_label_folders` names, count where there are
    none at that place. Each image has its own: some may be here, others there.
    """

    def __init__(self, root: Path, images: Iterable[Path], labels: Path | None = None) -> None:
        """`labels`: where they are, when a person has said so; then no other folder counts."""
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
        """The folders of labels."""
        pairings = self._pairings.values()
        return tuple(
            dict.fromkeys(place for one in pairings for place in (*dict(one.names_by_folder), one.default_folder))
        )

    def locate_label_file(self, image: Path) -> Path:
        """The label file that `image` has, or else the one that it would get.

        Raises:
            KeyError: For an image that is not one of those given.
        """
        pairing = self._pairings[image.parent]
        found = pairing.find_label_file(image.name)
        return found[0] / found[1] if found is not None else pairing.default_folder / (image.stem + LABEL_SUFFIX)

    def is_labeled(self, image: Path) -> bool:
        return self._pairings[image.parent].find_label_file(image.name) is not None

    def locate_all(self, images: ImagePaths) -> Iterator[tuple[Path, str, bool]]:
        """The folder and the name of the label file of each image, and whether it is there.

        Raises:
            KeyError: For an image that is not one of those given.
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
    """Whether a folder named `images` lies on the way from `root` to `folder`."""
    return folder.is_relative_to(root) and "images" in folder.relative_to(root).parts

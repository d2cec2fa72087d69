"""Where the images of a YOLO data set are, and where the label file of each is or would be."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from detector.data.folder import Listing, list_folder, no_images
from detector.data.look import is_given_up
from detector.data.unicode_forms import with_forms
from detector.errors import DatasetError

from .base import Split
from .split_folders import folder_split

LABELS = ".txt"
_NOTHING = Listing([], {}, [])


@dataclass(frozen=True)
class YoloImages:
    """The images, in no order, those of each split, and sentences to show once."""

    images: tuple[Path, ...]
    splits: Mapping[Split, frozenset[Path]]
    notices: tuple[str, ...] = ()


def discovered(root: Path) -> YoloImages:
    """The images in `root` and its folders; only in `images` and those named for splits where `root` has such.

    Where `root` has no images itself, a folder below it that is named for a split makes one. Errors: DatasetError.
    """
    listing = list_folder(root, LABELS)
    parts = [name for name in listing.folders if name.lower() == "images" or folder_split(name) is not None]
    folders = [root] if listing.images or not parts else [root / name for name in parts]
    images = list(dict.fromkeys(image for folder in folders for image in images_below(folder)))
    if not images:
        raise no_images(root, listing.folders)
    if listing.images:
        return YoloImages(tuple(images), {})
    splits: dict[Split, set[Path]] = {}
    for image in images:
        split = next((named for part in image.relative_to(root).parts[:-1] if (named := folder_split(part))), None)
        if split is not None:
            splits.setdefault(split, set()).add(image)
    return YoloImages(tuple(images), {split: frozenset(members) for split, members in splits.items()})


def images_below(directory: Path) -> Iterator[Path]:
    """All images in a folder and the folders in it, but for those of labels; links that lead in circles are no trap."""
    seen: set[str] = set()
    waiting = [directory]
    while waiting and not is_given_up():
        folder = waiting.pop()
        actual = os.path.realpath(folder)
        if actual in seen:
            continue
        seen.add(actual)
        listing = _listed(folder)
        yield from (folder / name for name in listing.images)
        waiting += [folder / name for name in listing.folders if name.lower() != "labels"]


def _listed(directory: Path) -> Listing:
    """What a folder holds; nothing where it is not there or cannot be read."""
    try:
        return list_folder(directory, LABELS)
    except DatasetError:
        return _NOTHING


class LabelPlaces:
    """Pairs images with label files, by one listing of each folder.

    As ultralytics does it, the labels of `images/train/a.jpg` are `labels/train/a.txt`: the last folder named `images`
    becomes `labels`. Labels beside the image, or in a folder `labels` beside it, count where there are none at that
    place.
    """

    def __init__(self, root: Path, images: Iterable[Path]) -> None:
        self._root = root
        stems: dict[Path, set[str]] = {}
        for image in images:
            stems.setdefault(image.parent, set()).add(image.stem)
        self._folders: dict[Path, tuple[Path, Mapping[str, str]]] = {
            folder: self._choose(folder, names) for folder, names in stems.items()
        }
        """Folder of images -> folder of their labels, and what that has: stem -> file name."""

    def _choose(self, folder: Path, stems: set[str]) -> tuple[Path, Mapping[str, str]]:
        counterpart = _counterpart(folder)
        places = [place for place in (counterpart, folder, folder / "labels") if place is not None]
        listings = {place: with_forms(_listed(place).labels, stems) for place in places}
        used = next((place for place in places if not stems.isdisjoint(listings[place])), None)
        if used is None:
            is_ours = counterpart is not None and (counterpart.is_dir() or _is_below(folder, self._root))
            used = places[0] if is_ours else folder
        return used, listings[used]

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders of labels."""
        return tuple(dict.fromkeys(folder for folder, _ in self._folders.values()))

    def of(self, image: Path) -> Path:
        """Errors: KeyError for an image that is not one of those given."""
        folder, names = self._folders[image.parent]
        return folder / names.get(image.stem, image.stem + LABELS)

    def is_labelled(self, image: Path) -> bool:
        return image.stem in self._folders[image.parent][1]


def _counterpart(folder: Path) -> Path | None:
    parts = list(folder.parts)
    if "images" not in parts:
        return None
    parts[len(parts) - 1 - parts[::-1].index("images")] = "labels"
    return Path(*parts)


def _is_below(folder: Path, root: Path) -> bool:
    """Whether a folder named `images` lies on the way from `root` to `folder`."""
    return folder.is_relative_to(root) and "images" in folder.relative_to(root).parts

"""Where the images of a YOLO data set are, and where the label file of each is or would be."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from detector.data.folder import Listing, list_folder, no_images
from detector.data.image_io import IMAGE_SUFFIXES
from detector.data.look import is_given_up
from detector.data.plain_file import plain
from detector.data.unicode_forms import with_forms
from detector.errors import DatasetError

from .base import Split
from .split_folders import folder_split
from .wording import counted, some
from .yolo_yaml import YoloConfig

LABELS = ".txt"
_NOTHING = Listing([], {}, [])
_MOST_TAILS = 64
"""How many ends of an entry are looked for in the folder; no real path has more folders."""


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
    images = list(dict.fromkeys(image for folder in folders for image in _below(folder)))
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


def configured(config: YoloConfig, path: Path) -> YoloImages:
    """The images that `data.yaml`, read from `path`, names; none where none of them is there."""
    notices: list[str] = []
    splits: dict[Split, frozenset[Path]] = {}
    for split, entries in config.images.items():
        places = [(entry, _resolved(entry, config.root, path.parent)) for entry in entries]
        gone = [entry for entry, place in places if place is None]
        if gone:
            notices.append(f"{path.name} names {some(gone)} for {split}, which is not there.")
        if disks := [entry for entry, place in places if place is not None and place == place.parent]:
            notices.append(f"{path.name} names {some(disks)} for {split}, all of a disk; name a folder on it.")
        chosen = [place for _, place in places if place is not None and place != place.parent]
        found = frozenset(image for place in chosen for image in _images_at(place, path.parent, notices))
        if found:
            splits[split] = found
    images = tuple(dict.fromkeys(image for split in splits.values() for image in split))
    if "train" in splits and splits.get("val") == splits["train"]:
        notices.append(f"{path.name} names the same images for train and val, so they are not split.")
        splits = {split: members for split, members in splits.items() if split == "test"}
    return YoloImages(images, splits, tuple(notices))


def _resolved(entry: str, root: str, folder: Path) -> Path | None:
    """The folder or list that an entry names, also one that was written on another machine; None if it is not there."""
    entry, root = entry.replace("\\", "/"), root.replace("\\", "/")
    parts = PurePosixPath(entry).parts
    tails = ["/".join(parts[start:]) for start in range(max(1, len(parts) - _MOST_TAILS), len(parts))]
    for base, path in (
        (folder / root, entry),
        (folder, entry),
        (folder, entry.removeprefix("../")),  # Roboflow writes one step up too many
        *((folder, tail) for tail in tails if tail != "images"),
    ):
        place = Path(os.path.normpath(base / path))
        if _is_there(place):
            return place
    return None


def _is_there(place: Path) -> bool:
    """Whether it is a folder or a file, and no device, which could be read without end."""
    try:
        return place.is_dir() or place.is_file()
    except OSError:  # the name is too long
        return False


def _images_at(place: Path, folder: Path, notices: list[str]) -> Iterable[Path]:
    if place.is_dir():
        return _below(place)
    if place.suffix.lower() in IMAGE_SUFFIXES:
        return [place]
    try:
        text = plain(place).read_text("utf-8-sig")
    except (OSError, UnicodeError) as error:
        notices.append(f"{place.name} could not be read as a list of images: {error}.")
        return []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    bases = (place.parent, folder)
    found = {line: _first_there([Path(os.path.normpath(base / line)) for base in bases]) for line in lines}
    missing = [line for line, image in found.items() if image is None]
    if missing:
        images = counted(len(missing), "image that is", "images that are")
        notices.append(f"{place.name} lists {images} not there: {some(missing)}.")
    return [image for image in found.values() if image is not None]


def _first_there(paths: Sequence[Path]) -> Path | None:
    return next((path for path in paths if _is_there(path) and not path.is_dir()), None)


def _below(directory: Path) -> Iterator[Path]:
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

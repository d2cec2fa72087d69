"""The images that a `data.yaml` names: folders, images, and lists of images, all in the folder of that file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from detector.data.image_io import IMAGE_SUFFIXES

from .base import Split
from .listed_images import (
    LONGEST_PATH,
    ListedImages,
    leads_outside,
    looks_like_image,
    names_in,
    read_lines,
    roots_of,
    tails_of,
    with_slashes,
)
from .text_encoding import TextEncodingError
from .wording import counted, shown, some
from .yolo_places import YoloImages, images_below
from .yolo_yaml import YoloConfig


def configured(config: YoloConfig, path: Path) -> YoloImages:
    """The images that `data.yaml`, read from `path`, names in its folder; none where none of them is there."""
    notices: list[str] = []
    splits: dict[Split, frozenset[Path]] = {}
    lists = ImageLists(path.parent)
    for split, entries in config.images.items():
        places = [(entry, _resolved(entry, config.root, path.parent)) for entry in entries]
        gone = [joined(config.root, entry) for entry, place in places if place is None]
        if missing := [name for name in gone if not leads_outside(name)]:
            notices.append(f"{path.name} names {some(missing)} for {split}, which is not there.")
        if outside := [name for name in gone if leads_outside(name)]:
            notices.append(
                f"{path.name} names {some(outside)} for {split}, which is not in the folder {path.parent.name} and is "
                "not used. Move it into that folder, or correct the path."
            )
        chosen = [place for _, place in places if place is not None]
        found = frozenset(image for place in chosen for image in _images_at(place, lists, notices))
        if found:
            splits[split] = found
    images = tuple(dict.fromkeys(image for split in splits.values() for image in split))
    is_same = "train" in splits and splits.get("val") == splits["train"]
    if is_same:
        notices.append(f"{path.name} names the same images for train and val, so they are not split.")
        del splits["val"]
    return YoloImages(images, splits, tuple(notices), is_same)


def joined(root: str, entry: str) -> str:
    """An entry of `data.yaml` with slashes, below its `path` unless it is absolute."""
    root, entry = with_slashes(root), with_slashes(entry)
    return entry if not root or (leads_outside(entry) and not entry.startswith("..")) else f"{root}/{entry}"


def _resolved(entry: str, root: str, folder: Path) -> Path | None:
    """What an entry names in `folder`, also one that was written on another machine; None if it is not there."""
    path, alone = joined(root, entry), with_slashes(entry)
    own = next((root for root in roots_of(folder) if path.startswith(root)), "")
    tails = (tail for tail in tails_of(path) if tail != "images")  # which could be those of any split
    # Roboflow writes one step up too many.
    for name in (path.removeprefix(own), alone, alone.removeprefix("../"), *tails):
        if not leads_outside(name) and _is_there(place := Path(os.path.normpath(folder / name))):
            return place
    return None


def _is_there(place: Path) -> bool:
    """Whether it is a folder or a file, and no device, which could be read without end."""
    try:
        return place.is_dir() or place.is_file()
    except (OSError, ValueError):  # the name is too long, or has a zero byte
        return False


class ImageLists:
    """Reads lists of images. The folder of the data set is looked through when the first one is read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _images(self) -> ListedImages:
        return ListedImages(self._folder, names_in(self._folder, images_below(self._folder)))

    def read(self, path: Path, notices: list[str]) -> list[Path]:
        """The images that the list `path` names; sentences about the others go to `notices`."""
        try:
            lines = read_lines(path)
        except (OSError, TextEncodingError) as error:
            fault = error.strerror if isinstance(error, OSError) else error
            notices.append(f"{path.name} could not be read as a list of images: {fault}.")
            return []
        within = path.parent.relative_to(self._folder).as_posix()
        found = self._images.match(lines, within)
        for line in [line for line, image in found.items() if image is None]:
            found[line] = self._passed_over(line, path.parent)
        missing = [line for line, image in found.items() if image is None]
        if missing and len(missing) == len(found) and not any(map(looks_like_image, missing)):
            text = f"{path.name} is not used: it is no list of images. Its first line is: {shown(missing[0])}"
            notices.append(text)
            return []
        outside = [line for line in missing if leads_outside(with_slashes(line[:LONGEST_PATH]))]
        known = frozenset(outside)
        if gone := [line for line in missing if line not in known]:
            images = counted(len(gone), "image that is", "images that are")
            notices.append(f"{path.name} lists {images} not there: {some(gone)}.")
        if outside:
            images = counted(len(outside), "image that is", "images that are")
            notices.append(f"{path.name} lists {images} not in the folder {self._folder.name}: {some(outside)}.")
        return [image for image in found.values() if image is not None]

    def _passed_over(self, line: str, folder: Path) -> Path | None:
        """An image that is there, but where no others are looked for, as in a hidden folder."""
        name = with_slashes(line[:LONGEST_PATH])
        for place in (folder / name, self._folder / name):
            within = os.path.relpath(place, self._folder)
            if not leads_outside(name) and not leads_outside(with_slashes(within)) and _is_there(place):
                return None if place.is_dir() else place
        return None


def _images_at(place: Path, lists: ImageLists, notices: list[str]) -> Iterable[Path]:
    if place.is_dir():
        return images_below(place)
    return [place] if place.suffix.lower() in IMAGE_SUFFIXES else lists.read(place, notices)

"""The images that `data.yaml` names: folders, images and lists of images, all below the folder of that file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from pathlib import Path

from detector.data.formats.base import Split
from detector.data.formats.shared.listed_images import (
    MAX_PATH_CHARACTERS,
    ListedImages,
    is_image_line,
    is_outside_folder,
    iter_image_names,
    list_root_prefixes,
    list_tails,
    normalize_slashes,
    read_lines,
)
from detector.data.formats.shared.split_lists import SplitList
from detector.data.formats.shared.text_encoding import TextEncodingError
from detector.data.formats.shared.wording import escape_name, format_count, list_names
from detector.data.image_io import IMAGE_SUFFIXES
from detector.data.relative_path import format_relative_path

from .data_yaml import YoloConfig
from .layout import YoloImages, iter_images_below

OUTSIDE_FOLDER = "{name} lists {images} not in the folder {folder}: {names}."
NOT_THERE = "{name} lists {images} not there: {names}."
LIST_UNREADABLE = "{name} could not be read as a list of images: {reason}."
NO_LIST = "{name} is not used: it is no list of images. Its first line is: {line}"
FOLDER_OUTSIDE = (
    "{name} names {path} for {split}, which is not in the folder {folder} and is not used. Move it into that "
    "folder, or correct the path."
)


def find_configured_images(config: YoloConfig, path: Path) -> YoloImages:
    """The images that `config`, read from `path`, names; empty if none of them exists."""
    notices: list[str] = []
    splits: dict[Split, frozenset[Path]] = {}
    lists = ImageListReader(path.parent)
    for split, entries in config.image_entries.items():
        places = [(entry, _resolve_entry(entry, config.root_entry, path.parent)) for entry in entries]
        gone = [join_entry(config.root_entry, entry) for entry, place in places if place is None]
        if missing := [name for name in gone if not is_outside_folder(name)]:
            notices.append(f"{path.name} names {list_names(missing)} for {split}, which is not there.")
        if outside := [name for name in gone if is_outside_folder(name)]:
            notices.append(
                FOLDER_OUTSIDE.format(name=path.name, path=list_names(outside), split=split, folder=path.parent.name)
            )
        chosen = [place for _, place in places if place is not None]
        found = frozenset(image for place in chosen for image in _iter_images_at(place, lists, notices))
        if found:
            splits[split] = found
    images = tuple(dict.fromkeys(image for split in splits.values() for image in split))
    is_same = "train" in splits and splits.get("val") == splits["train"]
    if is_same:
        notices.append(f"{path.name} names the same images for train and val, so they are not split.")
        del splits["val"]
    return YoloImages(images, splits, tuple(notices), is_same)


def find_split_lists(config: YoloConfig, path: Path, images: Iterable[Path]) -> Iterator[SplitList]:
    """The lists of images that `config`, read from `path`, names; `images` are those of the data set."""
    splits: dict[Path, set[Split]] = {}
    for split, entries in config.image_entries.items():
        for entry in entries:
            place = _resolve_entry(entry, config.root_entry, path.parent)
            if place is not None and place.is_file() and place.suffix.lower() not in IMAGE_SUFFIXES:
                splits.setdefault(place, set()).add(split)
    if not splits:
        return
    listed = ListedImages(path.parent, iter_image_names(path.parent, images))
    for place, named in splits.items():
        within = place.parent.relative_to(path.parent).as_posix()
        yield SplitList(place, frozenset(named), partial(listed.match_lines, within=within))


def join_entry(root: str, entry: str) -> str:
    """An entry of `data.yaml` with slashes, joined to the `path` of the file unless it is absolute."""
    root, entry = normalize_slashes(root), normalize_slashes(entry)
    return entry if not root or (is_outside_folder(entry) and not entry.startswith("..")) else f"{root}/{entry}"


def _resolve_entry(entry: str, root: str, folder: Path) -> Path | None:
    """The path in `folder` that an entry names, possibly written on another machine; None if it does not exist."""
    path, alone = join_entry(root, entry), normalize_slashes(entry)
    own = next((root for root in list_root_prefixes(folder) if path.startswith(root)), "")
    tails = (tail for tail in list_tails(path) if tail != "images")  # `images` could be that of any split
    # Roboflow's exports have one `../` too many.
    for name in (path.removeprefix(own), alone, alone.removeprefix("../"), *tails):
        if not is_outside_folder(name) and _is_there(place := Path(os.path.normpath(folder / name))):
            return place
    return None


def _is_there(place: Path) -> bool:
    """Whether it is a folder or a regular file. Devices are excluded, because reading one may never end."""
    try:
        return place.is_dir() or place.is_file()
    except (OSError, ValueError):  # the name is too long, or has a zero byte
        return False


class ImageListReader:
    """Reads lists of images. The folder of the data set is scanned when the first list is read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _listed_images(self) -> ListedImages:
        return ListedImages(self._folder, iter_image_names(self._folder, iter_images_below(self._folder)))

    def read_list(self, path: Path, notices: list[str]) -> list[Path]:
        """The images in the list `path`; sentences about lines without an image are appended to `notices`."""
        try:
            lines = read_lines(path)
        except (OSError, TextEncodingError) as error:
            fault = error.strerror if isinstance(error, OSError) else error
            notices.append(LIST_UNREADABLE.format(name=path.name, reason=fault))
            return []
        within = path.parent.relative_to(self._folder).as_posix()
        found = self._listed_images.match_lines(lines, within)
        for line in [line for line, image in found.items() if image is None]:
            found[line] = self._find_skipped_image(line, path.parent)
        missing = [line for line, image in found.items() if image is None]
        if missing and len(missing) == len(found) and not any(map(is_image_line, missing)):
            text = NO_LIST.format(name=path.name, line=escape_name(missing[0]))
            notices.append(text)
            return []
        outside = [line for line in missing if is_outside_folder(normalize_slashes(line[:MAX_PATH_CHARACTERS]))]
        known = frozenset(outside)
        if gone := [line for line in missing if line not in known]:
            images = format_count(len(gone), "image that is", "images that are")
            notices.append(NOT_THERE.format(name=path.name, images=images, names=list_names(gone)))
        if outside:
            images = format_count(len(outside), "image that is", "images that are")
            notices.append(
                OUTSIDE_FOLDER.format(
                    name=path.name, images=images, folder=self._folder.name, names=list_names(outside)
                )
            )
        return [image for image in found.values() if image is not None]

    def _find_skipped_image(self, line: str, folder: Path) -> Path | None:
        """An image that exists, but in a folder that the scan skips, such as a hidden one."""
        name = normalize_slashes(line[:MAX_PATH_CHARACTERS])
        for place in (folder / name, self._folder / name):
            within = format_relative_path(place, self._folder)
            if not is_outside_folder(name) and not is_outside_folder(within) and _is_there(place):
                return None if place.is_dir() else place
        return None


def _iter_images_at(place: Path, lists: ImageListReader, notices: list[str]) -> Iterable[Path]:
    if place.is_dir():
        return iter_images_below(place)
    return [place] if place.suffix.lower() in IMAGE_SUFFIXES else lists.read_list(place, notices)

r"""Finding the images in a list of paths that another program or another machine has written.

A list can separate folders with backslashes, begin with `C:\Users\me` or `/home/bob`, omit suffixes, or differ in case
or Unicode form. Only images that are already known are matched; no path from a list is ever opened.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from detector.data.image_io import IMAGE_SUFFIXES
from detector.data.regular_file import require_regular_file
from detector.data.unicode_forms import compose_unicode

from .text_encoding import TextEncodingError, decode_text

MAX_LIST_BYTES = 200_000_000
_MAX_TAILS = 64
"""The maximum number of path ends that are tried; no real path has more folders."""
MAX_PATH_CHARACTERS = 4096
_DRIVE_PATTERN = re.compile("[A-Za-z]:")
_LINE_END_PATTERN = re.compile("\r\n|\n|\r")


def read_lines(path: Path) -> list[str]:
    """Read a list in UTF-8, UTF-16 or Windows-1252.

    Returns:
        The lines without surrounding whitespace; empty lines are omitted.

    Raises:
        OSError: The file cannot be read.
        TextEncodingError: The file is not text.
    """
    with require_regular_file(path, MAX_LIST_BYTES).open("rb") as stream:
        head = stream.read(4096)
        if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise TextEncodingError("it is a binary file, not text")
        text = decode_text(head + stream.read()).text
    lines = (line.strip() for line in _LINE_END_PATTERN.split(text.removeprefix("\N{BYTE ORDER MARK}")))
    return [line for line in lines if line]


def normalize_slashes(path: str) -> str:
    r"""Normalize the separators of `path` to single slashes and remove `.`: `.\a\\b` becomes `a/b`."""
    path = path.replace("\\", "/")
    start = "/" if path.startswith("/") else ""
    return start + "/".join(part for part in path.split("/") if part not in ("", "."))


def is_outside_folder(path: str) -> bool:
    """Whether a path with slashes is absolute or leads out of the folder that it is relative to."""
    return path.startswith("/") or bool(_DRIVE_PATTERN.match(path)) or posixpath.normpath(path).split("/")[0] == ".."


def list_root_prefixes(folder: Path) -> tuple[str, ...]:
    """The prefixes of absolute paths to files in `folder`: two if the folder is reached through a link."""
    places = (os.path.abspath(folder), os.path.realpath(folder))  # noqa: PTH100 - links stay as they are named
    return tuple(dict.fromkeys(normalize_slashes(place) + "/" for place in places))


def list_tails(path: str) -> list[str]:
    """The ends of a path with slashes, longest first: `b/c` and `c` for `/a/../b/c`."""
    parts = path.split("/")
    behind = max(
        (number for number, part in enumerate(parts) if part in ("", "..") or _DRIVE_PATTERN.match(part)), default=-1
    )
    parts = parts[behind + 1 :]
    first = 0 if behind >= 0 else 1
    return ["/".join(parts[start:]) for start in range(max(first, len(parts) - _MAX_TAILS), len(parts))]


class ListedImages:
    """Matches the lines of lists with images."""

    def __init__(self, folder: Path, images: Iterable[tuple[str, Path]]) -> None:
        """Index the images.

        Args:
            folder: The folder of the data set.
            images: Pairs of a name and an image; names are relative to `folder`, with slashes. An image can have
                several names, for example with and without its suffix.
        """
        self._root_prefixes = list_root_prefixes(folder)
        self._images_by_name: dict[str, set[Path]] = defaultdict(set)
        for name, image in images:
            self._images_by_name[name].add(image)

    @cached_property
    def _images_by_folded_name(self) -> Mapping[str, set[Path]]:
        """Images by their case-insensitive names in composed Unicode form."""
        folded: dict[str, set[Path]] = defaultdict(set)
        for name, found in self._images_by_name.items():
            folded[_fold_name(name)] |= found
        return folded

    @cached_property
    def _names_by_last_part(self) -> Mapping[str, list[str]]:
        """The last part of a folded name -> the folded names that end with it."""
        by_last: dict[str, list[str]] = defaultdict(list)
        for name in self._images_by_folded_name:
            by_last[posixpath.basename(name)].append(name)
        return by_last

    def match_lines(self, lines: Sequence[str], within: str = "") -> dict[str, Path | None]:
        """Find the image of each line.

        A line names an image by its path, by a longer path that ends with it (`/home/bob/set/images/a.jpg`), or by a
        shorter one if only one image ends with it (`a.jpg`). All folders of a longer path are ignored only if all lines
        share them; otherwise `cam2/1.jpg` could match another image named `1.jpg`.

        Args:
            lines: The lines as written.
            within: The folder of the list, relative to the folder of the data set.

        Returns:
            The image of each line; None if there is no match or no unique one.
        """
        paths = {line: self._remove_root(normalize_slashes(line)) for line in lines if len(line) <= MAX_PATH_CHARACTERS}
        shared = _find_common_folder(paths.values())
        return {line: self._find_image(paths[line], within, shared) if line in paths else None for line in lines}

    def _remove_root(self, path: str) -> str:
        """`path` relative to the folder of the data set if it begins with it; otherwise `path`."""
        return next((path.removeprefix(root) for root in self._root_prefixes if path.startswith(root)), path)

    def _find_image(self, path: str, within: str, shared: str | None) -> Path | None:
        inside = [posixpath.normpath(posixpath.join(within, path)), posixpath.normpath(path)]
        for name in inside:
            if (image := _get_only_image(self._images_by_name.get(name))) is not None:
                return image
        has_shared = posixpath.dirname(path) == shared
        for name in (*inside, *(tail for tail in list_tails(path) if "/" in tail or has_shared)):
            if (image := _get_only_image(self._images_by_folded_name.get(_fold_name(name)))) is not None:
                return image
        folded = _fold_name(path)
        ends = self._names_by_last_part.get(posixpath.basename(folded), ())
        return _get_only_image(
            {image for name in ends if name.endswith("/" + folded) for image in self._images_by_folded_name[name]}
        )


def _find_common_folder(paths: Iterable[str]) -> str | None:
    try:
        return posixpath.commonpath([posixpath.dirname(path) for path in paths])
    except ValueError:  # no paths, or absolute ones and others
        return None


def _get_only_image(found: set[Path] | None) -> Path | None:
    return next(iter(found)) if found is not None and len(found) == 1 else None


def _fold_name(name: str) -> str:
    return compose_unicode(name).casefold()


def iter_image_names(folder: Path, images: Iterable[Path]) -> Iterable[tuple[str, Path]]:
    """The names for `ListedImages`: the path of each image relative to `folder`, with and without the suffix."""
    for image in images:
        name = image.relative_to(folder).as_posix()
        yield name, image
        yield name[: len(name) - len(image.suffix)], image


def is_image_line(line: str) -> bool:
    """Whether a line ends with an image suffix."""
    return posixpath.splitext(line.lower())[1] in IMAGE_SUFFIXES

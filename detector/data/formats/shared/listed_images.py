r"""Finding the images in a list of paths that another program or another machine has written.

A list can separate folders with backslashes, begin with `C:\Users\me` or `/home/bob`, omit suffixes, or differ in case
or Unicode form. Only images that are already known are matched; no path from a list is ever opened.
"""

from __future__ import annotations

import os
import posixpath
import re
from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from pathlib import Path

from detector.data.hash_index import HashIndex
from detector.data.image_io import IMAGE_SUFFIXES
from detector.data.packed_paths import PackedNames, PackedPaths
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
    """Matches the lines of lists with images; in some 80 bytes for each image, besides its names."""

    def __init__(self, folder: Path, images: Iterable[tuple[str, Path]]) -> None:
        """Index the images.

        Args:
            folder: The folder of the data set.
            images: Pairs of a name and an image; names are relative to `folder`, with slashes. An image can have
                several names, for example with and without its suffix.
        """
        self._root_prefixes = list_root_prefixes(folder)
        self._names, self._images = PackedNames(), PackedPaths()
        self._places = array("i")
        """For each name the place of its image"""
        last: Path | None = None
        for name, image in images:
            if image is not last:
                self._images.append(image)
                last = image
            self._names.append(name)
            self._places.append(len(self._images) - 1)
        self._exact = HashIndex(self._names)

    @cached_property
    def _folded(self) -> HashIndex:
        """The case-insensitive names in composed Unicode form."""
        return HashIndex(map(_fold_name, self._names))

    @cached_property
    def _last_parts(self) -> HashIndex:
        """The last parts of the folded names."""
        return HashIndex(posixpath.basename(_fold_name(name)) for name in self._names)

    def _find_exact(self, name: str) -> set[Path]:
        """The images with this name."""
        rows = [row for row in self._exact.find_candidates(name) if self._names[row] == name]
        return {self._images[self._places[row]] for row in rows}

    def _find_folded(self, folded: str) -> set[Path]:
        """The images with this folded name."""
        rows = [row for row in self._folded.find_candidates(folded) if _fold_name(self._names[row]) == folded]
        return {self._images[self._places[row]] for row in rows}

    def _find_ending(self, folded: str) -> set[Path]:
        """The images whose folded names end with this path."""
        rows = self._last_parts.find_candidates(posixpath.basename(folded))
        rows = (row for row in rows if _fold_name(self._names[row]).endswith("/" + folded))
        return {self._images[self._places[row]] for row in rows}

    def match_lines(self, lines: Sequence[str], within: str = "") -> dict[str, Path | None]:
        """The image of each line; see `create_matcher`.

        Returns:
            The image of each line; None if there is no match or no unique one.
        """
        find_image = self.create_matcher(lines, within)
        return {line: find_image(line) for line in lines}

    def create_matcher(self, lines: Iterable[str], within: str = "") -> Callable[[str], Path | None]:
        """Create a function that finds the image of each of `lines`, or None.

        A line names an image by its path, by a longer path that ends with it (`/home/bob/set/images/a.jpg`), or by a
        shorter one if only one image ends with it (`a.jpg`). All folders of a longer path are ignored only if all lines
        share them; otherwise `cam2/1.jpg` could match another image named `1.jpg`.

        Args:
            lines: All lines as written.
            within: The folder of the list, relative to the folder of the data set.
        """
        shared = _find_common_folder(
            {posixpath.dirname(self._normalize_line(line)) for line in lines if len(line) <= MAX_PATH_CHARACTERS}
        )

        def find_image(line: str) -> Path | None:
            if len(line) > MAX_PATH_CHARACTERS:
                return None
            return self._find_image(self._normalize_line(line), within, shared)

        return find_image

    def _normalize_line(self, line: str) -> str:
        """The path relative to the folder of the data set if it begins with it; otherwise the path."""
        path = normalize_slashes(line)
        return next((path.removeprefix(root) for root in self._root_prefixes if path.startswith(root)), path)

    def _find_image(self, path: str, within: str, shared: str | None) -> Path | None:
        inside = [posixpath.normpath(posixpath.join(within, path)), posixpath.normpath(path)]
        for name in inside:
            if (image := _get_only_image(self._find_exact(name))) is not None:
                return image
        has_shared = posixpath.dirname(path) == shared
        for name in (*inside, *(tail for tail in list_tails(path) if "/" in tail or has_shared)):
            if (image := _get_only_image(self._find_folded(_fold_name(name)))) is not None:
                return image
        return _get_only_image(self._find_ending(_fold_name(path)))


def _find_common_folder(folders: Iterable[str]) -> str | None:
    try:
        return posixpath.commonpath(list(folders))
    except ValueError:  # no paths, or absolute ones and others
        return None


def _get_only_image(found: Collection[Path]) -> Path | None:
    return next(iter(found)) if len(found) == 1 else None


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

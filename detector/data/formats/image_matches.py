"""Images that a joint label file lists under a name that is not quite theirs.

Two kinds are matched. A name may be spelled otherwise: `%20` for a blank, letters of another case or Unicode form,
another suffix of images. Or it may begin with folders of another machine, so that only its end is the path of an image
here. In both the match must be the only one possible: boxes must never get on a picture that they were not drawn on.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from detector.data.image_io import IMAGE_SUFFIXES
from detector.data.look import below, contents, is_given_up
from detector.data.unicode_forms import compose

from .image_places import LONGEST_NAME, ImagePlaces, split_name

_MOST_TAILS = 16
"""So many ends of a name are tried; no real path has more folders."""


@dataclass(frozen=True)
class Matches:
    """What was found for names that are no path of an image.

    found: The image of each name.
    respelled: Those of them whose spelling is another than on disk.
    unclear: Names for which an image is there that may be another one's.
    """

    found: dict[str, Path] = field(default_factory=dict)
    respelled: dict[str, Path] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)


def match_names(
    missing: Sequence[str], listed: Collection[str], places: ImagePlaces, taken: Collection[Path]
) -> Matches:
    """Match names that one label file lists with images.

    Args:
        missing: The names that are no path of an image.
        listed: All names that the file lists.
        places: Where its images may be.
        taken: Images that belong to other names.

    Returns:
        The matches; empty when the look at the folder was given up.
    """
    search = _Search(places, taken)
    spelled = search.match({name: search.respelled(name) for name in missing if not is_given_up()})
    rest = [name for name in missing if name not in spelled]
    tails = search.match(search.tails(rest, listed))
    unclear = [name for name in rest if name in search.unclear and name not in tails]
    return Matches({**spelled, **tails}, spelled, unclear) if not is_given_up() else Matches()


def match_below(missing: Sequence[str], base: Path, taken: Collection[Path]) -> dict[str, Path]:
    """Match names without any folder with the images anywhere below `base`.

    Args:
        missing: Names that are in none of the likely folders.
        base: The folder of the data set.
        taken: Images that belong to other names.

    Returns:
        The image of each name that exactly one image has; empty when the look at the folder was given up.
    """
    bare = {name for name in missing if "/" not in name and "\\" not in name}
    found: dict[str, list[Path]] = {}
    try:
        for directory, there in below(base) if bare else ():
            for suffix in there.files.keys() & IMAGE_SUFFIXES:
                for name in bare.intersection(there.files[suffix]):
                    found.setdefault(name, []).append(directory / name)
    except OSError:
        return {}  # opening an image of it reports the fault
    single = {name: paths[0] for name, paths in found.items() if len(paths) == 1 and paths[0] not in taken}
    return {} if is_given_up() else single


class _Search:
    def __init__(self, places: ImagePlaces, taken: Collection[Path]) -> None:
        self._places, self._taken = places, set(taken)
        self._stems: dict[Path, dict[str, list[str]]] = {}
        self._folders: dict[Path, dict[str, list[Path]]] = {}
        self._directories: dict[str, list[Path]] = {}
        self.unclear: set[str] = set()
        """Names for which there were images, but none for sure."""

    def match(self, candidates: dict[str, list[Path]]) -> dict[str, Path]:
        """The names with one candidate that is no other's."""
        wanted = Counter(path for paths in candidates.values() for path in paths)
        found = {}
        for name, paths in candidates.items():
            if len(paths) == 1 and wanted[paths[0]] == 1 and paths[0] not in self._taken:
                found[name] = paths[0]
            elif paths:
                self.unclear.add(name)
        self._taken |= set(found.values())
        return found

    def respelled(self, name: str) -> list[Path]:
        """The images in the place that `name` says whose own names say the same in another spelling.

        Another suffix counts only where no image has the same one.
        """
        parent, last = split_name(name.replace("\\", "/"))
        if not last or len(name) > LONGEST_NAME:
            return []
        stem, suffix = os.path.splitext(last)  # noqa: PTH122 - a path for each missing image is slow
        for directory in self._respelled_directories(parent):
            alike = self._stems_in(directory).get(_fold(stem), [])
            same = [image for image in alike if _fold(image) == _fold(last)]
            if same or (alike and suffix.lower() in IMAGE_SUFFIXES):
                return [directory / image for image in same or alike]
        return []

    def tails(self, names: Iterable[str], listed: Collection[str]) -> dict[str, list[Path]]:
        """The images that the longest end of each name leads to."""
        candidates: dict[str, list[Path]] = {}
        counts: Counter[str] = Counter()
        for name in names:
            if is_given_up():
                return {}
            for tail in _tails(name):
                images = self._at(tail)
                if not images:
                    continue
                counts = counts or Counter(_fold(end) for other in listed for end in _ends(other))
                if counts[_fold(tail)] == 1:
                    candidates[name] = images
                else:
                    self.unclear.add(name)
                break
        return candidates

    def _at(self, tail: str) -> list[Path]:
        found = self._places.find(tail)
        if found is not None:
            return [found]
        return [image for image in self.respelled(tail) if _fold(image.name) == _fold(tail.rpartition("/")[2])]

    def _respelled_directories(self, parent: str) -> Sequence[Path]:
        if parent not in self._directories:
            places, parts = self._places, _parts(parent)
            found = [directory for folder in places.folders for directory in self._below(folder, parts)]
            self._directories[parent] = [one for one in dict.fromkeys(found) if places.is_within(one)]
        return self._directories[parent]

    def _below(self, folder: Path, parts: Sequence[str]) -> Iterator[Path]:
        """`parts` below `folder`, each in any spelling; none where they climb out."""
        if not parts:
            yield folder
            return
        if folder not in self._folders:
            self._folders[folder] = _folders_in(folder)
        for inner in self._folders[folder].get(_fold(parts[0]), ()):
            yield from self._below(inner, parts[1:])

    def _stems_in(self, directory: Path) -> dict[str, list[str]]:
        """The images in a directory by their stems, in one spelling."""
        if directory not in self._stems:
            groups: dict[str, list[str]] = defaultdict(list)
            for image in sorted(self._places.listing(directory)):
                groups[_fold(PurePosixPath(image).stem)].append(image)
            self._stems[directory] = groups
        return self._stems[directory]


def _folders_in(folder: Path) -> dict[str, list[Path]]:
    groups: dict[str, list[Path]] = defaultdict(list)
    try:
        names = contents(folder).folders
    except OSError:
        return {}  # it is gone, or may not be read: there is nothing to match there
    for name in names:
        groups[_fold(name)].append(folder / name)
    return groups


def _fold(name: str) -> str:
    """One spelling for all: without `%20` and the like, composed, in small letters."""
    text = unquote(name, errors="surrogateescape") if "%" in name else name
    return compose(text.strip()).casefold()


def _parts(name: str) -> list[str]:
    return [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]


def _ends(name: str) -> set[str]:
    """All ends of a path, the whole too."""
    return {*_tails(name), "/".join(_parts(name))}


def _tails(name: str) -> Iterator[str]:
    """The ends of a path, the longest first; without the whole, but for one that begins at the top of a disk."""
    if len(name) > LONGEST_NAME:
        return
    parts = _parts(name)
    first = 0 if name[:1] in ("/", "\\") else 1
    for start in range(max(first, len(parts) - _MOST_TAILS), len(parts)):
        yield "/".join(parts[start:])

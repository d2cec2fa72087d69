"""Matching names in a shared label file with images whose paths differ slightly.

Two differences are accepted. A name can be spelled differently: `%20` for a space, another case or Unicode form,
another image suffix. Or it can begin with folders of another machine, and only its end is the path of an image here. In
both cases the match must be unambiguous: boxes must never be assigned to an image on which they were not drawn.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from detector.data.directory_cache import is_scan_canceled, list_contents, walk_folders
from detector.data.image_io import IMAGE_SUFFIXES
from detector.data.unicode_forms import compose_unicode

from .image_lookup import MAX_NAME_CHARACTERS, ImageFinder, split_file_name

_MAX_TAILS = 16
"""The maximum number of path ends that are tried for a name; no real path has more folders."""


@dataclass(frozen=True)
class NameMatches:
    """The result of matching names that are not the path of an image.

    Attributes:
        images_by_name: The image of each matched name.
        respelled_images: Those of `images_by_name` whose name on disk is spelled differently.
        unclear_names: Names with candidates, none of which is certain.
    """

    images_by_name: dict[str, Path] = field(default_factory=dict)
    respelled_images: dict[str, Path] = field(default_factory=dict)
    unclear_names: list[str] = field(default_factory=list)


def match_names(
    missing: Sequence[str], listed: Collection[str], places: ImageFinder, taken: Collection[Path]
) -> NameMatches:
    """Match names in one label file with images.

    Args:
        missing: The names that are not the path of an image.
        listed: All names in the file.
        places: The folders where its images may be.
        taken: Images that belong to other names.

    Returns:
        The matches; empty if the scan of the folder was canceled.
    """
    search = _NameSearch(places, taken)
    spelled = search.match_single_candidates(
        {name: search.find_respelled(name) for name in missing if not is_scan_canceled()}
    )
    rest = [name for name in missing if name not in spelled]
    tails = search.match_single_candidates(search.find_by_tails(rest, listed))
    unclear = [name for name in rest if name in search.unclear_names and name not in tails]
    return NameMatches({**spelled, **tails}, spelled, unclear) if not is_scan_canceled() else NameMatches()


def match_below(missing: Sequence[str], base: Path, taken: Collection[Path]) -> dict[str, Path]:
    """Match names without a folder with images anywhere below `base`.

    Args:
        missing: Names that were not found in any of the likely folders.
        base: The folder of the data set.
        taken: Images that belong to other names.

    Returns:
        The image of each name that exactly one image has; empty if the scan of the folder was canceled.
    """
    bare = {name for name in missing if "/" not in name and "\\" not in name}
    found: dict[str, list[Path]] = {}
    try:
        for directory, there in walk_folders(base) if bare else ():
            for suffix in there.files.keys() & IMAGE_SUFFIXES:
                for name in bare.intersection(there.files[suffix]):
                    found.setdefault(name, []).append(directory / name)
    except OSError:
        return {}  # reported when an image of the folder is opened
    single = {name: paths[0] for name, paths in found.items() if len(paths) == 1 and paths[0] not in taken}
    return {} if is_scan_canceled() else single


class _NameSearch:
    def __init__(self, places: ImageFinder, taken: Collection[Path]) -> None:
        self._places, self._taken_images = places, set(taken)
        self._images_by_stem: dict[Path, dict[str, list[str]]] = {}
        self._subfolders: dict[Path, dict[str, list[Path]]] = {}
        self._directories_by_parent: dict[str, list[Path]] = {}
        self.unclear_names: set[str] = set()
        """Names with candidates, none of which is certain"""

    def match_single_candidates(self, candidates: dict[str, list[Path]]) -> dict[str, Path]:
        """The names with exactly one candidate that is not a candidate of another name."""
        candidate_counts = Counter(path for paths in candidates.values() for path in paths)
        found = {}
        for name, paths in candidates.items():
            if len(paths) == 1 and candidate_counts[paths[0]] == 1 and paths[0] not in self._taken_images:
                found[name] = paths[0]
            elif paths:
                self.unclear_names.add(name)
        self._taken_images |= set(found.values())
        return found

    def find_respelled(self, name: str) -> list[Path]:
        """Images in the folder of `name` whose names are equal in another spelling.

        An image with another suffix counts only if none has the same suffix.
        """
        parent, last = split_file_name(name.replace("\\", "/"))
        if not last or len(name) > MAX_NAME_CHARACTERS:
            return []
        stem, suffix = os.path.splitext(last)  # noqa: PTH122 - a path for each missing image is slow
        for directory in self._find_respelled_directories(parent):
            alike = self._group_by_stem(directory).get(_fold_name(stem), [])
            same = [image for image in alike if _fold_name(image) == _fold_name(last)]
            if same or (alike and suffix.lower() in IMAGE_SUFFIXES):
                return [directory / image for image in same or alike]
        return []

    def find_by_tails(self, names: Iterable[str], listed: Collection[str]) -> dict[str, list[Path]]:
        """For each name, the images at the longest end of the name that is the path of an image."""
        candidates: dict[str, list[Path]] = {}
        counts: Counter[str] = Counter()
        for name in names:
            if is_scan_canceled():
                return {}
            for tail in _iter_tails(name):
                images = self._find_at_tail(tail)
                if not images:
                    continue
                counts = counts or Counter(_fold_name(end) for other in listed for end in _collect_ends(other))
                if counts[_fold_name(tail)] == 1:
                    candidates[name] = images
                else:
                    self.unclear_names.add(name)
                break
        return candidates

    def _find_at_tail(self, tail: str) -> list[Path]:
        found = self._places.find_image(tail)
        if found is not None:
            return [found]
        return [
            image
            for image in self.find_respelled(tail)
            if _fold_name(image.name) == _fold_name(tail.rpartition("/")[2])
        ]

    def _find_respelled_directories(self, parent: str) -> Sequence[Path]:
        if parent not in self._directories_by_parent:
            places, parts = self._places, _split_parts(parent)
            found = [directory for folder in places.folders for directory in self._iter_respelled_below(folder, parts)]
            self._directories_by_parent[parent] = [one for one in dict.fromkeys(found) if places.is_within(one)]
        return self._directories_by_parent[parent]

    def _iter_respelled_below(self, folder: Path, parts: Sequence[str]) -> Iterator[Path]:
        """The folders `parts` below `folder`, each in any spelling; none if `parts` contains `..`."""
        if not parts:
            yield folder
            return
        if folder not in self._subfolders:
            self._subfolders[folder] = _group_subfolders(folder)
        for inner in self._subfolders[folder].get(_fold_name(parts[0]), ()):
            yield from self._iter_respelled_below(inner, parts[1:])

    def _group_by_stem(self, directory: Path) -> dict[str, list[str]]:
        """The names of the images in a directory by their normalized stems."""
        if directory not in self._images_by_stem:
            groups: dict[str, list[str]] = defaultdict(list)
            for image in sorted(self._places.list_images(directory)):
                groups[_fold_name(PurePosixPath(image).stem)].append(image)
            self._images_by_stem[directory] = groups
        return self._images_by_stem[directory]


def _group_subfolders(folder: Path) -> dict[str, list[Path]]:
    groups: dict[str, list[Path]] = defaultdict(list)
    try:
        names = list_contents(folder).folders
    except OSError:
        return {}  # removed or without permission: there is nothing to match
    for name in names:
        groups[_fold_name(name)].append(folder / name)
    return groups


def _fold_name(name: str) -> str:
    """Normalize a name for comparison: without percent escapes, in composed Unicode form, casefolded."""
    text = unquote(name, errors="surrogateescape") if "%" in name else name
    return compose_unicode(text.strip()).casefold()


def _split_parts(name: str) -> list[str]:
    return [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]


def _collect_ends(name: str) -> set[str]:
    """All ends of a path, including the whole path."""
    return {*_iter_tails(name), "/".join(_split_parts(name))}


def _iter_tails(name: str) -> Iterator[str]:
    """The ends of a path, longest first; the whole path only if it is absolute."""
    if len(name) > MAX_NAME_CHARACTERS:
        return
    parts = _split_parts(name)
    first = 0 if name[:1] in ("/", "\\") else 1
    for start in range(max(first, len(parts) - _MAX_TAILS), len(parts)):
        yield "/".join(parts[start:])

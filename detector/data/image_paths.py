"""The images of a data set in natural order, held as names so that a hundred thousand cost little."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import overload

from detector.data.natural_order import natural_key
from detector.data.relative_path import format_relative_path


class ImagePaths(Sequence[Path]):
    """Paths below (or beside) `root`, made when they are asked for."""

    def __init__(self, root: Path, names: Sequence[str]) -> None:
        """`names` are relative to `root`, with `/` between their parts, in natural order."""
        self.root = root
        self._names = names

    @classmethod
    def from_paths(cls, root: Path, paths: Iterable[Path]) -> ImagePaths:
        """`paths` sorted; all are taken as they are named, links not followed."""
        by_folder: dict[str, list[str]] = {}
        for path in paths:
            folder, name = os.path.split(path)
            by_folder.setdefault(folder, []).append(name)
        return cls.from_folders(root, by_folder)

    @classmethod
    def from_folders(cls, root: Path, names: Mapping[str, Sequence[str]]) -> ImagePaths:
        """The images `names` by the folder that they are in, sorted."""
        paths = [
            prefix + name
            for folder, inside in names.items()
            for prefix in (_build_prefix(folder, root),)
            for name in inside
        ]
        return cls(root, sorted(paths, key=natural_key))

    def __len__(self) -> int:
        return len(self._names)

    @overload
    def __getitem__(self, index: int) -> Path: ...
    @overload
    def __getitem__(self, index: slice) -> list[Path]: ...
    def __getitem__(self, index: int | slice) -> Path | list[Path]:
        if isinstance(index, slice):
            return [self._build_path(name) for name in self._names[index]]
        return self._build_path(self._names[index])

    @property
    def names(self) -> Sequence[str]:
        """Of all images, as `name_at` gives them."""
        return self._names

    def name_at(self, index: int) -> str:
        """The path relative to `root`: `cats/1.jpg`."""
        return self._names[index]

    def find_index(self, image: Path) -> int | None:
        """Where `image` is in the order, or None when it is not one of these."""
        found = self._find_index_below(image, self.root)
        return (
            self._find_index_below(image.parent.resolve() / image.name, self.root.resolve()) if found is None else found
        )

    def _find_index_below(self, image: Path, root: Path) -> int | None:
        name = format_relative_path(image, root)
        index = bisect_left(self._names, natural_key(name), key=natural_key)
        return index if index < len(self._names) and self._names[index] == name else None

    def _build_path(self, name: str) -> Path:
        return Path(os.path.normpath(self.root / name)) if name.startswith("..") else self.root / name


def _build_prefix(folder: str, root: Path) -> str:
    """What the names of images in `folder` begin with, relative to `root`."""
    within = format_relative_path(folder or os.curdir, root)
    return "" if within == "." else f"{within}/"

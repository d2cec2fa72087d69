"""The names and paths of many images in few bytes: a hundred thousand strings take five times as many."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import overload


class PackedNames(Sequence[str]):
    """Texts in one buffer, each made when it is asked for: its bytes and eight more."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """`names` are taken one after the other, and not kept."""
        self._bytes, self._ends = bytearray(), array("q", [0])
        for name in names:
            self.append(name)

    def append(self, name: str) -> None:
        """Take up one more, which may be any that a file can have."""
        self._bytes += name.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._bytes))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return [self[one] for one in range(len(self))[row]]
        row = range(len(self))[row]
        return self._bytes[self._ends[row] : self._ends[row + 1]].decode("utf-8", "surrogatepass")


class PackedPaths(Sequence[Path]):
    """Paths, each made when it is asked for: the bytes of its name and twelve more. Each folder is kept once."""

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        """`paths` are taken one after the other, and not kept."""
        self._names, self._folders = PackedNames(), array("i")
        self._numbers: dict[str, int] = {}
        """Of folders"""
        self._paths_of_folders: list[Path] = []
        for path in paths:
            self.append(path)

    def append(self, path: Path) -> None:
        """Take up one more."""
        folder, name = os.path.split(path)
        number = self._numbers.setdefault(folder, len(self._numbers))
        if number == len(self._paths_of_folders):
            self._paths_of_folders.append(Path(folder))
        self._names.append(name)
        self._folders.append(number)

    def __len__(self) -> int:
        return len(self._folders)

    @overload
    def __getitem__(self, row: int) -> Path: ...
    @overload
    def __getitem__(self, row: slice) -> list[Path]: ...
    def __getitem__(self, row: int | slice) -> Path | list[Path]:
        if isinstance(row, slice):
            return [self[one] for one in range(len(self))[row]]
        row = range(len(self))[row]
        return self._paths_of_folders[self._folders[row]] / self._names[row]

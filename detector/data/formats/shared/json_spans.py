"""Sequences of byte strings that are slices of one file; a million items need little memory until they change."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import overload


class _ByteStrings(Sequence[bytes]):
    """Base class of these sequences; equal to any sequence with the same strings."""

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> list[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | list[bytes]:
        numbers = range(len(self))[index]
        return self._get_item(numbers) if isinstance(numbers, int) else [self._get_item(number) for number in numbers]

    def _get_item(self, number: int) -> bytes:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(bytes.__eq__, self, other))

    __hash__ = None  # type: ignore[assignment]  # as a list


class ByteSpans(_ByteStrings):
    """Slices of `source`; slice i is `source[starts[i]:ends[i]]`."""

    def __init__(self, source: bytes, starts: array[int], ends: array[int]) -> None:
        self.source, self.starts, self.ends = source, starts, ends

    def __len__(self) -> int:
        return len(self.ends)

    def _get_item(self, number: int) -> bytes:
        return self.source[self.starts[number] : self.ends[number]]


class PatchedItems(_ByteStrings):
    """The strings of `base`, with those in `changed` replaced, followed by `added`."""

    def __init__(self, base: Sequence[bytes], changed: Mapping[int, bytes], added: Sequence[bytes]) -> None:
        self.base: Sequence[bytes] = base
        self.changed: Mapping[int, bytes] = changed
        self.added: Sequence[bytes] = added
        if isinstance(base, PatchedItems):  # merged, because a chain of patches would grow with every edit
            known = len(base.base)
            behind = [*base.added, *added]
            for number in changed:
                if number >= known:
                    behind[number - known] = changed[number]
            inside = {number: item for number, item in changed.items() if number < known}
            self.base, self.changed, self.added = base.base, {**base.changed, **inside}, behind

    def __len__(self) -> int:
        return len(self.base) + len(self.added)

    def _get_item(self, number: int) -> bytes:
        if number >= len(self.base):
            return self.added[number - len(self.base)]
        return self.changed[number] if number in self.changed else self.base[number]


def find_unchanged_spans(items: Sequence[bytes]) -> tuple[ByteSpans | None, frozenset[int]]:
    """Find which of `items` are still unchanged slices of the file.

    Returns:
        The spans of the items that were read from the file, or None if they come from no file; and the numbers of the
        changed ones.
    """
    if isinstance(items, PatchedItems):
        return (items.base, frozenset(items.changed)) if isinstance(items.base, ByteSpans) else (None, frozenset())
    return (items, frozenset()) if isinstance(items, ByteSpans) else (None, frozenset())

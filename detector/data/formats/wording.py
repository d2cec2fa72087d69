"""Words that sentences about data sets share."""

from __future__ import annotations

from collections.abc import Sequence

NAMES_TOLD = 5
FAULTS_TOLD = 10
"""The number of faults of one file that are reported one by one; the others are counted."""
_LONGEST_SHOWN = 100


def shown(name: str) -> str:
    """A name from a file as a sentence can hold it: control characters escaped, the middle of a very long one cut."""
    if len(name) > _LONGEST_SHOWN:
        name = f"{name[: _LONGEST_SHOWN // 2]}...{name[-_LONGEST_SHOWN // 2 :]}"
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in name)


def some(names: Sequence[str]) -> str:
    """The first few of many names."""
    more = len(names) - NAMES_TOLD
    return ", ".join(map(shown, names[:NAMES_TOLD])) + (f" and {more} more" if more > 0 else "")


def counted(count: int, one: str, many: str) -> str:
    """`1 image that is`, `2 images that are`."""
    return f"{count} {one if count == 1 else many}"

"""Words that sentences about data sets share."""

from __future__ import annotations

from collections.abc import Sequence

NAMES_TOLD = 5


def some(names: Sequence[str]) -> str:
    """The first few of many names."""
    more = len(names) - NAMES_TOLD
    return ", ".join(names[:NAMES_TOLD]) + (f" and {more} more" if more > 0 else "")


def counted(count: int, one: str, many: str) -> str:
    """`1 image that is`, `2 images that are`."""
    return f"{count} {one if count == 1 else many}"

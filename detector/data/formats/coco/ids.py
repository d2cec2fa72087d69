"""The ids of a COCO file: whole numbers or texts, of images, annotations and categories."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import Any

Id = int | str
"""Of an image, an annotation or a category; it keeps its type in the file."""
_WHOLE_NUMBER = re.compile("0|-?[1-9][0-9]{0,99}")


def parse_id(value: Any) -> Id | None:
    """None for what can be no id. Whole numbers may have been written as 5.0."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int | str) and not isinstance(value, bool) else None


def find_counterpart_id(key: Id) -> Id | None:
    """Return the id that says the same in the other type: "1" for 1, and 1 for "1"; None for other texts."""
    if isinstance(key, int):
        return str(key) if abs(key) < 10**100 else None
    return int(key) if _WHOLE_NUMBER.fullmatch(key) else None


def resolve_id(value: Any, known: Container[Id]) -> Id | None:
    """Find which of the `known` ids is meant: the same one, else the one that differs only in its type.

    Args:
        value: What a file has in the place of an id.
        known: The ids that the file lists.

    Returns:
        The id as it is listed; None where there is none.
    """
    key = parse_id(value)
    if key is None or key in known:
        return key
    other = find_counterpart_id(key)
    return other if other is not None and other in known else None


def compute_next_id(taken: Iterable[Id | None]) -> int:
    """Return a number above all whole numbers that are listed or referred to, be it as text."""
    numbers = (int(key) if isinstance(key, str) and _WHOLE_NUMBER.fullmatch(key) else key for key in taken)
    return max((number for number in numbers if isinstance(number, int)), default=0) + 1

"""The ids of images, annotations and categories in a COCO file: integers or strings."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import Any

Id = int | str
"""The id of an image, an annotation or a category, of the same type as in the file."""
_WHOLE_NUMBER = re.compile("0|-?[1-9][0-9]{0,99}")


def parse_id(value: Any) -> Id | None:
    """The id that `value` represents (5.0 is 5); None if it cannot be an id."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int | str) and not isinstance(value, bool) else None


def find_counterpart_id(key: Id) -> Id | None:
    """The same id in the other type: "1" for 1, and 1 for "1"; None for strings that are not integers."""
    if isinstance(key, int):
        return str(key) if abs(key) < 10**100 else None
    return int(key) if _WHOLE_NUMBER.fullmatch(key) else None


def resolve_id(value: Any, known: Container[Id]) -> Id | None:
    """Find the listed id that a value refers to: the equal one, or the one that differs only in its type.

    Args:
        value: A reference in the file.
        known: The ids that the file lists.

    Returns:
        The id as listed; None if it is not listed in either type.
    """
    key = parse_id(value)
    if key is None or key in known:
        return key
    other = find_counterpart_id(key)
    return other if other is not None and other in known else None


def compute_next_id(taken: Iterable[Id | None]) -> int:
    """An integer above all integer ids in `taken`, including those written as strings."""
    numbers = (int(key) if isinstance(key, str) and _WHOLE_NUMBER.fullmatch(key) else key for key in taken)
    return max((number for number in numbers if isinstance(number, int)), default=0) + 1

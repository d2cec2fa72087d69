"""Replacing coordinates in the text of a list of numbers; everything between them keeps its characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain

from .coordinates import is_same_coordinate

_NUMBER_PATTERN = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def replace_coordinates(
    text: str, before: Sequence[float], after: Sequence[float], format_number: Callable[[float], str]
) -> str:
    """The JSON `text`, whose only contents are the numbers `before`, with `after` instead.

    Args:
        text: Lists of numbers, nested or not.
        before: Its numbers in their order.
        after: As many new ones. Those that would be written as the same number keep their text.
        format_number: Formats the others.
    """
    pieces = _NUMBER_PATTERN.split(text)
    numbers = (
        number if is_same_coordinate(was, now) else format_number(now)
        for number, was, now in zip(_NUMBER_PATTERN.findall(text), before, after, strict=True)
    )
    return pieces[0] + "".join(chain.from_iterable(zip(numbers, pieces[1:], strict=True)))

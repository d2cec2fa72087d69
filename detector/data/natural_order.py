"""The order of names as people count: image_2 before image_10."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import repeat

_DIGITS = re.compile("[0-9]+")
_DIGITS_AS_ZEROS = str.maketrans("123456789", "000000000")


def natural_key(name: str) -> str:
    """A key that sorts digits by their value and letters without case; ties are decided by the name itself."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(20), name.lower()) + "\0" + name


def sort_naturally(names: Collection[str]) -> list[str]:
    """Sort by `natural_key`; much faster if the names differ only in digits at the same places."""
    together = "\n".join(names).translate(_DIGITS_AS_ZEROS)
    pattern = together.partition("\n")[0]
    differ_in_digits_alone = together == "\n".join(repeat(pattern, len(names)))
    return sorted(names) if differ_in_digits_alone else sorted(names, key=natural_key)

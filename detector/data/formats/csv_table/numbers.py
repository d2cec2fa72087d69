"""Numbers in tables, with a decimal point or, as spreadsheets write them in many countries, a decimal comma."""

from __future__ import annotations

import math
import re

_COMMA_NUMBER = re.compile(r"[+-]?[0-9]+,[0-9]+")
_AMBIGUOUS_COMMA_NUMBER = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
"""1,234 is a thousand and more in some countries and a little over one in others; 0,125 and 12,5 are clear."""
_NUMBER_PATTERN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def parse_table_number(text: str) -> float | None:
    """A finite decimal number with a point or a comma, or None."""
    if "," in text:
        if _COMMA_NUMBER.fullmatch(text) is None:
            return None
        text = text.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


def has_decimal_comma(text: str) -> bool:
    """Whether it is a number with a comma that can only stand before decimals."""
    return "," in text and _COMMA_NUMBER.fullmatch(text) is not None and _AMBIGUOUS_COMMA_NUMBER.fullmatch(text) is None


def is_ambiguous_comma(text: str) -> bool:
    """Whether a comma in it may stand before decimals or after thousands."""
    return _AMBIGUOUS_COMMA_NUMBER.fullmatch(text) is not None


def apply_decimal_sign(text: str, like: str, comma: bool) -> str:
    """Write a number with the decimal sign that it had.

    Args:
        text: The number, with a decimal point.
        like: What stood there before.
        comma: Whether the table has decimal commas, for where `like` has no decimals.
    """
    uses_comma = "," in like or (comma and "." not in like)
    return text.replace(".", ",") if uses_comma else text


def find_number_spans(text: str) -> list[tuple[int, int]]:
    """Return where the numbers in a text such as `[834.0, 222, 56, 36]` begin and end; commas stand between them."""
    return [found.span() for found in _NUMBER_PATTERN.finditer(text)]

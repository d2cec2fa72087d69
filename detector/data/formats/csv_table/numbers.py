"""Parsing numbers with a decimal point or a decimal comma, which spreadsheets write in many countries."""

from __future__ import annotations

import math
import re

_COMMA_NUMBER = re.compile(r"[+-]?[0-9]+,[0-9]+")
_AMBIGUOUS_COMMA_NUMBER = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
"""1,234 can mean 1234 or 1.234, depending on the country; 0,125 and 12,5 are unambiguous."""
_NUMBER_PATTERN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def parse_table_number(text: str) -> float | None:
    """A finite decimal number with a point or a comma; None if `text` is not one."""
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
    """Whether it is a number with a comma that can only be a decimal comma."""
    return "," in text and _COMMA_NUMBER.fullmatch(text) is not None and _AMBIGUOUS_COMMA_NUMBER.fullmatch(text) is None


def is_ambiguous_comma(text: str) -> bool:
    """Whether a comma in it can be a decimal comma or separate thousands."""
    return _AMBIGUOUS_COMMA_NUMBER.fullmatch(text) is not None


def apply_decimal_sign(text: str, like: str, comma: bool) -> str:
    """Write a number with the decimal sign of the number it replaces.

    Args:
        text: The number, with a decimal point.
        like: The text that it replaces.
        comma: Whether the table has decimal commas; used if `like` has no decimals.
    """
    uses_comma = "," in like or (comma and "." not in like)
    return text.replace(".", ",") if uses_comma else text


def find_number_spans(text: str) -> list[tuple[int, int]]:
    """Where the numbers in a text such as `[834.0, 222, 56, 36]` begin and end; commas separate them."""
    return [found.span() for found in _NUMBER_PATTERN.finditer(text)]

"""Parsing a class list with one name per line, and replacing single names in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

BYTE_ORDER_MARK = "\N{BYTE ORDER MARK}"
_LINE_PATTERN = re.compile("([^\r\n]*)(\r\n|\n|\r|$)")


def parse_class_lines(text: str) -> list[str]:
    """The names, as labelImg reads them: empty lines count, except at the beginning and the end of the text."""
    return [text[start:end] for start, end in _find_name_spans(text)]


def replace_class_lines(text: str, others: Mapping[int, str]) -> str:
    """Replace names; the rest of the text, including line ends, is kept.

    Args:
        text: The class list.
        others: New names by line number, counted from 0 as in the result of `parse_class_lines`.

    Returns:
        The text with these names.
    """
    for number, (start, end) in reversed(list(enumerate(_find_name_spans(text)))):
        if number in others:
            text = text[:start] + others[number] + text[end:]
    return text


def _find_name_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each name begins and ends, without surrounding whitespace."""
    inside = text.removeprefix(BYTE_ORDER_MARK)
    if not inside.strip():
        return
    start = len(text) - len(inside.lstrip("\r\n"))
    end = len(text.rstrip("\r\n"))
    while start <= end:
        found = _LINE_PATTERN.match(text, start, end)
        assert found is not None
        line = found[1]
        begin = start + len(line) - len(line.lstrip())
        yield begin, begin + len(line.strip())
        if not found[2]:
            return
        start = found.end()

"""Recognizing a table of boxes and its type by its first rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from .columns import recognize_header, recognize_rows
from .layout import SurveyableTable
from .rows import DELIMITERS
from .survey import ColumnTable
from .via_layout import recognize_via

_SEPARATOR_LINE_PATTERN = re.compile(r'"?sep=([^\w\s".+-]|\t)"?[ \t,;]*(?:\r\n|\n|\r)', re.IGNORECASE)
"""The first line with which Excel is given the delimiter."""
_MAX_ROWS_CHECKED = 20
HEAD_CHARACTERS = 65_536
"""The number of characters in which the first rows are read."""


def split_separator_line(text: str) -> tuple[str, str]:
    """Split a table into Excel's `sep=` line (empty if there is none) and the rest."""
    found = _SEPARATOR_LINE_PATTERN.match(text)
    end = found.end() if found is not None else 0
    return text[:end], text[end:]


def recognize_table(head: str, class_names: Mapping[str, str] | None = None) -> SurveyableTable | None:
    """The table that begins with `head`; None if it is not a table of boxes.

    Args:
        head: Its first characters, which may end within a row.
        class_names: Names of classes by the ids in the table; empty or None without class descriptions.
    """
    line, rest = split_separator_line(head[:HEAD_CHARACTERS])
    found = _SEPARATOR_LINE_PATTERN.match(line)
    for delimiter in found[1] if found is not None else DELIMITERS:
        rows = list(islice(iter_first_rows(rest, delimiter), _MAX_ROWS_CHECKED))
        if not rows:
            continue
        via = recognize_via(rows[0], delimiter)
        if via is not None:
            return via
        columns = recognize_header(rows[0], delimiter) or recognize_rows(rows, delimiter)
        if columns is not None:
            return ColumnTable(columns, class_names or {})
    return None


def iter_first_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """The non-empty rows, up to the first that cannot be parsed."""
    rows = csv.reader(text.splitlines(), delimiter=delimiter, skipinitialspace=True)
    try:
        yield from (row for row in rows if any(map(str.strip, row)))
    except csv.Error:
        return

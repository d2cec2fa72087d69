"""Splitting a CSV file into rows, and editing single fields without changing any other character."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

DELIMITERS = ",;\t|"
csv.field_size_limit(1 << 27)
"""In characters, far above the default: an overlong field is reported with its row, and the table is still read."""


class CsvRow(NamedTuple):
    """A row: its text without the line break, and the line break, which the last row of a file may lack."""

    body: str
    end: str


def parse_rows(text: str, delimiter: str) -> Iterator[tuple[CsvRow, list[str]]]:
    """Parse the rows with their fields; joined, the rows give `text` again. A quoted field can contain line breaks.

    Raises:
        csv.Error: A row cannot be parsed; the message ends with the line number.
    """
    lines: list[str] = []  # the lines of the current row
    source_lines = _record_lines(io.StringIO(text, newline=""), lines)
    reader = csv.reader(source_lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    try:
        for fields in reader:
            source = lines[0] if len(lines) == 1 else "".join(lines)
            lines.clear()
            body = source.rstrip("\r\n")
            yield CsvRow(body, source[len(body) :]), fields
    except csv.Error as error:
        raise csv.Error(f"{error}, line {max(reader.line_num, 1)}") from error


def _record_lines(lines: Iterable[str], noted: list[str]) -> Iterator[str]:
    for line in lines:
        noted.append(line)
        yield line


def split_fields(body: str, delimiter: str) -> list[str]:
    """The fields of a row."""
    if '"' not in body:  # same result, but much faster
        return [field.lstrip(" ") for field in body.split(delimiter)] if body else []
    return next(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, skipinitialspace=True), [])


def replace_fields(body: str, delimiter: str, values: Mapping[int, str]) -> str:
    """Replace fields of a row.

    A new text is quoted if the old one was, or if necessary. Missing fields are added.

    Args:
        body: The text of the row.
        delimiter: The character between fields.
        values: The new texts by the index of the field.

    Returns:
        The text of the row with these fields.
    """
    spans = _find_field_spans(body, delimiter)
    for place in sorted(values):
        while place >= len(spans):
            body += delimiter
            spans.append((len(body), len(body)))
    for place, value in sorted(values.items(), reverse=True):
        start, end = spans[place]
        quoted = body.startswith('"', start) or any(mark in value for mark in (delimiter, '"', "\r", "\n"))
        quoted = quoted or value != value.strip()
        text = '"' + value.replace('"', '""') + '"' if quoted else value
        body = body[:start] + text + body[end:]
    return body


def _find_field_spans(body: str, delimiter: str) -> list[tuple[int, int]]:
    """Where each field begins and ends, including quotes, without leading spaces."""
    field = re.compile(rf' *("(?:[^"]|"")*"|[^{re.escape(delimiter)}]*)')
    spans: list[tuple[int, int]] = []
    position = 0
    while True:
        found = field.match(body, position)
        assert found is not None
        spans.append(found.span(1))
        if found.end() == len(body):
            return spans
        position = found.end() + 1


def detect_newline(rows: Sequence[CsvRow]) -> str:
    """The line break of a file; a line feed if there is none."""
    return next((row.end for row in rows if row.end in ("\n", "\r\n", "\r")), "\n")

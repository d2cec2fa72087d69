"""The rows of a CSV file as they are written, and edits of single fields that leave every other character alone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

DELIMITERS = ",;\t|"
csv.field_size_limit(1 << 27)
"""Number of characters. A field that is too long for a class is reported with its row; the table is still read."""


class CsvRow(NamedTuple):
    """A row: its text without what ends it, and the line break at its end (none at the end of many a file)."""

    body: str
    end: str


def parse_rows(text: str, delimiter: str) -> Iterator[tuple[CsvRow, list[str]]]:
    """Every row with its fields; joined, the rows are `text` again. A row in quotes may go over several lines.

    Raises:
        csv.Error: A row cannot be read; the message ends with `line` and its number.
    """
    lines: list[str] = []  # of the row that is read now
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
    """The fields of one row."""
    if '"' not in body:  # much faster, and the same
        return [field.lstrip(" ") for field in body.split(delimiter)] if body else []
    return next(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, skipinitialspace=True), [])


def replace_fields(body: str, delimiter: str, values: Mapping[int, str]) -> str:
    """The row with some fields replaced, by their places; quoted where they were, or must be."""
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
    """Where each field begins and ends, with its quotes and without the blanks before it."""
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
    """What ends the rows of a file; a plain line feed where none is ended."""
    return next((row.end for row in rows if row.end in ("\n", "\r\n", "\r")), "\n")

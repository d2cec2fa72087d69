"""Parsing a table of boxes."""

from __future__ import annotations

import csv
from collections.abc import Mapping

from detector.data.formats.shared.single_file import JointFormatError

from .encoding import TableEncodingError, decode_table
from .recognition import HEAD_CHARACTERS, recognize_table, split_separator_line
from .rows import CsvRow, parse_rows
from .state import CsvState
from .unreadable_reason import explain_no_table


def parse_table(
    raw: bytes, file: str, classes: tuple[str, ...] = (), class_names: Mapping[str, str] | None = None
) -> CsvState:
    """Parse a table.

    Args:
        raw: The bytes of the file.
        file: Its name, for messages.
        classes: The class list beside it.
        class_names: Names of classes by the ids in the table, if class descriptions define them.

    Raises:
        JointFormatError: It is not a table of boxes, or cannot be used.
    """
    try:
        encoding, text = decode_table(raw)
    except TableEncodingError as error:
        raise JointFormatError(str(error)) from error
    table = recognize_table(text[:HEAD_CHARACTERS], class_names)
    if table is None:
        raise JointFormatError(explain_no_table(text[:HEAD_CHARACTERS]))
    separator_line, text = split_separator_line(text)
    survey = table.start_survey()
    rows: list[CsvRow] = []
    images: dict[str, list[int]] = {}
    nameless = []
    is_header = table.has_header
    try:
        for place, (row, fields) in enumerate(parse_rows(text, table.delimiter)):
            rows.append(row)
            if is_header:
                is_header = not any(fields)
                continue
            survey.add_row(fields)
            if name := table.read_image_name(fields):
                images.setdefault(name, []).append(place)
            elif any(map(str.strip, fields)):
                nameless.append(place)
    except csv.Error as error:
        raise JointFormatError(f"it is no valid CSV ({error})") from error
    return CsvState(
        file,
        survey.build_layout(),
        encoding,
        separator_line,
        rows,
        range(len(rows)),
        frozenset(),
        {name: tuple(places) for name, places in images.items()},
        classes,
        tuple(nameless),
        rows,
    )

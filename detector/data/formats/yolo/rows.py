"""Parsing the rows of a YOLO label file, and replacing single columns without changing any other byte.

A row is a class number followed by fractions of the image's width and height:

    class cx cy w h [more columns]          a box; the columns can be a confidence, keypoints or a track
    class x1 y1 x2 y2 x3 y3 [...]           a polygon; an oriented box is a polygon of four points

https://docs.ultralytics.com/datasets/ (detect, segment, obb, pose). Empty lines and comments with `#` are kept.
"""

from __future__ import annotations

import codecs
import math
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from detector.data.formats.shared.coordinates import parse_number

_COLUMN_PATTERN = re.compile(rb"[^\s#]+|#.*")
_BOX_COLUMN_COUNT = 4
_MIN_POLYGON_VALUES = 6
_MIN_DECIMALS = 6
_LINE_ENDS = (b"\r\n", b"\n", b"\r")


class YoloFormatError(Exception):
    """Why a file has no YOLO rows, worded as the end of a sentence that begins with its name."""


Corners = tuple[float, float, float, float]
"""x1 y1 x2 y2 as fractions of the image's width and height."""


@dataclass(frozen=True)
class YoloRow:
    """A row.

    Attributes:
        source: The line without its end.
        class_number: The class number.
        values: The columns after the class number.
        is_polygon: Whether the columns are points of a polygon, not a box.
    """

    source: bytes
    class_number: int
    values: tuple[float, ...]
    is_polygon: bool

    @cached_property
    def corners(self) -> Corners:
        """The corners of the box, or of the bounds of the polygon."""
        if self.is_polygon:
            xs, ys = self.get_points(0), self.get_points(1)
            return min(xs), min(ys), max(xs), max(ys)
        x, y, width, height = self.values[:_BOX_COLUMN_COUNT]
        return x - width / 2, y - height / 2, x + width / 2, y + height / 2

    def get_points(self, axis: int) -> tuple[float, ...]:
        """The x (axis 0) or y (axis 1) of the polygon's points, without a confidence after the last point."""
        return self.values[axis : len(self.values) // 2 * 2 : 2]

    @property
    def has_other_columns(self) -> bool:
        """Whether a box is followed by more than a confidence: keypoints, or the number of a track."""
        return not self.is_polygon and len(self.values) > _BOX_COLUMN_COUNT and self.score is None

    @property
    def score(self) -> float | None:
        """The confidence if it is the only column after a box."""
        has_one = not self.is_polygon and len(self.values) == _BOX_COLUMN_COUNT + 1
        return self.values[_BOX_COLUMN_COUNT] if has_one and 0 <= self.values[_BOX_COLUMN_COUNT] <= 1 else None

    def replace_columns(self, columns: Mapping[int, bytes]) -> bytes:
        """The line with some columns replaced; column 0 is the class number."""
        parts, position = [], 0
        for number, found in enumerate(_COLUMN_PATTERN.finditer(self.source)):
            parts += [self.source[position : found.start()], columns.get(number, found[0])]
            position = found.end()
        return b"".join([*parts, self.source[position:]])

    def replace_geometry(self, columns: Sequence[bytes]) -> bytes:
        """The line with the columns of another box or polygon; the class number and a confidence keep their text."""
        found = list(_COLUMN_PATTERN.finditer(self.source))
        has_score = (self.is_polygon and len(self.values) % 2 == 1) or self.score is not None
        last = len(self.values) - has_score
        return self.source[: found[1].start()] + b" ".join(columns) + self.source[found[last].end() :]

    def replace_score(self, score: bytes | None) -> bytes:
        """The line with another confidence, or without; unchanged if it is a polygon or has other columns."""
        if self.is_polygon or len(self.values) > _BOX_COLUMN_COUNT + 1:
            return self.source
        columns = list(_COLUMN_PATTERN.finditer(self.source))
        behind_box, last = columns[_BOX_COLUMN_COUNT].end(), columns[len(self.values)].end()
        return self.source[:behind_box] + (b" " + score if score is not None else b"") + self.source[last:]


@dataclass(frozen=True)
class ReturningRow:
    """A restored row.

    Attributes:
        content: Its text.
        line_end: The end of its line.
        behind: The line of the row that it follows; None if it was the first.
        rowless_lines_above: The number of lines without a row that it also follows.
    """

    content: bytes
    line_end: bytes
    behind: int | None
    rowless_lines_above: int

    def is_before_line(self, line: int, is_row: bool, others: int) -> bool:
        """Whether it belongs before a line that has `others` lines without a row above it."""
        return (self.behind is None or self.behind < line) and (is_row or others >= self.rowless_lines_above)


@dataclass(frozen=True)
class YoloText:
    """A whole file.

    Attributes:
        mark: The byte order mark; empty if there is none.
        lines: All lines with their ends.
        rows: The rows, by the indices of their lines.
    """

    mark: bytes
    lines: tuple[bytes, ...]
    rows: Mapping[int, YoloRow]

    def edit_rows(
        self, kept: Mapping[int, bytes], added: Sequence[bytes], returning: Sequence[ReturningRow] = ()
    ) -> bytes:
        """The bytes of the file after an edit.

        Args:
            kept: Text of the remaining rows, by line, without line ends.
            added: Rows to append after the last line.
            returning: Restored rows, in the order of the file.
        """
        newline = next((end for line in reversed(self.lines) if (end := find_line_end(line))), b"\n")
        lines = list(self._iter_lines(kept, returning))
        is_open = bool(lines) and not lines[-1][1]
        lines += [(row, newline) for row in added]
        *ended, (last, end) = lines or [(b"", b"")]
        parts = [row + (end or newline) for row, end in ended]
        return self.mark + b"".join([*parts, last if is_open else last + end])

    def _iter_lines(
        self, kept: Mapping[int, bytes], returning: Sequence[ReturningRow]
    ) -> Iterator[tuple[bytes, bytes]]:
        """All lines except those to append, each with its end."""
        waiting, others = deque(returning), 0
        for number, line in enumerate(self.lines):
            is_row, end = number in self.rows, find_line_end(line)
            while waiting and waiting[0].is_before_line(number, is_row, others):
                row = waiting.popleft()
                yield row.content, row.line_end
            if not is_row:
                others += 1
                yield line[: len(line) - len(end)], end
            elif number in kept:
                yield kept[number], end
        yield from ((row.content, row.line_end) for row in waiting)


def split_columns(source: bytes) -> list[bytes]:
    """The columns of a line, without comments."""
    return [column for column in _COLUMN_PATTERN.findall(source) if not column.startswith(b"#")]


def find_line_end(line: bytes) -> bytes:
    """The line break at the end of a line; empty for a last line without one."""
    return next((end for end in _LINE_ENDS if line.endswith(end)), b"")


def parse_yolo(raw: bytes, keypoints: int = 0) -> YoloText:
    """Parse a label file.

    Args:
        raw: The bytes of the file.
        keypoints: The number of columns that keypoints take after a box, if the data set defines it.

    Raises:
        YoloFormatError: The content does not follow the format.
    """
    mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
    lines = raw[len(mark) :].splitlines(keepends=True)
    rows = {}
    for number, line in enumerate(lines):
        source = line[: len(line) - len(find_line_end(line))]
        columns = split_columns(source)
        if columns:
            rows[number] = _parse_row(source, columns, keypoints, number + 1)
    return YoloText(mark, tuple(lines), rows)


def _parse_row(source: bytes, columns: Sequence[bytes], keypoints: int, number: int) -> YoloRow:
    shown = source[:40].decode("utf-8", "replace")
    if len(columns) < 1 + _BOX_COLUMN_COUNT:
        raise YoloFormatError(f"line {number} ({shown!r}) has {len(columns)} columns; a box has 5, a polygon 7 or more")
    values = [parse_number(column.decode("ascii", "replace")) for column in columns]
    numbers = [value for value in values if value is not None and math.isfinite(value)]
    if len(numbers) < len(values):
        raise YoloFormatError(f"line {number} ({shown!r}) has a column that is not a number")
    if numbers[0] < 0 or not numbers[0].is_integer() or numbers[0] >= 1e6:
        raise YoloFormatError(f"line {number} ({shown!r}) begins with {numbers[0]:g}, which is no class number")
    behind = tuple(numbers[1:])
    row = YoloRow(source, int(numbers[0]), behind, _is_polygon(behind, columns[-1], keypoints))
    if not all(math.isfinite(corner * 1e6) for corner in row.corners):
        raise YoloFormatError(f"line {number} ({shown!r}) has a coordinate that is far too large")
    return row


def _is_polygon(values: Sequence[float], last: bytes, keypoints: int) -> bool:
    """Whether the columns are points of a polygon, not a box with additional columns.

    If the data set does not define keypoints, six or more values are a polygon, with two exceptions. Of six values, a
    last integer above 1 is the number of a track, after a box and its confidence. An odd number of values, of which
    every third one after the box is 0, 1 or 2, is a box with keypoints and their visibility.
    """
    behind = len(values) - _BOX_COLUMN_COUNT
    if len(values) < _MIN_POLYGON_VALUES or behind == keypoints:
        return False
    if len(values) == _MIN_POLYGON_VALUES:
        return not (last.isdigit() and int(last) > 1)
    visibility = values[_BOX_COLUMN_COUNT + 2 :: 3]
    return not (len(values) % 2 and behind % 3 == 0 and all(value in (0, 1, 2) for value in visibility))


def compute_decimals(side: int) -> int:
    """The number of decimals, at least 6, for edges exact to 0.005 pixels in an image with a side of `side` pixels.

    An edge is the center plus half of the size, and each is rounded by at most half of the last decimal.
    """
    return max(_MIN_DECIMALS, math.ceil(math.log10(0.75 * max(side, 1) / 0.005)))


def format_side_share(share: float, side: int) -> bytes:
    """Format a fraction of a side of `side` pixels."""
    text = f"{share:.{compute_decimals(side)}f}"
    return (text[1:] if text.startswith("-") and not text.strip("-0.") else text).encode("ascii")

"""One row of a table of boxes: the box it means, and its text for a box that changed or is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detector.data.annotation import Box

from .csv_columns import CORNERS, FLAGS, Columns, number
from .csv_rows import fields_of, with_fields
from .joint_file import ImageInFile
from .voc_origin import format_number, is_same

_NO = ("", "0", "false", "no")
_NORMALISED_DECIMALS = 6


class RowFaultError(Exception):
    """Why a row is no box, as the end of a sentence that began with its name."""


def is_group(fields: Sequence[str], columns: Columns) -> bool:
    """Whether it is a box around many objects, which is no box of any one of them."""
    return _is_true(columns.value(fields, "group"))


def read_box(fields: Sequence[str], columns: Columns, image: ImageInFile, uid: int) -> Box:
    """The box of a row. Errors: RowFaultError."""
    label = columns.value(fields, "label")
    if not label:
        raise RowFaultError("has no class")
    edges: list[float] = []
    for corner, scale in zip(CORNERS, _scale(columns, image), strict=True):
        text = columns.value(fields, corner)
        value = number(text)
        if value is None:
            raise RowFaultError(f"has {text[:40]!r} for {corner}, which is not a number")
        edges.append(value * scale)
    difficult, truncated, occluded = (_is_true(columns.value(fields, flag)) for flag in FLAGS)
    score = number(columns.value(fields, "score"))
    return Box(edges[0], edges[1], edges[2], edges[3], label, uid, difficult, truncated, occluded, score)


def _is_true(text: str) -> bool:
    value = number(text)
    return value > 0 if value is not None else text.lower() not in _NO  # Open Images writes -1 for unknown


def _scale(columns: Columns, image: ImageInFile) -> tuple[float, float, float, float]:
    """Pixels in one unit of each corner."""
    if not columns.normalised:
        return (1.0, 1.0, 1.0, 1.0)
    assert image.size is not None, "normalised coordinates need the size of the image"
    width, height = map(float, image.size)
    return (width, height, width, height)


def edited(body: str, columns: Columns, image: ImageInFile, before: Box, after: Box) -> str:
    """The row, now meaning `after`: only the fields of what changed are others. Flags need a column of their own."""
    fields = fields_of(body, columns.delimiter)
    changes: dict[str, str] = {}
    if after.label != before.label:
        changes["label"] = after.label.strip()
    for corner, scale in zip(CORNERS, _scale(columns, image), strict=True):
        was, now = getattr(before, corner), getattr(after, corner)
        if not is_same(was, now):
            changes[corner] = _coordinate(now, scale)
    for flag in FLAGS:
        if getattr(after, flag) != getattr(before, flag):
            changes[flag] = _flag_text(getattr(after, flag), columns.value(fields, flag))
    if after.score is not None and after.score != before.score:
        changes["score"] = _score(after.score)
    return with_fields(body, columns.delimiter, _placed(columns, changes))


def new_row(body: str, columns: Columns, image: ImageInFile, box: Box | None) -> str:
    """A row laid out as `body`, with nothing of what that says; for an image without objects, without a box.

    What it says of the same image stays: its width and height.
    """
    fields = fields_of(body, columns.delimiter)
    same = columns.value(fields, "image") == image.name
    changes = dict.fromkeys(columns.places, "") | {"image": image.name}
    for side, length in zip(("width", "height"), image.size or ("", ""), strict=True):
        changes[side] = columns.value(fields, side) if same else str(length)
    if box is not None:
        corners = zip(CORNERS, _scale(columns, image), strict=True)
        changes |= {corner: _coordinate(getattr(box, corner), scale) for corner, scale in corners}
        changes |= {flag: _flag_text(getattr(box, flag), columns.value(fields, flag)) for flag in FLAGS}
        changes |= {"label": box.label.strip(), "score": "" if box.score is None else _score(box.score)}
    empty = dict.fromkeys(range(len(fields)), "")
    return with_fields(body, columns.delimiter, empty | _placed(columns, changes))


def _placed(columns: Columns, changes: Mapping[str, str]) -> dict[int, str]:
    """By the place of the column; without what the table has no column for."""
    return {columns.places[what]: text for what, text in changes.items() if what in columns.places}


def _coordinate(edge: float, scale: float) -> str:
    return format_number(edge) if scale == 1.0 else f"{edge / scale:.{_NORMALISED_DECIMALS}f}"


def _flag_text(value: bool, like: str) -> str:
    """As the table writes it: True and False, or 1 and 0."""
    return str(value) if like.isalpha() else str(int(value))


def _score(score: float) -> str:
    return f"{score:.6f}".rstrip("0").rstrip(".")

"""Writing new tables of boxes with TensorFlow's columns: one, or one for each split."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from detector.data.annotation import Box, ImageAnnotation
from detector.data.unicode_forms import percent_escape

from .base import Split
from .csv_columns import FLAGS
from .joint_writer import check_free, finite, left_out, write_new
from .voc_origin import format_number

_COLUMNS = ("filename", "width", "height", "class", "xmin", "ymin", "xmax", "ymax")
EMPTY = f"{','.join(_COLUMNS)}\n".encode()
"""A table without rows."""


class CsvWriter:
    """See `detector.data.formats.base.DatasetWriter`.

    Images belong in `images`, or `images/<split>`; tables are `annotations.csv`, or `<split>.csv`. A column `score`
    follows where there are scores. An image without objects has a row with its name and size alone.
    """

    def __init__(self, out: Path) -> None:
        """Errors: AnnotationWriteError when there are such files in `out` already."""
        self._out = out
        self._rows: dict[Split | None, list[tuple[str, int, int, Box | None]]] = {}
        self._left_out = Counter[str]()
        check_free(out, [_path(out, split) for split in (None, "train", "val", "test")])

    def place_of(self, image_name: str, split: Split | None = None) -> Path:
        return self._out / "images" / (split or "") / image_name

    def add(
        self, image_name: str, width: int, height: int, annotation: ImageAnnotation, split: Split | None = None
    ) -> None:
        boxes = finite(annotation.boxes)
        for flag in FLAGS:
            self._left_out[f"{flag} flag"] += sum(getattr(box, flag) for box in boxes)
        self._left_out["verified mark"] += annotation.verified
        self._left_out["box with a coordinate that is not a number"] += len(annotation.boxes) - len(boxes)
        rows = self._rows.setdefault(split, [])
        name = percent_escape(image_name)
        rows += [(name, width, height, box) for box in boxes]
        if not boxes:
            rows.append((name, width, height, None))

    def finish(self) -> tuple[str, ...]:
        """Errors: AnnotationWriteError."""
        boxes = (box for rows in self._rows.values() for *_, box in rows)
        scored = any(box is not None and box.score is not None for box in boxes)
        for split, rows in (self._rows or {None: []}).items():
            stream = io.StringIO(newline="")
            table = csv.writer(stream, lineterminator="\n")
            table.writerow((*_COLUMNS, "score") if scored else _COLUMNS)
            table.writerows(_fields(*row, scored=scored) for row in rows)
            write_new(_path(self._out, split), stream.getvalue().encode("utf-8"))
        return left_out(self._left_out)


def _fields(name: str, width: int, height: int, box: Box | None, scored: bool) -> list[str]:
    fields = [name, str(width), str(height)]
    fields += ["", "", "", "", ""] if box is None else [box.label, *map(format_number, box.xyxy)]
    if scored:
        fields.append("" if box is None or box.score is None else f"{box.score:.6g}")
    return fields


def _path(out: Path, split: Split | None) -> Path:
    return out / ("annotations.csv" if split is None else f"{split}.csv")

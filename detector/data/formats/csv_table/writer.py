"""Writing new tables with TensorFlow's columns: one, or one for each split."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import DatasetWriter, Split
from detector.data.formats.shared.coordinates import format_coordinate
from detector.data.formats.shared.single_file_writer import (
    check_files_absent,
    count_flags,
    describe_omissions,
    keep_finite,
    write_new_file,
)
from detector.data.unicode_forms import escape_for_file_name

from .columns import FLAGS

_COLUMN_NAMES = ("filename", "width", "height", "class", "xmin", "ymin", "xmax", "ymax")
EMPTY_TABLE = f"{','.join(_COLUMN_NAMES)}\n".encode()
"""The content of a table without rows."""


class CsvWriter(DatasetWriter):
    """Writes tables; see `detector.data.formats.base.DatasetWriter`.

    Images belong in `images` or `images/<split>`; tables are `annotations.csv` or `<split>.csv`. If there are scores,
    the last column is `score`. An image without objects has a row with only its name and size.
    """

    def __init__(self, out: Path) -> None:
        """Raises: AnnotationWriteError (`out` already contains such tables)."""
        self._out_folder = out
        self._rows_by_split: dict[Split | None, list[tuple[str, int, int, Annotation | None]]] = {}
        self._omitted_counts = Counter[str]()
        check_files_absent(out, [_build_path(out, split) for split in (None, "train", "val", "test")])

    def locate_image(self, image_name: str, split: Split | None = None) -> Path:
        return self._out_folder / "images" / (split or "") / image_name

    def add_image(
        self, image_name: str, width: int, height: int, image_annotations: ImageAnnotations, split: Split | None = None
    ) -> None:
        annotations = keep_finite(image_annotations.annotations, self._omitted_counts)
        count_flags(annotations, FLAGS, self._omitted_counts)
        self._omitted_counts["verified mark"] += image_annotations.verified
        self._omitted_counts["attribute"] += sum(len(annotation.attributes) for annotation in annotations)
        rows = self._rows_by_split.setdefault(split, [])
        name = escape_for_file_name(image_name)
        rows += [(name, width, height, annotation) for annotation in annotations]
        if not annotations:
            rows.append((name, width, height, None))

    def finish(self) -> tuple[str, ...]:
        annotations = (annotation for rows in self._rows_by_split.values() for *_, annotation in rows)
        scored = any(annotation is not None and annotation.score is not None for annotation in annotations)
        for split, rows in (self._rows_by_split or {None: []}).items():
            stream = io.StringIO(newline="")
            table = csv.writer(stream, lineterminator="\n")
            table.writerow((*_COLUMN_NAMES, "score") if scored else _COLUMN_NAMES)
            table.writerows(_build_fields(*row, scored=scored) for row in rows)
            write_new_file(_build_path(self._out_folder, split), stream.getvalue().encode("utf-8"))
        return describe_omissions(self._omitted_counts)


def _build_fields(name: str, width: int, height: int, annotation: Annotation | None, scored: bool) -> list[str]:
    fields = [name, str(width), str(height)]
    fields += (
        ["", "", "", "", ""]
        if annotation is None
        else [annotation.label, *map(format_coordinate, annotation.bounds.xyxy)]
    )
    if scored:
        fields.append("" if annotation is None or annotation.score is None else f"{annotation.score:.6g}")
    return fields


def _build_path(out: Path, split: Split | None) -> Path:
    return out / ("annotations.csv" if split is None else f"{split}.csv")

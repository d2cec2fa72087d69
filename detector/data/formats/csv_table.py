"""Tables of boxes (CSV): one for all images, or one for each split.

What is read: TensorFlow's and Roboflow's (`filename,width,height,class,xmin,ymin,xmax,ymax`) and others whose header
names the same things, a corner or the center with width and height, or all four numbers in one field; those of
makesense.ai and VIA; keras-retinanet's without a header (`path,x1,y1,x2,y2,class`) with `classes.csv` beside it; and
Open Images' (`ImageID,LabelName,XMin,XMax,YMin,YMax`, parts of width and height) with `class-descriptions.csv`.
Commas, semicolons, tabs or bars between fields, a decimal point or comma, UTF-8, UTF-16 or Windows-1252, and Excel's
`sep=` before the first row. A row with an image and nothing else says that the image shows no object.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from detector.data.look import Cancelled, never
from detector.errors import DatasetError

from . import csv_classes, csv_descriptions
from .base import AS_FOUND, FormatName, OpenOptions
from .csv_encoding import EncodingError, decode_head
from .csv_read import read
from .csv_recognize import recognize
from .csv_state import CsvState
from .csv_writer import EMPTY, CsvWriter
from .joint_begin import begin
from .joint_dataset import JointDataset, open_file, unusable
from .joint_file import JointFile, JointFormatError, JointState
from .joint_finder import HEAD, head_and_tail, label_files


class CsvFormat:
    """See `detector.data.formats.base.LabelFormat`."""

    name: FormatName = "csv"
    title = "CSV table"

    def recognises(self, root: Path, options: OpenOptions = AS_FOUND) -> bool:
        return bool(label_files(root, ".csv", _is_table, options.labels))

    def open(
        self,
        root: Path,
        cancelled: Cancelled = never,  # noqa: ARG002
        options: OpenOptions = AS_FOUND,
    ) -> JointDataset:
        """Errors: DatasetError."""
        paths = [root] if root.is_file() else label_files(root, ".csv", _is_table, options.labels)
        if not paths:
            raise DatasetError(f"{root} has no table of boxes (CSV). Choose the folder or the file that has one.")
        return JointDataset(root, self.name, [_opened(path) for path in paths], options=options)

    def begin(self, root: Path, cancelled: Cancelled = never, options: OpenOptions = AS_FOUND) -> JointDataset:
        """Errors: DatasetError."""
        return begin(root, self.name, "annotations.csv", EMPTY, read, cancelled, options)

    def writer(self, out: Path, classes: Sequence[str]) -> CsvWriter:  # noqa: ARG002 - the tables keep no class list
        """Errors: AnnotationWriteError."""
        return CsvWriter(out)


def _is_table(path: Path) -> bool:
    try:
        text = decode_head(head_and_tail(path)[:HEAD])
    except EncodingError:
        return False
    return recognize(text) is not None


def _opened(path: Path) -> JointFile:
    """Errors: DatasetError."""
    class_list = csv_classes.find(path)
    classes = csv_classes.read_names(class_list) if class_list is not None else ()
    descriptions = csv_descriptions.find(path)
    names = csv_descriptions.read_names(descriptions) if descriptions is not None else {}

    def grow(state: JointState) -> None:
        if class_list is not None and isinstance(state, CsvState):
            csv_classes.grow(class_list, sorted(state.labels_written))

    try:
        return open_file(path, partial(read, classes=classes, class_names=names), grow)
    except JointFormatError as error:
        raise unusable(path, error) from error

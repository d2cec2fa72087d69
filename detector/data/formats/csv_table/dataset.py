"""Tables of boxes (CSV): one for all images, or one for each split.

Supported are the tables of TensorFlow and Roboflow (`filename,width,height,class,xmin,ymin,xmax,ymax`) and others with
a header for the same data, a corner or the center with width and height, or all four numbers in one field; those of
makesense.ai and VIA; those of keras-retinanet without a header (`path,x1,y1,x2,y2,class`), with `classes.csv` beside
them; and those of Open Images (`ImageID,LabelName,XMin,XMax,YMin,YMax`, fractions of the image size) with
`class-descriptions.csv`. Fields are separated by commas, semicolons, tabs or bars; numbers have a decimal point or
comma; the encoding is UTF-8, UTF-16 or Windows-1252; Excel's `sep=` can precede the first row. A row with only an image
name means that the image shows no object.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from detector.data.directory_cache import IsCanceled, never_canceled
from detector.data.formats.base import AUTOMATIC_OPTIONS, LabelFormat, OpenOptions
from detector.data.formats.class_edits import ClassEdit, ClassEditStep, FileChange
from detector.data.formats.shared.discovery import HEAD_BYTES, find_joint_label_files, read_head_and_tail
from detector.data.formats.shared.new_single_file import begin_joint_dataset
from detector.data.formats.shared.per_image_class_edits import describe_change
from detector.data.formats.shared.single_file import JointFile, JointFormatError, JointState
from detector.data.formats.shared.single_file_dataset import JointDataset, build_dataset_error, open_joint_file
from detector.errors import DatasetError

from . import class_descriptions as csv_descriptions
from . import class_list as csv_classes
from .encoding import TableEncodingError, decode_table_head
from .info import INFO
from .reader import parse_table
from .recognition import recognize_table
from .state import CsvState
from .writer import EMPTY_TABLE, CsvWriter

NO_TABLE = "{path} has no table of boxes (CSV). Choose the folder or the file that has one."


class CsvFormat(LabelFormat):
    """See `detector.data.formats.base.LabelFormat`."""

    info = INFO

    def is_format_of(self, root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> bool:
        return bool(find_joint_label_files(root, ".csv", _is_table, options.labels_place))

    def open_dataset(
        self,
        root: Path,
        is_canceled: IsCanceled = never_canceled,  # noqa: ARG002
        options: OpenOptions = AUTOMATIC_OPTIONS,
    ) -> CsvDataset:
        paths = [root] if root.is_file() else find_joint_label_files(root, ".csv", _is_table, options.labels_place)
        if not paths:
            raise DatasetError(NO_TABLE.format(path=root))
        return CsvDataset(root, self.name, [_open_table(path) for path in paths], options=options)

    def begin_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> JointDataset:
        return begin_joint_dataset(
            root, self.name, "annotations.csv", EMPTY_TABLE, parse_table, is_canceled, options, CsvDataset
        )

    def create_writer(self, out: Path, classes: Sequence[str]) -> CsvWriter:  # noqa: ARG002 - the tables keep no class list
        return CsvWriter(out)


FORMAT = CsvFormat()


class CsvDataset(JointDataset):
    """A data set of tables, and of the class lists beside them."""

    @property
    def holds_outlines(self) -> bool:
        """Whether all are tables of VIA, which has polygons."""
        return all(isinstance(state, CsvState) and state.layout.holds_outlines for state in self.states)

    def plan_class_edit(
        self, edit: ClassEdit, images: Sequence[Path], without: Sequence[Path]
    ) -> Iterator[ClassEditStep]:
        lists = dict.fromkeys(csv_classes.find_csv_class_list(path) for path in self.label_files if edit.target)
        for path in lists:
            if path is not None:
                yield ClassEditStep(path, partial(_rename_in_list, path, edit))
        yield from super().plan_class_edit(edit, images, without)


def _rename_in_list(path: Path, edit: ClassEdit) -> FileChange | None:
    return describe_change(path, *csv_classes.rename_in_file(path, edit.source, edit.target))


def _is_table(path: Path) -> bool:
    try:
        text = decode_table_head(read_head_and_tail(path)[:HEAD_BYTES])
    except TableEncodingError:
        return False
    return recognize_table(text) is not None


def _open_table(path: Path) -> JointFile:
    """Open the table `path` with the class list and the class descriptions beside it.

    Raises:
        DatasetError: One of these files cannot be used.
    """
    class_list = csv_classes.find_csv_class_list(path)
    classes = csv_classes.read_class_names(class_list) if class_list is not None else ()
    descriptions = csv_descriptions.find_descriptions(path)
    names = csv_descriptions.read_descriptions(descriptions) if descriptions is not None else {}

    def extend_class_list(state: JointState) -> None:
        if class_list is not None and isinstance(state, CsvState):
            csv_classes.extend_class_list(class_list, sorted(state.written_labels))

    try:
        return open_joint_file(path, partial(parse_table, classes=classes, class_names=names), extend_class_list)
    except JointFormatError as error:
        raise build_dataset_error(path, error) from error

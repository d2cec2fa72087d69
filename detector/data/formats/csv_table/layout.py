"""The interface of table layouts: reading and editing the rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from detector.data.annotation import Annotation
from detector.data.formats.shared.single_file import ImageInFile

NO_CLASS = "has no class"
LONG_CLASS = "has a class of {length:,} characters ({start}...), which is longer than {limit}"

MAX_TABLE_LABEL_CHARACTERS = 1_000
"""Longer class names indicate a damaged file, and cannot be displayed."""


class RowFaultError(Exception):
    """Why a row has no usable box, worded as the end of a sentence that begins with the name of the row."""


class NoBoxError(RowFaultError):
    """A row for something that is not a single box, such as a point or a crowd; the message names it."""


class RowLayout(Protocol):
    """How to read and edit the rows of one table.

    `fields` are the texts of the fields of a row. Changes to a row are returned as new texts by the index of the field.
    """

    @property
    def delimiter(self) -> str:
        """The character between fields."""

    @property
    def has_header(self) -> bool:
        """Whether the first non-empty row has the names of the columns."""

    @property
    def flags(self) -> frozenset[str]:
        """The flags of a box for which the table has a column."""

    @property
    def holds_outlines(self) -> bool:
        """Whether an object can be a polygon in the table."""

    @property
    def holds_attributes(self) -> bool:
        """Whether boxes can have attributes in the table."""

    def reserves_attribute(self, name: str) -> bool:
        """Whether attributes cannot have this name, because the table uses it for something else."""

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences that begin with `{file}` about how an ambiguous table is read."""

    def read_image_name(self, fields: Sequence[str]) -> str:
        """The name of the row's image; empty if there is none."""

    def read_label(self, fields: Sequence[str]) -> str:
        """The class name; empty if there is none, or no usable one."""

    def is_blank(self, fields: Sequence[str]) -> bool:
        """Whether the row only lists its image, which then shows no object."""

    def is_box(self, fields: Sequence[str]) -> bool:
        """Whether the row, apart from its class, can be read as a box."""

    def read_stated_size(self, fields: Sequence[str]) -> tuple[int, int] | None:
        """Width and height of the image in pixels according to the row; None if it has no size."""

    def needs_size(self, is_known: bool) -> bool:
        """Whether reading or creating rows of an image requires its size.

        Args:
            is_known: Whether the table has rows of the image.
        """

    def read_annotation(self, fields: Sequence[str], image: ImageInFile, uid: int) -> Annotation:
        """The box of a row.

        Raises:
            RowFaultError: It has no usable box.
        """

    def find_warnings(self, fields: Sequence[str]) -> Sequence[str]:
        """What looks wrong about a row with a box, worded as ends of sentences without a period."""

    def edit_row(
        self, fields: Sequence[str], image: ImageInFile, before: Annotation, after: Annotation
    ) -> dict[int, str]:
        """The changes to a row whose box changes from `before` to `after`.

        Raises:
            LabelRefusedError: The table cannot hold this class.
            RefusedOutlineError: The table cannot hold this outline.
        """

    def build_row(self, fields: Sequence[str], image: ImageInFile, annotation: Annotation | None) -> dict[int, str]:
        """The fields of a new row.

        Args:
            fields: The fields of an existing row, whose layout is used.
            image: The image.
            annotation: The box; None for an image without objects.

        Raises:
            LabelRefusedError: The table cannot hold this class.
            RefusedOutlineError: The table cannot hold this outline.
        """

    def relabel_row(self, fields: Sequence[str], label: str) -> dict[int, str]:
        """The changes to a row whose class changes to `label`.

        Raises:
            LabelRefusedError: The table cannot hold this class.
        """

    def empty_row(self, fields: Sequence[str]) -> dict[int, str]:
        """The changes to a row that from now on only lists its image."""

    @property
    def has_region_numbers(self) -> bool:
        """Whether rows contain the number of the region within its image, or the count of regions (VIA)."""

    def number_row(self, fields: Sequence[str], number: int, count: int) -> dict[int, str]:
        """The changes to a row that has the region `number`, counted from 0, of the `count` regions of its image."""

    def read_region_numbers(self, fields: Sequence[str]) -> dict[int, str]:
        """The present fields that `number_row` may change."""

    def describe_unlisted_label(self, label: str) -> str:
        """A remark when this class is written, worded as the end of a sentence that begins with the name of the table.

        Empty if there is nothing to say.
        """


class LabelRefusedError(Exception):
    """Why a table cannot hold a class, worded as the end of a sentence that begins with its name."""


class TableSurvey(Protocol):
    """Reads all rows of a table once, for what a layout can only know from them."""

    def add_row(self, fields: Sequence[str]) -> None: ...

    def build_layout(self) -> RowLayout:
        """The layout, after all rows were added."""


class SurveyableTable(Protocol):
    """A table whose layout depends on its rows, before these were read."""

    @property
    def delimiter(self) -> str: ...

    @property
    def has_header(self) -> bool: ...

    def read_image_name(self, fields: Sequence[str]) -> str: ...

    def start_survey(self) -> TableSurvey: ...


def check_label(label: str) -> None:
    """Check the class name of a row.

    Raises:
        RowFaultError: It is empty or too long.
    """
    if not label:
        raise RowFaultError(NO_CLASS)
    if len(label) > MAX_TABLE_LABEL_CHARACTERS:
        beginning, limit = label[:20], f"{MAX_TABLE_LABEL_CHARACTERS:,}"
        raise RowFaultError(LONG_CLASS.format(length=len(label), start=beginning, limit=limit))

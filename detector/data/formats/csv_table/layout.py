"""What a table of boxes says in its rows: the contract of the layouts that tables have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from detector.data.annotation import Box
from detector.data.formats.shared.single_file import ImageInFile

MAX_TABLE_LABEL_CHARACTERS = 1_000
"""Characters. Longer names of classes are damage, and no list can show them."""


class RowFaultError(Exception):
    """Why a row is no box, as the end of a sentence that began with its name."""


class NoBoxError(RowFaultError):
    """A row for something that is no single box, such as a point or a crowd, by the words for it."""


class RowLayout(Protocol):
    """How the rows of one table say what they say.

    `fields` are the texts of a row's fields; changes to a row are given as texts by the places of their fields.
    """

    @property
    def delimiter(self) -> str:
        """What stands between fields: one character."""

    @property
    def has_header(self) -> bool:
        """Whether the first row that is not empty has the names of the columns."""

    @property
    def flags(self) -> frozenset[str]:
        """Those of a box's flags that the table can hold."""

    @property
    def notices(self) -> tuple[str, ...]:
        """How the table is read where it could be read otherwise, as sentences that begin with `{file}`."""

    def read_image_name(self, fields: Sequence[str]) -> str:
        """The name of the row's image; empty where it has none."""

    def read_label(self, fields: Sequence[str]) -> str:
        """The class; empty where it has none, or none that can be used."""

    def is_blank(self, fields: Sequence[str]) -> bool:
        """Whether the row says of its image that it shows no object."""

    def is_box(self, fields: Sequence[str]) -> bool:
        """Whether the row, but for its class, can be read as a box."""

    def read_stated_size(self, fields: Sequence[str]) -> tuple[int, int] | None:
        """What the row says of the image's width and height in pixels."""

    def needs_size(self, is_known: bool) -> bool:
        """Whether rows of an image, which the table knows or not, cannot be read or made without its size."""

    def read_box(self, fields: Sequence[str], image: ImageInFile, uid: int) -> Box:
        """The box of a row.

        Raises:
            RowFaultError: It has none that can be used.
        """

    def edit_row(self, fields: Sequence[str], image: ImageInFile, before: Box, after: Box) -> dict[int, str]:
        """What changes in a row that meant `before`, so that it means `after`.

        Raises:
            LabelRefusedError: The table cannot hold that class.
        """

    def build_row(self, fields: Sequence[str], image: ImageInFile, box: Box | None) -> dict[int, str]:
        """The fields of a new row, for a box or for an image without objects; `fields` are those of a row to follow.

        Raises:
            LabelRefusedError: The table cannot hold that class.
        """

    def relabel_row(self, fields: Sequence[str], label: str) -> dict[int, str]:
        """What changes in a row that gets another class.

        Raises:
            LabelRefusedError: The table cannot hold that class.
        """

    def empty_row(self, fields: Sequence[str]) -> dict[int, str]:
        """What changes in a row that shall only say that its image shows no object."""

    @property
    def has_region_numbers(self) -> bool:
        """Whether rows have their number among the regions of the image, and how many there are."""

    def number_row(self, fields: Sequence[str], number: int, count: int) -> dict[int, str]:
        """What changes in a row that is the one with this `number`, from 0, of the `count` regions of its image."""

    def read_region_numbers(self, fields: Sequence[str]) -> dict[int, str]:
        """The fields that `number_row` may change, as they are in this row."""

    def describe_unlisted_label(self, label: str) -> str:
        """What is to be said when this class is written, as the end of a sentence that began with the table's name."""


class LabelRefusedError(Exception):
    """Why a table cannot hold a class, as the end of a sentence that began with the table's name."""


class TableSurvey(Protocol):
    """Looks at all rows of a table once, for what a layout can only know from them."""

    def add_row(self, fields: Sequence[str]) -> None: ...

    def build_layout(self) -> RowLayout:
        """The layout with what was found."""


class SurveyableTable(Protocol):
    """A layout that is not complete before its rows were seen."""

    @property
    def delimiter(self) -> str: ...

    @property
    def has_header(self) -> bool: ...

    def read_image_name(self, fields: Sequence[str]) -> str: ...

    def start_survey(self) -> TableSurvey: ...


def check_label(label: str) -> None:
    """The class of a row.

    Raises:
        RowFaultError: There is none, or it is too long for a class.
    """
    if not label:
        raise RowFaultError("has no class")
    if len(label) > MAX_TABLE_LABEL_CHARACTERS:
        beginning, limit = label[:20], f"{MAX_TABLE_LABEL_CHARACTERS:,}"
        raise RowFaultError(f"has a class of {len(label):,} characters ({beginning}...), which is longer than {limit}")

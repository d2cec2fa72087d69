"""The interface through which files are edited image by image; see `detector.data.formats.entries.state`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from detector.data.annotation import Annotation
from detector.data.formats.base import Split
from detector.data.formats.shared.single_file import ImageInFile

from .pieces import Pieces


class ItemFaultError(Exception):
    """Why an item that should be a box cannot be used, worded as the end of a sentence that begins with its name."""


class FixedShapeError(Exception):
    """Why a shape cannot follow the change of its box, worded as a clause without a period."""


class Grammar(Protocol):
    """How boxes are stored in one file. Files of the same format can differ, so each file has its own grammar."""

    @property
    def item_name(self) -> str:
        """The word of the format for an item: `shape`, `region`."""

    @property
    def has_class_list(self) -> bool:
        """Whether the file has a class list, possibly an empty one."""

    @property
    def writable_fields(self) -> Collection[str]:
        """What can be written: `difficult`, `truncated`, `occluded`, `verified`, `score`, `attributes`, `outlines`."""

    def reserves_attribute(self, name: str) -> bool:
        """Whether attributes cannot have this name, because the format uses it for something else."""

    def split_entry(self, entry: bytes) -> Pieces:
        """Split the entry of an image into its items."""

    def describe_kind(self, item: bytes) -> str:
        """A word for users for an item that is not a box, such as `polyline`; empty if it need not be reported."""

    def read_label(self, item: bytes) -> str:
        """The class name of an item as written, whether it is a box or not; empty if it has none."""

    def may_contain_label(self, entry: bytes, label: str) -> bool:
        """Whether an entry may have an item of this class; a fast check without parsing, so True is not certain."""

    def read_annotation(self, item: bytes, number: int, entry: Pieces) -> Annotation | None:
        """The object of an item, with `number` as its uid; None if it is not one.

        Args:
            item: The item.
            number: Its number in `entry`.
            entry: The entry, which names the image.

        Raises:
            ItemFaultError: It should be a box, but cannot be used.
        """

    def describe_warning(self, item: bytes) -> str:
        """What looks wrong about an item with a box, worded as the end of a sentence; empty if nothing does."""

    def edit_item(self, item: bytes, before: Annotation, after: Annotation, entry: Pieces) -> bytes:
        """The item of `entry` after it changed from `before` to `after`; unchanged values keep their bytes.

        Raises:
            FixedShapeError: A shape, such as a mask, cannot follow the change.
        """

    def describe_outline_losses(self, annotations: Sequence[Annotation]) -> Iterable[str]:
        """Sentences about outlines that become less exact, in a format that can hold outlines."""

    def relabel_item(self, item: bytes, label: str) -> bytes:
        """The item with another class, whether it is a box or not."""

    def build_item(self, annotation: Annotation, entry: Pieces, model: bytes | None, before: bytes) -> bytes:
        """The item of a new box.

        Args:
            annotation: The box.
            entry: The entry, to whose items it is appended.
            model: An item whose layout is used; None if there is none.
            before: The whitespace before `model`.
        """

    def is_verified(self, entry: Pieces) -> bool:
        """Whether the entry marks the image as verified."""

    def with_verified(self, entry: Pieces, verified: bool) -> Pieces:
        """The entry with or without this mark."""

    def read_stated_size(self, entry: Pieces) -> tuple[int, int] | None:
        """Width and height of the image according to the entry; None if it has no size."""

    def build_entry(self, image: ImageInFile, file: Pieces, model: bytes | None) -> bytes:
        """An entry without items for an image that the file does not list yet.

        Args:
            image: The image.
            file: The file, to whose entries it is appended.
            model: An entry whose layout is used; None if there is none.
        """

    def with_classes(self, file: Pieces, classes: Sequence[str], entries: Sequence[bytes]) -> Pieces:
        """The file with additional classes and entries in its own lists, if it has such lists.

        Args:
            file: The file without these.
            classes: Classes that its class list lacks.
            entries: New entries.
        """

    def without_entries(self, file: Pieces, entries: Sequence[bytes]) -> Pieces:
        """The file without these entries in its own lists, if it has such lists."""

    def change_split(self, entry: bytes, split: Split) -> tuple[bytes, str]:
        """The entry of an image in another split, and the name of the image then; for files that state splits."""

    def with_class_renamed(self, file: Pieces, source: str, target: str) -> Pieces:
        """The file with a class renamed in its class list; `file` itself if nothing changes."""

"""What a format must know so that its files can be edited image by image: see `detector.data.formats.entries.state`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from detector.data.annotation import Box
from detector.data.formats.shared.single_file import ImageInFile

from .pieces import Pieces


class ItemFaultError(Exception):
    """Why an item that should be a box is none, as the end of a sentence that began with its name."""


class FixedShapeError(Exception):
    """Why a shape cannot follow its box, as the end of a sentence that began with its name."""


class Grammar(Protocol):
    """How one file keeps its boxes. Files of one format may differ, so each has its own."""

    @property
    def item_name(self) -> str:
        """What the format calls an item: `shape`, `region`."""

    @property
    def has_class_list(self) -> bool:
        """Whether the file has a list of classes, be it empty."""

    @property
    def writable_fields(self) -> Collection[str]:
        """Which of `difficult`, `truncated`, `occluded`, `verified` and `score` can be written."""

    def split_entry(self, entry: bytes) -> Pieces:
        """An image's entry as its items."""

    def describe_kind(self, item: bytes) -> str:
        """What a person calls an item that is no box, such as `polyline`; empty for what needs no mention."""

    def read_label(self, item: bytes) -> str:
        """The class of an item as it is written, be it a box or not; empty where it has none."""

    def may_contain_label(self, entry: bytes, label: str) -> bool:
        """Whether an entry may have an item of that class, by a quick look."""

    def read_box(self, item: bytes, number: int) -> Box | None:
        """The box that an item means, with `number` as its uid; None for an item of another kind.

        Raises:
            ItemFaultError: It should be a box and cannot be used.
        """

    def describe_warning(self, item: bytes) -> str:
        """What is odd about an item that is a box, as the end of a sentence; empty when nothing is."""

    def edit_item(self, item: bytes, before: Box, after: Box) -> bytes:
        """The item that meant `before`, now meaning `after`: only what changed is other.

        Raises:
            FixedShapeError: A shape, such as a mask, cannot follow.
        """

    def relabel_item(self, item: bytes, label: str) -> bytes:
        """The item with another class, be it a box or not."""

    def build_item(self, box: Box, entry: Pieces, model: bytes | None, before: bytes) -> bytes:
        """An item for a new box to follow those of `entry`.

        It is laid out like the item `model`, which has the white space `before` in front of it.
        """

    def is_verified(self, entry: Pieces) -> bool:
        """Whether the image says that a person checked it."""

    def with_verified(self, entry: Pieces, verified: bool) -> Pieces:
        """The entry with that mark, or without."""

    def read_stated_size(self, entry: Pieces) -> tuple[int, int] | None:
        """What the entry says of the image's width and height."""

    def build_entry(self, image: ImageInFile, file: Pieces, model: bytes | None) -> bytes:
        """An entry without items for an image that the file does not list, laid out like the entry `model`."""

    def with_classes(self, file: Pieces, classes: Sequence[str], entries: Sequence[bytes]) -> Pieces:
        """The file as it was read, with its own lists naming these classes and these new entries, too."""

    def with_class_renamed(self, file: Pieces, source: str, target: str) -> Pieces:
        """The file with another name for a class in its list of classes."""

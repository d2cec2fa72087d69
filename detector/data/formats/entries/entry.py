"""The entry of one image in a shared file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from detector.data.annotation import Annotation
from detector.data.formats.shared.wording import KEPT_UNUSED, format_count
from detector.data.limits import MAX_LABEL_CHARACTERS
from detector.data.unicode_forms import normalize_class_name

from .grammar import Grammar, ItemFaultError
from .pieces import Pieces


@dataclass(frozen=True)
class EntryReading:
    """The boxes of an entry, and findings about its items, worded as ends of sentences."""

    annotations: tuple[Annotation, ...]
    faults: tuple[tuple[int, str], ...]
    """Number of an item that should be a box but cannot be used, and why."""
    warnings: tuple[tuple[int, str, str], ...]
    """Number and label of an item with a box that looks wrong, and why."""
    other_kinds: tuple[str, ...]
    """The type of each item that is not a box, in words for users."""

    def describe_other_kinds(self, what: str) -> str:
        """`1 shape that is no box (1 polyline)`; empty if all items are boxes."""
        if not self.other_kinds:
            return ""
        counts = Counter(self.other_kinds)
        kinds = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        return f"{format_count(counts.total(), f'{what} that is no box', f'{what}s that are no boxes')} ({kinds})"


@dataclass(frozen=True)
class Entry:
    """The part of a file about one image. Immutable.

    Attributes:
        grammar: The grammar of the file.
        pieces: The entry, split into its items.
        pieces_as_read: The entry when the file was read.
    """

    grammar: Grammar
    pieces: Pieces
    pieces_as_read: Pieces

    @classmethod
    def from_bytes(cls, grammar: Grammar, content: bytes) -> Entry:
        pieces = grammar.split_entry(content)
        return cls(grammar, pieces, pieces)

    @property
    def content(self) -> bytes:
        return self.pieces.content

    @cached_property
    def is_verified(self) -> bool:
        return self.grammar.is_verified(self.pieces)

    @cached_property
    def reading(self) -> EntryReading:
        annotations: list[Annotation] = []
        faults: list[tuple[int, str]] = []
        warnings: list[tuple[int, str, str]] = []
        others: list[str] = []
        for number in self.pieces.live_numbers:
            item = self.pieces.items[number]
            try:
                annotation = self.grammar.read_annotation(item, number, self.pieces)
            except ItemFaultError as fault:
                faults.append((number, KEPT_UNUSED.format(fault=fault)))
                continue
            if annotation is None:
                others += filter(None, [self.grammar.describe_kind(item)])
                continue
            annotations.append(annotation)
            if warning := self.grammar.describe_warning(item):
                warnings.append((number, annotation.label, warning))
        return EntryReading(tuple(annotations), tuple(faults), tuple(warnings), tuple(others))

    def read_class(self, item: bytes) -> str:
        """The class of an item, whether it is a box or not; empty if it has none."""
        return normalize_class_name(self.grammar.read_label(item))

    @property
    def long_labels(self) -> frozenset[str]:
        """The class names of its boxes that are too long to be displayed completely, as written."""
        cut = (
            annotation.uid for annotation in self.reading.annotations if len(annotation.label) == MAX_LABEL_CHARACTERS
        )
        return frozenset(self.grammar.read_label(self.pieces.items[number]) for number in cut)

    @cached_property
    def new_labels(self) -> tuple[str, ...]:
        """The classes of items that are new or had another class when the file was read."""
        pieces, items_as_read = self.pieces, self.pieces_as_read.items
        # Edited items are new objects, so comparing identities avoids comparing the bytes of all items.
        changed = (
            number
            for number in pieces.live_numbers
            if number >= len(items_as_read) or pieces.items[number] is not items_as_read[number]
        )
        labels = {number: self.read_class(pieces.items[number]) for number in changed}
        new = (
            label
            for number, label in labels.items()
            if number >= len(items_as_read) or self.read_class(items_as_read[number]) != label
        )
        return tuple(dict.fromkeys(filter(None, new)))

    def edit_annotations(
        self, annotations: Sequence[tuple[Annotation, int | None]], verified: bool, like: Pieces | None
    ) -> tuple[Entry, tuple[int, ...]]:
        """The entry with exactly `annotations`.

        Args:
            annotations: Each box with the number of its item, or None for a new box.
            verified: Whether the image is verified.
            like: An entry whose layout is used if this one has no items.

        Returns:
            The entry, and the item of each box in the same order.

        Raises:
            FixedShapeError: A shape, such as a mask, cannot follow the change of its box.
        """
        kept = {number: self._edit_item(number, annotation) for annotation, number in annotations if number is not None}
        known = frozenset(annotation.uid for annotation in self.reading.annotations)
        deleted = (self.pieces.deleted | known) - kept.keys()
        base = self._set_verified(verified)
        changed = {number: item for number, item in kept.items() if item != base.items[number]}
        pieces = base.edit_items(changed, deleted, [])
        numbers: list[int] = []
        for annotation, number in annotations:
            numbers.append(len(pieces.items) if number is None else number)
            if number is None:
                model, before = _find_model_item(pieces, like)
                item = self.grammar.build_item(annotation, pieces, model, before)
                pieces = pieces.edit_items({}, deleted, [item], like)
        return replace(self, pieces=pieces), tuple(numbers)

    def _set_verified(self, verified: bool) -> Pieces:
        if verified == self.is_verified or "verified" not in self.grammar.writable_fields:
            return self.pieces
        first = self.pieces_as_read
        if self.grammar.is_verified(first) == verified:  # as read: restore the exact bytes around the items
            return replace(self.pieces, head=first.head, tail=first.tail, empty_form=first.empty_form)
        return self.grammar.with_verified(self.pieces, verified)

    def _edit_item(self, number: int, annotation: Annotation) -> bytes:
        """The item with the box `annotation`; if it has this box as read, the bytes as read."""
        for item in self.pieces_as_read.items[number : number + 1]:
            if self._parse_annotation(item, number) == replace(annotation, uid=number):
                return item
        item = self.pieces.items[number]
        before = self._parse_annotation(item, number)
        assert before is not None, "an item that is edited was read as a box"
        return self.grammar.edit_item(item, before, annotation, self.pieces)

    def _parse_annotation(self, item: bytes, number: int) -> Annotation | None:
        try:
            return self.grammar.read_annotation(item, number, self.pieces)
        except ItemFaultError:
            return None

    def edit_items(self, changed: dict[int, bytes], deleted: frozenset[int]) -> Entry:
        """The entry with the new bytes of items, and exactly the items `deleted` removed."""
        return replace(self, pieces=self.pieces.edit_items(changed, deleted, []))


def _find_model_item(pieces: Pieces, like: Pieces | None) -> tuple[bytes | None, bytes]:
    """An item whose layout is used for new ones, and the whitespace before it."""
    source = pieces if pieces.items else like
    if source is None or not source.items:
        return None, b""
    return source.items[-1], source.space_before[-1] if len(source.space_before) > 1 else source.space_before[0]

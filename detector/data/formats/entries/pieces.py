"""A text split into items and the bytes around them, so that an edit changes nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property


@dataclass(frozen=True)
class Pieces:
    """A file split into the entries of its images, or an entry split into its items.

    Item numbers never change: a deleted item keeps its number and its bytes.

    Attributes:
        head: The bytes before the items.
        items: The bytes of each item.
        space_before: For each item, the bytes between the previous item and this one. The first item that is not
            deleted is preceded by `space_before[0]`.
        tail: The bytes after the items.
    """

    head: bytes
    items: Sequence[bytes]
    space_before: Sequence[bytes]
    tail: bytes
    separator: bytes = b""
    """What must be between two items in addition to whitespace: a comma in JSON, nothing in XML."""
    empty_form: bytes | None = None
    """The whole text without items if that is not `head` + `tail`: `<image/>` has no place for an item."""
    space_before_first: bytes = b""
    """The whitespace before the first item, if there was none before."""
    space_after_last: bytes = b""
    """The whitespace after the last item, if there was no item before and `tail` does not begin with whitespace."""
    deleted: frozenset[int] = frozenset()

    @cached_property
    def live_numbers(self) -> tuple[int, ...]:
        """The numbers of the items that are not deleted."""
        return tuple(number for number in range(len(self.items)) if number not in self.deleted)

    @cached_property
    def content(self) -> bytes:
        """The whole text."""
        if not self.live_numbers and self.empty_form is not None:
            return self.empty_form
        parts = [self.head]
        for place, number in enumerate(self.live_numbers):
            parts += [self.space_before[number if place else 0], self.items[number]]
        return b"".join([*parts, self.space_after_last if self.live_numbers else b"", self.tail])

    def edit_items(
        self,
        changed: Mapping[int, bytes],
        deleted: frozenset[int],
        added: Sequence[bytes],
        like: Pieces | None = None,
    ) -> Pieces:
        """Replace, delete and append items.

        Args:
            changed: New bytes by the number of the item.
            deleted: The numbers of all deleted items; an item deleted before that is not among them is restored.
            added: Items to append.
            like: A text whose layout is used if this one never had an item.
        """
        if not changed and not added and deleted == self.deleted:
            return self
        base = self if self.items or like is None or not like.items else self._copy_layout_of(like)
        items, before = list(self.items), list(self.space_before)
        first = before[0] if before else base.space_before_first
        model = before if len(before) > 1 or like is None else like.space_before
        between = model[1] if len(model) > 1 else self.separator + (first or b" " * bool(self.separator))
        before += [first if number == 0 else between for number in range(len(before), len(items) + len(added))]
        for number, item in changed.items():
            items[number] = item
        return replace(base, items=[*items, *added], space_before=before, deleted=deleted)

    def _copy_layout_of(self, like: Pieces) -> Pieces:
        """This text without items, with the whitespace that `like` has around its items."""
        tail = like.space_after_last + like.tail
        last = tail[: len(tail) - len(tail.lstrip())]
        return replace(
            self, space_before_first=like.space_before[0], space_after_last=b"" if self.tail[:1].isspace() else last
        )

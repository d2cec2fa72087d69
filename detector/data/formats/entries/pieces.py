"""Text taken apart into items and what stands around them, so that an edit touches nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property


@dataclass(frozen=True)
class Pieces:
    """A file as the entries of its images, or such an entry as its boxes.

    The number of an item never changes: a deleted one keeps its place and its bytes. `before[i]` stands between the
    item in front and `items[i]`; the first item that is not deleted has `before[0]` in front of it.
    """

    head: bytes
    items: Sequence[bytes]
    space_before: Sequence[bytes]
    tail: bytes
    separator: bytes = b""
    """What must stand between two items besides white space: a comma in JSON, nothing in XML."""
    empty_form: bytes | None = None
    """All of it while it has no item, where that is not `head` and `tail`: `<image/>` has no place for one."""
    space_before_first: bytes = b""
    """The white space before a first item, where there has been none."""
    space_after_last: bytes = b""
    """The white space behind the last item, where there has been none and `tail` brings none."""
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
            changed: The new bytes of items, by their numbers.
            deleted: The items that are gone now; others that were deleted come back.
            added: Items to follow the last one.
            like: Whose layout to use where there has been no item yet.
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
        """This, while it has no item, with the white space that `like` has around its items."""
        tail = like.space_after_last + like.tail
        last = tail[: len(tail) - len(tail.lstrip())]
        return replace(
            self, space_before_first=like.space_before[0], space_after_last=b"" if self.tail[:1].isspace() else last
        )

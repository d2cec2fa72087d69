"""What a file says of one image."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from detector.data.annotation import Box
from detector.data.formats.wording import counted
from detector.data.limits import LONGEST_LABEL
from detector.data.unicode_forms import class_name

from .grammar import Grammar, ItemFaultError
from .pieces import Pieces


@dataclass(frozen=True)
class Reading:
    """The boxes of an entry, and sentences' ends about items."""

    boxes: tuple[Box, ...]
    faults: tuple[tuple[int, str], ...]
    """Number of an item that should be a box and is none, and why."""
    doubts: tuple[tuple[int, str, str], ...]
    """Number and label of an item that is a box, and what is odd about it."""
    others: tuple[str, ...]
    """Items that are no boxes, by what a person calls them."""

    def kinds(self, what: str) -> str:
        """`1 shape that is no box (1 polyline)`; empty where all are boxes."""
        if not self.others:
            return ""
        counts = Counter(self.others)
        kinds = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        return f"{counted(counts.total(), f'{what} that is no box', f'{what}s that are no boxes')} ({kinds})"


@dataclass(frozen=True)
class Entry:
    """The piece of a file that is about one image, immutable. `as_read` is how it was when the file was read."""

    grammar: Grammar
    pieces: Pieces
    as_read: Pieces

    @classmethod
    def parse(cls, grammar: Grammar, content: bytes) -> Entry:
        pieces = grammar.split(content)
        return cls(grammar, pieces, pieces)

    @property
    def content(self) -> bytes:
        return self.pieces.content

    @cached_property
    def verified(self) -> bool:
        return self.grammar.is_verified(self.pieces)

    @cached_property
    def reading(self) -> Reading:
        boxes: list[Box] = []
        faults: list[tuple[int, str]] = []
        doubts: list[tuple[int, str, str]] = []
        others: list[str] = []
        for number in self.pieces.live:
            item = self.pieces.items[number]
            try:
                box = self.grammar.read(item, number)
            except ItemFaultError as fault:
                faults.append((number, f"{fault}; it is kept as it is, and not used."))
                continue
            if box is None:
                others += filter(None, [self.grammar.kind_of(item)])
                continue
            boxes.append(box)
            if doubt := self.grammar.doubt(item):
                doubts.append((number, box.label, doubt))
        return Reading(tuple(boxes), tuple(faults), tuple(doubts), tuple(others))

    def class_of(self, item: bytes) -> str:
        """The class of an item, be it a box or not; empty where it has none."""
        return class_name(self.grammar.label_of(item))

    @property
    def long_labels(self) -> frozenset[str]:
        """Classes of its boxes that are too long to be shown whole, as they are written."""
        cut = (box.uid for box in self.reading.boxes if len(box.label) == LONGEST_LABEL)
        return frozenset(self.grammar.label_of(self.pieces.items[number]) for number in cut)

    @cached_property
    def new_labels(self) -> tuple[str, ...]:
        """Classes of its items that are new, or had another when the file was read."""
        now, then = self.pieces, self.as_read.items
        changed = (one for one in now.live if one >= len(then) or now.items[one] is not then[one])
        labels = {one: self.class_of(now.items[one]) for one in changed}
        new = (label for one, label in labels.items() if one >= len(then) or self.class_of(then[one]) != label)
        return tuple(dict.fromkeys(filter(None, new)))

    def edited(
        self, boxes: Sequence[tuple[Box, int | None]], verified: bool, like: Pieces | None
    ) -> tuple[Entry, tuple[int, ...]]:
        """With exactly `boxes`, each with its item (None: it is new); and the item of each.

        Raises:
            FixedShapeError: A shape, such as a mask, cannot follow its box.
        """
        kept = {number: self._changed(number, box) for box, number in boxes if number is not None}
        known = frozenset(box.uid for box in self.reading.boxes)
        deleted = (self.pieces.deleted | known) - kept.keys()
        base = self._with_verified(verified)
        changed = {number: item for number, item in kept.items() if item != base.items[number]}
        pieces = base.edited(changed, deleted, [])
        numbers: list[int] = []
        for box, number in boxes:
            numbers.append(len(pieces.items) if number is None else number)
            if number is None:
                model, before = _model(pieces, like)
                item = self.grammar.new_item(box, pieces, model, before)
                pieces = pieces.edited({}, deleted, [item], like)
        return replace(self, pieces=pieces), tuple(numbers)

    def _with_verified(self, verified: bool) -> Pieces:
        if verified == self.verified or "verified" not in self.grammar.holds:
            return self.pieces
        first = self.as_read
        if self.grammar.is_verified(first) == verified:  # taken back: what stands around the items is as it was, too
            return replace(self.pieces, head=first.head, tail=first.tail, bare=first.bare)
        return self.grammar.with_verified(self.pieces, verified)

    def _changed(self, number: int, box: Box) -> bytes:
        """The item, meaning `box`; one that comes to mean what it meant when it was read gets its bytes back."""
        for item in self.as_read.items[number : number + 1]:
            if self._meaning(item, number) == replace(box, uid=number):
                return item
        item = self.pieces.items[number]
        before = self._meaning(item, number)
        assert before is not None, "an item that is edited was read as a box"
        return self.grammar.edited(item, before, box)

    def _meaning(self, item: bytes, number: int) -> Box | None:
        try:
            return self.grammar.read(item, number)
        except ItemFaultError:
            return None

    def with_items(self, changed: dict[int, bytes], deleted: frozenset[int]) -> Entry:
        """With other bytes for some items, and exactly `deleted` gone."""
        return replace(self, pieces=self.pieces.edited(changed, deleted, []))


def _model(pieces: Pieces, like: Pieces | None) -> tuple[bytes | None, bytes]:
    """An item to lay out new ones like, and the white space before it."""
    source = pieces if pieces.items else like
    if source is None or not source.items:
        return None, b""
    return source.items[-1], source.before[-1] if len(source.before) > 1 else source.before[0]

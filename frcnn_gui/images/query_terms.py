"""The parts of a search: terms, what they ask about images, and comparisons with numbers."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from detector.data.attributes import AttributeValue
from frcnn_gui.document.shapes import Shape

ImageTest = Callable[[int], bool | None]
"""Of the image number so and so, from 0: whether it is looked for; None: nobody knows yet."""


class ImageFacts(Protocol):
    """What can be asked about the images of a folder, by their numbers from 0."""

    @property
    def names(self) -> Sequence[str]:
        """Their paths below the folder: `cats/1.jpg`."""

    @property
    def best_scores(self) -> Mapping[int, float]:
        """The highest score of those in which something was detected."""

    def is_labeled(self, index: int) -> bool: ...

    def is_predicted(self, index: int) -> bool: ...

    def is_skipped(self, index: int) -> bool:
        """Whether a person has marked it to be skipped."""

    def is_broken(self, index: int) -> bool | None:
        """Whether the image or its labels cannot be read; None: they were not read yet."""

    def is_verified(self, index: int) -> bool | None:
        """None: its labels were not read yet, or cannot be."""

    def find_box_labels(self, index: int) -> Sequence[str] | None:
        """The class of each box; none where it has no labels. None: they were not read yet, or cannot be."""

    def find_attributes(self, index: int) -> Sequence[tuple[str, AttributeValue]] | None:
        """The keys and values of the attributes of its boxes, each once; None as for `find_box_labels`."""

    def find_shapes(self, index: int) -> frozenset[Shape | None] | None:
        """The shapes of its objects, None for one that is not known yet; None as for `find_box_labels`."""

    def find_outline_numbers(self, index: int, column: int) -> Sequence[float] | None:
        """One of the `OUTLINE_NUMBERS` for each of its objects; None: they were not read yet, or cannot be."""


@dataclass(frozen=True)
class Term:
    """One condition. `make(facts)` gives its test; of several terms those of the least `cost` are asked first."""

    build_test: Callable[[ImageFacts], ImageTest]
    cost: int
    excluded: bool = False
    needs_labels: bool = False
    needs_detections: bool = False
    needs_shapes: bool = False
    needs_outlines: bool = False
    can_change: bool = True
    """Whether work on the images can change which are found; of names it cannot."""


SIGNS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "=": operator.eq, "==": operator.eq, ":": operator.eq,
}  # fmt: skip
CHEAP, MIDDLE, DEAR = 1_000, 2_000, 3_000
"""Costs of terms; a word costs less the longer it is, because it leaves the fewer images to the others."""


_NUMBER_AFTER_COLON = re.compile(r"\s*([<>]=?|==?)?(.*)", re.DOTALL)


class NotUnderstoodError(Exception):
    """The message: `text` with `{term}` for the term, and other places for `values`."""

    def __init__(self, text: str, **values: str) -> None:
        super().__init__(text)
        self.text, self.values = text, values


def parse_comparison(sign: str, value: str) -> tuple[Callable[[float, float], bool], float] | None:
    """A comparison and the number to compare with, from `>` and `3` or `:` and `>3`; None if there is no number."""
    found = _NUMBER_AFTER_COLON.fullmatch(value) if sign == ":" else None
    if found is not None and found[1]:
        sign, value = found[1], found[2]
    try:
        number = float(value.replace(",", "."))
    except ValueError:
        return None
    return (SIGNS[sign], number) if math.isfinite(number) else None

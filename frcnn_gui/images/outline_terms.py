"""Search terms on outlines: the shape of an object, its parts, its holes and its area."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import repeat

from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.shapes import SHAPE_NAMES
from frcnn_gui.images.outline_index import OUTLINE_NUMBERS
from frcnn_gui.images.query_terms import DEAR, ImageFacts, ImageTest, NotUnderstoodError, Term, parse_comparison

SHAPE_NEEDED_TEXT = N_("{term} needs a shape: shape:box, shape:polygon or shape:mask.")
NUMBER_NEEDED_TEXT = N_("{term} needs a number, as in holes>0, parts>1 or area<100.")


def _parse_shape(sign: str, value: str) -> Term:
    shape = next((shape for shape in SHAPE_NAMES if shape == value.casefold()), None)
    if shape is None or sign not in (":", "="):
        raise NotUnderstoodError(tr(SHAPE_NEEDED_TEXT))

    def build_test(facts: ImageFacts) -> ImageTest:
        def check_shapes(at: int) -> bool | None:
            found = facts.find_shapes(at)
            if found is None:
                return None
            return shape in found or (None if None in found else False)

        return check_shapes

    return Term(build_test, DEAR, needs_labels=True, needs_shapes=True)


def _parse_number(sign: str, value: str, column: int) -> Term:
    found = parse_comparison(sign, value)
    if found is None:
        raise NotUnderstoodError(tr(NUMBER_NEEDED_TEXT))
    compare, bound = found

    def build_test(facts: ImageFacts) -> ImageTest:
        def check_numbers(at: int) -> bool | None:
            numbers = facts.find_outline_numbers(at, column)
            return None if numbers is None else any(map(compare, numbers, repeat(bound)))

        return check_numbers

    return Term(build_test, DEAR, needs_labels=True, needs_outlines=True)


OUTLINE_TERMS: Mapping[str, Callable[[str, str], Term]] = {
    "shape": _parse_shape,
    **{name: partial(_parse_number, column=at) for at, name in enumerate(OUTLINE_NUMBERS)},
}
"""By their keys."""

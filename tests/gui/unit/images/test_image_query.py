"""What a search line finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from detector.data.attributes import AttributeValue
from frcnn_gui.common.language import tr
from frcnn_gui.document.shapes import Shape
from frcnn_gui.images import image_query, outline_terms
from frcnn_gui.images.image_query import TERM_EXAMPLES, format_attribute_term, parse_query


@dataclass
class Facts:
    """Images given one by one."""

    names: Sequence[str]
    said: Mapping[int, Sequence[str] | None] = field(default_factory=dict)
    """The labels of those that have any; None: not read yet."""
    verified: frozenset[int] = frozenset()
    broken: frozenset[int] = frozenset()
    best_scores: Mapping[int, float] = field(default_factory=dict)
    attributes: Mapping[int, Sequence[tuple[str, AttributeValue]]] = field(default_factory=dict)
    shapes: Mapping[int, frozenset[Shape | None]] = field(default_factory=dict)
    outlines: Mapping[int, Sequence[tuple[float, float, float]]] = field(default_factory=dict)
    """Parts, holes and area of each object; of other images they are not known."""

    def is_labeled(self, index: int) -> bool:
        return index in self.said

    def is_broken(self, index: int) -> bool:
        return index in self.broken

    def is_predicted(self, index: int) -> bool:
        return index in self.best_scores

    def is_verified(self, index: int) -> bool | None:
        return None if self.find_box_labels(index) is None else index in self.verified

    def find_box_labels(self, index: int) -> Sequence[str] | None:
        return self.said.get(index, ())

    def find_attributes(self, index: int) -> Sequence[tuple[str, AttributeValue]] | None:
        return None if self.find_box_labels(index) is None else self.attributes.get(index, ())

    def find_shapes(self, index: int) -> frozenset[Shape | None] | None:
        return None if self.find_box_labels(index) is None else self.shapes.get(index, frozenset())

    def find_outline_numbers(self, index: int, column: int) -> Sequence[float] | None:
        return [numbers[column] for numbers in self.outlines[index]] if index in self.outlines else None


FACTS = Facts(
    names=("cats/one.jpg", "cats/two.jpg", "dogs/Three.png", "frame=3.png", "a#12 (b).jpg"),
    said={0: ("cat", "cat", "Traffic light"), 1: (), 2: ("dog",)},
    verified=frozenset({2}),
    broken=frozenset({4}),
    best_scores={1: 0.3, 2: 0.95},
    attributes={0: (("color", "light red"), ("age", 3)), 2: (("color", "Blue"), ("tame", True), ("z b", 'x"y'))},
    shapes={0: frozenset({"box", "mask"}), 1: frozenset({None, "box"}), 2: frozenset({"polygon"})},
    outlines={0: [(1, 0, 50), (3, 2, 900)], 1: [], 2: [(1, 0, 99.5)]},
)


def found(line: str, facts: Facts = FACTS) -> list[int]:
    matching = parse_query(line).find_images(facts)
    return list(range(len(facts.names))) if matching is None else list(matching)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("JPG", [0, 1, 4]),
        ("jpg cats", [0, 1]),
        ("cats -one", [1]),
        ('"(b)"', [4]),
        ('"12 (b)"', [4]),
        ("#2", [1]),
        ("-#2", [0, 2, 3, 4]),
        ("frame=3", [3]),
        ("labelled", [0, 1, 2]),
        ("unlabelled", [3, 4]),
        ("unlabeled -frame", [4]),
        ("-unlabelled", [0, 1, 2]),
        ("verified", [2]),
        ("unverified", [0, 1, 3, 4]),
        ("labeled -verified", [0, 1]),
        ("broken", [4]),
        ("predicted", [1, 2]),
        ("label:cat", [0]),
        ("LABEL:CAT", [0]),
        ("class:do*", [2]),
        ("attr:color", [0, 2]),
        ("attr:COLOR=blue", [2]),
        ('attr:"color=light red"', [0]),
        ("attr:color=l*", [0]),
        ('attr:"color=l*"', []),
        ("attr:c*", [0, 2]),
        ("attribute:age=3", [0]),
        ("attr:tame=true", [2]),
        ("-attr:color", [1, 3, 4]),
        (format_attribute_term("color", "light red"), [0]),
        (format_attribute_term("tame", True), [2]),
        (format_attribute_term("z b", 'x"y'), [2]),
        ('label:"traffic light"', [0]),
        ("-label:cat labeled", [1, 2]),
        ("boxes>1", [0]),
        ("boxes = 0 labeled", [1]),
        ("boxes>=1", [0, 2]),
        ("shape:mask", [0]),
        ("-shape:mask", [2, 3, 4]),
        ("SHAPE:Polygon", [2]),
        ("-shape:box", [2, 3, 4]),
        ("holes>0", [0]),
        ("holes:>0", [0]),
        ("-holes>0 labeled", [1, 2]),
        ("parts >= 3", [0]),
        ("parts:1", [0, 2]),
        ("area<100", [0, 2]),
        ("area:<51", [0]),
        ("area>99,4 area<99.6", [0, 2]),
        ("boxes:>1", [0]),
        ("score:<0.5", [1]),
        ("score<0.5", [1]),
        ("score>0,9", [2]),
        ("-score<0.5", [2]),
    ],
)
def test_that_a_line_finds(line: str, expected: list[int]) -> None:
    assert parse_query(line).faults == ()
    assert found(line) == expected


@pytest.mark.parametrize(
    "line", ["label:cat", "-label:cat", "verified", "unverified", "boxes<9", "shape:box", "-shape:box", "area>0"]
)
def test_that_images_whose_labels_are_not_read_yet_are_not_found(line: str) -> None:
    assert parse_query(line).needs_labels
    assert found(line, Facts(("a.jpg",), {0: None})) == []


@pytest.mark.parametrize("line", ["cat -dog", "#2", "unlabelled", "predicted score>0.5"])
def test_that_nothing_is_read_for_what_is_known_already(line: str) -> None:
    assert not parse_query(line).needs_labels


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("label:", image_query.CLASS_NEEDED_TEXT),
        ("attr:", image_query.ATTRIBUTE_NEEDED_TEXT),
        ("attr:=red", image_query.ATTRIBUTE_NEEDED_TEXT),
        ("attr>3", image_query.ATTRIBUTE_NEEDED_TEXT),
        ("boxes>many", image_query.COUNT_NEEDED_TEXT),
        ("score<nan", image_query.SCORE_NEEDED_TEXT),
        ("size>3", image_query.NO_TERM_TEXT),
        ("shape:circle", outline_terms.SHAPE_NEEDED_TEXT),
        ("shape>box", outline_terms.SHAPE_NEEDED_TEXT),
        ("holes:many", outline_terms.NUMBER_NEEDED_TEXT),
        ("boxes>2.5", image_query.COUNT_NEEDED_TEXT),
        ("zoom:red", image_query.NO_TERM_TEXT),
        ("#two", image_query.NO_NUMBER_TEXT),
        ("#0", image_query.BEYOND_FOLDER_TEXT),
        ("#6", image_query.BEYOND_FOLDER_TEXT),
    ],
)
def test_that_a_term_that_is_not_understood_is_reported_and_leaves_nothing_out(line: str, fault: str) -> None:
    query = parse_query(f"cats {line}", total=5)
    assert query.faults == (tr(fault).format(term=line, images="5 images"),)
    matching = query.find_images(FACTS)
    assert matching is not None
    assert list(matching) == [0, 1]


def test_that_a_number_alone_is_an_image_to_go_to() -> None:
    assert parse_query("#12", total=20).number == 12
    assert parse_query("#12 cats").number is None
    assert parse_query("#21", total=20).number is None


def test_that_what_is_half_typed_does_no_harm() -> None:
    line = 'cats -label:"traffic light" #1 score<0.5'
    for end in range(len(line)):
        parse_query(line[:end]).find_images(FACTS)


def test_that_every_example_is_understood() -> None:
    for example in TERM_EXAMPLES:
        assert not parse_query(example.text.replace('""', "cat"), total=20).faults, example.text

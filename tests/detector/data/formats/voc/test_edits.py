"""Any chain of edits and saves is read back as it was made, by us and by another XML library."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.data.annotation import Annotation, ImageAnnotations, next_uid
from detector.data.formats.voc.label_file import VocFile, VocOrigin
from detector.data.geometry import Box
from tests.detector.data.formats.attribute_samples import TEXT_ATTRIBUTES
from tests.detector.data.formats.voc_samples import RICH, by_lxml, written

ONE, ZERO = VocOrigin.ONE_BASED, VocOrigin.ZERO_BASED

LABELS = st.one_of(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), min_size=1
    )
    .map(str.strip)
    .filter(bool),
    st.sampled_from(["a&b", "<b>", "]]>", "x\ty", "&amp;", "<!--", "a\rb", "q\"'q"]),
)
COORDINATES = st.integers(0, 40_000).map(lambda value: value / 4)
ANNOTATIONS = st.builds(
    Annotation,
    st.builds(Box, COORDINATES, COORDINATES, COORDINATES, COORDINATES),
    LABELS,
    st.just(-1),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    attributes=TEXT_ATTRIBUTES,
)
EDITS = st.one_of(
    st.tuples(st.just("add"), st.integers(0, 9), ANNOTATIONS),
    st.tuples(st.just("delete"), st.integers(0, 9), ANNOTATIONS),
    st.tuples(st.just("move"), st.integers(0, 9), ANNOTATIONS),
    st.tuples(st.just("relabel"), st.integers(0, 9), ANNOTATIONS),
    st.tuples(st.just("flag"), st.integers(0, 9), ANNOTATIONS),
    st.tuples(st.just("attributes"), st.integers(0, 9), ANNOTATIONS),
)
STARTS = [
    RICH.encode(),
    RICH.replace("\n", "\r\n").replace("UTF-8", "ISO-8859-1").encode("latin-1"),
    RICH.replace("UTF-8", "UTF-16").encode("utf-16"),
    b"<annotation/>",
    None,
]


def after(annotations: tuple[Annotation, ...], edit: tuple[str, int, Annotation], uid: int) -> tuple[Annotation, ...]:
    kind, at, other = edit
    if kind == "add" or not annotations:
        return (*annotations, replace(other, uid=uid))
    at %= len(annotations)
    annotation = annotations[at]
    changed = {
        "delete": (),
        "move": (annotation.with_bounds(other.bounds),),
        "relabel": (replace(annotation, label=other.label),),
        "attributes": (replace(annotation, attributes=other.attributes),),
        "flag": (replace(annotation, difficult=other.difficult, truncated=other.truncated, occluded=other.occluded),),
    }[kind]
    return (*annotations[:at], *changed, *annotations[at + 1 :])


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(STARTS),
    st.lists(st.lists(EDITS, max_size=4), max_size=4),
    st.booleans(),
    st.sampled_from([ONE, ZERO]),
)
def test_that_any_edits_and_saves_are_read_back_as_they_were_made(
    tmp_path_factory: pytest.TempPathFactory,
    start: bytes | None,
    rounds: list[list[tuple[str, int, Annotation]]],
    verified: bool,
    origin: VocOrigin,
) -> None:
    path = tmp_path_factory.mktemp("voc") / "a.xml"
    file = VocFile.create_blank(path, Path("a.jpg"), 9, 9, origin) if start is None else written(path, start, origin)
    uid = next_uid(file.image_annotations.annotations)
    for edits in rounds:
        annotations = file.image_annotations.annotations
        for edit in edits:
            annotations, uid = after(annotations, edit, uid), uid + 1
        image_annotations = ImageAnnotations(annotations, verified)
        file = file.save(image_annotations)
        assert file.image_annotations == image_annotations
    if not path.exists():
        return
    again = VocFile.from_path(path, origin)
    assert again.image_annotations.verified == file.image_annotations.verified
    plain = [replace(annotation, uid=0) for annotation in again.image_annotations.annotations]
    assert plain == [
        replace(annotation, uid=0, label=annotation.label.strip()) for annotation in file.image_annotations.annotations
    ]
    shift = 1 if origin is ONE else 0
    assert [place for _, place in by_lxml(path.read_bytes())] == [
        [annotation.bounds.x1 + shift, annotation.bounds.y1 + shift, annotation.bounds.x2, annotation.bounds.y2]
        for annotation in file.image_annotations.annotations
    ]

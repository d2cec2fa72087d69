"""Classes of CVAT, CreateML and VIA files whose names are composed in one place and decomposed in another."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from detector.data.annotation import Annotation
from detector.data.formats.class_edits import ClassEdit, plan_steps
from detector.data.formats.registry import open_dataset
from detector.data.geometry import Box
from tests.detector.data.formats.format_samples import files
from tests.detector.data.formats.joint_samples import write_images

COMPOSED = "Käfer"
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)


def cvat(first: str, second: str) -> tuple[str, str]:
    shapes = "".join(f'<box label="{name}" xtl="1" ytl="2" xbr="30" ybr="40"/>' for name in (first, second))
    labels = f"<meta><task><labels><label><name>{first}</name></label></labels></task></meta>"
    image = f'<image id="0" name="a.png" width="100" height="80">{shapes}</image>'
    return "annotations.xml", f"<annotations>{labels}{image}</annotations>"


def createml(first: str, second: str) -> tuple[str, str]:
    middle = {"x": 20, "y": 20, "width": 20, "height": 20}
    boxes = [{"label": name, "coordinates": middle} for name in (first, second)]
    return "all.json", json.dumps([{"image": "a.png", "annotations": boxes}], ensure_ascii=False)


def via(first: str, second: str) -> tuple[str, str]:
    shape = {"name": "rect", "x": 1, "y": 2, "width": 20, "height": 30}
    regions = [{"shape_attributes": shape, "region_attributes": {"class": name}} for name in (first, second)]
    attributes = {"region": {"class": {"type": "dropdown", "options": {first: ""}}}}
    images = {"a.png1": {"filename": "a.png", "size": 1, "regions": regions, "file_attributes": {}}}
    content = {"_via_img_metadata": images, "_via_attributes": attributes}
    return "via.json", json.dumps(content, ensure_ascii=False)


each = pytest.mark.parametrize("make", [cvat, createml, via])
Make = Callable[[str, str], tuple[str, str]]


@each
def test_that_both_forms_of_a_name_are_one_class_that_is_renamed_and_undone(tmp_path: Path, make: Make) -> None:
    write_images(tmp_path, "a.png", "b.png")
    name, text = make(DECOMPOSED, COMPOSED)
    files(tmp_path, {name: text})
    data = open_dataset(tmp_path)
    assert [annotation.label for annotation in data.read_labels(tmp_path / "a.png").image_annotations.annotations] == [
        COMPOSED,
        COMPOSED,
    ]
    assert data.classes in ((), (COMPOSED,))
    changes = [step.run() for step in plan_steps(data, ClassEdit(COMPOSED, "elk"), [tmp_path / "a.png"])]
    assert (tmp_path / name).read_text(encoding="utf-8") == make("elk", "elk")[1]
    assert [annotation.label for annotation in data.read_labels(tmp_path / "a.png").image_annotations.annotations] == [
        "elk",
        "elk",
    ]
    assert sum(change.revert(data) for change in changes if change is not None) == 0
    assert (tmp_path / name).read_text(encoding="utf-8") == text


@each
def test_that_a_new_box_is_called_as_the_file_calls_its_class(tmp_path: Path, make: Make) -> None:
    write_images(tmp_path, "a.png")
    name, text = make(DECOMPOSED, DECOMPOSED)
    files(tmp_path, {name: text})
    labels = open_dataset(tmp_path).read_labels(tmp_path / "a.png")
    new = Annotation(Box(5, 6, 7, 8), COMPOSED)
    saved = labels.save(labels.image_annotations.with_annotations([*labels.image_annotations.annotations, new]))
    written = (tmp_path / name).read_text(encoding="utf-8")
    assert written.count(DECOMPOSED) == text.count(DECOMPOSED) + (make is not createml)
    assert [
        annotation.label
        for annotation in open_dataset(tmp_path).read_labels(tmp_path / "a.png").image_annotations.annotations
    ] == [COMPOSED] * 3
    saved.save(labels.image_annotations)
    assert (tmp_path / name).read_text(encoding="utf-8") == text

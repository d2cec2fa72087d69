"""Attributes of boxes in every format: read, edited with the smallest change, converted, and faults reported."""

from __future__ import annotations

import difflib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.attributes import (
    MAX_ATTRIBUTES,
    NO_ATTRIBUTES,
    Attributes,
    AttributeValue,
    NestedValue,
    build_attributes,
    format_attribute_value,
    parse_attribute_value,
)
from detector.data.conversion import read_source, write_target
from detector.data.formats.base import FormatName, LabelFile
from detector.data.formats.coco.state import ATTRIBUTES_KEPT
from detector.data.formats.labelme.attributes import ATTRIBUTE_REFUSED
from detector.data.formats.registry import FORMATS, open_dataset
from detector.data.formats.shared.attribute_values import (
    FLAG_KEYS,
    LONG_VALUE,
    NO_KEY,
    NO_OBJECT,
    NOT_SAVED,
    REPEATED_KEYS,
    TOO_MANY_ATTRIBUTES,
    UNUSABLE_KEY,
    WRITTEN_AS_TEXT,
)
from detector.data.geometry import Box
from detector.errors import AnnotationWriteError
from tests.detector.data.formats.attribute_samples import COCO, CVAT, LABELME, SAMPLES, VIA, VOC
from tests.detector.data.formats.format_samples import files, images

HOLDING = ("coco", "cvat", "labelme", "via", "voc")
"""Formats that hold attributes in all of their files; a table does if it is one of VIA."""


def write_sample(root: Path, name: str, content: str) -> LabelFile:
    images(root, "a.png")
    files(root, {name: content})
    return read(root)


def read(root: Path) -> LabelFile:
    data = open_dataset(root)
    return data.read_labels(data.images[0])


def attributes_of(file: LabelFile) -> Attributes:
    (annotation,) = file.image_annotations.annotations
    return annotation.attributes


def save(file: LabelFile, values: Attributes) -> LabelFile:
    (annotation,) = file.image_annotations.annotations
    return file.save(file.image_annotations.with_annotations([replace(annotation, attributes=values)]))


def changed_lines(before: str, after: Path) -> list[str]:
    lines = difflib.ndiff(before.splitlines(), after.read_text(encoding="utf-8").splitlines())
    return [" ".join(line.split()) for line in lines if line[0] in "+-"]


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_that_attributes_are_read_and_a_file_without_edits_keeps_its_bytes(tmp_path: Path, name: str) -> None:
    path, content, expected = SAMPLES[name]
    file = write_sample(tmp_path, path, content)
    assert attributes_of(file) == Attributes(expected)
    assert list(attributes_of(file)) == list(expected)
    assert file.holds_attributes
    assert (file.problems, open_dataset(tmp_path).format) == ((), name)
    moved = file.save(
        file.image_annotations.with_annotations([one.move_by(1, 0) for one in file.image_annotations.annotations])
    )
    assert attributes_of(read(tmp_path)) == Attributes(expected)
    moved.save(file.image_annotations)
    assert (tmp_path / path).read_text() == content


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_that_attributes_are_set_added_and_removed_and_undone_to_the_byte(tmp_path: Path, name: str) -> None:
    path, content, expected = SAMPLES[name]
    first = write_sample(tmp_path, path, content)
    blue = attributes_of(first).with_value("color", 'blue "<1>" & é')
    changed = save(first, blue)
    assert attributes_of(read(tmp_path)) == blue
    assert len(changed_lines(content, tmp_path / path)) == 2
    added = save(changed, blue.with_value("new one", "é"))
    assert attributes_of(read(tmp_path)) == blue.with_value("new one", "é")
    fewer = save(added, blue.with_value("new one", "é").without_key("color"))
    others = {key: value for key, value in expected.items() if key != "color"}
    assert attributes_of(read(tmp_path)) == Attributes({**others, "new one": "é"})
    none = save(fewer, NO_ATTRIBUTES)
    assert attributes_of(read(tmp_path)) is NO_ATTRIBUTES
    save(none, attributes_of(first))
    assert (tmp_path / path).read_text() == content


def test_that_one_attribute_is_the_smallest_change(tmp_path: Path) -> None:
    changes = {}
    for name, (path, content, _) in SAMPLES.items():
        file = write_sample(tmp_path / name, path, content)
        save(file, attributes_of(file).with_value("color", "blue"))
        changes[name] = changed_lines(content, tmp_path / name / path)[1]
    assert 'attributes": {"occluded": true, "color": "blue", "age": 1.50, "tame": true, "x": null' in changes["coco"]
    assert changes["cvat"] == '+ <attribute name="color">blue</attribute>'
    assert changes["voc"] == "+ <attribute><name>color</name><value>blue</value></attribute>"
    assert changes["labelme"] == '+ "flags": {"tame": true, "difficult": true}, "color": "blue", "kie_linking": []'
    assert '"class": "cat", "color": "blue", "tame": true' in changes["via"]
    assert '{""class"":""cat"",""color"":""blue"",""age"":3,""tame"":true}' in changes["csv"]


def test_that_pascal_voc_gets_attributes_in_its_own_layout(tmp_path: Path) -> None:
    file = write_sample(tmp_path, "a.xml", VOC % "")
    saved = save(file, Attributes({"color": "red", "tame": True}))
    assert (tmp_path / "a.xml").read_text() == VOC % (
        "    <attributes>\n"
        "      <attribute>\n        <name>color</name>\n        <value>red</value>\n      </attribute>\n"
        "      <attribute>\n        <name>tame</name>\n        <value>true</value>\n      </attribute>\n"
        "    </attributes>\n"
    )
    save(saved, Attributes({"tame": True}))
    assert "color" not in (tmp_path / "a.xml").read_text()
    save(read(tmp_path), NO_ATTRIBUTES)
    assert (tmp_path / "a.xml").read_text() == VOC % ""


@pytest.mark.parametrize(
    "container", ["<attributes/>", "<attributes></attributes>", "<attributes><!-- mine --></attributes>"]
)
def test_that_an_empty_list_of_attributes_is_filled(tmp_path: Path, container: str) -> None:
    file = write_sample(tmp_path, "a.xml", VOC % f"    {container}\n")
    assert attributes_of(file) is NO_ATTRIBUTES
    save(file, Attributes({"color": "red"}))
    assert attributes_of(read(tmp_path)) == Attributes({"color": "red"})
    text = (tmp_path / "a.xml").read_text()
    assert text.count("<attributes>") == 1
    assert ("mine" in text) == ("mine" in container)


def test_that_labelme_gets_each_value_where_its_schema_allows_it(tmp_path: Path) -> None:
    file = write_sample(tmp_path, "a.json", LABELME % ("null", '""', "{}", ""))
    values: dict[str, AttributeValue] = {
        "tame": True, "description": "a note", "group_id": 4, "color": "red", "label": "inner", "age": 3,
    }  # fmt: skip
    saved = save(file, Attributes(values))
    (shape,) = json.loads((tmp_path / "a.json").read_text())["shapes"]
    assert (shape["flags"], shape["description"], shape["group_id"]) == ({"tame": True}, "a note", 4)
    assert (shape["label"], shape["color"], shape["attributes"]) == ("cat", "red", {"label": "inner", "age": 3})
    assert attributes_of(read(tmp_path)) == Attributes(values)
    # values of other types than labelme allows in these places
    others = Attributes({"tame": "very", "description": 5, "group_id": "b", "color": True})
    saved = save(saved, others)
    (shape,) = json.loads((tmp_path / "a.json").read_text())["shapes"]
    assert (shape["flags"], shape["description"], shape["group_id"]) == ({}, "", None)
    assert (shape["color"], shape["attributes"]["description"]) == (True, 5)
    assert attributes_of(read(tmp_path)) == others
    save(saved, NO_ATTRIBUTES)
    assert attributes_of(read(tmp_path)) is NO_ATTRIBUTES


def test_that_x_anylabeling_keeps_its_attributes_in_their_own_place(tmp_path: Path) -> None:
    text = LABELME % ("null", '""', "{}", ', "attributes": {"color": "red"}')
    file = write_sample(tmp_path, "a.json", text)
    save(file, Attributes({"color": "blue", "size": "big"}))
    (shape,) = json.loads((tmp_path / "a.json").read_text())["shapes"]
    assert shape["attributes"] == {"color": "blue", "size": "big"}


def test_that_types_are_those_that_cvat_declares(tmp_path: Path) -> None:
    lines = "".join(
        f'<attribute name="{name}">{text}</attribute>'
        for name, text in (("tame", "false"), ("age", "3.5"), ("other", "true"))
    )
    file = write_sample(tmp_path, "annotations.xml", CVAT % lines)
    assert attributes_of(file) == Attributes({"tame": False, "age": 3.5, "other": "true"})


# -- converting

ANNOTATIONS = (
    Annotation(
        Box(10, 20, 60, 90),
        "cat",
        attributes=Attributes({"color": "red", "tame": True, "age": 3, "weight": 2.5, "note": ""}),
    ),
    Annotation(Box(30, 30, 40, 50), "dog", occluded=True, attributes=Attributes({"color": "blue"})),
    Annotation(Box(1, 1, 40, 50), "dog"),
)


def write_folder(root: Path, name: FormatName) -> Path:
    writer = FORMATS[name].create_writer(root, ("cat", "dog"))
    images(writer.locate_image("a.png").parent, "a.png")
    writer.add_image("a.png", 640, 480, ImageAnnotations(ANNOTATIONS))
    writer.finish()
    return root


def convert(source: Path, target: FormatName, out: Path) -> tuple[list[Attributes], tuple[str, ...]]:
    """The attributes in the result, and the sentences about what it cannot hold."""
    done = write_target(read_source(open_dataset(source), int), FORMATS[target], out, "copy", int)
    return [annotation.attributes for annotation in read(out).image_annotations.annotations], done.left_out


def as_texts(found: list[Attributes]) -> list[Attributes]:
    return [build_attributes({key: format_attribute_value(one[key]) for key in one}) for one in found]


@pytest.mark.parametrize("target", sorted(FORMATS))
@pytest.mark.parametrize("source", HOLDING)
def test_that_conversion_keeps_attributes_or_names_the_loss(
    tmp_path: Path, source: FormatName, target: FormatName
) -> None:
    expected = [annotation.attributes for annotation in ANNOTATIONS]
    folder = write_folder(tmp_path / "source", source)
    found, left_out = convert(folder, target, tmp_path / "target")
    if target not in HOLDING:
        assert found == [NO_ATTRIBUTES] * 3
        assert "6 attributes left out." in left_out
    elif target == "voc" or source == "voc":
        assert as_texts(found) == as_texts(expected)
        texts = WRITTEN_AS_TEXT.format(values="3 attributes that are numbers, true or false are")
        assert (texts in left_out) == (source != "voc")
    else:
        assert found == expected
        assert left_out == ()


def test_that_conversion_names_what_only_some_formats_hold(tmp_path: Path) -> None:
    values = '{"parts": {"a": 1}, "Difficult": "1", "class": "k", "tame": 1}'
    write_sample(tmp_path / "coco", "annotations.json", COCO % values)
    (found,), left_out = convert(tmp_path / "coco", "cvat", tmp_path / "cvat")
    assert found == Attributes({"parts": '{"a": 1}', "class": "k", "tame": 1})
    assert left_out == (
        "1 attribute with the name of a flag or of the class left out.",
        WRITTEN_AS_TEXT.format(values="1 nested attribute is"),
    )
    (found,), left_out = convert(tmp_path / "coco", "via", tmp_path / "via")
    assert "class" not in found
    assert found["parts"] == NestedValue('{"a": 1}')
    assert len(left_out) == 1


def test_that_values_of_several_types_are_declared_as_text_in_cvat(tmp_path: Path) -> None:
    writer = FORMATS["cvat"].create_writer(tmp_path, ("cat",))
    images(writer.locate_image("a.png").parent, "a.png")
    values: tuple[AttributeValue, ...] = (3, "old")
    annotations = (Annotation(Box(1, 2, 30, 40), "cat", attributes=Attributes({"age": value})) for value in values)
    writer.add_image("a.png", 640, 480, ImageAnnotations(tuple(annotations)))
    assert writer.finish() == (WRITTEN_AS_TEXT.format(values="1 attribute that is a number, true or false is"),)
    assert [one.attributes["age"] for one in read(tmp_path).image_annotations.annotations] == ["3", "old"]


@pytest.mark.parametrize("name", ["yolo", "createml", "csv"])
def test_that_saving_where_there_is_no_place_says_so_and_keeps_them_in_memory(tmp_path: Path, name: str) -> None:
    folder = write_folder(tmp_path, name)
    before = read(folder)
    assert not before.holds_attributes
    first, *others = before.image_annotations.annotations
    changed = [replace(first, attributes=Attributes({"color": "red"})), *others]
    saved = before.save(before.image_annotations.with_annotations(changed))
    assert NOT_SAVED.format(file=saved.path.name, boxes="1 box") in saved.problems
    assert saved.image_annotations.annotations[0].attributes == Attributes({"color": "red"})


# -- faults in files


def test_that_repeated_keys_are_reported_and_removed_together(tmp_path: Path) -> None:
    for name, path, content, used in (
        ("coco", "annotations.json", COCO % '{"color": "red", "color": "blue"}', "last"),
        (
            "cvat", "annotations.xml",
            CVAT % '<attribute name="color">red</attribute> <attribute name="color">blue</attribute>', "first",
        ),
        (
            "voc", "a.xml",
            VOC % "<attributes><attribute><name>color</name><value>red</value></attribute><attribute><name>color"
            "</name><value>blue</value></attribute></attributes>", "first",
        ),
        ("labelme", "a.json", LABELME % ("null", '""', '{"color": true}', ', "color": "blue"'), "first"),
        ("via", "via.json", VIA % '{"class": "cat", "color": "red", "color": "blue"}', "last"),
    ):  # fmt: skip
        file = write_sample(tmp_path / name, path, content)
        (problem,) = file.problems
        assert REPEATED_KEYS.format(names="color", used=used) in problem
        assert problem.startswith(path)
        assert attributes_of(file)["color"] == {"first": True if name == "labelme" else "red", "last": "blue"}[used]
        save(file, NO_ATTRIBUTES)
        again = read(tmp_path / name)
        assert (again.problems, attributes_of(again)) == ((), NO_ATTRIBUTES)


def test_that_attributes_that_are_no_object_are_kept_and_reported(tmp_path: Path) -> None:
    for value in ('["a"]', '"text"', "7"):
        file = write_sample(tmp_path, "annotations.json", COCO % value)
        assert NO_OBJECT.format(name="attributes") in file.problems[0]
        saved = save(file, Attributes({"color": "red"}))
        assert ATTRIBUTES_KEPT.format(file="annotations.json", id=1, label="cat") in saved.problems
        assert (tmp_path / "annotations.json").read_text() == COCO % value


def test_that_labelme_refuses_what_has_no_place(tmp_path: Path) -> None:
    text = LABELME % ("null", '""', '["a"]', ', "attributes": [1]')
    file = write_sample(tmp_path, "a.json", text)
    of_attributes, of_flags, *_ = file.problems
    assert NO_OBJECT.format(name="attributes") in of_attributes
    assert NO_OBJECT.format(name="flags") in of_flags
    with pytest.raises(AnnotationWriteError, match=ATTRIBUTE_REFUSED.format(name="label")):
        save(file, Attributes({"label": "inner"}))
    save(file, Attributes({"tame": True}))
    (shape,) = json.loads((tmp_path / "a.json").read_text())["shapes"]
    assert (shape["flags"], shape["attributes"], shape["tame"]) == (["a"], [1], True)


def test_that_huge_and_nameless_attributes_are_kept_and_reported(tmp_path: Path) -> None:
    many = {str(number): number for number in range(MAX_ATTRIBUTES + 5)}
    content = COCO % json.dumps({"": "a", "k" * 300: "b", "long": "x" * 20_000, **many})
    file = write_sample(tmp_path, "annotations.json", content)
    text = " ".join(file.problems)
    assert UNUSABLE_KEY.format(fault=NO_KEY) in text
    assert LONG_VALUE.format(length=20_000, name="long") in text
    assert TOO_MANY_ATTRIBUTES.format(count=len(many) + 3, limit=MAX_ATTRIBUTES) in text
    assert len(attributes_of(file)) == MAX_ATTRIBUTES
    assert attributes_of(file)["long"] == "x" * 20_000
    save(file, attributes_of(file).with_value("long", "y"))
    (written,) = json.loads((tmp_path / "annotations.json").read_text())["annotations"]
    assert written["attributes"] == {"": "a", "k" * 300: "b", "long": "y", **many}


@pytest.mark.parametrize("name", ["cvat", "voc"])
def test_that_a_character_that_xml_does_not_allow_is_refused(tmp_path: Path, name: str) -> None:
    path, content, _ = SAMPLES[name]
    file = write_sample(tmp_path, path, content)
    for key, value in (("a\0", "b"), ("a", "b\ud800")):
        with pytest.raises(AnnotationWriteError, match="has a character"):
            save(file, Attributes({key: value}))
    assert (tmp_path / path).read_text() == content


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_that_names_that_the_format_uses_itself_are_known(tmp_path: Path, name: str) -> None:
    path, content, _ = SAMPLES[name]
    file = write_sample(tmp_path, path, content)
    reserved = {key for key in (*FLAG_KEYS, "class", "color") if file.reserves_attribute(key)}
    assert (
        reserved
        == {
            "coco": set(FLAG_KEYS),
            "labelme": set(FLAG_KEYS),
            "cvat": {"difficult", "truncated"},
            "via": {*FLAG_KEYS, "class"},
            "csv": {"class"},
            "voc": set(),
        }[name]
    )


# -- values


def test_that_attributes_are_equal_only_with_values_of_the_same_type() -> None:
    assert Attributes({"a": 1, "b": "x"}) == Attributes({"b": "x", "a": 1})
    assert len({Attributes({"a": 1}), Attributes({"a": True}), Attributes({"a": 1.0}), Attributes({"a": "1"})}) == 4
    assert Annotation(Box(0, 0, 1, 1), "cat").attributes is NO_ATTRIBUTES
    assert Attributes({"a": 1}).without_key("a") is NO_ATTRIBUTES


def test_that_what_is_typed_keeps_the_type_of_the_value_before() -> None:
    assert parse_attribute_value("FALSE", like=True) is False
    assert parse_attribute_value("no", like=True) == "no"
    assert parse_attribute_value(" 4 ", like=2.5) == 4
    assert parse_attribute_value("4,5", like=2) == "4,5"
    assert parse_attribute_value("4", like="x") == "4"
    assert parse_attribute_value("1", like=True) == "1"
    assert [parse_attribute_value(text, like=None) for text in ("true", "4", "007", "red")] == [True, 4, "007", "red"]

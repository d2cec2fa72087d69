"""Class lists of YOLO data sets: read as programs write them, and only ever added to."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from detector.data.formats.shared.text_encoding import CHARACTER_MISSING
from detector.data.formats.yolo import data_yaml, yaml_repair
from detector.data.formats.yolo.class_list import LIST_UNREADABLE, NAMES_NOT_ADDED, YoloClassList
from detector.data.formats.yolo.data_yaml import parse_config
from detector.data.formats.yolo.data_yaml_edit import NOT_EXTENSIBLE, add_names, format_config
from detector.data.formats.yolo.yaml_repair import YoloYamlError
from detector.errors import AnnotationConflictError, AnnotationWriteError, DatasetError
from tests.sentences import sentence_pattern

ULTRALYTICS = """# COCO8 dataset
# parent
path: ../datasets/coco8 # dataset root dir
train: images/train # train images (relative to 'path') 4 images
val: images/val
test: # test images (optional)

# Classes
names:
  0: person
  1: bicycle

# Download script/URL (optional)
download: https://example.com/coco8.zip
"""
ROBOFLOW = """train: ../train/images
val: ../valid/images
test: ../test/images

nc: 2
names: ['Platelets', 'RBC']

roboflow:
  workspace: team-roboflow
"""


def class_list(path: Path, content: str | bytes | None, highest: int = -1) -> YoloClassList:
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return YoloClassList(path, lambda: highest)


def test_that_what_ultralytics_writes_is_read() -> None:
    config = parse_config(ULTRALYTICS)
    assert config is not None
    assert config.names == {0: "person", 1: "bicycle"}
    assert config.image_entries == {"train": ("images/train",), "val": ("images/val",)}
    assert config.root_entry == "../datasets/coco8"


def test_that_what_roboflow_writes_is_read() -> None:
    config = parse_config(ROBOFLOW)
    assert config is not None
    assert config.names == {0: "Platelets", 1: "RBC"}
    assert config.image_entries["test"] == ("../test/images",)


def test_that_names_are_what_is_written_whatever_yaml_makes_of_it() -> None:
    config = parse_config("names: [yes, 3, 'null', no.7]\ntrain: [a, b]\nkpt_shape: [17, 3]")
    assert config is not None
    assert list(config.names.values()) == ["yes", "3", "null", "no.7"]
    assert config.image_entries == {"train": ("a", "b")}
    assert config.keypoint_columns == 51


def test_that_yaml_of_other_programs_is_no_data_set() -> None:
    assert parse_config("services:\n  web:\n    image: nginx") is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("names: [a", "not YAML .* line 1"),
        ("- a", sentence_pattern(yaml_repair.NO_MAPPING)),
        ("", "empty"),
        ("names: cat", sentence_pattern(data_yaml.NAMES_UNREADABLE)),
        ("names: {cat: 0}", "'cat' where a class number"),
        ("names: [[a]]", sentence_pattern(data_yaml.NO_NAME, line=1)),
        ("{" * 3_000, "not YAML"),
        ("a: \x01", "not YAML"),
    ],
)
def test_that_a_config_that_cannot_be_used_says_why(text: str, fault: str) -> None:
    with pytest.raises(YoloYamlError, match=fault):
        parse_config(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ULTRALYTICS, ULTRALYTICS.replace("  1: bicycle\n", '  1: bicycle\n  2: dog\n  3: "yes"\n')),
        (ROBOFLOW, ROBOFLOW.replace("nc: 2", "nc: 4").replace("'RBC'", "'RBC', 'dog', 'yes'")),
        ("names:\n- a # x\r\nnc: 1\r\n", 'names:\n- a # x\r\n- dog\r\n- "yes"\r\nnc: 3\r\n'),
        ("names:\n  - a", 'names:\n  - a\n  - dog\n  - "yes"'),
        ("names: [\n  a,\n  b,\n]\n", 'names: [\n  a,\n  b,\n  dog,\n  "yes",\n]\n'),
        ("names: {0: a}", 'names: {0: a, 1: dog, 2: "yes"}'),
        ('names: ["a"]\nnc: 7', 'names: ["a", "dog", "yes"]\nnc: 7'),
        ("names: []", 'names: [dog, "yes"]'),
        ("names: {}", 'names: {0: dog, 1: "yes"}'),
        ("names:\n  7: a\n  2: b\n", 'names:\n  7: a\n  2: b\n  8: dog\n  9: "yes"\n'),
        ("names:\n  ? 0\n  : a\n", 'names:\n  ? 0\n  : a\n  ? 1\n  : dog\n  ? 2\n  : "yes"\n'),
        ("\ufeffnames: [a]", '\ufeffnames: [a, dog, "yes"]'),
    ],
)
def test_that_names_are_added_in_the_layout_of_the_file_and_nothing_else_changes(text: str, expected: str) -> None:
    assert add_names(text, ["dog", "yes"]) == expected


def test_that_a_layout_that_cannot_be_added_to_safely_is_refused() -> None:
    text = "names:\n  -\n    a\n"
    assert parse_config(text) is not None
    with pytest.raises(YoloYamlError, match=NOT_EXTENSIBLE):
        add_names(text, ["dog"])


names = (
    st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)


@given(st.lists(names, max_size=4), st.lists(names, min_size=1, max_size=3), st.booleans())
def test_that_any_names_come_back_as_another_reader_sees_them(first: list[str], added: list[str], flow: bool) -> None:
    """PyYAML's own loader is the other reader."""
    text = (
        yaml.safe_dump({"names": first}, default_flow_style=flow) if flow else format_config({"train": "images"}, first)
    )
    found = yaml.safe_load(add_names(text, added))["names"]
    assert (found if isinstance(found, list) else list(found.values())) == first + added


def test_that_a_new_config_names_both_splits_ultralytics_wants() -> None:
    text = format_config({"train": "images/train", "test": "images/test"}, ["cat", "7"])
    assert yaml.safe_load(text) == {
        "train": "images/train",
        "val": "images/train",
        "test": "images/test",
        "names": {0: "cat", 1: "7"},
    }
    assert yaml.safe_load(format_config({"train": "images"}, []))["names"] == {}


def test_that_a_text_list_is_read_as_labelimg_reads_it(tmp_path: Path) -> None:
    classes = class_list(tmp_path / "classes.txt", "\ufeffdog\r\n\r\n big cat \r\n\r\n")
    assert classes.names == ("dog", "class 1", "big cat")
    assert class_list(tmp_path / "missing.txt", None).names == ()
    assert class_list(tmp_path / "empty.txt", "\n").names == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("dog\ncat\n", "dog\ncat\nbird\n"),
        ("dog\ncat", "dog\ncat\nbird"),
        ("dog\r\ncat\r\n\r\n", "dog\r\ncat\r\nbird\r\n\r\n"),
        ("\ufeffdog", "\ufeffdog\nbird"),
        ("", "bird\n"),
        (None, "bird\n"),
    ],
)
def test_that_a_new_name_follows_the_last_one(tmp_path: Path, before: str | None, after: str) -> None:
    classes = class_list(tmp_path / "classes.txt", before)
    count = len(classes.names)
    assert classes.is_missing_any(["bird"])
    assert classes.assign_numbers(["bird"]) == {"bird": count}
    assert (tmp_path / "classes.txt").read_bytes() == after.encode()
    assert YoloClassList(tmp_path / "classes.txt", lambda: -1).names == classes.names
    assert classes.names[-1] == "bird"


def test_that_known_names_write_nothing(tmp_path: Path) -> None:
    classes = class_list(tmp_path / "data.yaml", ROBOFLOW)
    before = (tmp_path / "data.yaml").stat()
    assert classes.assign_numbers(["RBC", "Platelets"]) == {"RBC": 1, "Platelets": 0}
    assert (tmp_path / "data.yaml").stat().st_ino == before.st_ino


def test_that_a_new_name_takes_no_number_that_label_files_use(tmp_path: Path) -> None:
    """Else boxes of class 4, which has no name, would turn into birds."""
    classes = class_list(tmp_path / "classes.txt", "dog\n", highest=4)
    assert classes.name_of(4) == "class 4"
    assert classes.assign_numbers(["class 4", "bird"]) == {"class 4": 4, "bird": 5}
    assert classes.names == ("dog", "class 1", "class 2", "class 3", "class 4", "bird")
    config = class_list(tmp_path / "data.yaml", "names:\n  0: dog\n", highest=2)
    assert config.assign_numbers(["class 9"]) == {"class 9": 9}
    assert config.assign_numbers(["bird"]) == {"bird": 3}


def test_that_what_other_programs_added_is_taken_in(tmp_path: Path) -> None:
    classes = class_list(tmp_path / "classes.txt", "dog\n")
    (tmp_path / "classes.txt").write_text("dog\ncat\n")
    assert classes.assign_numbers(["bird", "cat"]) == {"bird": 2, "cat": 1}


@pytest.mark.parametrize("now", ["cat\ndog\n", "", None, b"\xff\xfe"])
def test_that_a_list_that_means_other_classes_now_is_a_conflict(tmp_path: Path, now: str | bytes | None) -> None:
    path = tmp_path / "classes.txt"
    classes = class_list(path, "dog\ncat\n")
    if now is None:
        path.unlink()
    else:
        path.write_bytes(now if isinstance(now, bytes) else now.encode())
    with pytest.raises(AnnotationConflictError, match=r"classes\.txt"):
        classes.assign_numbers(["dog"])
    assert path.exists() is (now is not None)


def test_that_a_name_that_no_line_holds_is_refused(tmp_path: Path) -> None:
    classes = class_list(tmp_path / "classes.txt", "dog\n")
    for label in ("two\nlines", "\ud800"):
        with pytest.raises(AnnotationWriteError, match=r"classes\.txt"):
            classes.assign_numbers([label])
    assert (tmp_path / "classes.txt").read_text() == "dog\n"


def test_that_a_layout_that_cannot_be_added_to_is_reported_when_it_matters(tmp_path: Path) -> None:
    classes = class_list(tmp_path / "data.yaml", "names:\n  -\n    a\n")
    assert classes.names == ("a",)
    with pytest.raises(AnnotationWriteError, match=sentence_pattern(NAMES_NOT_ADDED, names="bird", file="data.yaml")):
        classes.assign_numbers(["bird"])


@pytest.mark.parametrize("content", [b"d\0og", b"dog\ncaf\x81\n"])
def test_that_a_list_that_is_no_text_cannot_be_used(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(DatasetError, match=r"classes\.txt cannot be used: (it is a binary|line 2 is neither UTF-8)"):
        class_list(tmp_path / "classes.txt", content)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
@pytest.mark.parametrize(("name", "layout"), [("classes.txt", "{}\r\ndog\r\n"), ("data.yaml", "names: [{}, dog]\r\n")])
def test_that_a_list_keeps_its_encoding(tmp_path: Path, encoding: str, name: str, layout: str) -> None:
    before = layout.format("Käfer").encode(encoding)
    classes = class_list(tmp_path / name, before)
    assert classes.names == ("Käfer", "dog")
    classes.assign_numbers(["Löwe"])
    classes.rename_classes({1: "Füchse"})
    after = (tmp_path / name).read_bytes()
    assert after.decode(encoding) == before.decode(encoding).replace(
        "dog", "Füchse, Löwe" if name == "data.yaml" else "Füchse\r\nLöwe"
    )
    assert after.startswith(before[:6])
    assert YoloClassList(tmp_path / name, lambda: -1).names == ("Käfer", "Füchse", "Löwe")


def test_that_a_name_that_the_encoding_cannot_hold_is_reported(tmp_path: Path) -> None:
    before = "names: [Käfer]".encode("cp1252")
    classes = class_list(tmp_path / "data.yaml", before)
    missing = sentence_pattern(CHARACTER_MISSING, encoding="Windows-1252", character="U+017C")
    with pytest.raises(AnnotationWriteError, match=missing):
        classes.assign_numbers(["żółw"])
    assert (tmp_path / "data.yaml").read_bytes() == before


def test_that_a_folder_named_like_a_list_is_reported(tmp_path: Path) -> None:
    (tmp_path / "classes.txt").mkdir()
    with pytest.raises(DatasetError, match=sentence_pattern(LIST_UNREADABLE)):
        YoloClassList(tmp_path / "classes.txt", lambda: -1)

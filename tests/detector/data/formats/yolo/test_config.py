"""`data.yaml` as people have it: with faults, from other machines, or about other folders."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from detector.cli import main
from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import OpenOptions
from detector.data.formats.registry import open_dataset, recognize_format
from detector.data.formats.yolo import config, data_yaml, yaml_repair
from detector.data.formats.yolo.configured_images import LIST_UNREADABLE, NO_LIST, NOT_THERE, OUTSIDE_FOLDER
from detector.data.formats.yolo.data_yaml import parse_config
from detector.data.formats.yolo.data_yaml_edit import add_names, format_config, rename_names
from detector.data.formats.yolo.discovery import IN_NO_SPLIT
from detector.data.formats.yolo.yaml_repair import YoloYamlError
from detector.data.geometry import Box
from detector.errors import DatasetConfigError, DatasetError
from tests.detector.data.formats.format_samples import files, images
from tests.detector.data.formats.voc_samples import corners, with_object
from tests.sentences import has_sentence, sentence_pattern

ROW = "0 0.5 0.5 0.25 0.25\n"
XML = with_object(f"<name>cat</name>{corners(11, 21, 30, 40)}")


def data_set(root: Path, yaml: str | bytes) -> Path:
    """A train and a val image, each with labels."""
    images(root, "images/train/a.jpg", "images/val/b.jpg")
    return files(root, {"labels/train/a.txt": ROW, "labels/val/b.txt": ROW, "data.yaml": yaml})


def parts(root: Path) -> dict[str, list[str]]:
    return {split: sorted(image.name for image in found) for split, found in open_dataset(root).splits.items()}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("case", "names"), [("17d-yaml-backslash", ("cat", "dog")), ("17f-yaml-cp1252", ("café", "dog"))]
)
def test_that_the_yaml_of_each_case_is_read(shared: Path, case: str, names: tuple[str, ...]) -> None:
    data = open_dataset(shared / "cases" / case)
    assert data.format == "yolo"
    assert data.classes == names
    assert all(data.label_flags)
    assert data.read_labels(data.images[0]).image_annotations.annotations[0].label == names[0]


@pytest.mark.parametrize(
    "path",
    [
        r'"C:\Users\me\set"',
        r'"C:\Users\me\set\"',
        r'"D:\new\train\x"',
        r'"D:\new\"',
        r'"D:\Projects\Lung"',
        r'"C:\\Users\\me\\set"',
        r'"\\server\share\set"',
        r"C:\Users\new\set",
        "'C:\\Users\\new\\set'",
        "/home/bob/set",
        "../datasets/set",
        ".",
    ],
)
@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_that_windows_paths_in_quotes_are_read(tmp_path: Path, path: str, quote: str) -> None:
    folders = rf"train: {quote}images\train{quote}" + "\n" + rf"val: {quote}.\images\val{quote}" + "\n"
    root = data_set(tmp_path, f"path: {path}\n{folders}names: [cat, dog]\n")
    assert recognize_format(root) == "yolo"
    assert parts(root) == {"train": ["a.jpg"], "val": ["b.jpg"]}
    assert open_dataset(root).classes == ("cat", "dog")


def test_that_absolute_windows_folders_and_lists_of_them_are_read(tmp_path: Path) -> None:
    text = 'train: ["C:\\Users\\n\\images\\train"]\nval:\n  - "C:\\Users\\n\\images\\val"\nnames:\n  0: "a b"\n'
    assert parts(data_set(tmp_path, text)) == {"train": ["a.jpg"], "val": ["b.jpg"]}


def test_that_escapes_that_programs_write_keep_their_meaning(tmp_path: Path) -> None:
    images(tmp_path, "caf\u00e9/train/a.jpg")
    files(tmp_path, {"data.yaml": 'train: "caf\\xE9/train"\nnames: ["caf\\xE9", "a\\\\b"]\n'})
    assert parts(tmp_path) == {"train": ["a.jpg"]}
    assert open_dataset(tmp_path).classes == ("caf\u00e9", "a\\b")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("names:\n\t0: cat\n\t1: dog\n", ["cat", "dog"]),
        ("names:\n\t- cat\n\t- dog\n", ["cat", "dog"]),
        ("names:\t[cat,\tdog]\t# two\n", ["cat", "dog"]),
        ("train:\timages\nnames:\n  - cat\n  -\tdog\n", ["cat", "dog"]),
        ("names: [\n\tcat,\n\t'a\tb'\n]\n", ["cat", "a\tb"]),
        ("names: cat, big dog\nnc: 2\n", ["cat", "big dog"]),
        ("names: cat\nnc: 1\n", ["cat"]),
        ("names: {0: cat, 3: dog}\n", ["cat", "dog"]),
        ("base: &base\n  names: [cat, dog]\n<<: *base\n", ["cat", "dog"]),
        ("labels: &names [cat, dog]\nnames: *names\n", ["cat", "dog"]),
        ("train: &images [a, b]\nval: *images\nnames: [cat]\n", ["cat"]),
        ("a: &a cat\nnames: [*a, dog]\n", ["cat", "dog"]),
    ],
)
def test_that_faults_with_one_meaning_are_read(text: str, names: list[str]) -> None:
    config = parse_config(text)
    assert config is not None
    assert list(config.names.values()) == names


@pytest.mark.parametrize(
    ("text", "added", "renamed"),
    [
        ("names:\n\t0: cat\n", "names:\n\t0: cat\n\t1: dog\n", "names:\n\t0: owl\n"),
        ("names:\t[cat]\n", "names:\t[cat, dog]\n", "names:\t[owl]\n"),
        (
            'path: "C:\\Users"\nnames: [cat]\n',
            'path: "C:\\Users"\nnames: [cat, dog]\n',
            'path: "C:\\Users"\nnames: [owl]\n',
        ),
        ("names: cat\nnc: 1\n", "names: [cat, dog]\nnc: 2\n", "names: [owl]\nnc: 1\n"),
        ("x: &x [cat]\nnames: *x\n", "x: &x [cat, dog]\nnames: *x\n", "x: &x [owl]\nnames: *x\n"),
    ],
)
def test_that_what_was_repaired_in_reading_stays_as_it_is_in_the_file(text: str, added: str, renamed: str) -> None:
    assert add_names(text, ["dog"]) == added
    assert rename_names(text, {0: "owl"}) == renamed


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("train: x\nnames: [cat, dog\nnc: 2\n", sentence_pattern(yaml_repair.OPEN_BRACKET, start=2)),
        ("train: {a: 1\n", sentence_pattern(yaml_repair.OPEN_BRACE, start=1)),
        ("train: x\nnames: ['cat, dog]\n", sentence_pattern(yaml_repair.OPEN_QUOTE, start=2)),
        ('names: ["c\\qt"]\n', sentence_pattern(yaml_repair.BACKSLASH_FOUND, line=1)),
        ("names:\n  - cat\n\t- dog\n", sentence_pattern(yaml_repair.TAB_FOUND, line=3)),
        ("x: 1\nnames: cat: dog\n", sentence_pattern(yaml_repair.STRAY_COLON, line=2)),
        ("names: [%cat]\n", sentence_pattern(yaml_repair.SPECIAL_CHARACTER, line=1)),
        ("names:\n  0: cat\n 1: dog\n", sentence_pattern(yaml_repair.WRONG_INDENTATION, line=3)),
        ("names: *x\n", sentence_pattern(yaml_repair.UNKNOWN_ANCHOR, line=1)),
        ("names: [cat]\n---\na: 1\n", sentence_pattern(yaml_repair.SECOND_DOCUMENT, line=2)),
        ("x: 1\nnames: [c\x7ft]\n", sentence_pattern(yaml_repair.CHARACTER_NOT_ALLOWED, line=2, code=0x7F)),
        ("names: [c\x00t]\n", sentence_pattern(yaml_repair.CHARACTER_NOT_ALLOWED, line=1, code=0)),
        ("a: &a [*a]\nnames: [cat]\n", "line 1 contains itself"),
        ("names:\n0: cat\n", sentence_pattern(data_yaml.NAMES_UNREADABLE, line=1)),
        ("names: [cat\n", r"bracket \[ in line 1"),
        ("train:images\nnames: [cat]\n", sentence_pattern(yaml_repair.GLUED_COLON, line=1)),
        ("train: images\nnames:[cat]\n", sentence_pattern(yaml_repair.GLUED_COLON, line=2)),
        ("", yaml_repair.EMPTY_FILE),
        ("# nothing\n", yaml_repair.EMPTY_FILE),
        ("names = [cat]\n", sentence_pattern(yaml_repair.NO_MAPPING)),
    ],
)
def test_that_a_fault_is_described_with_its_line(text: str, fault: str) -> None:
    with pytest.raises(YoloYamlError, match=fault):
        parse_config(text)


def test_that_aliases_cannot_fill_the_memory() -> None:
    levels = [f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]" for number in range(1, 12)]
    text = "\n".join(["a0: &a0 [x, x]", *levels, "train: *a11", "names: [cat]"])
    with pytest.raises(YoloYamlError, match=yaml_repair.ENDLESS_ALIASES):
        parse_config(text)


@pytest.mark.parametrize("name", ["data.yaml", "dataset.yml", "DATA.YAML", "my set.yaml"])
def test_that_a_folder_whose_yaml_is_broken_is_opened_as_nothing_else(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = data_set(tmp_path / "set", "")
    (root / "data.yaml").unlink()
    files(root, {name: "train: images/train\nnames: [cat, dog\n"})
    for opened in (root, root / name, root / "images", root / "images" / "train"):
        with pytest.raises(DatasetConfigError, match=f"{name}.*{sentence_pattern(yaml_repair.NOT_YAML)}"):
            open_dataset(opened)
    for command in (["check"], ["convert", "--to", "coco", "--out", str(tmp_path / "out")], ["train", "--out", "x"]):
        assert main([command[0], str(root), *command[1:]]) == 2
        message = capsys.readouterr().err
        assert f"{name} cannot be used" in message
        assert "Traceback" not in message
    assert not (tmp_path / "out").exists()


def test_that_a_broken_yaml_beside_images_without_labels_is_reported(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg")
    with pytest.raises(DatasetConfigError, match="bracket"):
        open_dataset(files(tmp_path, {"data.yaml": "names: [cat"}))


def test_that_yolo_labels_beside_others_are_not_passed_over_for_a_broken_yaml(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg", "b.jpg")
    files(tmp_path, {"a.xml": XML, "b.xml": XML, "data.yaml": "names: [cat"})
    assert recognize_format(tmp_path) == "voc"  # labels that are whole do not need it
    files(tmp_path, {"a.txt": ROW})
    with pytest.raises(DatasetConfigError, match="bracket"):
        open_dataset(tmp_path)


def test_that_broken_yaml_of_other_programs_hides_no_folder(tmp_path: Path) -> None:
    images(tmp_path, "a.jpg")
    files(tmp_path, {"a.txt": ROW, "deploy.yaml": "{{ template }}: [", "classes.txt": "cat\n"})
    assert open_dataset(tmp_path).classes == ("cat",)


def test_that_umlauts_in_windows_1252_are_read_and_reported(tmp_path: Path) -> None:
    root = data_set(tmp_path, "train: images/train\nval: images/val\nnames: [K\u00e4fer]\n".encode("cp1252"))
    data = open_dataset(root)
    assert data.classes == ("K\u00e4fer",)
    assert any("data.yaml is not UTF-8" in notice for notice in data.notices)
    data.read_labels(data.images[0]).save(ImageAnnotations((Annotation(Box(0, 0, 64, 48), "L\u00f6we"),)))
    assert (root / "data.yaml").read_bytes().endswith(b"names: [K\xe4fer, L\xf6we]\n")


@pytest.mark.parametrize("written", ["classes.txt", "lists/obj.names", "./classes.txt", r"'C:\set\classes.txt'"])
def test_that_names_may_be_a_file(tmp_path: Path, written: str) -> None:
    root = data_set(tmp_path, f"train: images/train\nval: images/val\nnc: 2\nnames: {written}\n")
    place = "lists/obj.names" if "lists" in written else "classes.txt"
    files(root, {place: "cat\r\nB\u00e4r\r\n".encode("cp1252")})
    data = open_dataset(root)
    assert data.classes == ("cat", "B\u00e4r")
    data.read_labels(data.images[0]).save(ImageAnnotations((Annotation(Box(0, 0, 64, 48), "dog"),)))
    assert (root / place).read_bytes() == "cat\r\nB\u00e4r\r\ndog\r\n".encode("cp1252")


@pytest.mark.parametrize("written", ["classes.txt", "../classes.txt", "/etc/hosts.txt"])
def test_that_a_file_of_names_that_is_not_in_the_folder_is_reported(tmp_path: Path, written: str) -> None:
    files(tmp_path, {"classes.txt": "dog\n"})
    root = data_set(tmp_path / "set", f"train: images/train\nnames: {written}\n")
    with pytest.raises(DatasetConfigError, match=sentence_pattern(config.NAMES_ELSEWHERE, line=2)):
        open_dataset(root)


def test_that_a_wrong_number_of_classes_is_reported(tmp_path: Path) -> None:
    root = data_set(tmp_path, "train: images/train\nval: images/val\nnc: 3\nnames: [cat, dog]\n")
    assert config.CLASS_COUNT.format(name="data.yaml", count=3, names="2 classes") in open_dataset(root).notices
    files(root, {"data.yaml": "train: images/train\nval: images/val\nnc: 4\nnames: {0: cat, 3: dog}\n"})
    assert open_dataset(root).notices == ()
    files(root, {"data.yaml": "train: images/train\nval: images/val\nnc: 2\n", "classes.txt": "owl\n"})
    data = open_dataset(root)
    assert has_sentence(data.notices[0], config.NO_CLASS_NAMES)
    assert (data.classes, set(data.splits)) == (("owl",), {"train", "val"})


def test_that_only_images_in_the_folder_are_used_and_the_others_reported(tmp_path: Path) -> None:
    images(tmp_path, "other/images/x.jpg", "secret/y.jpg")
    before = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    yaml = f"train: [images/train, ../other/images]\nval: {tmp_path}/secret\ntest: ../lists/t.txt\nnames: [cat]\n"
    files(tmp_path, {"lists/t.txt": f"{tmp_path}/secret/y.jpg\n"})
    root = data_set(tmp_path / "set", yaml)
    data = open_dataset(root)
    assert [image.name for image in data.images] == ["a.jpg", "b.jpg"]
    assert parts(root) == {"train": ["a.jpg"]}
    for named in ("../other/images", f"{tmp_path}/secret", "../lists/t.txt"):
        assert any(named in notice and "is not in the folder set" in notice for notice in data.notices)
    for image in data.images:
        data.read_labels(image).save(ImageAnnotations((Annotation(Box(0, 0, 64, 48), "dog"),)))
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and not path.is_relative_to(root)]
    assert sorted(outside) == sorted([*before, tmp_path / "lists" / "t.txt"])


def test_that_a_yaml_about_other_folders_alone_says_where_its_images_are(tmp_path: Path) -> None:
    images(tmp_path, "datasets/coco8/images/train/x.jpg")
    root = files(tmp_path / "work", {"coco8.yaml": "path: ../datasets/coco8\ntrain: images/train\nnames: [cat]\n"})
    for opened in (root, root / "coco8.yaml"):
        with pytest.raises(DatasetError, match=r"names \.\./datasets/coco8/images/train for train, which is not in"):
            open_dataset(opened)


def test_that_what_roboflow_means_is_taken_before_what_lies_outside(tmp_path: Path) -> None:
    images(tmp_path, "train/images/foreign.jpg", "set/train/images/own.jpg")
    files(tmp_path, {"set/data.yaml": "train: ../train/images\nval: ../valid/images\nnames: [cat]\n"})
    assert parts(tmp_path / "set") == {"train": ["own.jpg"]}


@pytest.mark.shared
def test_that_lists_of_another_machine_keep_their_split(shared: Path, tmp_path: Path) -> None:
    root = shutil.copytree(shared / "cases" / "85-txt-list", tmp_path / "set")
    assert parts(root) == {"train": ["p0.jpg", "p1.jpg"], "val": ["p2.jpg"]}
    assert open_dataset(root).notices == ()


@pytest.mark.parametrize(
    "lines",
    [
        "./images/train/a.jpg",
        "images\\train\\a.jpg",
        ".\\images\\train\\a.jpg",
        "C:\\Users\\bob\\set\\images\\train\\a.jpg",
        "\\\\server\\share\\images\\train\\a.jpg",
        "/home/bob/ds/images/train/a.jpg",
        "../set/images/train/a.jpg",
        "data/images/train/a.jpg",
        "images/train/A.JPG",
        "Images/Train/a.jpg",
        "train/a.jpg",
        "a.jpg",
        "a",
        "images/train/a",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_that_lists_match_by_their_tails(tmp_path: Path, lines: str, encoding: str) -> None:
    root = data_set(tmp_path, "train: lists/train.txt\nval: images/val\nnames: [cat]\n")
    files(root, {"lists/train.txt": f"{lines}\r\n\r\n".encode(encoding)})
    assert parts(root) == {"train": ["a.jpg"], "val": ["b.jpg"]}
    assert open_dataset(root).notices == ()


def test_that_composed_and_decomposed_names_in_lists_match(tmp_path: Path) -> None:
    images(tmp_path, "images/cafe\u0301.jpg", "images/na\u00efve.jpg")
    lists = {"train.txt": "C:\\x\\images\\caf\u00e9.jpg\n", "val.txt": "images/nai\u0308ve.jpg\n"}
    files(tmp_path, {**lists, "data.yaml": "train: train.txt\nval: val.txt\nnames: [cat]\n"})
    assert parts(tmp_path) == {"train": ["cafe\u0301.jpg"], "val": ["na\u00efve.jpg"]}


def test_that_a_list_never_means_another_picture(tmp_path: Path) -> None:
    images(tmp_path, "images/cam1/1.jpg", "images/1.jpg", "images/cam3/2.jpg", "images/cam4/2.jpg")
    text = "images/cam1/1.jpg\nimages/cam2/1.jpg\n/home/bob/2.jpg\n2.jpg\n"
    files(tmp_path, {"train.txt": text, "data.yaml": "train: train.txt\nnames: [cat]\n"})
    data = open_dataset(tmp_path, OpenOptions("yolo"))
    assert data.splits == {"train": {tmp_path / "images" / "cam1" / "1.jpg"}}
    assert data.notices == (
        NOT_THERE.format(name="train.txt", images="2 images that are", names="images/cam2/1.jpg, 2.jpg"),
        OUTSIDE_FOLDER.format(
            name="train.txt", images="1 image that is", folder=tmp_path.name, names="/home/bob/2.jpg"
        ),
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89PNG\0\0", LIST_UNREADABLE),
        (b"buy milk\nand bread\n", NO_LIST.replace("{line}", "buy milk")),
        (b"0 0.5 0.5 0.25 0.25\n", NO_LIST),
        (b"x" * 5_000_000, NO_LIST),
        (b"a\x1b[2J\n", r"Its first line is: a\x1b[2J"),
    ],
)
def test_that_a_list_that_is_no_list_is_reported(tmp_path: Path, content: bytes, message: str) -> None:
    root = data_set(tmp_path, "train: notes.txt\nval: images/val\nnames: [cat]\n")
    files(root, {"notes.txt": content})
    data = open_dataset(root)
    assert set(data.splits) == {"val"}
    assert [notice for notice in data.notices if has_sentence(notice, message)]
    assert all(len(notice) < 400 for notice in data.notices)


def test_that_labeled_images_that_no_part_names_are_shown_and_reported(tmp_path: Path) -> None:
    root = data_set(tmp_path, "train: images/train\nval: images/val\nnames: [cat]\n")
    images(root, "images/extra/c.jpg", "images/extra/d.jpg")
    files(root, {"labels/extra/c.txt": ROW})
    data = open_dataset(root)
    assert [image.name for image in data.images] == ["c.jpg", "a.jpg", "b.jpg"]
    assert data.notices == (IN_NO_SPLIT.format(images="1 labeled image is", names="images/extra/c.jpg"),)


@pytest.mark.parametrize(
    "name", ["c\x7ft", "a\x85b", "a\u2028b", "\ufeffx", "half \ud83d", 'q"\\', "\U000e0001", "\x1b[2J"]
)
def test_that_characters_that_yaml_does_not_allow_are_escaped(name: str) -> None:
    for text in (
        format_config({"train": "x"}, [name]),
        add_names("names: ['a']\n", [name]),
        add_names("names: []", [name]),
    ):
        text.encode("utf-8")
        config = parse_config(text)
        assert config is not None
        assert list(config.names.values())[-1] == name

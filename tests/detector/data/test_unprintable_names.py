"""Names that UTF-8 cannot hold, and names that would steer a terminal, in every format and command."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from pathlib import Path

import pytest
from PIL import Image

from detector.cli import main
from detector.commands.output import escape_unprintable, format_json, print_json, print_stderr, print_stdout
from detector.config import PRESETS
from detector.data.annotation import Annotation
from detector.data.class_list import read_class_list, write_class_list
from detector.data.formats.base import FormatName
from detector.data.formats.coco.categories import HALF_CHARACTER
from detector.data.formats.registry import FORMATS, open_dataset
from detector.data.geometry import Box
from detector.data.unicode_forms import escape_for_file_name, normalize_class_name
from detector.errors import AnnotationWriteError
from tests.detector.data.formats.joint_samples import coco_object, written_coco
from tests.detector.drawn import draw
from tests.detector.small import SMALL
from tests.sentences import has_sentence

LATIN = os.fsdecode(b"caf\xe9.png")
STEERING = "red\x1b[31m\u202e\x9b1m\x07.png"
HALF = "cat \ud83d"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux alone")


@pytest.fixture(autouse=True)
def small_preset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRESETS, "mobilenet_fpn", SMALL)


class Terminal:
    """What reached stdout and stderr, as bytes of strict UTF-8."""

    out = err = ""

    def run(self, *arguments: str | Path) -> int:
        streams = [io.BytesIO(), io.BytesIO()]
        out, err = (io.TextIOWrapper(stream, "utf-8", "strict", write_through=True) for stream in streams)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([str(one) for one in arguments])
            self.out, self.err = (stream.getvalue().decode("utf-8") for stream in streams)
        return code


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


def harmless(text: str) -> bool:
    """Whether nothing of the names is left that a terminal would obey; a progress bar may move the cursor."""
    return not any(one in text for one in ("\x1b[31m", "\u202e", "\x9b", "\x07", "Traceback"))


@pytest.fixture
def odd_folder(tmp_path: Path) -> Path:
    """A COCO file whose images and classes have such names."""
    root = tmp_path / "odd"
    root.mkdir()
    names = (LATIN, STEERING, "plain.png")
    for number, name in enumerate(names):
        draw(root / name, [("square", (10, 10 + number, 50, 50)), ("disc", (60, 20, 100, 60 + number))])
    boxes = [{"id": 2 * n + c, "image_id": n, "category_id": c, "bbox": [10, 10, 40, 40]} for n in (1, 2, 3)
             for c in (1, 2)]  # fmt: skip
    content = coco_object(*boxes, images=names)
    content["categories"] = [{"id": 1, "name": HALF}, {"id": 2, "name": "dog\x1b[31m\u202e\x9b"}]
    content["images"] = [{**image, "width": 128, "height": 96} for image in content["images"]]
    written_coco(root / "annotations.json", content)
    return root


def test_that_text_is_printed_with_escapes_and_json_stays_json() -> None:
    text = f"a\tb\né {STEERING} {LATIN} {HALF}\r"
    assert escape_unprintable(text) == "a\tb\né red\\x1b[31m\\u202e\\x9b1m\\x07.png caf\\udce9.png cat \\ud83d\\x0d"
    assert json.loads(format_json({"a": text})) == {"a": text}
    assert harmless(format_json(text, indent=1))
    assert format_json("é") == '"é"'


def test_that_a_terminal_with_few_letters_gets_escapes_too() -> None:
    stream = io.BytesIO()
    text = io.TextIOWrapper(stream, "cp1252", write_through=True)
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
        print_stdout("é \u732b")
        print_stderr("\U0001f600")
        print_json(["é \u732b \U0001f600"])
    lines = stream.getvalue().decode("cp1252").splitlines()
    assert lines[:2] == ["é \\u732b", "\\U0001f600"]
    assert json.loads(lines[2]) == ["é \u732b \U0001f600"]


def test_that_only_the_module_for_output_prints() -> None:
    commands = Path(main.__code__.co_filename).parent / "commands"
    files = [path for path in (commands.parent / "cli.py", *commands.glob("*.py")) if path.name != "output.py"]
    assert [path.name for path in files if "print(" in path.read_text("utf-8")] == []


def test_that_check_reports_such_names(odd_folder: Path, terminal: Terminal) -> None:
    assert terminal.run("check", odd_folder) == 1
    assert "caf\\udce9.png" in terminal.out
    assert harmless(terminal.out + terminal.err)
    assert terminal.run("check", odd_folder, "--json") == 1
    assert harmless(terminal.out + terminal.err)
    messages = json.loads(terminal.out)
    assert messages["boxes"] == {"cat \\ud83d": 3, "dog\x1b[31m\u202e\x9b": 3}
    assert str(odd_folder / LATIN) in {one["image"] for one in messages["problems"]}


@pytest.mark.parametrize("target", FORMATS)
def test_that_conversion_loses_nothing_and_writes_no_question_marks(
    odd_folder: Path, tmp_path: Path, terminal: Terminal, target: FormatName
) -> None:
    content = json.loads((odd_folder / "annotations.json").read_text())
    content["categories"][1]["name"] = "dog"  # XML and YAML rightly refuse control characters
    written_coco(odd_folder / "annotations.json", content)
    out = tmp_path / "out"
    assert terminal.run("convert", odd_folder, "--to", target, "--out", out, "--json") == 0, terminal.err
    assert harmless(terminal.out + terminal.err)
    assert set(json.loads(terminal.out)["renamed"].values()) == {
        escape_for_file_name(LATIN),
        escape_for_file_name(STEERING),
    }
    data = open_dataset(out)
    assert {image.name for image in data.images} == {
        escape_for_file_name(LATIN),
        escape_for_file_name(STEERING),
        "plain.png",
    }
    labels = [
        [annotation.label for annotation in data.read_labels(image).image_annotations.annotations]
        for image in data.images
    ]
    assert labels == [["cat \\ud83d", "dog"]] * 3
    files = [path for path in out.rglob("*") if path.is_file() and path.suffix != ".png"]
    assert not any(b"caf?" in path.read_bytes() or b"cat ?" in path.read_bytes() for path in files)


@pytest.mark.parametrize("kind", FORMATS)
def test_that_such_images_are_labeled_or_refused_with_a_sentence(tmp_path: Path, kind: FormatName) -> None:
    for name in (LATIN, STEERING):
        Image.new("RGB", (64, 48)).save(tmp_path / name)
    data = FORMATS[kind].begin_dataset(tmp_path)
    refused = []
    for image in data.images:
        read = data.read_labels(image)
        try:
            read.save(read.image_annotations.with_annotations([Annotation(Box(10, 10, 40, 40), HALF)]))
        except AnnotationWriteError as error:
            refused.append(str(error))
    assert len(refused) == {"csv": 1, "cvat": 2}.get(kind, 0)
    assert all("has a character" in sentence for sentence in refused)
    if not refused:
        again = open_dataset(tmp_path)
        assert again.format == kind
        labels = [
            [annotation.label for annotation in again.read_labels(image).image_annotations.annotations]
            for image in again.images
        ]
        assert labels == [[normalize_class_name(HALF)]] * 2


def test_that_networks_are_trained_measured_and_used_on_such_names(
    odd_folder: Path, tmp_path: Path, terminal: Terminal
) -> None:
    run = tmp_path / "run"
    short = ["--steps", "1", "--batch-size", "1", "--weights", "none", "--device", "cpu"]
    assert terminal.run("train", odd_folder, "--out", run, *short) == 0, terminal.err
    assert "cat \\ud83d" in terminal.out
    assert harmless(terminal.out + terminal.err)
    assert terminal.run("train", odd_folder, "--out", run, *short, "--json", "--overwrite") == 0, terminal.err
    assert harmless(terminal.out + terminal.err)
    network = ["--checkpoint", run / "last.safetensors", "--device", "cpu"]
    for more in ([], ["--json"]):
        assert terminal.run("evaluate", odd_folder, *network, *more) == 0, terminal.err
        assert harmless(terminal.out + terminal.err)
        assert terminal.run("anchors", odd_folder, *more) == 0, terminal.err
        assert harmless(terminal.out + terminal.err)
    image = odd_folder / LATIN
    assert terminal.run("stages", image, "--checkpoint", run / "last.safetensors", "--box", f"1,2,30,40,{HALF}") == 0
    assert harmless(terminal.out + terminal.err)


@pytest.mark.parametrize("kind", FORMATS)
def test_that_detections_in_such_images_are_written(
    odd_folder: Path, tmp_path: Path, checkpoint: Path, terminal: Terminal, kind: FormatName
) -> None:
    out = tmp_path / "out"
    arguments = ["--checkpoint", checkpoint, "--out", out, "--score", "0.1", "--device", "cpu", "--format", kind]
    assert terminal.run("detect", odd_folder, *arguments, "--json", "--draw") == 0, terminal.err
    assert harmless(terminal.out + terminal.err)
    lines = [json.loads(line) for line in terminal.out.splitlines()]
    assert {one["image"] for one in lines} == {str(odd_folder / name) for name in (LATIN, STEERING, "plain.png")}
    assert json.loads((out / "detections.json").read_text("utf-8")) == lines
    assert not any(b"caf?" in path.read_bytes() for path in out.rglob("*") if path.is_file())


def test_that_the_shared_case_is_no_traceback_in_any_command(shared: Path, tmp_path: Path, terminal: Terminal) -> None:
    case = shared / "cases" / "40-classname-surrogate"
    assert terminal.run("check", case, "--json") == 1
    assert json.loads(terminal.out)["boxes"] == {"cat \\ud83d": 1}
    assert terminal.run("convert", case, "--to", "yolo", "--out", tmp_path / "yolo") == 0
    assert has_sentence(terminal.err, HALF_CHARACTER)
    assert harmless(terminal.out + terminal.err)


def test_that_a_list_of_classes_has_no_question_marks(tmp_path: Path) -> None:
    write_class_list(tmp_path / "classes.txt", [HALF, "dog"])
    assert read_class_list(tmp_path / "classes.txt") == (normalize_class_name(HALF), "dog")


def test_that_escaped_file_names_hold_bytes_and_half_characters() -> None:
    assert escape_for_file_name(LATIN) == "caf%E9.png"
    assert escape_for_file_name("a\ud83d\x7f\x01é") == "a%ED%A0%BD%7F%01é"

"""Sentences of the engine in a Chinese window: what opening, checking, training and review say of a faulty folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from detector.config import get_preset
from detector.data.folder import NO_FOLDER
from detector.data.image_io import EMPTY_IMAGE, SIDE_TOO_LONG, read_header
from detector.data.labeled_set import NO_SPLIT, load_training_set
from detector.data.lint.boxes import CheckedImage, find_box_problems
from detector.data.lint.files import find_class_problems
from detector.data.lint.search import NO_LABELS
from detector.errors import ImageUnreadableError
from frcnn_gui.common.language import install_language
from frcnn_gui.common.texts.engine_sentences import translate_message
from tests.gui.unit.folders import write_image, write_labels
from tests.gui.unit.small_session import annotation

CHINESE = re.compile("[\u4e00-\u9fff]")
CODE = re.compile("`[^`]*`")
ENGLISH_WORDS = re.compile(r"[a-z]{3,} [a-z]{3,}")


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    install_language(qapp, "zh_CN")
    yield
    install_language(qapp, "en")


def assert_translated(message: str, *values: str) -> None:
    text = translate_message(message)
    assert CHINESE.search(text), text
    assert not ENGLISH_WORDS.search(CODE.sub("", text)), text
    assert all(value in text for value in values), text


def test_that_an_english_window_shows_sentences_as_they_are(qapp: QApplication) -> None:
    message = EMPTY_IMAGE.format(name="a.jpg")
    assert translate_message(message) == message


@pytest.mark.usefixtures("chinese")
def test_that_what_training_leaves_out_is_translated(tmp_path: Path) -> None:
    for number in range(8):
        write_image(tmp_path / f"bare_{number}.png", 40, 30)
    write_labels(write_image(tmp_path / "good.png", 40, 30), (2, 3, 20, 25, "cat"), width=40, height=30)
    write_labels(write_image(tmp_path / "flat.png", 40, 30), (5, 5, 5, 9, "cat"), width=40, height=30)
    write_labels(write_image(tmp_path / "far.png", 40, 30), (2, 3, 45, 25, "cat"), width=40, height=30)
    warnings = load_training_set(tmp_path).warnings
    assert len(warnings) >= 3
    for warning in warnings:
        assert_translated(warning)
    assert_translated(next(warning for warning in warnings if "bare_0" in warning), "8", "bare_4.png", "3")


@pytest.mark.usefixtures("chinese")
def test_that_the_faults_that_check_finds_are_translated(tmp_path: Path) -> None:
    path = write_image(tmp_path / "a.png", 40, 30)
    corners = (
        (-9, -9, -2, -2),
        (1, 1, 1, 9),
        (30, 5, 55, 25),
        (1, 1, 90, 20),
        (3, 3, 3.4, 9),
        (5, 5, 6, 25),
        (20, 20, 12, 12),
    )
    boxes = tuple(annotation(*box, uid=number) for number, box in enumerate(corners))
    repeated = (annotation(2, 2, 20, 20, uid=10), annotation(2, 2, 20, 20, uid=11))
    image = CheckedImage(path, "a.png", read_header(path), path, (*boxes, *repeated), (80, 60), True)
    problems = list(find_box_problems(image, get_preset("mobilenet_fpn")))
    assert len({problem.kind for problem in problems}) >= 6
    for problem in problems:
        assert_translated(problem.message, "a.png")
    for problem in find_class_problems(["cat", "Cat", "background"], {"cat": 1, "Cat": 2, "background": 3}):
        assert_translated(problem.message)
    assert_translated(NO_LABELS.format(name="a.png"), "a.png")


@pytest.mark.usefixtures("chinese")
def test_that_images_and_folders_that_cannot_be_opened_are_translated(tmp_path: Path) -> None:
    (tmp_path / "empty.png").touch()
    (tmp_path / "text.png").write_text("no image")
    for name in ("empty.png", "text.png", "gone.png"):
        with pytest.raises(ImageUnreadableError) as error:
            read_header(tmp_path / name)
        assert_translated(str(error.value), name)
    assert_translated(NO_FOLDER.format(folder=tmp_path), str(tmp_path))
    assert_translated(SIDE_TOO_LONG.format(name="a.png", width=3, height=4, limit=50_000_000), "50,000,000")
    assert_translated(NO_SPLIT.format(folder="a", split="val", splits="train"), "'val'")


@pytest.mark.usefixtures("chinese")
def test_that_a_sentence_that_is_not_marked_stays_between_those_that_are() -> None:
    unmarked = "Something else happened."
    message = f"{EMPTY_IMAGE.format(name='a.jpg')} {unmarked} {EMPTY_IMAGE.format(name='b.jpg')}"
    text = translate_message(message)
    assert unmarked in text
    assert len(CHINESE.findall(text)) > 10
    assert translate_message(unmarked) == unmarked

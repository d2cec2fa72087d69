"""Opening: what is found in a folder, and what is said where nothing is."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.data.formats.voc.label_file import VocOrigin
from frcnn_gui.window.folder_job import OpenedFolder, create_folder_job
from tests.gui.unit.folders import write_folder, write_image, write_labels


def opened(qtbot: QtBot, path: Path, remembered: str = "") -> OpenedFolder:
    job = create_folder_job(path, remembered)
    with qtbot.waitSignal(job.result_ready, timeout=10_000) as result:
        job.start()
    value = result.args[0]
    assert isinstance(value, OpenedFolder)
    return value


def failure(qtbot: QtBot, path: Path) -> str:
    job = create_folder_job(path)
    with qtbot.waitSignal(job.failed, timeout=10_000) as failed:
        job.start()
    return str(failed.args[0])


def test_that_a_folder_opens_at_its_first_image(qtbot: QtBot, tmp_path: Path) -> None:
    result = opened(qtbot, write_folder(tmp_path, 4))
    assert (len(result.folder), result.index, result.labeled_count) == (4, 0, 3)


def test_that_an_image_opens_its_folder_at_itself(qtbot: QtBot, tmp_path: Path) -> None:
    write_folder(tmp_path, 4)
    result = opened(qtbot, tmp_path / "image_2.png")
    assert result.folder[result.index].name == "image_2.png"
    assert len(result.folder) == 4


def test_that_any_zero_in_any_file_means_counting_from_zero(qtbot: QtBot, tmp_path: Path) -> None:
    write_folder(tmp_path, 4)
    assert opened(qtbot, tmp_path).origin == VocOrigin.ONE_BASED.name
    write_labels(tmp_path / "image_2.png", (0, 4, 20, 30, "cat"))
    assert opened(qtbot, tmp_path).origin == VocOrigin.ZERO_BASED.name


def test_that_a_folder_known_to_count_from_zero_still_does_without_its_zeros(qtbot: QtBot, tmp_path: Path) -> None:
    write_folder(tmp_path, 4)
    assert opened(qtbot, tmp_path, VocOrigin.ZERO_BASED.name).origin == VocOrigin.ZERO_BASED.name


def test_that_a_new_zero_overrules_what_was_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    write_folder(tmp_path, 4)
    write_labels(tmp_path / "image_2.png", (0, 4, 20, 30, "cat"))
    assert opened(qtbot, tmp_path, VocOrigin.ONE_BASED.name).origin == VocOrigin.ZERO_BASED.name


@pytest.mark.parametrize("name", ["empty", "missing"])
def test_that_a_folder_without_images_is_named(qtbot: QtBot, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    assert name in failure(qtbot, tmp_path / name)


def test_that_a_file_that_is_no_image_is_named(qtbot: QtBot, tmp_path: Path) -> None:
    write_image(tmp_path / "a.png")
    (tmp_path / "notes.txt").write_text("hello")
    assert "notes.txt" in failure(qtbot, tmp_path / "notes.txt")


def test_that_a_folder_whose_data_yaml_is_broken_is_reported_with_its_line(qtbot: QtBot, tmp_path: Path) -> None:
    write_folder(tmp_path / "images", 2)
    (tmp_path / "labels").mkdir()
    for number in range(2):
        (tmp_path / "images" / f"image_{number}.xml").unlink(missing_ok=True)
        (tmp_path / "labels" / f"image_{number}.txt").write_text("0 0.5 0.5 0.2 0.2")
    (tmp_path / "data.yaml").write_text("train: images\nval: images\nnames: [cat, dog\n")
    for path in (tmp_path, tmp_path / "data.yaml", tmp_path / "images", tmp_path / "images" / "image_0.png"):
        text = failure(qtbot, path)
        assert "data.yaml cannot be used" in text
        assert "line 3" in text
    (tmp_path / "data.yaml").write_text("train: images\nval: images\nnames: [cat, dog]\n")
    assert opened(qtbot, tmp_path).labeled_count == 2

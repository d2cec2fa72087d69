"""The demo is copied from the resources or rendered; what was changed in it stays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from detector.data.annotation import ImageAnnotations
from detector.data.formats.registry import open_dataset
from detector.demo import render_scene
from frcnn_gui.common.job import Job
from frcnn_gui.window import demo_job

SHIPPED = Path(__file__).parents[4] / "resources" / "demo"


def run(qtbot: QtBot, job: Job) -> object:
    with qtbot.waitSignal(job.result_ready, timeout=60_000) as result:
        job.start()
    return result.args[0]


def read_demo(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_that_the_demo_is_copied_and_its_progress_reported(qtbot: QtBot, tmp_path: Path) -> None:
    job = demo_job.create_demo_job(tmp_path / "demo")
    reports: list[tuple[int, int]] = []
    job.progress_changed.connect(lambda done, total, text: reports.append((done, total)))
    assert run(qtbot, job) == tmp_path / "demo"
    assert read_demo(tmp_path / "demo") == read_demo(SHIPPED)
    assert reports[-1] == (24, 24)


@pytest.mark.parametrize("number", [1, 7, 20, 24])
def test_that_the_shipped_files_are_the_scenes_of_the_renderer(number: int) -> None:
    image = SHIPPED / f"demo_{number:04d}.jpg"
    scene = render_scene(number - 1)
    with Image.open(image) as opened:
        stored = np.asarray(opened.convert("RGB"), int)
    assert np.abs(stored - scene.pixels.astype(int)).mean() < 6
    labels = image.with_suffix(".xml")
    assert labels.exists() == (number <= 20)
    if labels.exists():
        assert open_dataset(SHIPPED).read_labels(image).image_annotations == ImageAnnotations(scene.annotations)


def test_that_an_installation_without_the_files_renders_them(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo_job, "IMAGE_COUNT", 2)
    monkeypatch.setattr(demo_job, "resource_root", lambda: None)
    run(qtbot, demo_job.create_demo_job(tmp_path / "demo"))
    assert sorted(path.name for path in (tmp_path / "demo").glob("*.jpg")) == ["demo_0001.jpg", "demo_0002.jpg"]


def test_that_an_interrupted_copy_is_completed_without_touching_what_is_there(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "demo_0001.jpg").write_bytes(b"an image that a person has replaced")
    (tmp_path / "demo_0002.xml").write_bytes((SHIPPED / "demo_0002.xml").read_bytes())
    run(qtbot, demo_job.create_demo_job(tmp_path))
    assert (tmp_path / "demo_0001.jpg").read_bytes() == b"an image that a person has replaced"
    assert not (tmp_path / "demo_0001.xml").exists()  # its image was there, so its labels were deleted by a person
    assert len(list(tmp_path.glob("*.jpg"))) == 24


def test_that_edits_of_an_earlier_demo_are_kept(qtbot: QtBot, tmp_path: Path) -> None:
    run(qtbot, demo_job.create_demo_job(tmp_path))
    labels = sorted(tmp_path.glob("*.xml"))[0]
    labels.write_text("<annotation>changed by a person</annotation>")
    run(qtbot, demo_job.create_demo_job(tmp_path))
    assert labels.read_text() == "<annotation>changed by a person</annotation>"


def test_that_a_place_that_cannot_be_written_is_reported(qtbot: QtBot, tmp_path: Path) -> None:
    blocking = tmp_path / "file"
    blocking.write_text("")
    job = demo_job.create_demo_job(blocking / "demo")
    with qtbot.waitSignal(job.failed, timeout=10_000) as failed:
        job.start()
    assert str(blocking) in failed.args[0]
    assert "Internal error" not in failed.args[0]

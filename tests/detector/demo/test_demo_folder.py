"""The demo written to disk."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from detector.data.annotation import ImageAnnotations
from detector.data.formats.registry import open_dataset
from detector.data.formats.voc.label_file import VocFile, VocOrigin, detect_origin
from detector.data.outlines.outlined_box import get_outline
from detector.demo import folder as folder_module
from detector.demo import render_scene, write_demo_folder
from detector.errors import DatasetError

render = cache(render_scene)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("parent") / "demo"
    write_demo_folder(root, count=6, seed=1)
    return root


def names(root: Path, suffix: str) -> list[str]:
    return sorted(path.name for path in root.iterdir() if path.suffix == suffix)


def test_that_images_are_numbered_and_the_last_sixth_has_no_labels(demo: Path) -> None:
    assert names(demo, ".jpg") == [f"demo_{number:04d}.jpg" for number in range(1, 7)]
    assert names(demo, ".xml") == [f"demo_{number:04d}.xml" for number in range(1, 6)]
    masks = [f"demo_{number:04d}.png" for number in range(1, 6)]
    assert names(demo / "SegmentationObject", ".png") == names(demo / "SegmentationClass", ".png") == masks
    assert len(list(demo.iterdir())) == 14  # with labelmap.txt


def test_that_four_of_24_images_are_left_to_label(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = render(100_000)
    monkeypatch.setattr(folder_module, "render_scene", lambda *_: scene)
    write_demo_folder(tmp_path)
    assert len(names(tmp_path, ".jpg")) == 24
    assert names(tmp_path, ".xml") == [f"demo_{number:04d}.xml" for number in range(1, 21)]


def test_that_labels_and_outlines_read_back_equal(demo: Path) -> None:
    dataset = open_dataset(demo)
    assert dataset.notices == ()
    for index in range(5):
        file = dataset.read_labels(dataset.images[index])
        assert file.problems == ()
        assert file.image_annotations == ImageAnnotations(render(100_000 + index).annotations)


def test_that_boxes_and_classes_are_in_each_file_alone(demo: Path) -> None:
    for index, path in enumerate(sorted(demo.glob("*.xml"))):
        annotations = VocFile.from_path(path, VocOrigin.ONE_BASED).image_annotations.annotations
        boxes = tuple(replace(one, geometry=one.bounds) for one in render(100_000 + index).annotations)
        assert annotations == boxes
        path.rename(path.with_suffix(".away"))
    masks_alone = open_dataset(demo)
    for index in range(5):
        found = masks_alone.read_labels(masks_alone.images[index]).image_annotations.annotations
        expected = render(100_000 + index).annotations
        assert [(one.label, get_outline(one.geometry)) for one in found] == [
            (one.label, get_outline(one.geometry)) for one in expected
        ]
    for path in demo.glob("*.away"):
        path.rename(path.with_suffix(".xml"))


def test_that_the_jpeg_shows_the_scene(demo: Path) -> None:
    with Image.open(demo / "demo_0003.jpg") as image:
        stored = np.asarray(image.convert("RGB"), int)
    assert np.abs(stored - render(100_002).pixels.astype(int)).mean() < 6


def test_that_a_canceled_run_is_taken_up_without_touching_what_is_there(tmp_path: Path) -> None:
    asked = iter([False, False, True])
    write_demo_folder(tmp_path, count=6, seed=1, is_canceled=lambda: next(asked))
    assert names(tmp_path, ".jpg") == ["demo_0001.jpg", "demo_0002.jpg"]
    (tmp_path / "demo_0001.jpg").write_bytes(b"mine")
    (tmp_path / "demo_0002.xml").write_bytes(b"changed by hand")
    steps: list[tuple[int, int]] = []
    write_demo_folder(tmp_path, count=3, seed=1, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert (tmp_path / "demo_0001.jpg").read_bytes() == b"mine"
    assert (tmp_path / "demo_0002.xml").read_bytes() == b"changed by hand"
    assert (tmp_path / "demo_0003.jpg").exists()


def test_that_labels_a_person_made_survive_when_their_image_is_drawn_again(tmp_path: Path) -> None:
    (tmp_path / "demo_0001.xml").write_bytes(b"mine")
    write_demo_folder(tmp_path, count=1)
    assert (tmp_path / "demo_0001.xml").read_bytes() == b"mine"


def test_that_labels_a_person_deleted_do_not_come_back(tmp_path: Path) -> None:
    write_demo_folder(tmp_path, count=1)
    (tmp_path / "demo_0001.xml").unlink()
    write_demo_folder(tmp_path, count=1)
    assert not (tmp_path / "demo_0001.xml").exists()


def test_that_a_failed_write_leaves_no_half_image(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Image.Image, path: Path, **_: object) -> None:
        Path(path).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", full)
    with pytest.raises(DatasetError, match=r"No space left on device.*another folder"):
        write_demo_folder(tmp_path, count=1)
    assert names(tmp_path, ".jpg") == []
    assert names(tmp_path, ".part") == []


def test_that_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DatasetError, match="file"):
        write_demo_folder(tmp_path / "file" / "demo", count=1)


def test_that_the_origin_is_the_one_written(demo: Path) -> None:
    assert detect_origin(sorted(demo.glob("*.xml"))) is VocOrigin.ONE_BASED


def test_that_the_demo_does_not_load_torch() -> None:
    code = "import sys, detector.demo; sys.exit('torch' in sys.modules or 'PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

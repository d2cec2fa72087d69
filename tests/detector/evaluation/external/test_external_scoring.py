"""Scoring the detections of a large folder: what is kept of each, progress, and that it can be ended."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from detector.cli import main
from detector.evaluation.external.columns import DetectionColumns
from detector.evaluation.external.found import XYWH, ExternalDetection, ImageKey
from detector.evaluation.external.measure import MeasureProgress, measure_external
from tests.detector.image_files import labeled

CUP = (0.0, 10.0, 60.0, 50.0)
BOX = (0.0, 10.0, 60.0, 40.0)
Steps = list[tuple[int, int]]


def write_folder(root: Path, count: int, per_image: int) -> tuple[Path, Path]:
    """`count` images with a cup each, and a file of detections."""
    data = root / "data"
    data.mkdir()
    labeled(data / "0.png", [("cup", CUP)])
    for number in range(1, count):
        (data / f"{number}.png").hardlink_to(data / "0.png")
        (data / f"{number}.xml").write_bytes((data / "0.xml").read_bytes())
    chance = np.random.default_rng(0)
    found = [
        {"image_id": str(row), "category_id": "cup", "bbox": [place, 10, 60, 40], "score": float(chance.random())}
        for row in range(count)
        for place in range(per_image)
    ]
    path = root / "found.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    return data, path


def test_that_all_that_is_done_is_followed(tmp_path: Path) -> None:
    data, path = write_folder(tmp_path, 4, 2)
    detections, labels, scoring = Steps(), Steps(), Steps()

    def follow(steps: Steps) -> Callable[[int, int], None]:
        return lambda done, total: steps.append((done, total))

    measure_external(data, path, progress=MeasureProgress(follow(detections), follow(labels), follow(scoring)))
    assert detections[-1] == (path.stat().st_size,) * 2
    assert labels == [(row, 4) for row in range(4)]
    assert scoring == [(step, 16) for step in range(16)]


@pytest.mark.parametrize("stage", ["detections", "labels", "scoring"])
def test_that_each_stage_ends_when_asked_to(tmp_path: Path, stage: str) -> None:
    data, path = write_folder(tmp_path, 2, 1)

    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        measure_external(data, path, progress=MeasureProgress(**{stage: stop}))


def test_that_detections_in_label_files_are_followed_too(tmp_path: Path) -> None:
    data, _ = write_folder(tmp_path, 3, 1)
    steps = Steps()
    measured = measure_external(
        data, data, progress=MeasureProgress(detections=lambda done, total: steps.append((done, total)))
    )
    assert measured.evaluation.coco.ap == 1.0  # the labels themselves
    assert steps == [(row, 3) for row in range(3)]


def draw_detections(seed: int, count: int = 200) -> list[ExternalDetection]:
    """Few different values, so that many are the same."""
    chance = np.random.default_rng(seed)
    keys: list[ImageKey] = [1, "1", 2, "b.png", Path("b.png")]
    boxes: list[XYWH] = [BOX, (0.0, -0.0, 1.0, 2.0), (-0.0, 0.0, 1.0, 2.0), (0.0, 10.0, 60.0, 40.5)]
    return [
        ExternalDetection(
            keys[chance.integers(len(keys))],
            (1, "1", "cup")[chance.integers(3)],
            boxes[chance.integers(len(boxes))],
            (None, 0.5, 1.0)[chance.integers(3)],
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_that_duplicates_are_those_of_the_detections_themselves(seed: int) -> None:
    found = draw_detections(seed)
    assert DetectionColumns(found).count_duplicates() == len(found) - len(set(found))
    assert DetectionColumns().count_duplicates() == 0


def test_that_columns_keep_all_digits_and_the_order() -> None:
    found = draw_detections(9)
    columns = DetectionColumns(iter(found))
    assert [columns.image_keys[number] for number in columns.images] == [one.image for one in found]
    assert [columns.category_keys[number] for number in columns.categories] == [one.category for one in found]
    assert columns.boxes.tolist() == [list(one.bbox) for one in found]
    assert [None if np.isnan(score) else score for score in columns.scores.tolist()] == [one.score for one in found]


def test_that_more_detections_take_few_bytes_each(tmp_path: Path) -> None:
    (tmp_path / "few").mkdir()
    (tmp_path / "many").mkdir()
    peaks, counts = [], []
    for root, per_image in ((tmp_path / "few", 2), (tmp_path / "many", 82)):
        data, path = write_folder(root, 50, per_image)
        measure_external(data, path)  # modules and caches
        tracemalloc.start()
        measured = measure_external(data, path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        counts.append(len(measured.found))
    assert (peaks[1] - peaks[0]) / (counts[1] - counts[0]) < 300


class RecordedBar:
    """In place of tqdm's."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, int]] = []
        self.ends: list[int] = []
        self.n = 0
        self._title = ""

    def __enter__(self) -> RecordedBar:
        return self

    def __exit__(self, *_error: object) -> None:
        self.ends.append(self.n)

    def set_description_str(self, text: str, refresh: bool) -> None:
        self._title = text

    def reset(self, total: int) -> None:
        self.ends.append(self.n)
        self.n = 0
        self.stages.append((self._title, total))

    def update(self, step: int) -> None:
        self.n += step


def test_that_the_command_shows_each_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, path = write_folder(tmp_path, 4, 2)
    bar = RecordedBar()
    monkeypatch.setattr("tqdm.tqdm", lambda **_options: bar)
    assert main(["evaluate", str(data), "--detections", str(path)]) == 0
    size = path.stat().st_size
    assert bar.stages == [("Reading detections", size), ("Reading labels", 4), ("Scoring", 16)]
    assert bar.ends == [0, size, 3, 15]

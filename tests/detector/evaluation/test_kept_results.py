from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detector.compute.distributed import Process
from detector.data.labeled_set import load_training_set
from detector.evaluation.kept_results import results_from_json, results_to_json
from detector.evaluation.measurement import score_results
from detector.evaluation.pairing import MeasuredSet
from detector.training.runs.events import EpochCompleted
from detector.training.runs.past_runs import read_best_results, read_run
from detector.training.runs.run_folder import RunFolder
from detector.training.runs.run_state import BEST_RESULTS_NAME
from tests.detector.drawn import drawn_folder
from tests.detector.result_samples import CLASSES, HERE, random_results, result
from tests.detector.runs import new_trainer, of_kind
from tests.detector.training.runs.test_past_runs import STARTED, write_run


def sample() -> MeasuredSet:
    results = random_results(3, count=5, difficult=0.3)
    return MeasuredSet(
        CLASSES, tuple(dataclasses.replace(one, path=Path(f"/data/sub/{row}.png")) for row, one in enumerate(results))
    )


def test_that_results_come_back_to_the_bit_under_the_names_of_their_images() -> None:
    kept, again = sample(), results_from_json(results_to_json(sample(), Path("/data")))
    assert again.classes == kept.classes
    for one, other in zip(kept.results, again.results, strict=True):
        assert other.path == one.path.relative_to("/data")
        assert (other.width, other.height) == (one.width, one.height)
        for name in ("boxes", "labels", "scores", "true_boxes", "true_labels", "difficult"):
            before, after = getattr(one, name), getattr(other, name)
            assert after.dtype == before.dtype
            assert after.shape == before.shape
            assert np.array_equal(after, before)


def test_that_a_name_that_is_no_unicode_comes_back() -> None:
    (one, *_) = sample().results
    odd = dataclasses.replace(one, path=Path(os.fsdecode(b"/data/\xff.png")))
    (again,) = results_from_json(results_to_json(MeasuredSet(CLASSES, (odd,)), Path("/data"))).results
    assert again.path == Path(os.fsdecode(b"\xff.png"))


def changed(**fields: Any) -> bytes:
    """A good file but for some fields of its first image."""
    written = json.loads(results_to_json(sample(), Path("/data")))
    written["images"][0] |= fields
    return json.dumps(written).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"classes": ["a", "a"], "images": []}',
        b'{"classes": [1], "images": []}',
        b'{"classes": ["a"], "images": [1]}',
        b'{"classes": ["a"], "images": 7}',
        changed(name=3),
        changed(name="sub/1.png"),
        changed(width=-1),
        changed(height=1.5),
        changed(boxes=[[1, 2, 3]]),
        changed(boxes="text"),
        changed(boxes=[[1e400, 0, 1, 1]]),
        changed(scores=[None]),
        changed(labels=[4]),
        changed(labels=[0.5]),
        changed(labels="ab"),
        changed(true_labels=[True]),
        changed(difficult=[[]]),
        changed(difficult=[True] * 1000),
    ],
)
def test_that_what_is_no_measurement_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        results_from_json(content)


def test_that_a_training_keeps_what_its_best_network_found(tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path / "images", 4))
    events = list(new_trainer(images, tmp_path / "out", validation=images).run())
    best = [epoch for epoch in of_kind(EpochCompleted, events) if epoch.is_best][-1]
    kept = read_best_results(tmp_path / "out")
    assert [str(one.path) for one in kept.results] == [image.path.name for image in images.images]
    measured = score_results(kept.results, kept.classes).coco
    assert (measured.ap, measured.ap50) == (best.coco_average_precision, best.average_precision)
    low, high = best.average_precision_interval
    assert 0 <= low <= best.average_precision <= high <= 1  # type: ignore[operator]
    run = read_run(tmp_path / "out")
    assert run is not None
    assert (run.best_ap50, run.ap50_interval) == (best.average_precision, (low, high))


def find_share(share: float, count: int) -> MeasuredSet:
    """A network that finds the one object of every image up to this share of them, and nothing in the others."""
    object_ = ("a", HERE)
    results = (result([("a", 0.9, HERE)] if row < share * count else [], [object_]) for row in range(count))
    return MeasuredSet(CLASSES, tuple(replace(one, path=Path(f"/data/{row}.png")) for row, one in enumerate(results)))


@pytest.mark.parametrize(("count", "is_proven"), [(8, False), (16, False), (200, True)])
def test_that_a_higher_ap_on_few_images_does_not_prove_a_network_better(
    tmp_path: Path, count: int, is_proven: bool
) -> None:
    folder = RunFolder(tmp_path, Process())
    folder.write_results(find_share(0.75, count), Path("/data"))
    if count == 16:
        assert folder.is_best_proven(find_share(0.25, count), Path("/data")), "half of the objects is not chance"
    assert folder.is_best_proven(find_share(0.6875, count), Path("/data")) == is_proven


def test_that_without_results_the_higher_ap_decides(tmp_path: Path) -> None:
    assert RunFolder(tmp_path, Process()).is_best_proven(find_share(1.0, 200), Path("/data"))


def test_that_a_run_of_an_older_version_has_no_interval_and_no_results(tmp_path: Path) -> None:
    folder = write_run(tmp_path / "run", STARTED, EpochCompleted(1, {"total": 1.5}, 0.5, step=3))
    run = read_run(folder)
    assert run is not None
    assert (run.best_ap50, run.ap50_interval) == (0.5, None)
    with pytest.raises(OSError, match=BEST_RESULTS_NAME):
        read_best_results(folder)


@pytest.mark.parametrize("ends", [(0.5,), (0.6, 0.4), (-1.0, 0.5), (0.1, 1.5), (float("nan"), 0.5)])
def test_that_an_interval_that_is_none_is_left_out(tmp_path: Path, ends: tuple[float, ...]) -> None:
    epoch = EpochCompleted(1, {"total": 1.5}, 0.5, step=3, average_precision_interval=ends)
    run = read_run(write_run(tmp_path / "run", STARTED, epoch))
    assert run is not None
    assert run.ap50_interval is None


def test_that_the_score_of_a_run_is_that_of_its_best_network(tmp_path: Path) -> None:
    epochs = [
        EpochCompleted(1, {"total": 1.5}, 0.5, step=3, coco_average_precision=0.2, is_best=True),
        EpochCompleted(2, {"total": 1.4}, 0.4, step=6, coco_average_precision=0.3, is_best=True),
        EpochCompleted(3, {"total": 1.3}, 0.6, step=9, coco_average_precision=0.1),
    ]
    run = read_run(write_run(tmp_path / "run", STARTED, *epochs))
    assert run is not None
    assert run.best_ap50 == 0.4

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from detector.compute.distributed import join_process_group
from detector.data.labeled_image import LabeledImage
from detector.data.labeled_set import TrainingSet
from detector.evaluation.evaluate import CLASSES_DIFFER, build_image_result, evaluate_network
from detector.evaluation.measurement import Evaluation
from detector.evaluation.proposal_recall import PROPOSAL_COUNTS
from detector.evaluation.report import evaluation_as_object
from detector.outcomes import MissCause, Verdict
from detector.predictor import PredictedBoxes, Predictor
from tests.detector.drawn import draw
from tests.detector.processes import run_together
from tests.detector.small import CLASSES, SMALL_PYRAMID, small_model
from tests.sentences import sentence_pattern

SQUARE, DISC = (10.0, 10.0, 42.0, 42.0), (70.0, 40.0, 100.0, 70.0)


def labeled(root: Path, count: int = 3) -> TrainingSet:
    """`count` pictures with a square and a disc each; the disc of the last one is difficult."""
    images = []
    for index in range(count):
        path = root / f"image_{index}.png"
        if not path.exists():
            draw(path, [("square", SQUARE), ("disc", DISC)])
        difficult = np.array([False, index == count - 1])
        boxes = np.array([SQUARE, DISC], dtype=np.float32)
        images.append(LabeledImage(path, 128, 96, boxes, np.array([1, 2]), difficult))
    return TrainingSet(root, CLASSES, tuple(images))


def knowing(found: list[tuple[str, float, tuple[float, float, float, float]]]) -> Predictor:
    """A network that finds the same in every image."""
    predictor = Predictor(small_model(config=SMALL_PYRAMID), precision="float32")
    boxes = np.array([box for *_, box in found], dtype=np.float32).reshape(-1, 4)
    scores = np.array([score for _, score, _ in found], dtype=np.float32)
    message = PredictedBoxes(boxes, tuple(label for label, *_ in found), scores, 128, 96)
    predictor.detect = lambda *_, **__: message  # type: ignore[method-assign]
    return predictor


def test_that_a_perfect_detector_has_all_numbers_at_one(tmp_path: Path) -> None:
    measured = evaluate_network(
        knowing([("square", 0.9, SQUARE), ("disc", 0.8, DISC)]), labeled(tmp_path), with_diagnostics=True
    )
    assert measured is not None
    assert measured.images == 3
    assert measured.average_precision.per_class == {"square": 1.0, "disc": 1.0}
    assert measured.voc2007.mean == measured.coco.ap == measured.coco.ap75 == measured.coco.ar_100 == 1.0
    assert measured.diagnostics is not None
    assert measured.diagnostics.missed == ()
    assert set(measured.diagnostics.errors.cost.values()) == {0.0}


def test_that_every_object_that_was_not_found_is_listed(tmp_path: Path) -> None:
    measured = evaluate_network(knowing([("disc", 0.9, SQUARE)]), labeled(tmp_path), with_diagnostics=True)
    assert measured is not None
    assert measured.diagnostics is not None
    lost = measured.diagnostics.missed
    # Of three pictures the squares have the wrong class, and two of the discs are missed; the third is difficult.
    assert [(one.image.name, one.label, one.box, one.verdict) for one in lost] == [
        ("image_0.png", "square", SQUARE, Verdict.CLASS),
        ("image_0.png", "disc", DISC, Verdict.MISSED),
        ("image_1.png", "square", SQUARE, Verdict.CLASS),
        ("image_1.png", "disc", DISC, Verdict.MISSED),
        ("image_2.png", "square", SQUARE, Verdict.CLASS),
    ]
    assert sum(measured.diagnostics.count_by_cause.values()) == 5
    assert list(measured.diagnostics.count_by_cause) == [one for one in MissCause if one is not MissCause.MASK_HEAD]


def test_that_details_come_only_when_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_to_be_called(*_arguments: object) -> None:
        raise AssertionError

    monkeypatch.setattr("detector.evaluation.evaluate.diagnose_image", not_to_be_called)
    measured = evaluate_network(knowing([]), labeled(tmp_path))
    assert measured is not None
    assert measured.diagnostics is None
    assert measured.coco.ap == measured.average_precision.mean == 0.0


def test_that_proposals_are_those_of_the_stages(tmp_path: Path) -> None:
    images = labeled(tmp_path, 1)
    predictor = knowing([])
    measured = evaluate_network(predictor, images, with_diagnostics=True)
    assert measured is not None
    assert measured.diagnostics is not None
    assert measured.diagnostics.proposals is not None
    proposals = predictor.stages.proposals
    assert measured.diagnostics.proposals.max_survivors == len(proposals.survivors)
    assert measured.diagnostics.proposals.max_kept == len(proposals.boxes) < len(proposals.survivors)
    assert measured.diagnostics.proposals.counts == PROPOSAL_COUNTS
    # One object counts: the disc of the only picture is difficult.
    assert measured.diagnostics.proposals.objects == 1


def test_that_an_image_that_cannot_be_read_is_reported_and_left_out(tmp_path: Path) -> None:
    images = labeled(tmp_path)
    (tmp_path / "image_1.png").write_bytes(b"not an image")
    done: list[tuple[int, int]] = []
    measured = evaluate_network(knowing([]), images, lambda *so_far: done.append(so_far), with_diagnostics=True)
    assert measured is not None
    assert [one.path.name for one in measured.results] == ["image_0.png", "image_2.png"]
    assert "image_1.png is left out" in measured.warnings[0]
    assert done == [(1, 3), (2, 3), (3, 3)]


def test_that_canceling_ends_before_the_next_image(tmp_path: Path) -> None:
    done: list[int] = []
    canceled = evaluate_network(
        knowing([]), labeled(tmp_path), lambda so_far, _: done.append(so_far), is_canceled=lambda: len(done) == 2
    )
    assert canceled is None
    assert done == [1, 2]


def test_that_other_classes_are_refused(tmp_path: Path) -> None:
    images = TrainingSet(tmp_path, ("square",), labeled(tmp_path).images)
    with pytest.raises(ValueError, match=sentence_pattern(CLASSES_DIFFER)):
        evaluate_network(knowing([]), images)


def test_that_labels_are_numbers_in_the_list_of_classes() -> None:
    image = LabeledImage(Path("i.png"), 128, 96, np.zeros((0, 4), np.float32), np.zeros(0, np.int64), np.zeros(0, bool))
    found = PredictedBoxes(np.array([DISC, SQUARE], np.float32), ("disc", "square"), np.ones(2, np.float32), 128, 96)
    assert build_image_result(image, found, CLASSES).labels.tolist() == [2, 1]


def numbers_of(measured: Evaluation | None) -> str:
    assert measured is not None
    return json.dumps(evaluation_as_object(measured))


def measured_in_shares(root: Path) -> tuple[str, tuple[int, int], Evaluation | None]:
    """By one of several processes: all that was measured, its last progress, and what comes of a canceled run."""
    predictor = Predictor(small_model(), precision="float32")
    images, progress = labeled(root, 5), [(0, 0)]
    with join_process_group(torch.device("cpu")) as process:
        measured = evaluate_network(predictor, images, lambda *done: progress.append(done), with_diagnostics=True)
        return (
            numbers_of(measured),
            progress[-1],
            evaluate_network(predictor, images, is_canceled=lambda: process.rank == 1),
        )


@pytest.mark.slow
def test_that_two_processes_measure_what_one_does(tmp_path: Path) -> None:
    alone = evaluate_network(Predictor(small_model(), precision="float32"), labeled(tmp_path, 5), with_diagnostics=True)
    # Each looks at its share, both know all, and one that is canceled cancels both.
    expected = [(numbers_of(alone), (3, 3), None), (numbers_of(alone), (2, 2), None)]
    assert run_together(2, measured_in_shares, tmp_path) == expected

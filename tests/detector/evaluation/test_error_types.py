from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detector.evaluation.average_precision import area_under_curve
from detector.evaluation.coco_records import build_coco_ground_truth, build_coco_results
from detector.evaluation.error_costs import ERRORS, ErrorSummary, summarize_errors
from detector.evaluation.error_types import classify_detections
from detector.evaluation.matching import match_detections
from detector.evaluation.results import ImageResult
from detector.matching.detection_matching import NO_OBJECT
from detector.outcomes import Verdict
from tests.detector.result_samples import (
    CLASSES,
    ELSEWHERE,
    HERE,
    THERE,
    pycocotools_evaluation,
    random_results,
    result,
)

NEAR = [0.0, 0, 10, 4]
"""Its IoU with HERE is 0.4."""
FAR = [0.0, 0, 10, 0.5]
"""Its IoU with HERE is 0.05."""


def verdicts(one: ImageResult) -> list[Verdict]:
    return [Verdict(code) for code in classify_detections(one).detections]


def summary(*results: ImageResult) -> ErrorSummary:
    return summarize_errors(results, [classify_detections(one) for one in results], len(CLASSES))


@pytest.mark.parametrize(
    ("label", "box", "expected"),
    [
        ("a", HERE, Verdict.CORRECT),
        ("b", HERE, Verdict.CLASS),
        ("a", NEAR, Verdict.LOCATION),
        ("b", NEAR, Verdict.BOTH),
        ("a", FAR, Verdict.BACKGROUND),
        ("b", FAR, Verdict.BACKGROUND),
        ("a", ELSEWHERE, Verdict.BACKGROUND),
    ],
)
def test_that_one_detection_of_one_object_has_the_verdict_of_the_definition(
    label: str, box: list[float], expected: Verdict
) -> None:
    assert verdicts(result([(label, 0.9, box)], [("a", HERE)])) == [expected]


def test_that_the_better_of_two_is_right_and_the_other_a_duplicate() -> None:
    assert verdicts(result([("a", 0.6, HERE), ("a", 0.9, HERE)], [("a", HERE)])) == [Verdict.DUPLICATE, Verdict.CORRECT]


def test_that_a_detection_that_touches_its_class_badly_is_a_location_error_wherever_else_it_lies() -> None:
    one = result([("a", 0.9, HERE)], [("a", NEAR), ("b", HERE)])
    assert verdicts(one) == [Verdict.LOCATION]


def test_that_everything_in_an_empty_image_is_background() -> None:
    assert verdicts(result([("a", 0.9, HERE), ("b", 0.8, THERE)], [])) == [Verdict.BACKGROUND] * 2


@pytest.mark.parametrize("box", [HERE, [2.0, 2, 6, 6]])
def test_that_detections_inside_a_difficult_object_are_ignored(box: list[float]) -> None:
    one = result([("a", 0.9, box), ("a", 0.8, box), ("b", 0.7, box)], [("a", HERE)], [True])
    assert verdicts(one) == [Verdict.IGNORED, Verdict.IGNORED, Verdict.BACKGROUND]


@pytest.mark.parametrize(
    ("found", "missed"),
    [
        ([], [0, 1]),
        ([("a", 0.9, HERE)], [1]),
        ([("b", 0.9, HERE)], [1]),
        ([("a", 0.9, NEAR)], [1]),
        ([("b", 0.9, NEAR)], [0, 1]),
        ([("a", 0.9, ELSEWHERE)], [0, 1]),
    ],
)
def test_that_an_object_is_missed_when_no_detection_is_about_it(
    found: list[tuple[str, float, list[float]]], missed: list[int]
) -> None:
    assert classify_detections(result(found, [("a", HERE), ("a", THERE)])).missed.tolist() == missed


def test_that_difficult_objects_are_not_missed() -> None:
    one = result([], [("a", HERE), ("a", THERE)], [True, False])
    assert classify_detections(one).missed.tolist() == [1]
    assert summary(one).count[Verdict.MISSED] == 1


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("difficult", [0.0, 0.3])
def test_that_matches_are_those_of_pycocotools(seed: int, difficult: float) -> None:
    results = random_results(seed, 20, difficult)
    truth = build_coco_ground_truth(results, CLASSES, Path())
    measured = pycocotools_evaluation(truth, build_coco_results(results))
    theirs = {"right": 0, "ignored": 0, "found": 0}
    for one in (one for one in measured.evalImgs if one and one["aRng"] == [0, 1e10] and one["maxDet"] == 100):
        theirs["ignored"] += int(one["dtIgnore"][0].sum())
        theirs["right"] += int(((one["dtMatches"][0] > 0) & ~one["dtIgnore"][0].astype(bool)).sum())
        theirs["found"] += int(((one["gtMatches"][0] > 0) & ~np.asarray(one["gtIgnore"], dtype=bool)).sum())
    ours = [match_detections(one, 0.5) for one in results]
    assert theirs == {
        "right": sum(int((one.object != NO_OBJECT).sum()) for one in ours),
        "ignored": sum(int(one.ignored.sum()) for one in ours),
        "found": sum(int(one.found.sum()) for one in ours),
    }


def test_that_counts_are_those_of_the_verdicts() -> None:
    results = random_results(3)
    counts = summary(*results).count
    codes = np.concatenate([classify_detections(one).detections for one in results])
    for kind in ERRORS[:-1]:
        assert counts[kind] == int((codes == kind).sum()) > 0


@pytest.mark.parametrize(
    ("found", "costs"),
    [
        # One of two objects is found: 0.5. Corrected, the other is found too.
        ([("a", 0.9, HERE), ("b", 0.8, THERE)], {Verdict.CLASS: 0.5}),
        ([("a", 0.9, HERE), ("a", 0.8, [20.0, 20, 30, 24])], {Verdict.LOCATION: 0.5}),
        # Of three in the order of scores the middle one is wrong: 1/2 + 1/2 * 2/3. Without it, 1.
        ([("a", 0.9, HERE), ("a", 0.8, HERE), ("a", 0.7, THERE)], {Verdict.DUPLICATE: 1 / 6}),
        ([("a", 0.9, HERE), ("a", 0.8, ELSEWHERE), ("a", 0.7, THERE)], {Verdict.BACKGROUND: 1 / 6}),
        # What is missed no longer counts: the one that is left is found.
        ([("a", 0.9, HERE)], {Verdict.MISSED: 0.5}),
        ([], {Verdict.MISSED: 1.0}),
        ([("a", 0.9, HERE), ("a", 0.8, THERE)], {}),
    ],
)
def test_that_costs_are_those_worked_by_hand(
    found: list[tuple[str, float, list[float]]], costs: dict[Verdict, float]
) -> None:
    measured = summary(result(found, [("a", HERE), ("a", THERE)]))
    assert measured.cost == pytest.approx({kind: costs.get(kind, 0.0) for kind in ERRORS})


def test_that_detections_of_both_faults_cost_what_their_absence_gains() -> None:
    measured = summary(result([("b", 0.9, NEAR), ("b", 0.8, THERE)], [("a", HERE), ("b", THERE)]))
    assert measured.ap50 == pytest.approx(0.25)
    assert measured.cost[Verdict.BOTH] == pytest.approx(0.25)


def test_that_only_the_best_of_a_kind_is_corrected() -> None:
    # Two detections of one object have the wrong class: one becomes right, the other goes.
    one = result([("b", 0.9, HERE), ("c", 0.8, HERE)], [("a", HERE)])
    assert summary(one).cost[Verdict.CLASS] == 1.0


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", [Verdict.CLASS, Verdict.LOCATION])
def test_that_a_cost_is_what_truly_corrected_detections_gain(seed: int, kind: Verdict) -> None:
    results = random_results(seed)
    measured = summary(*results)
    assert measured.ap50 is not None
    expected = ap50([corrected(one, kind) for one in results]) - ap50(results)
    assert measured.ap50 == pytest.approx(ap50(results))
    assert measured.cost[kind] == pytest.approx(expected)


def corrected(one: ImageResult, kind: Verdict) -> ImageResult:
    """With the best of the wrong detections of each object not found laid upon it, and the others of that kind gone."""
    scored = classify_detections(one)
    boxes, labels, keep = one.boxes.copy(), one.labels.copy(), scored.detections != kind
    taken = set(np.flatnonzero(scored.found))
    for row in np.argsort(-one.scores, kind="stable"):
        target = int(scored.object[row])
        if scored.detections[row] == kind and target not in taken:
            boxes[row], labels[row], keep[row] = one.true_boxes[target], one.true_labels[target], True
            taken.add(target)
    return replace(one, boxes=boxes[keep], labels=labels[keep], scores=one.scores[keep])


def ap50(results: list[ImageResult]) -> float:
    """By COCO's matching, class by class, in a loop."""
    values = []
    for label in range(1, len(CLASSES) + 1):
        ranked = []
        for one in results:
            matched = match_detections(one, 0.5)
            ranked += [
                (score, right)
                for score, right, own in zip(one.scores, matched.object != NO_OBJECT, one.labels == label, strict=True)
                if own
            ]
        ranked.sort(key=lambda pair: -pair[0])
        objects = sum(int((one.true_labels == label).sum()) for one in results)
        values.append(area_under_curve(np.array([right for _, right in ranked], dtype=np.bool_), objects))
    return sum(values) / len(values)


def test_that_without_images_nothing_is_wrong() -> None:
    measured = summarize_errors([], [], 3)
    assert measured == ErrorSummary(None, dict.fromkeys(ERRORS, 0), dict.fromkeys(ERRORS, 0.0))

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from detector.folder_detection import detect_folder
from detector.image_tensors import to_tensor
from detector.predictor import PredictedBoxes, Predictor, max_decode_pixels
from tests.detector.drawn import draw
from tests.detector.small import SMALL, small_model

PIXELS = np.random.default_rng(0).integers(0, 256, (96, 128, 3), dtype=np.uint8)


@pytest.fixture
def predictor() -> Predictor:
    ready = Predictor(small_model())
    ready.set_image(PIXELS)
    return ready


def test_that_it_finds_what_the_model_finds(predictor: Predictor) -> None:
    (expected,) = predictor.model([to_tensor(PIXELS)]).detections
    found = predictor.detect()
    assert len(found) > 0
    np.testing.assert_array_equal(found.boxes, expected.boxes.numpy())
    np.testing.assert_array_equal(found.scores, expected.scores.numpy())
    assert found.labels == tuple(predictor.model.classes[label - 1] for label in expected.labels)


def test_that_other_thresholds_do_not_run_the_network_again(
    predictor: Predictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    for part in (predictor.model.backbone, predictor.model.rpn, predictor.model.roi_heads):
        part.register_forward_hook(lambda *_args: calls.append("ran"))
    for score in (0.0, 0.2, 0.9):
        predictor.detect(score=score)
    assert calls == []


def test_that_score_nms_and_limit_are_those_asked_for(predictor: Predictor) -> None:
    every = predictor.detect(score=0.0, nms_iou=1.0, max_detections=10_000)
    middle = float(np.median(every.scores))
    assert predictor.detect(middle, 1.0, 10_000).scores.min() > middle
    assert len(predictor.detect(0.0, 0.1, 10_000)) < len(every)
    assert len(predictor.detect(0.0, 1.0, 3)) == 3
    assert (np.diff(every.scores) <= 0).all()


def test_that_a_score_of_zero_is_not_taken_for_the_default(predictor: Predictor) -> None:
    assert len(predictor.detect(score=0.0, nms_iou=1.0)) >= len(predictor.detect(nms_iou=1.0))
    assert len(predictor.detect(max_detections=0)) == 0


def test_that_boxes_are_given_in_pixels_of_the_original(predictor: Predictor) -> None:
    small = predictor.detect(score=0.0)
    predictor.set_image(PIXELS, (256, 192))
    large = predictor.detect(score=0.0)
    np.testing.assert_allclose(large.boxes, small.boxes * 2, atol=1e-3)
    assert (large.image_width, large.image_height) == (256, 192)


def test_that_boxes_stay_in_the_image(predictor: Predictor) -> None:
    found = predictor.detect(score=0.0, nms_iou=1.0)
    assert found.boxes.min() >= 0
    assert (found.boxes <= [128, 96, 128, 96]).all()


def test_that_the_image_comes_first() -> None:
    with pytest.raises(RuntimeError, match="set_image"):
        Predictor(small_model()).detect()


def test_that_a_folder_gives_every_image_or_a_sentence_about_it(tmp_path: Path) -> None:
    paths = [draw(tmp_path / "a.png", []), tmp_path / "b.png", draw(tmp_path / "c.png", [], 64, 80)]
    paths[1].write_bytes(b"no image")
    outcomes = dict(detect_folder(Predictor(small_model()), paths, score=0.0))
    first, broken, last = (outcomes[path] for path in paths)
    assert isinstance(first, PredictedBoxes)
    assert isinstance(broken, str)
    assert "b.png" in broken
    assert isinstance(last, PredictedBoxes)
    assert (last.image_width, last.image_height) == (64, 80)


def test_that_a_large_image_is_decoded_reduced_and_answered_in_its_own_pixels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = draw(tmp_path / "large.png", [("square", (100, 100, 600, 600))], 1200, 900)
    predictor = Predictor(small_model())
    shapes: list[tuple[int, ...]] = []
    set_image = predictor.set_image

    def watched(pixels: NDArray[np.uint8], size: tuple[int, int], path: Path) -> None:
        shapes.append(pixels.shape)
        set_image(pixels, size, path)

    monkeypatch.setattr(predictor, "set_image", watched)
    ((_, found),) = detect_folder(predictor, [path], score=0.0)
    assert isinstance(found, PredictedBoxes)
    assert shapes[0][0] * shapes[0][1] <= max_decode_pixels(SMALL.input)
    assert min(shapes[0][:2]) >= SMALL.input.short_side
    assert (found.image_width, found.image_height) == (1200, 900)
    assert found.boxes.max() > 400

"""Detection in tiles, as far as it differs from detection in whole images; `test_predictor.py` has the rest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.labeled_image import LabeledImage
from detector.data.labeled_set import TrainingSet
from detector.demo import render_scene
from detector.evaluation.evaluate import evaluate_network
from detector.evaluation.matching import match_detections
from detector.folder_detection import detect_folder
from detector.matching.box_overlap import pairwise_iou
from detector.predictor import PredictedBoxes, Predictor
from detector.tiles.tiling import Tiling, cover_with_tiles
from detector.training.checkpoints.checkpoint import load_checkpoint
from tests.detector.demo.test_demo_network import NETWORK
from tests.detector.drawn import draw
from tests.detector.small import small_model

WIDTH, HEIGHT = 4000, 3000
SCENES = 4


@pytest.fixture
def predictor() -> Predictor:
    return Predictor(small_model())


def found_in(
    predictor: Predictor, path: Path, tiling: Tiling | None = None, steps: list[tuple[int, int]] | None = None
) -> PredictedBoxes:
    def follow(done: int, total: int) -> None:
        if steps is not None and total:
            steps.append((done, total))

    ((_, found),) = detect_folder(predictor, [path], 0.05, tiling, follow)
    assert isinstance(found, PredictedBoxes)
    return found


def assert_same(found: PredictedBoxes, expected: PredictedBoxes) -> None:
    np.testing.assert_array_equal(found.boxes, expected.boxes)
    np.testing.assert_array_equal(found.scores, expected.scores)
    assert found.labels == expected.labels


@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_that_an_image_that_fits_one_tile_has_the_same_detections_as_without(
    tmp_path: Path, predictor: Predictor, suffix: str
) -> None:
    path = draw(tmp_path / f"image.{suffix}", [("square", (100, 100, 300, 300))], 600, 500)
    steps: list[tuple[int, int]] = []
    expected = found_in(predictor, path)
    assert len(expected)
    assert_same(found_in(predictor, path, Tiling(600), steps), expected)
    assert steps == [(0, 1)]


def test_that_each_tile_is_reported_and_the_predictor_is_left_with_the_whole_image(
    tmp_path: Path, predictor: Predictor
) -> None:
    path = draw(tmp_path / "image.png", [("square", (100, 100, 300, 300))], 600, 500)
    steps: list[tuple[int, int]] = []
    found = found_in(predictor, path, Tiling(256, 0.25), steps)
    count = len(cover_with_tiles(600, 500, 256, 0.25))
    assert steps == [(done, count + 1) for done in range(count + 1)]
    assert (found.image_width, found.image_height) == (600, 500)
    assert (np.diff(found.scores) <= 0).all()
    after = predictor.detect(0.05)
    assert_same(found_in(predictor, path), after)


def test_that_it_stops_between_two_tiles(tmp_path: Path, predictor: Predictor) -> None:
    path = draw(tmp_path / "image.png", [], 600, 500)
    steps: list[int] = []

    def stop_at_third(done: int, total: int) -> None:
        if total:
            steps.append(done)
        if done == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        list(detect_folder(predictor, [path, path], 0.05, Tiling(256), stop_at_third))
    assert steps == [0, 1, 2]


def write_mosaic(path: Path) -> list[Annotation]:
    """Demo scenes side by side, each as large as in the demo, in a picture of 12 megapixels; its objects."""
    canvas = np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8)
    scenes = [render_scene(700_000 + number) for number in range(SCENES)]
    high, wide = scenes[0].pixels.shape[:2]
    annotations = []
    for number, (y, x) in enumerate((y, x) for y in range(0, HEIGHT, high) for x in range(0, WIDTH, wide)):
        scene = scenes[number % SCENES]
        part = canvas[y : y + high, x : x + wide]
        part[:] = scene.pixels[: part.shape[0], : part.shape[1]]
        if part.shape == scene.pixels.shape:
            annotations += [
                Annotation(Box(one.bounds.x1 + x, one.bounds.y1 + y, one.bounds.x2 + x, one.bounds.y2 + y), one.label)
                for one in scene.annotations
            ]
    Image.fromarray(canvas).save(path, quality=92)
    return annotations


@pytest.mark.slow
def test_that_small_objects_of_a_large_image_are_found_in_tiles(tmp_path: Path) -> None:
    annotations = write_mosaic(tmp_path / "large.jpg")
    model = load_checkpoint(NETWORK).model.eval()
    image = LabeledImage(
        tmp_path / "large.jpg",
        WIDTH,
        HEIGHT,
        np.array([annotation.bounds.xyxy for annotation in annotations], dtype=np.float32),
        np.array([model.classes.index(annotation.label) + 1 for annotation in annotations]),
        np.zeros(len(annotations), dtype=np.bool_),
    )
    labeled, predictor = TrainingSet(tmp_path, model.classes, (image,)), Predictor(model)
    recalls = []
    for tiling in (None, Tiling(800, 0.1)):
        measured = evaluate_network(predictor, labeled, tiling=tiling)
        assert measured is not None
        (result,) = measured.results
        recalls.append(1 - len(match_detections(result, 0.5).missed) / len(annotations))
        for label in range(1, len(model.classes) + 1):
            of_class = result.boxes[result.labels == label]
            overlaps = pairwise_iou(of_class, of_class) - np.eye(len(of_class), dtype=np.float32)
            assert len(of_class) == 0 or overlaps.max() <= model.config.detection.nms_iou + 1e-5
    assert recalls[0] < 0.3
    assert recalls[1] > 0.75

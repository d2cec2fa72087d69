"""The fit of anchors against loops over all of them, the tutorial's numbers, and cases worked by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from detector.config import AnchorConfig, AnchorTargetConfig, DetectorConfig, InputConfig, get_preset
from detector.data.labeled_image import LabeledImage
from detector.evaluation.anchor_fit import AnchorFit, measure_anchor_fit
from detector.evaluation.anchor_geometry import CenteredBoxes, build_level_grids, compute_best_ious
from detector.evaluation.anchor_search import AnchorSuggestion, suggest_anchors
from detector.frame import ModelFrame
from detector.outcomes import BoxMatch
from detector.stages.anchor_targets import assign_anchors, valid_anchors
from detector.stages.anchors import generate_anchors
from detector.stages.boxes import box_iou
from tests.detector.small import SMALL, SMALL_PYRAMID

Corners = tuple[float, float, float, float]
UNSCALED = InputConfig(short_side=96, long_side=128)
"""Leaves images of 128x96 as they are."""


def image_of(boxes: NDArray[np.float32], width: int = 128, height: int = 96, name: str = "a.png") -> LabeledImage:
    count = len(boxes)
    return LabeledImage(Path(name), width, height, boxes, np.ones(count, np.int64), np.zeros(count, np.bool_))


def image(*boxes: Corners) -> LabeledImage:
    return image_of(np.array(boxes, dtype=np.float32).reshape(-1, 4))


def random_boxes(random: np.random.Generator, count: int, width: int, height: int) -> NDArray[np.float32]:
    """Of all sizes and shapes, from less than a pixel to the whole image, and touching its borders."""
    sides = np.exp(random.uniform(np.log(0.5), np.log((width, height)), (count, 2)))
    corner = random.uniform(0, 1, (count, 2)) * ((width, height) - sides)
    corner[: count // 4] = 0
    return np.concatenate((corner, corner + sides), axis=1).astype(np.float32)


def measured(config: DetectorConfig, *images: LabeledImage) -> AnchorFit:
    fit = measure_anchor_fit(config, images)
    assert fit is not None
    return fit


def iou(a: Corners, b: Corners) -> float:
    width = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    height = max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    area_a, area_b = ((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
    return width * height / (area_a + area_b - width * height)


def by_loop(config: DetectorConfig, frame: ModelFrame, boxes: list[Corners]) -> list[tuple[float, int, BoxMatch]]:
    """Best IoU, positives and match of each box, by the paper's rules and plain loops over every anchor."""
    rules = config.anchor_targets
    anchors: list[Corners] = [(x1, y1, x2, y2) for x1, y1, x2, y2 in generate_anchors(config, frame).boxes.tolist()]
    if rules.ignore_outside:
        inside = [a[0] >= 0 and a[1] >= 0 and a[2] <= frame.width and a[3] <= frame.height for a in anchors]
        anchors = [anchor for anchor, fits in zip(anchors, inside, strict=True) if fits]
    table = [[iou(anchor, box) for box in boxes] for anchor in anchors]
    best = [max(row[place] for row in table) for place in range(len(boxes))]
    counts, reached = [0] * len(boxes), [False] * len(boxes)
    for row in table:
        own = row.index(max(row))
        is_best = any(value > 0 and value >= top - 1e-6 for value, top in zip(row, best, strict=True))
        if row[own] >= rules.positive_iou or is_best:
            counts[own] += 1
            reached[own] |= row[own] >= rules.positive_iou
    match = [
        BoxMatch.UNMATCHED if count == 0 else BoxMatch.MATCHED if good else BoxMatch.RESCUED
        for count, good in zip(counts, reached, strict=True)
    ]
    return list(zip(best, counts, match, strict=True))


@pytest.mark.parametrize("config", [SMALL, SMALL_PYRAMID, replace(SMALL, anchor_targets=AnchorTargetConfig(0.5, 0.2))])
def test_that_the_fit_is_what_loops_over_all_anchors_find(config: DetectorConfig) -> None:
    random = np.random.default_rng(3)
    config = replace(config, input=InputConfig(short_side=64, long_side=100))
    for count in (1, 5, 12):
        boxes = random_boxes(random, count, 128, 96)
        frame = ModelFrame.from_image_size(128, 96, config.input)
        scaled = frame.to_model(boxes).tolist()
        fit = measured(config, image_of(boxes))
        for row, (best, positives, match) in enumerate(by_loop(config, frame, scaled)):
            assert fit.best_iou[row] == pytest.approx(best, abs=1e-5)
            assert fit.positives[row] == positives
            assert fit.match[row] == match


@pytest.mark.parametrize("name", ["vgg16", "mobilenet_fpn", "resnet50_fpn"])
def test_that_anchors_left_out_change_nothing(name: str) -> None:
    config, random = get_preset(name), np.random.default_rng(1)
    for width, height, count in ((640, 480, 40), (500, 333, 3), (90, 200, 1)):
        boxes = random_boxes(random, count, width, height)
        fit = measured(config, image_of(boxes, width, height))
        frame = ModelFrame.from_image_size(width, height, config.input)
        anchors = generate_anchors(config, frame).boxes
        usable = valid_anchors(anchors, frame.width, frame.height, config.anchor_targets)
        whole = assign_anchors(box_iou(anchors, frame.to_model(torch.from_numpy(boxes))), usable, config.anchor_targets)
        assert fit.best_iou.tolist() == whole.box_best_iou.tolist()
        assert fit.positives.tolist() == whole.positives_per_box().tolist()


@pytest.mark.parametrize("config", [SMALL, SMALL_PYRAMID, get_preset("resnet50_fpn"), get_preset("tutorial")])
def test_that_the_best_iou_needs_no_look_at_the_anchors(config: DetectorConfig) -> None:
    boxes = random_boxes(np.random.default_rng(5), 200, 333, 250)
    frame = ModelFrame.from_image_size(333, 250, config.input)
    scaled = frame.to_model(boxes)
    anchors = generate_anchors(config, frame).boxes
    overlaps = box_iou(anchors, torch.from_numpy(scaled))
    overlaps *= valid_anchors(anchors, frame.width, frame.height, config.anchor_targets)[:, None]
    found = compute_best_ious(build_level_grids(config, frame), config.anchors, CenteredBoxes.from_corners(scaled))
    np.testing.assert_allclose(found, overlaps.amax(dim=0).numpy(), atol=1e-5)


def test_that_the_tutorials_boxes_have_the_tutorials_numbers() -> None:
    boxes = np.array([[30, 20, 500, 400], [400, 300, 600, 500]], dtype=np.float32)
    fit = measured(get_preset("tutorial"), image_of(boxes, 800, 800))
    assert fit.best_iou.tolist() == pytest.approx([0.68130493, 0.61035156], abs=1e-6)
    assert fit.positives.tolist() == [2, 16]
    assert fit.match.tolist() == [BoxMatch.RESCUED, BoxMatch.RESCUED]


def test_that_a_box_that_is_an_anchor_is_matched() -> None:
    # Stride 16: the anchor of scale 2 and ratio 1 in cell (2, 2) is centered at 40 and has sides of 32.
    config = replace(SMALL, input=UNSCALED, anchors=AnchorConfig(scales=(2.0,), ratios=(1.0,)))
    fit = measured(config, image((24, 24, 56, 56)))
    assert fit.best_iou.tolist() == [1.0]
    assert fit.positives.tolist() == [1]
    assert fit.match.tolist() == [BoxMatch.MATCHED]


def test_that_a_box_between_anchors_is_rescued_by_all_that_tie() -> None:
    # Its center, 32, lies between the cells' 24 and 40: four anchors reach half of it in each direction.
    config = replace(SMALL, input=UNSCALED, anchors=AnchorConfig(scales=(1.0,), ratios=(1.0,)))
    fit = measured(config, image((24, 24, 40, 40)))
    assert fit.best_iou.tolist() == pytest.approx([64 / (2 * 256 - 64)])
    assert fit.positives.tolist() == [4]
    assert fit.match.tolist() == [BoxMatch.RESCUED]


def test_that_of_two_boxes_in_one_place_one_has_no_anchor() -> None:
    config = replace(SMALL, input=UNSCALED, anchors=AnchorConfig(scales=(2.0,), ratios=(1.0,)))
    fit = measured(config, image((24, 24, 56, 56), (24, 24, 56, 56)))
    assert sorted(fit.match.tolist()) == [BoxMatch.MATCHED, BoxMatch.UNMATCHED]
    assert fit.count_matches(BoxMatch.UNMATCHED) == 1


def test_that_boxes_are_measured_after_the_resize() -> None:
    small = measured(SMALL, image_of(np.array([[10, 10, 50, 40]], np.float32), 128, 96))
    large = measured(SMALL, image_of(np.array([[100, 100, 500, 400]], np.float32), 1280, 960))
    assert large.best_iou.tolist() == pytest.approx(small.best_iou.tolist(), abs=1e-5)
    assert large.width.tolist() == pytest.approx(small.width.tolist(), abs=1e-4)


def test_that_every_box_is_in_one_cell_and_leads_back_to_its_image() -> None:
    random = np.random.default_rng(0)
    images = [image_of(random_boxes(random, count, 128, 96), name=f"{count}.png") for count in (4, 0, 7)]
    fit = measured(replace(SMALL, input=UNSCALED), *images)
    cells = fit.bin_boxes()
    assert sorted(row for cell in cells for row in cell.rows.tolist()) == list(range(11))
    for cell in cells:
        for row, (path, number) in zip(cell.rows.tolist(), fit.locate_boxes(cell.rows), strict=True):
            x1, y1, x2, y2 = next(one for one in images if one.path == path).boxes[number].tolist()
            assert cell.size[0] <= np.sqrt((x2 - x1) * (y2 - y1)) < cell.size[1]
            assert cell.aspect[0] <= (y2 - y1) / (x2 - x1) < cell.aspect[1]
            assert fit.width[row] == pytest.approx(x2 - x1)
        assert cell.median_iou == pytest.approx(np.median([fit.best_iou[row] for row in cell.rows]))


def test_that_the_worst_come_first() -> None:
    fit = measured(replace(SMALL, input=UNSCALED), image((0, 0, 128, 5), (24, 24, 56, 56), (3, 3, 4, 4)))
    assert fit.find_worst(2).tolist() == [2, 0]


def test_that_images_without_boxes_have_an_empty_fit() -> None:
    fit = measured(SMALL, image())
    assert len(fit) == 0
    assert fit.mean_iou == 0
    assert fit.bin_boxes() == ()
    assert suggest_anchors(fit, [image()]) is None


def test_that_measuring_can_be_canceled_and_reports_its_progress() -> None:
    messages: list[tuple[int, int]] = []
    images = [image((1, 1, 30, 30))] * 3
    assert measure_anchor_fit(SMALL, images, lambda *at: messages.append(at), lambda: len(messages) == 2) is None
    assert messages == [(1, 3), (2, 3)]


def suggested(config: DetectorConfig, images: list[LabeledImage], **counts: int) -> AnchorSuggestion:
    suggestion = suggest_anchors(measured(config, *images), images, **counts)
    assert suggestion is not None
    return suggestion


def scattered(random: np.random.Generator, sides: list[tuple[float, float]], count: int) -> list[LabeledImage]:
    """Images of 400x300 with a box each, of one of `sides` and anywhere."""
    images = []
    for number in range(count):
        width, height = sides[number % len(sides)]
        x, y = random.uniform(0, 400 - width), random.uniform(0, 300 - height)
        images.append(image_of(np.array([[x, y, x + width, y + height]], np.float32), 400, 300))
    return images


def test_that_sizes_and_shapes_that_a_data_set_has_are_found() -> None:
    config = replace(
        get_preset("vgg16"), input=InputConfig(300, 400), anchors=AnchorConfig(scales=(2.0, 16.0), ratios=(0.5, 2.0))
    )
    images = scattered(np.random.default_rng(0), [(48, 48), (120, 120), (24, 96), (60, 240)], 80)
    found = suggested(config, images)
    assert found.is_better
    assert found.anchors.scales == pytest.approx((48 / 16, 120 / 16), rel=0.1)
    assert found.anchors.ratios == pytest.approx((1, 4), rel=0.1)
    assert found.after.mean_iou > found.before.mean_iou + 0.1
    assert found.after.config.anchors == found.anchors


def test_that_no_single_shape_of_a_fine_grid_is_better() -> None:
    config = replace(
        get_preset("vgg16"), input=InputConfig(300, 400), anchors=AnchorConfig(scales=(8.0,), ratios=(1.0,))
    )
    images = scattered(np.random.default_rng(2), [(50, 40), (70, 50), (90, 100)], 10)
    found = suggested(config, images)
    for scale in np.geomspace(2, 9, 12):
        for ratio in np.geomspace(0.5, 2, 9):
            other = replace(config, anchors=AnchorConfig((float(scale),), (float(ratio),)))
            assert measured(other, *images).mean_iou <= found.after.mean_iou + 0.005


def test_that_a_pyramid_keeps_its_levels_apart() -> None:
    config = get_preset("mobilenet_fpn")
    images = scattered(np.random.default_rng(1), [(100, 100), (110, 90)], 40)
    found = suggested(config, images)
    before, after = config.anchors.scales, found.anchors.scales
    assert len(after) == len(before)
    assert all(old / 2 <= new <= old * 2 for old, new in zip(before, after, strict=True))
    assert found.after.mean_iou > found.before.mean_iou


def test_that_the_requested_number_of_scales_and_ratios_is_suggested() -> None:
    images = scattered(np.random.default_rng(1), [(30, 60), (200, 100), (80, 80)], 40)
    found = suggested(get_preset("mobilenet_fpn"), images, scales=2, ratios=1)
    assert (len(found.anchors.scales), len(found.anchors.ratios)) == (2, 1)
    assert found.anchors.placement == "cell_corner"


def test_that_the_same_boxes_give_the_same_suggestion() -> None:
    images = scattered(np.random.default_rng(1), [(30, 60), (200, 100)], 20)
    config = get_preset("mobilenet_fpn")
    assert suggested(config, images).anchors == suggested(config, images).anchors


@pytest.mark.shared
def test_that_anchors_for_real_cells_are_better_by_the_real_assignment(shared: Path) -> None:
    from detector.data.labeled_set import load_training_set

    images = list(load_training_set(shared / "data" / "bccd").images[::4])
    found = suggested(get_preset("mobilenet_fpn"), images)
    assert found.after.mean_iou > found.before.mean_iou + 0.05
    assert found.after.count_matches(BoxMatch.MATCHED) > found.before.count_matches(BoxMatch.MATCHED)

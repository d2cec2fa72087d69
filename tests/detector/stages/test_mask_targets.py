"""Mask targets against Detectron2's convention, by pycocotools and torchvision's operators, and torchvision's own."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from pycocotools import mask as coco_masks
from torch import Tensor
from torchvision.models.detection.roi_heads import project_masks_on_boxes
from torchvision.ops import roi_align

from detector.config import ProposalTargetConfig
from detector.data.geometry import Box, Geometry
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import Outline, OutlinedBox
from detector.data.outlines.packing import UnusableOutline
from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.data.outlines.rasterization import rasterize_rings
from detector.data.outlines.rings import Part, Ring, Rings
from detector.stages.mask_targets import build_mask_targets, rasterize_in_box
from detector.stages.proposal_targets import ProposalTargets, build_proposal_targets

WIDTH, HEIGHT = 160, 120
IMAGE_SIZE = (WIDTH, HEIGHT)
SIZE = 28
STAR = np.array([[30.5, 10], [45, 40.25], [90, 44], [55, 62], [70, 101.75], [33, 75], [2, 98], [16, 55]])
HOLE = np.array([[30.0, 45], [45, 48], [40, 60], [28.5, 58]])
ISLAND = np.array([[100.0, 20], [140, 24], [130, 60]])


def draw_boxes(count: int, seed: int) -> NDArray[np.float64]:
    """(count, 4) around, in and across the shapes above, from a pixel to the whole image."""
    random = np.random.default_rng(seed)
    corners = random.uniform([0, 0], [WIDTH - 8, HEIGHT - 8], (count, 2))
    sides = np.exp(random.uniform(0, np.log(HEIGHT), (count, 2)))
    ends = np.minimum(corners + sides, IMAGE_SIZE)
    return np.concatenate([corners, ends], axis=1).astype(np.float32).astype(np.float64)


def rasterize_as_detectron2(polygons: list[NDArray[np.float64]], box: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Detectron2's `rasterize_polygons_within_box`, whose polygons have no holes."""
    scale = SIZE / np.maximum(box[2:] - box[:2], 0.1)
    scaled = [((points - box[:2]) * scale).ravel().tolist() for points in polygons]
    runs = coco_masks.merge(coco_masks.frPyObjects(scaled, SIZE, SIZE))
    return np.asarray(coco_masks.decode(runs), dtype=bool)


@pytest.mark.parametrize("box", draw_boxes(60, 0))
def test_that_rings_are_rasterized_in_the_box_as_pycocotools_does(box: NDArray[np.float64]) -> None:
    rings = Rings.from_polygons([STAR, ISLAND])
    found = rasterize_in_box(rings, box, SIZE, IMAGE_SIZE)
    np.testing.assert_array_equal(found, rasterize_as_detectron2([STAR, ISLAND], box))


def test_that_a_hole_is_left_out() -> None:
    rings = Rings((Part(Ring.from_points(STAR), (Ring.from_points(HOLE),)),))
    box = np.array([2.0, 10, 90, 101])
    found = rasterize_in_box(rings, box, SIZE, IMAGE_SIZE)
    solid, hole = (rasterize_as_detectron2([points], box) for points in (STAR, HOLE))
    assert hole.sum() > 5
    np.testing.assert_array_equal(found, solid & ~hole)


def draw_bitmap(seed: int) -> NDArray[np.bool_]:
    """(HEIGHT, WIDTH) blobs that reach the border of the image."""
    random = torch.Generator().manual_seed(seed)
    coarse = torch.rand(1, 1, 8, 10, generator=random)
    return (torch.nn.functional.interpolate(coarse, size=(HEIGHT, WIDTH), mode="bicubic")[0, 0] > 0.55).numpy()


def sample_as_detectron2(mask: NDArray[np.bool_], boxes: NDArray[np.float64]) -> Tensor:
    """(N, SIZE, SIZE) means, before Detectron2's `BitMasks.crop_and_resize` compares them with one half."""
    rois = torch.cat([torch.zeros(len(boxes), 1), torch.from_numpy(boxes).float()], dim=1).double()
    return roi_align(torch.from_numpy(mask)[None, None].double(), rois, SIZE, 1.0, 0, aligned=True)[:, 0]


@pytest.mark.parametrize("seed", range(3))
def test_that_cells_of_a_bitmap_are_the_means_that_roi_align_takes(seed: int) -> None:
    mask, boxes = draw_bitmap(seed), draw_boxes(40, seed)
    means = sample_as_detectron2(mask, boxes).numpy()
    bitmap = Bitmap.from_mask(mask)
    for box, expected in zip(boxes, means, strict=True):
        found = rasterize_in_box(bitmap, box, SIZE, IMAGE_SIZE)
        is_tie = np.abs(expected - 0.5) < 1e-7
        np.testing.assert_array_equal(found[~is_tie], (expected >= 0.5)[~is_tie])
    assert 0.1 < (means >= 0.5).mean() < 0.9


def build_targets(proposals: Tensor, boxes: Tensor) -> ProposalTargets:
    labels = torch.arange(1, len(boxes) + 1)
    return build_proposal_targets(proposals, boxes, labels, ProposalTargetConfig(samples=64, positive_fraction=0.5))


BOXES = torch.tensor([[2.0, 10, 90, 102], [100.0, 20, 140, 60], [20.0, 60, 60, 110]])
PROPOSALS = torch.cat([BOXES + shift for shift in (0.0, 3.0, -2.5)]).clamp(min=0)
OUTLINES = (Rings.from_polygons([STAR]), Rings.from_polygons([ISLAND]), Box(20, 60, 60, 110))


def test_that_only_positive_rois_whose_object_has_an_outline_have_a_target() -> None:
    torch.manual_seed(0)
    targets = build_targets(torch.cat([PROPOSALS, torch.tensor([[0.0, 0, 20, 20]])]), BOXES)
    found = build_mask_targets(targets, PlacedOutlines(OUTLINES, *IMAGE_SIZE), SIZE)
    assert targets.positives == 9
    assert targets.labels[found.roi].tolist() == [1, 2, 1, 2, 1, 2]
    for row, mask in zip(found.roi.tolist(), found.masks, strict=True):
        outline = OUTLINES[int(targets.matched_box[row])]
        assert isinstance(outline, Rings)
        expected = rasterize_in_box(outline, targets.boxes[row].double().numpy(), SIZE, IMAGE_SIZE)
        np.testing.assert_array_equal(mask.numpy(), expected.astype(np.float32))


UNUSABLE = OutlinedBox(Box(20, 60, 60, 110), UnusableOutline("It is damaged."))


@pytest.mark.parametrize("geometries", [None, (OUTLINES[2],) * 3, (Bitmap(), Rings(()), UNUSABLE)])
def test_that_boxes_alone_and_empty_outlines_teach_no_mask(geometries: tuple[Geometry, ...] | None) -> None:
    placed = None if geometries is None else PlacedOutlines(geometries, *IMAGE_SIZE)
    found = build_mask_targets(build_targets(PROPOSALS, BOXES), placed, SIZE)
    assert found.masks.shape == (0, SIZE, SIZE)
    assert found.roi.shape == (0,)


@pytest.mark.parametrize("outline", [Rings.from_polygons([STAR]), Bitmap.from_mask(draw_bitmap(0))])
@pytest.mark.parametrize("box", [[30.0, 40, 31, 41], [30.0, 40, 30, 40], [159.0, 119, 160, 120]])
def test_that_rois_of_a_pixel_or_none_have_a_target(outline: Outline, box: list[float]) -> None:
    found = rasterize_in_box(outline, np.array(box), SIZE, IMAGE_SIZE)
    assert found.shape == (SIZE, SIZE)
    inside = rasterize_rings(outline, *IMAGE_SIZE) if isinstance(outline, Rings) else outline
    assert found.all() == inside.contains_pixel(int(box[0]), int(box[1]))


def test_that_targets_follow_a_copy_that_is_resized_flipped_and_cut() -> None:
    """The same RoI in the copy and in the image has the same target, mirrored where the copy is."""
    rings = Rings.from_polygons([STAR])
    plain = PlacedOutlines((rings, rings, rings), *IMAGE_SIZE)
    targets = build_targets(BOXES.clone(), BOXES)
    expected = build_mask_targets(targets, plain, SIZE).masks
    assert len(expected) == 3
    in_copy = targets.boxes - torch.tensor([8.0, 4, 8, 4])  # cut 8 columns and 4 rows off
    in_copy = in_copy * torch.tensor([0.5, 0.25, 0.5, 0.25])
    in_copy = (70 - in_copy)[:, [2, 1, 0, 3]] * torch.tensor([1.0, 0, 1, 0]) + in_copy * torch.tensor([0, 1.0, 0, 1])
    copy = plain.move_by(-8, -4).resize_by(0.5, 0.25).flip(70)
    moved = ProposalTargets(in_copy, *(getattr(targets, name) for name in MATCHES))
    found = build_mask_targets(moved, copy, SIZE).masks
    assert not torch.equal(found, expected)
    torch.testing.assert_close(found.flip(2), expected)


MATCHES = ("labels", "deltas", "matched_box", "iou", "proposal")


def test_that_torchvisions_soft_targets_differ_only_along_the_edge() -> None:
    """Its RoIs are whole pixels, one larger than they are, so that its targets are another convention."""
    mask = rasterize_rings(Rings.from_polygons([STAR]), *IMAGE_SIZE)
    dense = np.zeros((1, HEIGHT, WIDTH), np.uint8)
    dense[0, mask.top : mask.top + mask.height, mask.left : mask.left + mask.width] = mask.to_mask()
    box = torch.tensor([[2.0, 10, 90, 101]])
    theirs = project_masks_on_boxes(torch.from_numpy(dense), box, torch.tensor([0]), SIZE)[0]
    ours = rasterize_in_box(Rings.from_polygons([STAR]), box[0].double().numpy(), SIZE, IMAGE_SIZE)
    differs = torch.from_numpy(ours) != (theirs >= 0.5)
    assert differs.float().mean() < 0.06
    assert ((theirs > 0.02) & (theirs < 0.98))[differs].all()


def test_that_a_bitmap_and_its_own_squares_agree() -> None:
    """A box filled to its edges is a target of ones, however its pixels are given."""
    filled = np.ones((20, 30), np.bool_)
    box = np.array([10.0, 5, 40, 25])
    for outline in (Bitmap.from_mask(filled, 10, 5), Rings.from_box(Box(10, 5, 40, 25))):
        assert rasterize_in_box(outline, box, SIZE, IMAGE_SIZE).all()

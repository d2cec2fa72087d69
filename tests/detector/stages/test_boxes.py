"""IoU, the parametrisation and clipping, against loops and torchvision."""

from __future__ import annotations

import math

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchvision.models.detection._utils import BoxCoder
from torchvision.ops import box_iou as torchvision_box_iou

from detector.stages.boxes import box_area, box_iou, clip_boxes, decode_deltas, encode_boxes, is_inside
from tests.detector.tutorial_reference import iou_loop


def random_boxes(count: int, seed: int, size: float = 400) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    corner = torch.rand(count, 2, generator=generator) * size
    side = torch.rand(count, 2, generator=generator) * size / 2 + 5
    return torch.cat((corner, corner + side), dim=1)


def test_that_iou_equals_the_tutorials_loop_and_torchvision() -> None:
    a, b = random_boxes(60, 0), random_boxes(7, 1)
    np.testing.assert_allclose(box_iou(a, b), iou_loop(a.numpy(), b.numpy()), atol=1e-6)
    torch.testing.assert_close(box_iou(a, b), torchvision_box_iou(a, b))


def test_that_boxes_that_only_touch_do_not_overlap() -> None:
    assert box_iou(torch.tensor([[0.0, 0, 10, 10]]), torch.tensor([[10.0, 0, 20, 10]])).item() == 0


def test_that_the_iou_of_boxes_without_area_is_zero_and_not_nan() -> None:
    point = torch.tensor([[5.0, 5, 5, 5]])
    assert box_iou(point, point).item() == 0


def test_that_areas_are_half_open() -> None:
    assert box_area(torch.tensor([[0.0, 0, 640, 480]])).item() == 640 * 480


def test_that_deltas_equal_torchvisions_coder() -> None:
    boxes, references = random_boxes(50, 2), random_boxes(50, 3)
    coder = BoxCoder(weights=(1.0, 1.0, 1.0, 1.0))
    torch.testing.assert_close(encode_boxes(boxes, references), coder.encode_single(boxes, references))
    deltas = encode_boxes(boxes, references)
    torch.testing.assert_close(
        decode_deltas(deltas, references), coder.decode_single(deltas, references).reshape(-1, 4)
    )


@given(st.integers(0, 10_000))
def test_that_decoding_undoes_encoding(seed: int) -> None:
    boxes, references = random_boxes(8, seed), random_boxes(8, seed + 1)
    torch.testing.assert_close(decode_deltas(encode_boxes(boxes, references), references), boxes, atol=1e-2, rtol=1e-4)


def test_that_a_wild_delta_cannot_overflow() -> None:
    huge = torch.tensor([[0.0, 0, 1_000, 1_000]])
    decoded = decode_deltas(huge, torch.tensor([[0.0, 0, 16, 16]]))
    width = (decoded[0, 2] - decoded[0, 0]).item()
    assert math.isclose(width, 16 * 1000 / 16, rel_tol=1e-5)


def test_that_clipping_keeps_the_part_inside() -> None:
    clipped = clip_boxes(torch.tensor([[-5.0, 10, 900, 2_000], [850.0, 10, 900, 20]]), 800, 600)
    assert clipped.tolist() == [[0, 10, 800, 600], [800, 10, 800, 20]]


def test_that_touching_the_border_is_inside() -> None:
    boxes = torch.tensor([[0.0, 0, 800, 600], [0.0, 0, 800.5, 600], [-0.1, 0, 10, 10]])
    assert is_inside(boxes, 800, 600).tolist() == [True, False, False]

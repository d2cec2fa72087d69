"""The computations of single stages for an 800x800 image, compared with the closest functions of torchvision."""

from __future__ import annotations

from functools import partial

import numpy as np
import torch
from torchvision.models.detection._utils import BoxCoder, Matcher
from torchvision.ops import box_iou, nms

from detector.config import AnchorTargetConfig, get_preset
from detector.stages.anchor_targets import build_anchor_targets
from detector.stages.anchors import base_anchors, shift_base_anchors
from detector.stages.boxes import clip_boxes, decode_deltas
from detector.stages.proposals import generate_proposals
from detector.trace.live_assigner import LiveAssigner
from tests.benchmarks.timing import Timing, measure, print_table

SIZE = 800


def random_boxes(count: int, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    corner = torch.rand(count, 2, generator=generator) * (SIZE - 210)
    return torch.cat((corner, corner + 20 + torch.rand(count, 2, generator=generator) * 180), dim=1)


def tutorial_anchors() -> torch.Tensor:
    return shift_base_anchors(base_anchors(get_preset("tutorial").anchors, 16), 50, 50, 16)


def torchvision_targets(anchors: torch.Tensor, boxes: torch.Tensor) -> torch.Tensor:
    """IoU, Matcher and BoxCoder, as torchvision's RPN calls them."""
    matched = Matcher(0.7, 0.3, allow_low_quality_matches=True)(box_iou(boxes, anchors))
    return BoxCoder((1.0, 1.0, 1.0, 1.0)).encode_single(boxes[matched.clamp(min=0)], anchors)


def anchor_target_rows() -> list[tuple[str, ...]]:
    anchors, config = tutorial_anchors(), AnchorTargetConfig()
    rows = []
    for count in (1, 10, 50):
        boxes = random_boxes(count)
        ours = measure(partial(build_anchor_targets, anchors, boxes, SIZE, SIZE, config))
        peer = measure(partial(torchvision_targets, anchors, boxes))
        rows.append(row(f"anchor targets, 22,500 anchors, {count} boxes", ours, "torchvision match + encode", peer))
    return rows


def live_rows() -> list[tuple[str, ...]]:
    rows = []
    for count in (1, 10, 50):
        boxes = random_boxes(count).numpy()
        live = LiveAssigner(get_preset("tutorial"), SIZE, SIZE)

        def drag(boxes: np.ndarray = boxes, live: LiveAssigner = live) -> None:
            boxes[0] += np.float32(0.25)
            live.assign_anchors(boxes)

        ours = measure(drag, repeats=120)
        tensor = torch.from_numpy(boxes)
        anchors, config = tutorial_anchors(), AnchorTargetConfig()
        whole = measure(partial(build_anchor_targets, anchors, tensor, SIZE, SIZE, config))
        rows.append(row(f"one step of a drag, {count} boxes", ours, "anchor targets again", whole))
    return rows


def proposal_rows() -> list[tuple[str, ...]]:
    anchors, config = tutorial_anchors(), get_preset("tutorial").proposals
    generator = torch.Generator().manual_seed(0)
    scores = torch.randn(len(anchors), generator=generator)
    deltas = torch.randn(len(anchors), 4, generator=generator) * 0.1
    decoded = clip_boxes(decode_deltas(deltas, anchors), SIZE, SIZE)
    best = scores.argsort(descending=True)[: config.pre_nms_train]
    ours = measure(
        lambda: generate_proposals(anchors, scores, deltas, [len(anchors)], SIZE, SIZE, config, training=True),
        repeats=8,
    )
    peer = measure(lambda: nms(decoded[best], scores[best], config.nms_iou), repeats=8)
    return [row("proposal layer, 22,500 -> 12,000 -> 2,000", ours, "torchvision.ops.nms alone", peer)]


def row(what: str, ours: Timing, peer_name: str, peer: Timing) -> tuple[str, ...]:
    return (what, str(ours), peer_name, str(peer), f"{ours.median / peer.median:.2f}")


def run() -> None:
    header = ("what", "ours", "peer", "peer's time", "ratio")
    print_table("Stages, one 800x800 image, CPU", anchor_target_rows() + live_rows() + proposal_rows(), header)

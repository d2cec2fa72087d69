"""What the accuracy benchmark gives torchvision's MaskRCNN: the objects that ours learns from, and as many pixels."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torchvision.models.detection import MaskRCNN

from detector.config import get_preset
from detector.data.geometry import Box
from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.data.outlines.rings import Rings
from detector.evaluation.coco import CocoMetrics
from detector.evaluation.masks import MaskMetrics
from detector.evaluation.measurement import score_results
from detector.faster_rcnn import FasterRCNN
from detector.targets import Target
from tests.benchmarks.accuracy.kept_runs import KeptRuns
from tests.benchmarks.accuracy.peer_targets import build_peer_target, draw_mask
from tests.benchmarks.accuracy.settings import our_settings
from tests.benchmarks.accuracy.tables import group_runs, mask_rows
from tests.benchmarks.accuracy.training import Measured
from tests.benchmarks.peers import peer_of

PLACED = PlacedOutlines((Rings.from_polygons([[[2.0, 1], [8, 1], [8, 5], [2, 5]]]), Box(0, 0, 4, 4)), 12, 8)


def test_that_a_mask_follows_its_image_through_flips_and_sizes() -> None:
    whole = draw_mask(PLACED, 0, 12, 8)
    assert np.argwhere(whole).min(axis=0).tolist() == [1, 2]
    assert np.argwhere(whole).max(axis=0).tolist() == [4, 7]
    assert np.array_equal(draw_mask(PLACED.flip(12), 0, 12, 8), whole[:, ::-1])
    doubled = draw_mask(PLACED.resize_by(2, 2), 0, 24, 16)
    assert np.array_equal(doubled, whole.repeat(2, axis=0).repeat(2, axis=1))


def test_that_the_peer_gets_the_masks_of_a_mask_network_alone() -> None:
    target = Target(boxes=torch.tensor([[2.0, 1, 8, 5], [0, 0, 4, 4]]), labels=torch.tensor([1, 2]), outlines=PLACED)
    with_masks, without = (build_peer_target(target, 12, 8, torch.device("cpu"), flag) for flag in (True, False))
    assert with_masks["masks"].shape == (2, 8, 12)
    assert with_masks["masks"].flatten(1).sum(dim=1).tolist() == [24, 16]
    assert set(without) == {"boxes", "labels"}


def test_that_the_peer_of_a_mask_network_has_a_mask_head_of_the_same_layers() -> None:
    peer = peer_of("mask_mobilenet_fpn", 2)
    assert isinstance(peer, MaskRCNN)
    ours = FasterRCNN(get_preset("mask_mobilenet_fpn"), ("a", "b"))
    shapes, expected = (
        {name: one.shape for name, one in network.roi_heads.named_parameters() if name.startswith("mask")}
        for network in (peer, ours)
    )
    assert shapes == expected


def test_that_ap_of_masks_is_kept_where_there_are_masks(tmp_path: Path) -> None:
    kept = KeptRuns(tmp_path)
    evaluation = score_results([], ["nucleus"])
    masks = MaskMetrics(CocoMetrics(ap=0.5, ap50=0.8), CocoMetrics(ap=0.4))
    for seed, one in enumerate((evaluation, replace(evaluation, masks=masks))):
        settings = our_settings("nuclei", "mask_mobilenet_fpn", 150, seed, (), 4, 76)
        kept.add(settings, Measured(one, 9.0), "a machine")
    lines = [json.loads(line) for line in (tmp_path / "runs.jsonl").read_text().splitlines()]
    assert "segm_ap" not in lines[0]
    assert (lines[1]["segm_ap"], lines[1]["segm_ap50"], lines[1]["boundary_ap"]) == (0.5, 0.8, 0.4)
    [row] = mask_rows(group_runs(kept.read().values(), "mask_mobilenet_fpn"))
    assert row[:5] == ("nuclei", "ours", "as it is", "150", "0, 1")

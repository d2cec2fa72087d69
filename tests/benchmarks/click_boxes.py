"""Boxes at a click: how well they fit the object that is clicked in its center, and the processor time of a click."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from detector.click_boxes import ClickBox, ClickBoxes, select_predictions
from detector.matching.box_overlap import pairwise_iou
from detector.predictor import Predictor
from detector.proposal_sources.proposed_boxes import ProposedBoxes, SourceImage
from detector.proposal_sources.registry import build_source
from detector.training.checkpoints.checkpoint import load_checkpoint
from tests.benchmarks.proposal_sources import DATA, NETWORK, SAMPLE, list_folders, sample_images
from tests.benchmarks.timing import print_table

HEADER = ("images", "objects", "IoU >= 0.5", "IoU >= 0.7", "Tabs to 0.7: 3", "10", "longest answer")
TABS = 10


@dataclass(frozen=True)
class Clicked:
    """What a click in the center of an object found: the IoUs of the boxes in their order, and its processor time."""

    ious: list[float]
    milliseconds: float


def run() -> None:
    """Print a table with the demo's network where it knows the classes, and one with regions alone."""
    torch.set_num_threads(1)
    predictor = Predictor(load_checkpoint(NETWORK).model)
    with tempfile.TemporaryDirectory() as scratch:
        folders = {**list_folders(Path(scratch)), "raccoon": DATA / "raccoon" / "test"}
        images = {name: sample_images(folder, SAMPLE) for name, folder in folders.items() if folder.is_dir()}
        network = [_format_row("demo", click_objects(images["demo"], predictor))]
        regions = [_format_row(name, click_objects(chosen, None)) for name, chosen in images.items()]
    print_table("The network's boxes, in scenes that it has not seen", network, HEADER)
    print_table("Regions of selective search alone, at a short side of 200 pixels", regions, HEADER)


def click_objects(images: Sequence[SourceImage], predictor: Predictor | None) -> list[Clicked]:
    """Click in the center of each object of each image."""
    clicks = []
    for image in images:
        boxes = prepare_image(image, predictor)
        for row in image.objects:
            x, y = (row[0] + row[2]) / 2, (row[1] + row[3]) / 2
            began = time.thread_time()
            found = boxes.find_boxes_at(float(x), float(y))
            milliseconds = 1e3 * (time.thread_time() - began)
            clicks.append(Clicked(compute_ious(found, row[None]), milliseconds))
    return clicks


def prepare_image(image: SourceImage, predictor: Predictor | None) -> ClickBoxes:
    """What the window's job prepares: the network's boxes, and regions."""
    regions = build_source("selective-search-200").find_proposals(image)
    return gather_boxes(image, regions, predictor)


def gather_boxes(image: SourceImage, regions: ProposedBoxes, predictor: Predictor | None) -> ClickBoxes:
    """The boxes that clicks choose from; without a network, regions alone."""
    if predictor is None:
        none = np.zeros((0, 4), np.float32)
        return ClickBoxes(image.width, image.height, none, (), np.zeros(0, np.float32), regions.boxes)
    predictor.set_image(image.decode_pixels())
    found = predictor.predict_proposals()
    rows = select_predictions(found.boxes, found.scores)
    labels = tuple(found.labels[row] for row in rows.tolist())
    return ClickBoxes(image.width, image.height, found.boxes[rows], labels, found.scores[rows], regions.boxes)


def compute_ious(found: Sequence[ClickBox], box: np.ndarray) -> list[float]:
    """Of each box found with `box` (1, 4)."""
    corners = np.array([one.box.xyxy for one in found], np.float32).reshape(-1, 4)
    ious: list[float] = pairwise_iou(corners, box)[:, 0].tolist()
    return ious


def _format_row(name: str, clicks: Sequence[Clicked]) -> tuple[str, ...]:
    first = np.array([one.ious[0] if one.ious else 0.0 for one in clicks])
    best = [np.array([max(one.ious[: tabs + 1], default=0.0) for one in clicks]) for tabs in (3, TABS)]
    shares = [(first >= 0.5).mean(), (first >= 0.7).mean(), *((one >= 0.7).mean() for one in best)]
    longest = max(one.milliseconds for one in clicks)
    return name, f"{len(clicks):,}", *(f"{share:.3f}" for share in shares), f"{longest:.1f} ms"

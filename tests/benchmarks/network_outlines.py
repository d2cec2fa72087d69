"""Outlines that a Mask R-CNN proposes in the boxes of labeled objects, compared with their true outlines.

`python -m tests.benchmarks.network_outlines CHECKPOINT [FOLDER ...]` measures folders, or scenes of the demo that no
network of this project was trained on. The rows show what accepting from a score on keeps, and how good that is.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from detector.data.formats.registry import open_dataset
from detector.data.outlines.conversions import compute_geometry_iou
from detector.data.outlines.outlined_box import get_outline
from detector.demo import write_demo_folder
from detector.folder_outlining import BoxesToOutline, outline_folder
from detector.predictor import Predictor
from detector.training.checkpoints.torchvision_weights import load_any_checkpoint
from tests.benchmarks.timing import print_table

UNSEEN_SEED, UNSEEN_IMAGES = 77, 24
SCORES = (0.0, 0.8, 0.9, 0.95)


class Measured(NamedTuple):
    """One object: its score, the IoU of its proposed outline with the true one, and that of its whole box."""

    score: float
    iou: float
    box_iou: float


def measure_folder(predictor: Predictor, root: Path) -> Iterator[Measured]:
    """Every outlined object of a class that the network knows."""
    dataset, classes = open_dataset(root), predictor.model.classes
    objects = {}
    for image in dataset.images:
        annotations = dataset.read_labels(image).image_annotations.annotations
        chosen = [one for one in annotations if get_outline(one.geometry) is not None and one.label in classes]
        if chosen:
            objects[image] = chosen
    requests = [
        BoxesToOutline(image, np.array([one.bounds.xyxy for one in some], np.float32), tuple(one.label for one in some))
        for image, some in objects.items()
    ]
    for request, masks in outline_folder(predictor, requests):
        assert not isinstance(masks, str), masks
        for one, mask in zip(objects[request.image], masks, strict=True):
            width, height = (round(edge) for edge in np.maximum(one.bounds.xyxy[2:], mask.bitmap.bounds.xyxy[2:]) + 1)
            proposed, box = (
                compute_geometry_iou(geometry, one.geometry, width, height) for geometry in (mask.bitmap, one.bounds)
            )
            yield Measured(mask.score, proposed, box)


def measure_outlines(checkpoint: Path, roots: list[Path]) -> None:
    """Print a table for each folder."""
    predictor = Predictor(load_any_checkpoint(checkpoint).model.eval(), "cpu")
    for root in roots:
        scores, ious, box_ious = np.array(list(measure_folder(predictor, root))).T
        rows = []
        for min_score in SCORES:
            kept = scores >= min_score
            share, low = float(kept.mean()), float((ious[kept] < 0.5).mean()) if kept.any() else 0.0
            means = [f"{values[kept].mean():.3f}" if kept.any() else "" for values in (ious, box_ious)]
            rows.append((f"{min_score:.2f}", f"{kept.sum():,}", f"{share:.0%}", means[0], f"{low:.1%}", means[1]))
        correlation = float(np.corrcoef(scores, ious)[0, 1])
        header = ("from score", "outlines", "of all", "mean IoU", "below 0.5", "the box alone")
        print_table(f"{root.name}: correlation of score and IoU {correlation:.2f}", rows, header)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path, help="a trained Mask R-CNN")
    parser.add_argument("folders", type=Path, nargs="*", help="labeled images with outlines (default: unseen scenes)")
    args = parser.parse_args()
    if args.folders:
        measure_outlines(args.checkpoint, args.folders)
        return
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "unseen-demo"
        write_demo_folder(root, UNSEEN_IMAGES, UNSEEN_SEED)
        measure_outlines(args.checkpoint, [root])


if __name__ == "__main__":
    main()

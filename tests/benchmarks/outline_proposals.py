"""Outlines proposed inside the boxes of labeled objects, compared with their true outlines: IoU and seconds."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detector.data.formats.registry import open_dataset
from detector.data.image_io import decode_image
from detector.data.outlines.conversions import compute_geometry_iou
from detector.data.outlines.outlined_box import get_outline
from detector.segmentation.grab_cut import propose_outline
from tests.benchmarks.timing import print_table

DEMO = Path(__file__).resolve().parents[2] / "resources" / "demo"
NUCLEI = Path(__file__).resolve().parents[3] / "shared" / "data" / "nuclei"


class Measured(NamedTuple):
    """One value for each object."""

    ious: NDArray[np.float64]
    box_ious: NDArray[np.float64]
    """Of the true outline with the whole box"""
    seconds: NDArray[np.float64]


def run() -> None:
    """Print the table."""
    rows = []
    for name, root in (("demo", DEMO), ("nuclei", NUCLEI)):
        if not root.is_dir():
            print(f"{name}: {root} is not there")
            continue
        measured = measure_folder(root)
        low = float(np.mean(measured.ious < 0.5))
        rows.append(
            (
                name,
                f"{len(measured.ious):,}",
                f"{measured.ious.mean():.3f}",
                f"{np.median(measured.ious):.3f}",
                f"{low:.1%}",
                f"{measured.box_ious.mean():.3f}",
                f"{1e3 * measured.seconds.mean():.0f} ms",
                f"{1e3 * measured.seconds.max():.0f} ms",
            )
        )
    header = (
        "images",
        "objects",
        "mean IoU",
        "median",
        "below 0.5",
        "the box alone",
        "processor time, mean",
        "longest",
    )
    print_table("Outlines proposed inside boxes, compared with the true outlines", rows, header)


def measure_folder(root: Path) -> Measured:
    dataset = open_dataset(root)
    values = []
    for path in dataset.images:
        if not dataset.is_labeled(path):
            continue
        image = decode_image(path)
        for annotation in dataset.read_labels(path).image_annotations.annotations:
            outline = get_outline(annotation.geometry)
            if outline is None:
                continue
            began = time.process_time()
            proposed = propose_outline(image.pixels, annotation.bounds)
            seconds = time.process_time() - began
            size = (image.width, image.height)
            shares = [compute_geometry_iou(one, outline, *size) for one in (proposed, annotation.bounds)]
            values.append((*shares, seconds))
    return Measured(*np.array(values).T)

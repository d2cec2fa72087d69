"""What masks cost in detection: `python -m tests.benchmarks.masks` pastes 100 of them, and detects in a large image.

Pasting is measured in processor time, at 1920x1080 with sides of some 110 pixels and at 4000x3000 with sides of 800.
Memory is the peak above that before, of an image of 4000x3000 with 100 objects and masks, in a process of its own.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from detector.config import get_preset
from detector.faster_rcnn import FasterRCNN
from detector.predictor import Predictor
from detector.stages.mask_paste import paste_masks
from tests.benchmarks.probe_network import CLASSES, peak_memory, reset_peak
from tests.benchmarks.timing import print_table

COUNT, REPEATS = 100, 40
LARGE = (4000, 3000)
OBJECT_SIDE_PX = 680
PEAK_ARGUMENT = "peak"


def draw_masks() -> Tensor:
    """Probabilities (COUNT, 28, 28) of blobs."""
    coarse = torch.randn(COUNT, 1, 6, 6, generator=torch.Generator().manual_seed(0))
    return (functional.interpolate(coarse, size=(28, 28), mode="bicubic")[:, 0] * 3 + 1).sigmoid()


def place_boxes(width: int, height: int, side: float) -> Tensor:
    """(COUNT, 4) in an image of this size."""
    random = torch.Generator().manual_seed(1)
    corners = torch.rand(COUNT, 2, generator=random) * torch.tensor([width - side, height - side])
    return torch.cat([corners, corners + side], dim=1)


def measure_paste_ms(width: int, height: int, side: float) -> float:
    masks, boxes = draw_masks(), place_boxes(width, height, side)
    return _measure_ms(lambda: paste_masks(masks, boxes, width, height))


def _measure_ms(function: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1000


def measure_peak_bytes() -> int:
    """Of detection in a large image, above the memory before it; for a process of its own."""
    predictor = Predictor(FasterRCNN(get_preset("mask_mobilenet_fpn"), CLASSES, pretrained=True), "cpu", "float32")
    random = np.random.default_rng(0)
    predictor.set_image(random.integers(0, 256, (300, 400, 3), dtype=np.uint8))
    width, height = LARGE
    pixels = random.integers(0, 256, (height, width, 3), dtype=np.uint8)
    boxes = place_boxes(width, height, OBJECT_SIDE_PX).numpy()
    gc.collect()
    before = reset_peak()
    predictor.set_image(pixels)
    predictor.detect(score=0.0, nms_iou=1.0, max_detections=COUNT)
    predictor.predict_masks(boxes, [CLASSES[0]] * COUNT)
    return peak_memory() - before


def main() -> None:
    torch.set_num_threads(1)
    if PEAK_ARGUMENT in sys.argv[1:]:
        print(measure_peak_bytes())
        return
    command = [sys.executable, "-m", "tests.benchmarks.masks", PEAK_ARGUMENT]
    peak = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    rows = [
        (f"paste {COUNT} masks with sides of 110 px at 1920x1080", f"{measure_paste_ms(1920, 1080, 110):.1f} ms"),
        (f"paste {COUNT} masks with sides of 800 px at 4000x3000", f"{measure_paste_ms(*LARGE, 800):.0f} ms"),
        (f"peak memory, {COUNT} objects with masks at 4000x3000", f"{peak / 1e6:.0f} MB"),
    ]
    print_table("Masks", rows, ("what", "ours"))


if __name__ == "__main__":
    main()

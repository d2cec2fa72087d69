"""Comparison of exported files with their networks on photographs, and what int8 costs a trained network.

`python -m tests.benchmarks.export_checks presets DATA NAME ...` uses 20 images of ten sizes from the photographs below
DATA, and counts differences for all detections (100 per image) and for none. NAME is a checkpoint, or a preset with
random weights, or with an ImageNet backbone if `--weights-dir` contains one.

`python -m tests.benchmarks.export_checks int8 NETWORK CALIBRATION TEST` calibrates on images of one labeled folder, and
measures AP and processor time on another.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

os.environ.setdefault("OMP_NUM_THREADS", "1")

from detector.config import DetectionConfig, get_preset
from detector.data.image_io import decode_image, read_size
from detector.export.proof import ComparisonImage, Proof, prove_equivalence
from tests.benchmarks.timing import print_table

if TYPE_CHECKING:
    from detector.faster_rcnn import FasterRCNN

SIZES, IMAGES_OF_A_SIZE = 10, 2
EVERY = DetectionConfig(score=0.0, nms_iou=0.7, max_detections=100)
NONE = DetectionConfig(score=1.0, nms_iou=0.5, max_detections=100)
HEADER = (
    "network", "images", "detections", "boxes, px", "scores", "on a threshold", "missing or extra", "swapped",
    "with none",
)  # fmt: skip


def choose_images(root: Path, count: int) -> list[Path]:
    """Photographs of ten sizes, from the smallest to the largest; two of each size if `count` is 20."""
    by_size: dict[tuple[int, int], list[Path]] = defaultdict(list)
    for path in sorted([*root.rglob("*.jpg"), *root.rglob("*.png")]):
        by_size[read_size(path)].append(path)
    shared = sorted((size for size, paths in by_size.items() if len(paths) >= IMAGES_OF_A_SIZE), key=np.prod)
    sizes = [shared[row * (len(shared) - 1) // (SIZES - 1)] for row in range(SIZES)]
    return [path for row in range(IMAGES_OF_A_SIZE) for path in (by_size[size][row] for size in sizes)][:count]


def check_networks(root: Path, names: Sequence[str], count: int, weights_dir: Path | None) -> list[tuple[str, ...]]:
    images = choose_images(root, count)
    sizes = {read_size(path) for path in images}
    print(f"{len(images)} images of {len(sizes)} sizes, {min(sizes)} to {max(sizes)}", file=sys.stderr)
    rows = []
    for name in names:
        rows.append(check_network(name, images, weights_dir))
        print(rows[-1], file=sys.stderr, flush=True)
    return rows


def check_network(name: str, images: Sequence[Path], weights_dir: Path | None) -> tuple[str, ...]:
    """The row of one network."""
    import torch

    from detector.export.model import build_onnx
    from detector.export.runtime import OnnxDetector
    from detector.predictor import Predictor

    torch.set_num_threads(1)
    model = build_network(name, weights_dir)
    predictor = Predictor(model, "cpu", "float32")

    def compare(detection: DetectionConfig, paths: Sequence[Path]) -> Proof:
        detector = OnnxDetector(build_onnx(model, detection).SerializeToString(), 1)
        return prove_equivalence(predictor, detector, read_images(paths), len(paths), detection)

    every, none = compare(EVERY, images), compare(NONE, images[:1])
    differences = [one for _, one in every.differences]
    return (
        name,
        str(len(images)),
        str(every.detection_count),
        f"{every.max_edge_difference:.4f}",
        f"{every.max_score_difference:.1e}",
        str(every.on_edge),
        str(sum(one.missing + one.extra for one in differences)),
        str(sum(one.swapped for one in differences)),
        str(none.detection_count + sum(one.extra for _, one in none.differences)),
    )


def build_network(name: str, weights_dir: Path | None) -> FasterRCNN:
    """A trained network, or an untrained one that is scaled so that it detects something."""
    import torch

    from detector.training.checkpoints.checkpoint import load_checkpoint
    from detector.zoo import build_detector
    from tests.detector.lively import enliven, lively
    from tests.detector.small import CLASSES

    if name.endswith(".safetensors"):
        return load_checkpoint(Path(name)).model.eval()
    if weights_dir is None:
        return lively(get_preset(name))
    torch.manual_seed(1)
    return enliven(build_detector(get_preset(name), CLASSES, "imagenet", weights_dir))


def read_images(paths: Sequence[Path]) -> Iterator[ComparisonImage]:
    for path in paths:
        yield ComparisonImage(path.name, decode_image(path).pixels)


def measure_int8(network: Path, calibration: Path, test: Path) -> list[tuple[str, ...]]:
    """The AP of both files, and the ratio of their processor times, measured image by image in turns."""
    import torch

    from detector.data.labeled_set import load_training_set
    from detector.evaluation.evaluate import build_image_result
    from detector.evaluation.measurement import score_results
    from detector.evaluation.results import ImageResult
    from detector.export.int8 import write_calibrated_int8
    from detector.export.model import build_onnx
    from detector.export.runtime import OnnxDetector
    from detector.training.checkpoints.checkpoint import load_checkpoint

    torch.set_num_threads(1)
    model = load_checkpoint(network).model.eval()
    labeled = load_training_set(test, model.classes)
    with tempfile.TemporaryDirectory() as name:
        files = [Path(name) / "float32.onnx", Path(name) / "int8.onnx"]
        files[0].write_bytes(build_onnx(model).SerializeToString())
        write_calibrated_int8(files[0], files[1], sorted(calibration.rglob("*.jpg")))
        sizes = [file.stat().st_size / 2**20 for file in files]
        detectors = [OnnxDetector(file, 1) for file in files]
    results: tuple[list[ImageResult], list[ImageResult]] = ([], [])
    seconds = np.zeros((len(labeled.images), 2))
    for row, image in enumerate(labeled.images):
        pixels = decode_image(image.path).pixels
        for column in (0, 1) if row % 2 else (1, 0):
            start = time.process_time()
            found = detectors[column].detect(pixels)
            seconds[row, column] = time.process_time() - start
            results[column].append(build_image_result(image, found, model.classes))
    scores = [score_results(one, model.classes).coco for one in results]
    times = 1000 * np.median(seconds[2:], axis=0)
    return [
        (what, f"{score.ap:.4f}", f"{score.ap50:.4f}", f"{spent:.0f} ms", f"{spent / times[0]:.2f}", f"{size:.1f} MiB")
        for what, score, spent, size in zip(("float32", "int8"), scores, times, sizes, strict=True)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.export_checks", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    presets = commands.add_parser("presets", help="compare exported files with their networks")
    presets.add_argument("data", type=Path, help="folder with photographs")
    presets.add_argument("names", nargs="+", help="presets and checkpoints")
    presets.add_argument("--weights-dir", type=Path, help="folder with ImageNet weights")
    presets.add_argument(
        "--images", type=int, default=SIZES * IMAGES_OF_A_SIZE, help="number of images (default: %(default)s)"
    )
    int8 = commands.add_parser("int8", help="measure what int8 costs a trained network")
    int8.add_argument("network", type=Path, help="checkpoint")
    int8.add_argument("calibration", type=Path, help="labeled folder for the calibration")
    int8.add_argument("test", type=Path, help="labeled folder to measure on")
    options = parser.parse_args()
    if options.command == "presets":
        rows = check_networks(options.data, options.names, options.images, options.weights_dir)
        print_table("Exported files against their networks", rows, HEADER)
    else:
        rows = measure_int8(options.network, options.calibration, options.test)
        print_table("Eight bits", rows, ("file", "AP", "AP50", "CPU time an image", "ratio", "size"))


if __name__ == "__main__":
    main()

"""`frcnn export`: a network as one ONNX file, from pixels to boxes, compared with the network on images."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from detector.commands.arguments import add_labels, add_split, build_open_options, parse_fraction, parse_positive_int
from detector.commands.exit_codes import DONE, EXIT_CODES_HELP, PARTLY
from detector.commands.output import print_json, print_stderr, print_stdout
from detector.errors import UserFacingError
from detector.export.requirements import check_packages
from detector.training.runs.run_network import resolve_network

if TYPE_CHECKING:
    from detector.config import DetectionConfig
    from detector.export.int8 import Int8Cost
    from detector.export.proof import ComparisonImage, Proof
    from detector.faster_rcnn import FasterRCNN

DRAWN_SCENE_COUNT = 6
DEFAULT_FILE_NAME = "model.onnx"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], summary: str) -> None:
    parser = subparsers.add_parser(
        "export",
        help=summary,
        description="Write a network as one ONNX file that takes the pixels of an image of any size and returns boxes, "
        "classes and scores, with a mask head also masks, together with a short program that runs it with only "
        "onnxruntime and numpy. The file is verified on your images first: if its detections differ from those of the "
        "network, nothing is written and the command fails. Requires `pip install 'frcnn-studio[onnx]'`.",
        epilog=EXIT_CODES_HELP,
    )
    parser.add_argument("run", type=Path, metavar="RUN", help="folder of a run, or a checkpoint")
    parser.add_argument(
        "data",
        type=Path,
        nargs="?",
        metavar="DATA",
        help="images for the comparison: a folder or data set, labeled or not (default: a few rendered scenes)",
    )
    parser.add_argument("--to", choices=["onnx"], default="onnx", help="file format (default: onnx)")
    parser.add_argument("--out", type=Path, metavar="FILE", help=f"file to write (default: RUN/{DEFAULT_FILE_NAME})")
    parser.add_argument("--overwrite", action="store_true", help="replace existing files")
    parser.add_argument(
        "--images",
        type=parse_positive_int,
        default=100,
        metavar="N",
        help="number of images for the comparison (default: 100)",
    )
    parser.add_argument(
        "--int8",
        action="store_true",
        help="also write a file in 8 bits, calibrated on DATA, and report its AP (if DATA is labeled) and its speed",
    )
    parser.add_argument(
        "--check",
        type=Path,
        metavar="FILE",
        help="write nothing: compare an earlier export with the network",
    )
    parser.add_argument(
        "--score", type=parse_fraction, help="minimum score of a box in the file (default: the network's)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_split(parser)
    add_labels(parser)


def run(args: argparse.Namespace) -> int:
    check_packages()
    if args.int8 and args.data is None:
        raise UserFacingError("--int8 needs images for its calibration. Add a folder of images after RUN.")
    checkpoint = resolve_network(args.run)

    from detector.export.export import ExportFiles, check_exported_file, export_network
    from detector.training.checkpoints.torchvision_weights import load_any_checkpoint

    files = ExportFiles(args.out or checkpoint.with_name(DEFAULT_FILE_NAME))
    if args.check is None:
        files.check_writable(args.overwrite, args.int8)
    model = load_any_checkpoint(checkpoint).model
    detection = _choose_thresholds(model, args.score)
    paths = _find_images(args)
    images, total = _open_comparison_images(paths)
    with _ImageBar(total, args.json) as bar:
        if args.check is not None:
            proof = check_exported_file(model, args.check, images, total, detection, bar.on_progress)
        else:
            proof = export_network(model, files, images, total, detection, bar.on_progress)
    cost = _write_int8(args, files.model, files.int8, model, paths) if args.int8 and args.check is None else None
    _print_report(args, proof, cost, [] if args.check else [files.model, files.script, *([files.int8] if cost else [])])
    return DONE if args.data is None or len(proof.differences) == total else PARTLY


def _choose_thresholds(model: FasterRCNN, score: float | None) -> DetectionConfig:
    from dataclasses import replace

    detection = model.config.detection
    return detection if score is None else replace(detection, score=score)


def _find_images(args: argparse.Namespace) -> tuple[Path, ...]:
    """Those to compare on. Raises: DatasetError."""
    if args.data is None:
        return ()
    from detector.commands.detect import find_images
    from detector.export.proof import select_evenly

    return select_evenly(find_images(args.data, args.split, build_open_options(args, None)).images, args.images)


def _open_comparison_images(paths: tuple[Path, ...]) -> tuple[Iterable[ComparisonImage], int]:
    from detector.export.proof import read_comparison_images, render_comparison_images

    if not paths:
        print_stderr(
            f"Comparing on {DRAWN_SCENE_COUNT} rendered scenes. Add a folder of images after RUN to compare on those."
        )
        return render_comparison_images(DRAWN_SCENE_COUNT), DRAWN_SCENE_COUNT
    return read_comparison_images(paths, lambda text: print_stderr(f"warning: {text}")), len(paths)


def _write_int8(
    args: argparse.Namespace, model: Path, target: Path, network: FasterRCNN, paths: tuple[Path, ...]
) -> Int8Cost:
    import torch

    from detector.export.int8 import choose_measured_images, measure_int8_cost, write_calibrated_int8

    write_calibrated_int8(model, target, paths)
    options = build_open_options(args, None)
    images = choose_measured_images(
        args.data, network.classes, paths, options, args.split, lambda text: print_stderr(f"warning: {text}")
    )
    with _ImageBar(2 * len(images), args.json) as bar:
        return measure_int8_cost(model, target, images, torch.get_num_threads(), bar.on_image_done)


def _print_report(args: argparse.Namespace, proof: Proof, cost: Int8Cost | None, written: list[Path]) -> None:
    from dataclasses import asdict

    from detector.export.int8 import describe_int8_cost
    from detector.export.proof import describe_proof

    if args.json:
        numbers = {
            "images": len(proof.differences),
            "detections": proof.detection_count,
            "largest_difference_pixels": proof.max_edge_difference,
            "largest_difference_score": proof.max_score_difference,
            "on_edge": proof.on_edge,
            **_count_mask_differences(proof),
            "seconds_per_image": {"onnxruntime": proof.file_s, "torch": proof.network_s},
            "written": [str(path) for path in written],
        }
        print_json(numbers | ({"int8": asdict(cost)} if cost else {}))
        return
    print_stdout(describe_proof(proof))
    if cost is not None:
        print_stdout(describe_int8_cost(cost))
    if written:
        print_stdout(f"Written: {', '.join(str(path) for path in written)}")


def _count_mask_differences(proof: Proof) -> dict[str, float]:
    if proof.masks is None:
        return {}
    return {
        "largest_difference_mask_probability": proof.masks.max_probability_difference,
        "lowest_mask_iou": proof.masks.min_iou,
    }


class _ImageBar:
    """How many images are done; shows nothing where `quiet`."""

    def __init__(self, total: int, quiet: bool) -> None:
        from tqdm import tqdm

        self._bar = tqdm(total=total, unit="image", disable=True if quiet else None, dynamic_ncols=True)

    def __enter__(self) -> _ImageBar:
        return self

    def __exit__(self, *_error: object) -> None:
        self._bar.close()

    def on_image_done(self) -> None:
        self._bar.update()

    def on_progress(self, done: int, _total: int) -> None:
        self._bar.update(done - self._bar.n)

"""`frcnn export`: a network as one ONNX file, from pixels to boxes, compared with the network on images."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from detector.commands.arguments import add_labels, add_split, fraction, open_options, positive_int
from detector.commands.exit_codes import DONE, EXPLAINED, PARTLY
from detector.commands.output import show, show_json, tell
from detector.errors import UserFacingError
from detector.export.requirements import ExportError, check_packages

if TYPE_CHECKING:
    from detector.config import DetectionConfig
    from detector.export.int8 import Int8Cost
    from detector.export.proof import Picture, Proof
    from detector.faster_rcnn import FasterRCNN

DRAWN = 6
NAME = "model.onnx"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], summary: str) -> None:
    parser = subparsers.add_parser(
        "export",
        help=summary,
        description="Write a network as one ONNX file that takes the pixels of an image of any size and gives boxes, "
        "classes and scores, and beside it a short program that runs it with onnxruntime and numpy alone. Before it is "
        "written, network and file detect in your images: where they find different boxes, nothing is written and the "
        "command fails. Needs the packages of `pip install 'frcnn-studio[onnx]'`.",
        epilog=EXPLAINED,
    )
    parser.add_argument("run", type=Path, metavar="RUN", help="the folder of a run, or a checkpoint")
    parser.add_argument(
        "data",
        type=Path,
        nargs="?",
        metavar="DATA",
        help="images to compare on: a folder or data set, labeled or not (default: a few drawn scenes)",
    )
    parser.add_argument("--to", choices=["onnx"], default="onnx", help="the kind of file (default: onnx)")
    parser.add_argument("--out", type=Path, metavar="FILE", help=f"the file to write (default: RUN/{NAME})")
    parser.add_argument("--overwrite", action="store_true", help="replace files that are there already")
    parser.add_argument(
        "--images", type=positive_int, default=100, metavar="N", help="number of images to compare on (default: 100)"
    )
    parser.add_argument(
        "--int8",
        action="store_true",
        help="also write a file in eight bits, calibrated on DATA, and say what it costs in AP (where DATA is labeled) "
        "and gains in time",
    )
    parser.add_argument(
        "--check",
        type=Path,
        metavar="FILE",
        help="write nothing: compare this earlier export with the network",
    )
    parser.add_argument("--score", type=fraction, help="the lowest score of a box in the file (default: the network's)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_split(parser)
    add_labels(parser)


def run(args: argparse.Namespace) -> int:
    check_packages()
    if args.int8 and args.data is None:
        raise UserFacingError("--int8 is calibrated on images. Name a folder of images after RUN.")
    checkpoint = find_network(args.run)

    from detector.export.export import ExportFiles, check_file, export_network
    from detector.training.foreign import load_any

    files = ExportFiles(args.out or checkpoint.with_name(NAME))
    if args.check is None:
        files.check(args.overwrite, args.int8)
    model = load_any(checkpoint).model
    detection = _choose_thresholds(model, args.score)
    paths = _find_images(args)
    pictures, total = _open_pictures(paths)
    with _Bar(total, args.json) as bar:
        if args.check is not None:
            proof = check_file(model, args.check, pictures, total, detection, bar.show)
        else:
            proof = export_network(model, files, pictures, total, detection, bar.show)
    cost = _write_int8(args, files.model, files.int8, model, paths) if args.int8 and args.check is None else None
    _report(args, proof, cost, [] if args.check else [files.model, files.script, *([files.int8] if cost else [])])
    return DONE if args.data is None or len(proof.differences) == total else PARTLY


def find_network(run: Path) -> Path:
    """The checkpoint of a run, or `run` itself where it is a file. Raises: ExportError."""
    from detector.training.run_state import BEST_NAME, LAST_NAME

    if run.is_file():
        return run
    kept = [run / name for name in (BEST_NAME, LAST_NAME) if (run / name).is_file()]
    if not kept:
        raise ExportError(f"{run} has no network ({BEST_NAME}). Name the folder of a run, or a checkpoint.")
    return kept[0]


def _choose_thresholds(model: FasterRCNN, score: float | None) -> DetectionConfig:
    from dataclasses import replace

    detection = model.config.detection
    return detection if score is None else replace(detection, score=score)


def _find_images(args: argparse.Namespace) -> tuple[Path, ...]:
    """Those to compare on. Raises: DatasetError."""
    if args.data is None:
        return ()
    from detector.commands.detect import find_images
    from detector.export.proof import choose_spread

    return choose_spread(find_images(args.data, args.split, open_options(args, None)).images, args.images)


def _open_pictures(paths: tuple[Path, ...]) -> tuple[Iterable[Picture], int]:
    from detector.export.proof import draw_pictures, read_pictures

    if not paths:
        tell(f"Comparing on {DRAWN} drawn scenes. Name a folder of images after RUN to compare on those.")
        return draw_pictures(DRAWN), DRAWN
    return read_pictures(paths, lambda text: tell(f"warning: {text}")), len(paths)


def _write_int8(
    args: argparse.Namespace, model: Path, target: Path, network: FasterRCNN, paths: tuple[Path, ...]
) -> Int8Cost:
    import torch

    from detector.export.int8 import calibrate, choose_measured, measure_cost

    calibrate(model, target, paths)
    options = open_options(args, None)
    images = choose_measured(
        args.data, network.classes, paths, options, args.split, lambda text: tell(f"warning: {text}")
    )
    with _Bar(2 * len(images), args.json) as bar:
        return measure_cost(model, target, images, torch.get_num_threads(), bar.step)


def _report(args: argparse.Namespace, proof: Proof, cost: Int8Cost | None, written: list[Path]) -> None:
    from dataclasses import asdict

    from detector.export.int8 import describe_cost
    from detector.export.proof import describe_proof

    if args.json:
        numbers = {
            "images": len(proof.differences),
            "detections": proof.detections,
            "largest_difference_pixels": proof.pixels,
            "largest_difference_score": proof.score,
            "on_edge": proof.on_edge,
            "seconds_per_image": {"onnxruntime": proof.file_s, "torch": proof.network_s},
            "written": [str(path) for path in written],
        }
        show_json(numbers | ({"int8": asdict(cost)} if cost else {}))
        return
    show(describe_proof(proof))
    if cost is not None:
        show(describe_cost(cost))
    if written:
        show(f"Written: {', '.join(str(path) for path in written)}")


class _Bar:
    """How many images are done; shows nothing where `quiet`."""

    def __init__(self, total: int, quiet: bool) -> None:
        from tqdm import tqdm

        self._bar = tqdm(total=total, unit="image", disable=True if quiet else None, dynamic_ncols=True)

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_error: object) -> None:
        self._bar.close()

    def step(self) -> None:
        self._bar.update()

    def show(self, done: int, _total: int) -> None:
        self._bar.update(done - self._bar.n)

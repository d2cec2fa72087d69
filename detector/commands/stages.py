"""`frcnn stages`: what every stage makes of one image and its boxes."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector.commands.output import print_json, print_stdout
from detector.config import PRESETS, get_preset
from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.errors import UserFacingError
from detector.training.runs.run_network import resolve_network

if TYPE_CHECKING:
    from detector.faster_rcnn import FasterRCNN
    from detector.trace.schema import StageTrace

DEFAULT_LABEL = "object"
VOC_CLASS_COUNT = 20
"""An untrained network has room for as many classes as the tutorial's."""


def parse_annotation(text: str) -> Annotation:
    """`x1,y1,x2,y2` or `x1,y1,x2,y2,class` as a box."""
    parts = text.split(",", maxsplit=4)
    try:
        x1, y1, x2, y2 = (float(part) for part in parts[:4])
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a box; use x1,y1,x2,y2 or x1,y1,x2,y2,class") from None
    box = Box(x1, y1, x2, y2)
    if box.is_degenerate:
        raise argparse.ArgumentTypeError(f"{text!r} has no area; x2 must be greater than x1, and y2 greater than y1")
    return Annotation(box, parts[4].strip() if len(parts) == 5 else DEFAULT_LABEL)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], summary: str) -> None:
    parser = subparsers.add_parser(
        "stages",
        help=summary,
        description="Pass one image and its ground-truth boxes through every stage, as in a training step, and print "
        "the numbers of anchors, proposals and RoIs of each stage and the four losses.",
    )
    parser.add_argument("image", type=Path, metavar="IMAGE", help="an image file")
    parser.add_argument(
        "--box",
        type=parse_annotation,
        action="append",
        default=[],
        dest="boxes",
        metavar="X1,Y1,X2,Y2[,CLASS]",
        help="a ground-truth box in pixels; may be given more than once",
    )
    parser.add_argument("--labels", type=Path, metavar="FILE", help="read the boxes from this Pascal VOC XML file")
    parser.add_argument("--preset", choices=sorted(PRESETS), default="tutorial")
    parser.add_argument(
        "--checkpoint", type=Path, metavar="RUN", help="run or checkpoint to use instead of an untrained preset"
    )
    parser.add_argument(
        "--weights",
        choices=("none", "imagenet"),
        default="none",
        help="initial weights of the backbone (default: none)",
    )
    parser.add_argument("--weights-dir", type=Path, metavar="DIR", help="folder with backbone weights")
    parser.add_argument("--seed", type=int, default=0, help="seed of the random weights and of the samples")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    summary = trace_from_arguments(args).summarize_counts()
    print_json(summary) if args.json else print_stdout(format_summary(summary))
    return 0


def trace_from_arguments(args: argparse.Namespace) -> StageTrace:
    """Decode, build the network, trace.

    Raises:
        UserFacingError: The reason, as a sentence for the user.
    """
    from detector.data.image_io import decode_image

    annotations: list[Annotation] = [*args.boxes, *(read_labeled_annotations(args.labels) if args.labels else ())]
    image = decode_image(args.image)

    import torch

    from detector.image_tensors import to_tensor
    from detector.targets import Target
    from detector.trace.live_stages import trace_image

    torch.manual_seed(args.seed)
    model = build_network(args, [annotation.label for annotation in annotations])
    corners = [annotation.bounds.xyxy for annotation in annotations]
    numbers = [find_class_number(model.classes, annotation.label) for annotation in annotations]
    target = Target(
        boxes=torch.tensor(corners, dtype=torch.float32).reshape(-1, 4),
        labels=torch.tensor(numbers, dtype=torch.int64),
        name=args.image.name,
    )
    return trace_image(model, to_tensor(image.pixels), target, args.seed, path=args.image)


def read_labeled_annotations(path: Path) -> tuple[Annotation, ...]:
    from detector.data.formats.voc.label_file import VocFile, detect_origin

    return VocFile.from_path(path, detect_origin([path])).image_annotations.annotations


def find_class_number(classes: tuple[str, ...], label: str) -> int:
    """The label's number in 1..C.

    Raises:
        UserFacingError: The network does not know it.
    """
    if label not in classes:
        raise UserFacingError(f"The network does not know the class {label!r}; it knows {', '.join(classes)}.")
    return classes.index(label) + 1


def build_network(args: argparse.Namespace, labels: list[str]) -> FasterRCNN:
    if args.checkpoint:
        from detector.training.checkpoints.checkpoint import load_checkpoint

        return load_checkpoint(resolve_network(args.checkpoint)).model
    from detector.zoo import build_detector

    return build_detector(get_preset(args.preset), fill_class_list(labels), args.weights, args.weights_dir)


def fill_class_list(labels: list[str]) -> tuple[str, ...]:
    """The `labels` that occur, and placeholders up to the tutorial's twenty classes."""
    names = list(dict.fromkeys(labels))
    return (*names, *(f"class {number}" for number in range(len(names) + 1, VOC_CLASS_COUNT + 1)))


def format_summary(summary: dict[str, Any]) -> str:
    """One stage a line: its name, then each count with its name."""
    return "\n".join(
        f"{stage:<11}"
        + "  ".join(f"{name.replace('_', ' ')} {_format_number(value)}" for name, value in counts.items())
        for stage, counts in summary.items()
    )


def _format_number(value: float | list[float]) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_format_number(item) for item in value) + "]"
    return f"{value:.4f}" if isinstance(value, float) else f"{value:,}"

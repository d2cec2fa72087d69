"""`frcnn evaluate`: measure a checkpoint on labelled images."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from detector.commands.arguments import add_device

if TYPE_CHECKING:
    from detector.evaluation.evaluate import Evaluation


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "evaluate",
        help="measure a checkpoint on a folder of labelled images",
        description="Detect in every labelled image of FOLDER and print the average precision at IoU 0.5 (AP50) of "
        "each class and their mean, as Pascal VOC measures it. Objects marked difficult do not count.",
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="images with Pascal VOC XML files beside them")
    parser.add_argument("--checkpoint", type=Path, required=True, metavar="FILE", help="what `frcnn train` wrote")
    add_device(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    from tqdm import tqdm

    from detector.data.labelled_set import load_training_set
    from detector.device import choose_device
    from detector.evaluation.evaluate import evaluate
    from detector.predictor import Predictor
    from detector.training.checkpoint import load_checkpoint

    device = choose_device(args.device)
    checkpoint = load_checkpoint(args.checkpoint)
    labelled = load_training_set(args.folder, checkpoint.classes)
    with tqdm(total=len(labelled.images), unit="image", disable=args.json) as bar:
        measured = evaluate(Predictor(checkpoint.model, device), labelled, lambda *_: bar.update())
    assert measured is not None
    for warning in (*labelled.warnings, *measured.warnings):
        print(f"warning: {warning}", file=sys.stderr)
    print(_as_json(measured) if args.json else _as_text(measured))
    return 0


def _as_json(measured: Evaluation) -> str:
    score = measured.average_precision
    return json.dumps({"images": measured.images, "ap50": {"mean": score.mean, "per_class": score.per_class}})


def _as_text(measured: Evaluation) -> str:
    score = measured.average_precision
    rows = [*score.per_class.items(), ("mean", score.mean)]
    width = max(len(name) for name, _ in rows)
    lines = [f"{name:<{width}}  {'no objects' if value is None else f'{value:.3f}'}" for name, value in rows]
    return "\n".join((f"AP50 on {measured.images} images", *lines))

"""Fine-tune our network and torchvision's of the same architecture on the same images, and compare their AP.

`python -m tests.benchmarks.accuracy --train DIR --test DIR --weights-dir DIR [--preset mobilenet_fpn] [--epochs 12]
[--seeds 1] [--batch-size 4] [--only ours|torchvision]`. DIR may end in `:train` or `:test` for a part of a data set.
Both start from the same backbone weights, see equally many images of the same input size in steps of the same size, and
are measured by the same evaluator. The peer trains as torchvision's reference recipe does: SGD with warm-up, flips.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from detector.config import DetectorConfig, TrainingConfig, preset
from detector.data.image_io import decode
from detector.data.labelled_set import TrainingSet, load_training_set
from detector.device import choose_device
from detector.evaluation.evaluate import evaluate, image_result
from detector.evaluation.measurement import Evaluation, measure
from detector.faster_rcnn import to_tensor
from detector.predictor import PredictedBoxes, Predictor
from detector.training.batches import BatchStream
from detector.training.recipe import steps_per_epoch
from detector.training.schedule import optimizer, rate_factor, set_rate
from detector.training.trainer import Trainer
from detector.zoo import build
from tests.benchmarks.peers import peer_of, take_backbone
from tests.benchmarks.timing import print_table

REFERENCE = {"flip": True, "scale_jitter": (1.0, 1.0), "colour_jitter": 0.0, "schedule": "step"}
"""What the peer is trained with; ours follows its preset."""


def main() -> None:
    args = _arguments()
    device = choose_device(args.device)
    training = _load(args.train)
    test = _load(args.test, training.classes)
    rows = []
    for seed in range(args.seeds):
        config = _settings(args, seed)
        for who, train in (("ours", our_evaluation), ("torchvision", their_evaluation)):
            if args.only in (None, who):
                start = time.monotonic()
                measured = train(config, training, test, args.weights_dir, device)
                rows.append(_row(who, seed, measured, time.monotonic() - start))
                print(*rows[-1], file=sys.stderr, flush=True)
    print_table(
        f"{args.preset}, {args.train} ({len(training.images)} images), measured on {args.test} ({len(test.images)})",
        rows,
        ("network", "seed", "AP50", "AP", "AP50 per class", "minutes"),
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.accuracy", description=__doc__.split("\n")[0])
    parser.add_argument("--train", required=True, metavar="DIR[:SPLIT]")
    parser.add_argument("--test", required=True, metavar="DIR[:SPLIT]")
    parser.add_argument("--weights-dir", type=Path)
    parser.add_argument("--preset", choices=("mobilenet_fpn", "vgg16"), default="mobilenet_fpn")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--batch-size", type=int)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--only", choices=("ours", "torchvision"))
    return parser.parse_args()


def _load(name: str, classes: Sequence[str] | None = None) -> TrainingSet:
    root, _, split = name.partition(":")
    return load_training_set(Path(root), classes, split=split or None)  # type: ignore[arg-type]


def _settings(args: argparse.Namespace, seed: int) -> DetectorConfig:
    config = preset(args.preset)
    given = {"epochs": args.epochs, "batch_size": args.batch_size, "seed": seed}
    recipe = replace(config.training, **{name: value for name, value in given.items() if value is not None})
    return replace(config, training=recipe)


def our_evaluation(
    config: DetectorConfig, training: TrainingSet, test: TrainingSet, weights_dir: Path | None, device: torch.device
) -> Evaluation:
    torch.manual_seed(config.training.seed)
    model = build(config, training.classes, "imagenet", weights_dir)
    with tempfile.TemporaryDirectory() as out:
        for _ in Trainer(model, training, config.training, Path(out), device).run():
            pass
    measured = evaluate(Predictor(model, device), test)
    assert measured is not None
    return measured


def their_evaluation(
    config: DetectorConfig, training: TrainingSet, test: TrainingSet, weights_dir: Path | None, device: torch.device
) -> Evaluation:
    torch.manual_seed(config.training.seed)
    peer = peer_of(config.preset, len(training.classes))
    take_backbone(peer, build(config, training.classes, "imagenet", weights_dir))
    recipe = replace(config.training, **REFERENCE)
    _train(peer.to(device), recipe, config, training, device)
    return _measure(peer, test, device)


def _train(
    peer: nn.Module, recipe: TrainingConfig, config: DetectorConfig, training: TrainingSet, device: torch.device
) -> None:
    sgd = optimizer(peer, recipe)
    total = recipe.epochs * steps_per_epoch(len(training.images), recipe.batch_size)
    peer.train()
    with BatchStream(training, recipe, config.input) as stream:
        for step in range(1, total + 1):
            batch = stream.next()
            set_rate(sgd, recipe.learning_rate * rate_factor(step, total, recipe))
            targets = [{key: target[key].to(device) for key in ("boxes", "labels")} for target in batch.targets]
            losses = peer([image.to(device) for image in batch.images], targets)
            sgd.zero_grad(set_to_none=True)
            torch.stack(list(losses.values())).sum().backward()
            nn.utils.clip_grad_norm_(peer.parameters(), recipe.clip_norm)
            sgd.step()


def _measure(peer: nn.Module, test: TrainingSet, device: torch.device) -> Evaluation:
    results = []
    peer.eval()
    for image in test.images:
        pixels = decode(image.path).pixels
        with torch.inference_mode():
            found = peer([to_tensor(pixels).to(device)])[0]
        boxes = PredictedBoxes(
            found["boxes"].cpu().numpy(),
            tuple(test.classes[label - 1] for label in found["labels"].tolist()),
            found["scores"].cpu().numpy().astype(np.float32),
            image.width,
            image.height,
        )
        results.append(image_result(image, boxes, test.classes))
    return measure(results, test.classes)


def _row(who: str, seed: int, measured: Evaluation, seconds: float) -> tuple[str, ...]:
    classes = ", ".join(
        f"{name} {value:.3f}" for name, value in measured.coco.per_class_50.items() if value is not None
    )
    coco = measured.coco
    return who, str(seed), f"{coco.ap50 or 0:.4f}", f"{coco.ap or 0:.4f}", classes, f"{seconds / 60:.1f}"


if __name__ == "__main__":
    main()

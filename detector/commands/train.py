"""`frcnn train`: fine-tune on a folder of labelled images."""

from __future__ import annotations

import argparse
import dataclasses
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from detector.commands.arguments import add_device, positive_float, positive_int, proper_fraction
from detector.config import PRESET_SUMMARIES, DetectorConfig, preset
from detector.errors import DatasetError, UserFacingError
from detector.training.recipe import suggested_epochs

if TYPE_CHECKING:
    from tqdm import tqdm

    from detector.data.labelled_set import TrainingSet
    from detector.faster_rcnn import FasterRCNN
    from detector.training.events import Finished, StepCompleted, TrainingEvent
    from detector.training.trainer import Trainer

DEFAULT_PRESET = "mobilenet"
EXIT_FAILED = 2
EXIT_INTERRUPTED = 130


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    presets = "; ".join(f"{name}: {summary}" for name, summary in PRESET_SUMMARIES.items())
    parser = subparsers.add_parser(
        "train",
        help="fine-tune a network on a folder of labelled images",
        description="Fine-tune a network on the images of FOLDER that have a Pascal VOC XML file, and write "
        "checkpoints to DIR: last.safetensors after every epoch, best.safetensors when there are images to validate "
        "on. Ctrl-C ends the run after the current step, with a checkpoint.",
        epilog=f"Presets. {presets}.",
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="images with labels beside them")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where checkpoints go")
    parser.add_argument("--overwrite", action="store_true", help="replace the checkpoints that DIR has")
    parser.add_argument(
        "--preset",
        choices=sorted(PRESET_SUMMARIES),
        help=f"default: {DEFAULT_PRESET}, or the checkpoint's own settings",
    )
    parser.add_argument(
        "--weights",
        default="imagenet",
        metavar="imagenet|none|CHECKPOINT",
        help="what the network starts from: a backbone that knows ImageNet, nothing, or a checkpoint, of which all "
        "that fits is kept, by the names of the classes (default: imagenet)",
    )
    parser.add_argument(
        "--weights-dir",
        type=Path,
        metavar="DIR",
        help="folder with ImageNet weights (default: the one that FRCNN_WEIGHTS_DIR names, else they are downloaded)",
    )
    length = parser.add_mutually_exclusive_group()
    length.add_argument(
        "--epochs", type=positive_int, help="how often each image is seen (default: the preset's; more for few images)"
    )
    length.add_argument("--steps", type=positive_int, help="how many batches, instead of epochs")
    parser.add_argument("--batch-size", type=positive_int, help="images in a step (default: the preset's)")
    parser.add_argument("--lr", type=positive_float, help="learning rate (default: the preset's)")
    held_back = parser.add_mutually_exclusive_group()
    held_back.add_argument("--val", type=Path, metavar="FOLDER", help="labelled images to measure AP50 on each epoch")
    held_back.add_argument(
        "--val-fraction", type=proper_fraction, metavar="F", help="hold back this part of FOLDER to measure AP50 on"
    )
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same run (default: 0)")
    add_device(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object per event instead of a progress bar")


def run(args: argparse.Namespace) -> int:
    _check_out(args)
    from detector.data.labelled_set import load_training_set

    training_set, validation = load_training_set(args.folder), None
    if args.val_fraction:
        training_set, validation = training_set.split(args.val_fraction, args.seed)
    elif args.val:
        validation = load_training_set(args.val, training_set.classes)

    import torch

    from detector.training.trainer import Trainer

    torch.manual_seed(args.seed)
    model, sentence = _network(args, training_set)
    if sentence:
        print(sentence, file=sys.stderr)
    recipe = model.config.training
    trainer = Trainer(model, training_set, recipe, args.out, args.device, validation, args.steps)
    return _follow(trainer, args.json)


def _check_out(args: argparse.Namespace) -> None:
    """Hours of training must not be lost to a repeated command."""
    for name in ("last.safetensors", "best.safetensors"):
        if (args.out / name).exists() and not args.overwrite:
            raise DatasetError(f"{args.out / name} exists. Choose another --out, or replace it with --overwrite.")


def _network(args: argparse.Namespace, training_set: TrainingSet) -> tuple[FasterRCNN, str]:
    """The network to train, and what to say about it."""
    if args.weights in ("imagenet", "none"):
        from detector.zoo import build

        config = _settings(args, preset(args.preset or DEFAULT_PRESET), len(training_set.images))
        return build(config, training_set.classes, args.weights, args.weights_dir), ""

    from detector.training.checkpoint import load_checkpoint
    from detector.training.transfer import start_from

    path = Path(args.weights)
    if not path.exists():
        raise UserFacingError(f"--weights is imagenet, none or a checkpoint, but there is no file {path}.")
    checkpoint = load_checkpoint(path)
    config = preset(args.preset) if args.preset else checkpoint.config
    return start_from(checkpoint, _settings(args, config, len(training_set.images)), training_set.classes)


def _settings(args: argparse.Namespace, config: DetectorConfig, images: int) -> DetectorConfig:
    """`config` with the recipe that the arguments ask for; where they do not say how long, few images come oftener."""
    given = {"epochs": args.epochs, "batch_size": args.batch_size, "learning_rate": args.lr, "seed": args.seed}
    chosen = {name: value for name, value in given.items() if value is not None}
    recipe = dataclasses.replace(config.training, **chosen)
    if args.epochs is None:
        recipe = dataclasses.replace(recipe, epochs=suggested_epochs(images, recipe))
    return dataclasses.replace(config, training=recipe)


def _follow(trainer: Trainer, as_json: bool) -> int:
    """Show the run until it ends; the exit code."""
    from tqdm import tqdm

    from detector.training.events import Finished

    finished: Finished | None = None
    with _cancelled_by_ctrl_c(trainer), tqdm(unit="step", disable=as_json, dynamic_ncols=True) as bar:
        for event in trainer.run():
            if as_json:
                print(json.dumps(as_object(event)), flush=True)
            else:
                _show(event, bar)
            if isinstance(event, Finished):
                finished = event
    assert finished is not None
    return _exit_code(finished)


def _exit_code(finished: Finished) -> int:
    if finished.failed:
        kept = f" The last checkpoint is {finished.path}." if finished.path else ""
        print(f"{finished.message}{kept}", file=sys.stderr)
        return EXIT_FAILED
    if finished.reason == "cancelled":
        kept = f"; the checkpoint is {finished.path}" if finished.path else ""
        print(f"Interrupted after step {finished.steps}{kept}.", file=sys.stderr)
        return EXIT_INTERRUPTED
    return 0


@contextmanager
def _cancelled_by_ctrl_c(trainer: Trainer) -> Iterator[None]:
    """The first Ctrl-C ends the run in good order, the second at once."""

    def cancel(_signal: int, _frame: FrameType | None) -> None:
        trainer.cancel()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, cancel)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def as_object(event: TrainingEvent) -> dict[str, Any]:
    """The event with its name, for JSON."""
    values = {key: str(v) if isinstance(v, Path) else v for key, v in dataclasses.asdict(event).items()}
    return {"event": type(event).__name__, **values}


def _show(event: TrainingEvent, bar: tqdm[Any]) -> None:
    """One event on the terminal: steps move the bar, all else is a line above it."""
    from detector.training import events

    match event:
        case events.TrainingStarted():
            bar.reset(event.total_steps)
            classes = ", ".join(event.classes)
            counts = f"{event.images} images, {len(event.classes)} classes"
            bar.write(f"{counts} ({classes}), preset {event.preset}, on {event.device}")
        case events.StepCompleted():
            bar.set_postfix_str(_losses(event), refresh=False)
            bar.update(1)
        case events.EpochCompleted():
            measured = "" if event.average_precision is None else f", AP50 {event.average_precision:.3f}"
            bar.write(f"epoch {event.epoch}: mean loss {event.mean_losses['total']:.3f}{measured}")
        case events.Warned():
            bar.write(f"warning: {event.message}")
        case events.Finished(reason="completed"):
            bar.write(f"Done: {event.steps} steps. Checkpoint: {event.path}")


def _losses(event: StepCompleted) -> str:
    short = {key.removeprefix("loss_"): f"{value:.3f}" for key, value in event.losses.items()}
    return f"epoch {event.epoch}, " + " ".join(f"{key} {value}" for key, value in short.items())

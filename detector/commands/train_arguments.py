"""What `frcnn train` can be told, and the recipe that comes of it."""

from __future__ import annotations

import argparse
import dataclasses
import functools
import textwrap
from pathlib import Path
from typing import get_args

from detector.commands.arguments import (
    add_device,
    add_format,
    add_labels,
    parse_positive_float,
    parse_positive_int,
    parse_proper_fraction,
)
from detector.commands.exit_codes import EXIT_CODES_HELP
from detector.config import DEFAULT_PRESET, PRESET_SUMMARIES, AnchorConfig, DetectorConfig
from detector.data.formats.base import Split
from detector.errors import UserFacingError
from detector.pretrained import MAX_FEW_IMAGES
from detector.training.options import EPOCHS, TRAINING_OPTIONS, OptionValue, TrainingOption, apply_options
from detector.training.runs.schedule_length import suggest_epochs


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], summary: str) -> None:
    presets = "\n".join(f"  {name:<20} {summary}" for name, summary in PRESET_SUMMARIES.items())
    parser = subparsers.add_parser(
        "train",
        help=summary,
        description="Fine-tune a network on labeled images. DIR then holds last.safetensors (to go on from),\n"
        "best.safetensors (the highest AP, where there are images to measure on) and events.jsonl\n"
        "(every loss and measure). Ctrl-C, SIGTERM or a closed terminal ends the run after the step\n"
        "it is in, with a checkpoint; the same command with --resume goes on, also after a crash.",
        epilog=f"presets:\n{presets}\n\n"
        "Several GPUs: torchrun --nproc-per-node N -m detector train DATA --out DIR ...\n\n"
        + "\n".join(textwrap.wrap(EXIT_CODES_HELP, 90)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("data", type=Path, metavar="DATA", help="labeled images, in any format")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the run's files go")
    _add_data(parser)
    _add_run(parser)
    _add_network(parser)
    _add_recipe(parser)
    _add_machine(parser)


def _add_data(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "what to learn from",
        "Where DATA names a training and a validation part itself, they are used as such unless an option says "
        "otherwise.",
    )
    add_format(group)
    add_labels(group)
    group.add_argument("--split", choices=get_args(Split), help="learn from this part of DATA only")
    group.add_argument(
        "--skip-unusable",
        action="store_true",
        help="train without the images whose boxes are fractions of a pixel table, not turned as EXIF asks, or smaller "
        "than a pixel (default: stop before the first step and name them)",
    )
    held_back = group.add_mutually_exclusive_group()
    held_back.add_argument("--val", type=Path, metavar="DATA", help="other labeled images to measure AP on each epoch")
    held_back.add_argument(
        "--val-fraction",
        type=parse_proper_fraction,
        metavar="F",
        help="hold back this part of DATA (0 to 1) to measure AP on",
    )


def _add_run(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the run")
    again = group.add_mutually_exclusive_group()
    again.add_argument("--overwrite", action="store_true", help="replace the run that DIR holds")
    again.add_argument(
        "--resume",
        action="store_true",
        help="go on with the run in DIR, with the settings that it was begun with; where DIR holds no checkpoint yet, "
        "begin, so that the same command may be repeated; --epochs, --steps, --device and --workers may change",
    )
    group.add_argument(
        "--checkpoint-every",
        type=parse_positive_int,
        metavar="N",
        help="save last.safetensors every N steps too (always: after each epoch, and every five minutes)",
    )
    group.add_argument("--tensorboard", type=Path, metavar="DIR", help="write losses and measures for TensorBoard")
    group.add_argument("--json", action="store_true", help="print one JSON object per event instead of a progress bar")


def _add_network(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the network")
    group.add_argument(
        "--preset",
        choices=list(PRESET_SUMMARIES),
        metavar="NAME",
        help=f"one of those below (default: {DEFAULT_PRESET}, or the checkpoint's own)",
    )
    group.add_argument(
        "--weights",
        metavar="imagenet|coco|none|FILE",
        help="what it starts from: a backbone that knows ImageNet, a detector that knows COCO, nothing, or a file (a "
        "checkpoint, or torchvision's .pth), of which all that fits is kept, by the names of the classes "
        f"(default: coco under {MAX_FEW_IMAGES} images where the preset has COCO weights that are on this machine or "
        "can "
        "be downloaded, else imagenet)",
    )
    group.add_argument(
        "--weights-dir",
        type=Path,
        metavar="DIR",
        help="folder with ImageNet and COCO weights (default: the one that FRCNN_WEIGHTS_DIR names, else they are "
        "downloaded)",
    )
    group.add_argument(
        "--anchors", type=Path, metavar="FILE", help="anchors that fit the boxes, as frcnn anchors --write tells them"
    )


def _add_recipe(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the recipe", "Each default is the preset's own.")
    length = group.add_mutually_exclusive_group()
    _add_option(length, EPOCHS)
    length.add_argument("--steps", type=parse_positive_int, metavar="N", help="how many batches, instead of epochs")
    length.add_argument(
        "--minutes",
        type=parse_positive_float,
        metavar="N",
        help="about how long the whole run may take; from a few steps that are measured first follow the number of "
        "steps and, where time is short, smaller batches and images",
    )
    for option in TRAINING_OPTIONS:
        if option.group not in ("length", "machine"):
            _add_option(group, option)


def _add_option(group: argparse._ActionsContainer, option: TrainingOption) -> None:
    """Add `option` as its kind needs it; without a default, since that is the preset's."""
    name, text = f"--{option.name}", _format_help(option.help)
    if option.kind is bool:
        group.add_argument(name, action=argparse.BooleanOptionalAction, default=None, help=text)
    elif option.choices:
        group.add_argument(name, choices=option.choices, help=text)
    else:
        group.add_argument(name, type=functools.partial(_parse_option, option), metavar=option.metavar, help=text)


def _format_help(sentence: str) -> str:
    """As argparse's own: without a capital and a full stop."""
    return f"{sentence[0].lower()}{sentence[1:].removesuffix('.')}"


def _parse_option(option: TrainingOption, text: str) -> OptionValue:
    try:
        return option.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _add_machine(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the machine")
    add_device(group)
    for option in TRAINING_OPTIONS:
        if option.group == "machine":
            _add_option(group, option)


def apply_arguments(args: argparse.Namespace, config: DetectorConfig) -> DetectorConfig:
    """`config` with what the arguments say of its recipe."""
    return apply_options(config, read_options(args))


def read_options(args: argparse.Namespace) -> dict[str, OptionValue]:
    """The training options that are given, by name."""
    values = {option.name: getattr(args, option.name.replace("-", "_")) for option in TRAINING_OPTIONS}
    return {name: value for name, value in values.items() if value is not None}


def apply_arguments_and_epochs(args: argparse.Namespace, config: DetectorConfig, images: int) -> DetectorConfig:
    """As `apply_arguments`; where the arguments do not say how long, few images come oftener."""
    chosen = apply_anchors(args, apply_arguments(args, config))
    if args.epochs is not None:
        return chosen
    epochs = suggest_epochs(images, chosen.training)
    return dataclasses.replace(chosen, training=dataclasses.replace(chosen.training, epochs=epochs))


def apply_anchors(args: argparse.Namespace, config: DetectorConfig) -> DetectorConfig:
    """`config` with the anchors of `--anchors`, where it is given. Raises: UserFacingError."""
    return config if args.anchors is None else dataclasses.replace(config, anchors=_read_anchors(args.anchors))


def _read_anchors(path: Path) -> AnchorConfig:
    """What `frcnn anchors --write` wrote to `path`.

    Raises:
        UserFacingError: The reason, as a sentence for the user.
    """
    try:
        return DetectorConfig.from_json(f'{{"anchors": {path.read_text(encoding="utf-8")}}}').anchors
    except (OSError, ValueError) as error:
        raise UserFacingError(f"{path} does not hold anchors ({error}). Make it with frcnn anchors --write.") from error

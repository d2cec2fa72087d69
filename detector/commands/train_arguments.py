"""The options of `frcnn train`, and the recipe that they define."""

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
from detector.commands.proposal_arguments import add_proposals, apply_proposals
from detector.config import DEFAULT_PRESET, PRESET_SUMMARIES, AnchorConfig, DetectorConfig
from detector.data.formats.base import Split
from detector.errors import UserFacingError
from detector.training.options import EPOCHS, TRAINING_OPTIONS, OptionValue, TrainingOption, apply_options
from detector.training.runs.schedule_length import suggest_epochs
from detector.weights.pretrained import MAX_FEW_IMAGES


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], summary: str) -> None:
    width = max(map(len, PRESET_SUMMARIES))
    presets = "\n".join(f"  {name:<{width}} {summary}" for name, summary in PRESET_SUMMARIES.items())
    parser = subparsers.add_parser(
        "train",
        help=summary,
        description="Fine-tune a network on labeled images. DIR receives last.safetensors (to resume "
        "from),\nbest.safetensors (the best AP, if there is a validation set) and events.jsonl\n(all losses "
        "and measurements). Ctrl-C, SIGTERM or closing the terminal ends the run after\nthe current step and "
        "saves a checkpoint; the same command with --resume continues the run,\nalso after a crash.",
        epilog=f"presets:\n{presets}\n\n"
        "Several GPUs: torchrun --nproc-per-node N -m detector train DATA --out DIR ...\n\n"
        + "\n".join(textwrap.wrap(EXIT_CODES_HELP, 90)),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("data", type=Path, metavar="DATA", help="labeled images, in any format")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the files of the run")
    _add_data(parser)
    _add_run(parser)
    _add_network(parser)
    _add_recipe(parser)
    _add_machine(parser)


def _add_data(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "data",
        "If DATA has a training split, only that is learned from; its validation split, if any, is the validation set.",
    )
    add_format(group)
    add_labels(group)
    group.add_argument("--split", choices=get_args(Split), help="train on this split of DATA only")
    group.add_argument(
        "--skip-unusable",
        action="store_true",
        help="train without the images whose boxes are fractions in a pixel format, ignore the EXIF rotation, or "
        "are smaller than a pixel (default: stop before the first step and list them)",
    )
    held_back = group.add_mutually_exclusive_group()
    held_back.add_argument(
        "--val",
        type=Path,
        metavar="DATA",
        help="other labeled images as validation set; AP is measured after each epoch",
    )
    held_back.add_argument(
        "--val-fraction",
        type=parse_proper_fraction,
        metavar="F",
        help="hold out this fraction (0 to 1) of DATA, or of its training split, as validation set",
    )


def _add_run(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the run")
    again = group.add_mutually_exclusive_group()
    again.add_argument("--overwrite", action="store_true", help="replace the run in DIR")
    again.add_argument(
        "--resume",
        action="store_true",
        help="resume the run in DIR with its settings; if DIR has no checkpoint yet, begin a new run, so the same "
        "command can be repeated; --epochs, --steps, --device and --workers may change",
    )
    group.add_argument(
        "--checkpoint-every",
        type=parse_positive_int,
        metavar="N",
        help="also save last.safetensors every N steps (always: after each epoch and every five minutes)",
    )
    group.add_argument("--tensorboard", type=Path, metavar="DIR", help="write losses and measurements for TensorBoard")
    group.add_argument("--json", action="store_true", help="print one JSON object per event instead of a progress bar")


def _add_network(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the network")
    group.add_argument(
        "--preset",
        choices=list(PRESET_SUMMARIES),
        metavar="NAME",
        help=f"one of the presets below (default: {DEFAULT_PRESET}, or the checkpoint's own)",
    )
    group.add_argument(
        "--weights",
        metavar="imagenet|coco|none|FILE",
        help="initial weights: a backbone trained on ImageNet, a detector trained on COCO, none, or a file (a "
        "checkpoint, or a .pth file of torchvision), of which all matching weights are used, matched by class "
        f"name (default: coco with fewer than {MAX_FEW_IMAGES} images if the preset has COCO weights that are on this "
        "machine or can be downloaded, otherwise imagenet)",
    )
    group.add_argument(
        "--weights-dir",
        type=Path,
        metavar="DIR",
        help="folder with ImageNet and COCO weights (default: FRCNN_WEIGHTS_DIR if it is set, otherwise they are "
        "downloaded)",
    )
    group.add_argument(
        "--anchors", type=Path, metavar="FILE", help="anchors that fit the boxes, as written by `frcnn anchors --write`"
    )
    add_proposals(group)


def _add_recipe(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the recipe", "Defaults are those of the preset.")
    length = group.add_mutually_exclusive_group()
    _add_option(length, EPOCHS)
    length.add_argument("--steps", type=parse_positive_int, metavar="N", help="number of batches, instead of epochs")
    length.add_argument(
        "--minutes",
        type=parse_positive_float,
        metavar="N",
        help="approximate length of the whole run; the number of steps follows from a few steps that are measured "
        "first and, if time is short, smaller batches and images",
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
    chosen = apply_proposals(args, apply_anchors(args, apply_arguments(args, config)))
    if args.epochs is not None:
        return chosen
    epochs = suggest_epochs(images, chosen.training)
    return dataclasses.replace(chosen, training=dataclasses.replace(chosen.training, epochs=epochs))


NO_ANCHORS = "{preset} has no anchors: its proposals come from {source}. Omit --anchors."


def apply_anchors(args: argparse.Namespace, config: DetectorConfig) -> DetectorConfig:
    """`config` with the anchors of `--anchors`, where it is given. Raises: UserFacingError."""
    if args.anchors is None:
        return config
    if not config.proposals.has_rpn:
        raise UserFacingError(NO_ANCHORS.format(preset=config.preset, source=config.proposals.source))
    return dataclasses.replace(config, anchors=_read_anchors(args.anchors))


def _read_anchors(path: Path) -> AnchorConfig:
    """What `frcnn anchors --write` wrote to `path`.

    Raises:
        UserFacingError: The reason, as a sentence for the user.
    """
    try:
        return DetectorConfig.from_json(f'{{"anchors": {path.read_text(encoding="utf-8")}}}').anchors
    except (OSError, ValueError) as error:
        raise UserFacingError(
            f"{path} does not contain anchors ({error}). Create it with `frcnn anchors --write`."
        ) from error

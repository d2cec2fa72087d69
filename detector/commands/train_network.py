"""What `frcnn train` starts from: pretrained weights, nothing, another network, or the run's own checkpoint."""

from __future__ import annotations

import argparse
from pathlib import Path

from detector.commands.train_arguments import DEFAULT_PRESET, settings, settings_for, with_anchors
from detector.config import preset
from detector.errors import UserFacingError, WeightsUnavailableError
from detector.faster_rcnn import FasterRCNN
from detector.pretrained import COCO_PRESET
from detector.training.checkpoint import Checkpoint, Unfinished, load_unfinished
from detector.training.foreign import load_any
from detector.training.resume import check_settings
from detector.training.transfer import start_from
from detector.zoo import build, build_coco, find_start


def new_network(args: argparse.Namespace, classes: tuple[str, ...], images: int) -> tuple[FasterRCNN, str]:
    """The network to train on so many images, and what to say about it. Errors: UserFacingError."""
    if args.weights:
        return _from_weights(args, args.weights, classes, images)
    proposed = find_start(args.preset or DEFAULT_PRESET, images, args.weights_dir)
    model, sentence = _from_weights(args, proposed.weights, classes, images)
    return model, f"{proposed.sentence} {sentence}".strip()


def _from_weights(
    args: argparse.Namespace, weights: str, classes: tuple[str, ...], images: int
) -> tuple[FasterRCNN, str]:
    """As `new_network`, from `weights`, which is what `--weights` takes."""
    if weights in ("imagenet", "none"):
        config = settings_for(args, preset(args.preset or DEFAULT_PRESET), images)
        try:
            return build(config, classes, weights, args.weights_dir), ""
        except WeightsUnavailableError as error:
            raise WeightsUnavailableError(f"{error} Or start from nothing: --weights none.") from error
    known = _known(args, weights)
    config = preset(args.preset) if args.preset else known.config
    return start_from(known, settings_for(args, config, images), classes)


def _known(args: argparse.Namespace, weights: str) -> Checkpoint:
    """The network that the new one learns from."""
    if weights == "coco":
        return Checkpoint(build_coco(preset(args.preset or COCO_PRESET), args.weights_dir), 0)
    path = Path(weights)
    if not path.exists():
        raise UserFacingError(f"--weights is imagenet, coco, none or a file, but there is no file {path}.")
    return load_any(path, args.preset or "")


def resumed(args: argparse.Namespace, path: Path) -> tuple[FasterRCNN, Unfinished, str]:
    """The network and the run that `path` holds, and what to say about it.

    `--weights` only says what a run starts from, so that it may be given again, and is not looked at.

    Raises:
        CheckpointError: `path` is no checkpoint to go on from.
        UserFacingError: Names what the arguments want and what cannot change any more.
    """
    checkpoint, unfinished = load_unfinished(path)
    model, saved = checkpoint.model, checkpoint.config
    if args.preset and args.preset != saved.preset:
        raise UserFacingError(f"The run was begun with --preset {saved.preset}; it cannot go on with {args.preset}.")
    model.config = with_anchors(args, settings(args, saved))
    check_settings(saved, model.config)
    unread = f" --weights {args.weights} is not used: the run has its own weights." if args.weights else ""
    return model, unfinished, f"The run in {path.parent} is resumed after step {unfinished.state.step}.{unread}"

"""What `frcnn train` starts from: pretrained weights, nothing, another network, or the run's own checkpoint."""

from __future__ import annotations

import argparse
from pathlib import Path

from detector.commands.train_arguments import DEFAULT_PRESET, apply_anchors, apply_arguments, apply_arguments_and_epochs
from detector.config import get_preset
from detector.errors import UserFacingError, WeightsUnavailableError
from detector.faster_rcnn import FasterRCNN
from detector.pretrained import COCO_PRESET
from detector.training.checkpoints.checkpoint import Checkpoint, ResumeState, load_resume_state
from detector.training.checkpoints.torchvision_weights import load_any_checkpoint
from detector.training.checkpoints.transfer import start_from_checkpoint
from detector.training.runs.resume import check_resume_settings
from detector.zoo import build_coco_detector, build_detector, find_start


def build_new_network(args: argparse.Namespace, classes: tuple[str, ...], images: int) -> tuple[FasterRCNN, str]:
    """The network to train on so many images, and what to say about it.

    Raises:
        UserFacingError: The reason, as a sentence for the user.
    """
    if args.weights:
        return _build_from_weights(args, args.weights, classes, images)
    proposed = find_start(args.preset or DEFAULT_PRESET, images, args.weights_dir)
    model, sentence = _build_from_weights(args, proposed.weights, classes, images)
    return model, f"{proposed.sentence} {sentence}".strip()


def _build_from_weights(
    args: argparse.Namespace, weights: str, classes: tuple[str, ...], images: int
) -> tuple[FasterRCNN, str]:
    """As `build_new_network`, from `weights`, which is what `--weights` takes."""
    if weights in ("imagenet", "none"):
        config = apply_arguments_and_epochs(args, get_preset(args.preset or DEFAULT_PRESET), images)
        try:
            return build_detector(config, classes, weights, args.weights_dir), ""
        except WeightsUnavailableError as error:
            raise WeightsUnavailableError(f"{error} Or start from nothing: --weights none.") from error
    known = _load_start_network(args, weights)
    config = get_preset(args.preset) if args.preset else known.config
    return start_from_checkpoint(known, apply_arguments_and_epochs(args, config, images), classes)


def _load_start_network(args: argparse.Namespace, weights: str) -> Checkpoint:
    """The network that the new one learns from."""
    if weights == "coco":
        return Checkpoint(build_coco_detector(get_preset(args.preset or COCO_PRESET), args.weights_dir), 0)
    path = Path(weights)
    if not path.exists():
        raise UserFacingError(f"--weights is imagenet, coco, none or a file, but there is no file {path}.")
    return load_any_checkpoint(path, args.preset or "")


def resume_network(args: argparse.Namespace, path: Path) -> tuple[FasterRCNN, ResumeState, str]:
    """The network and the run that `path` holds, and what to say about it.

    `--weights` only says what a run starts from, so that it may be given again, and is not looked at.

    Raises:
        CheckpointError: `path` is no checkpoint to go on from.
        UserFacingError: Names what the arguments want and what cannot change any more.
    """
    checkpoint, resume_state = load_resume_state(path)
    model, saved = checkpoint.model, checkpoint.config
    if args.preset and args.preset != saved.preset:
        raise UserFacingError(f"The run was begun with --preset {saved.preset}; it cannot go on with {args.preset}.")
    model.config = apply_anchors(args, apply_arguments(args, saved))
    check_resume_settings(saved, model.config)
    unread = f" --weights {args.weights} is not used: the run has its own weights." if args.weights else ""
    return model, resume_state, f"The run in {path.parent} is resumed after step {resume_state.state.step}.{unread}"

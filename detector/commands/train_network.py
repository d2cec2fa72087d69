"""What `frcnn train` starts from: pretrained weights, nothing, another network, or the run's own checkpoint."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from detector.commands.proposal_arguments import apply_proposals
from detector.commands.train_arguments import apply_anchors, apply_arguments, apply_arguments_and_epochs
from detector.errors import UserFacingError
from detector.faster_rcnn import FasterRCNN
from detector.training.checkpoints.checkpoint import ResumeState, load_resume_state
from detector.training.runs.resume import check_resume_settings
from detector.training.start_run import (
    NetworkRequest,
    ResumedRun,
    RunLength,
    RunRequest,
    keep_length,
)
from detector.weights.pretrained import PROPOSED

if TYPE_CHECKING:
    from detector.commands.run_start import RunStart

RESUMED = "The run in {folder} is resumed after step {step}.{rest}"


def build_run_request(args: argparse.Namespace, start: RunStart, arguments: Mapping[str, str]) -> RunRequest:
    """The run that the arguments ask for, from where `start` says.

    Args:
        args: Of `frcnn train`.
        start: What `--out` holds.
        arguments: How a resumed run comes by the same images.

    Raises:
        CheckpointError: The run to resume was begun with another length.
    """
    network = NetworkRequest(
        args.preset or "", args.weights or PROPOSED, args.weights_dir, args.seed if args.seed is not None else 0
    )
    length, resumed = RunLength(args.steps, args.minutes or 0.0), None
    if start.model is not None and start.resume_state is not None:
        resumed = ResumedRun(start.model, start.resume_state)
        length = keep_length(start.resume_state.state, args.steps, args.epochs, args.minutes or 0.0)
    return RunRequest(
        args.out,
        network,
        lambda config, images: apply_arguments_and_epochs(args, config, images),
        resumed,
        length,
        args.batch_size is not None,
        args.checkpoint_every,
        arguments,
    )


def resume_network(args: argparse.Namespace, path: Path) -> tuple[FasterRCNN, ResumeState, str]:
    """The network and the run that `path` holds, and what to say about it.

    `--weights` only says what a run starts from, so that it may be given again, and is ignored.

    Raises:
        CheckpointError: `path` is not a checkpoint that can be resumed.
        UserFacingError: Names what the arguments want and what cannot change any more.
    """
    checkpoint, resume_state = load_resume_state(path)
    model, saved = checkpoint.model, checkpoint.config
    if args.preset and args.preset != saved.preset:
        raise UserFacingError(
            f"The run was begun with --preset {saved.preset}; it cannot be resumed with {args.preset}."
        )
    model.config = apply_proposals(args, apply_anchors(args, apply_arguments(args, saved)))
    check_resume_settings(saved, model.config)
    unread = f" --weights {args.weights} is ignored: the run has its own weights." if args.weights else ""
    return model, resume_state, RESUMED.format(folder=path.parent, step=resume_state.state.step, rest=unread)

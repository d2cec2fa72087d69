"""`frcnn evaluate --against`: whether a network is better than another, or only lucky with its images."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detector.commands.arguments import build_open_options
from detector.commands.held_out import warn_of_learned_images
from detector.commands.output import print_stderr
from detector.errors import UserFacingError
from detector.evaluation.pairing import MeasuredSet, PairedComparison, compare_sets
from detector.training.runs.run_network import find_run_network

if TYPE_CHECKING:
    import torch

    from detector.data.labeled_image import LabeledImage
    from detector.tiles.tiling import Tiling

NOTHING_THERE = (
    "There is no file or folder {path}. Choose the folder of a run, a checkpoint, or a file of detections for "
    "--against."
)
NO_NETWORK = "The run in {folder} has saved no network. Choose another run for --against."
OTHER_CLASSES = "it has the classes {classes}; measured were {measured}"

CHECKPOINT_SUFFIXES = (".safetensors", ".pt", ".pth")


def find_checkpoint(against: Path) -> Path | None:
    """The network that `against` means.

    Returns:
        None where it is something that has detections.

    Raises:
        UserFacingError: there is nothing, or a run without a network.
    """
    from detector.training.runs.event_log import LOG_NAME

    if not against.exists():
        raise UserFacingError(NOTHING_THERE.format(path=against))
    if against.is_file():
        return against if against.suffix.lower() in CHECKPOINT_SUFFIXES else None
    found = find_run_network(against)
    if found is None and (against / LOG_NAME).is_file():
        raise UserFacingError(NO_NETWORK.format(folder=against))
    return found


def compare_with_checkpoint(
    first: MeasuredSet,
    own: Path | None,
    other: Path,
    root: Path,
    device: torch.device,
    quiet: bool,
    tiling: Tiling | None = None,
    labeled: Sequence[LabeledImage] = (),
) -> PairedComparison:
    """Detect with another network in the images of `first`, and compare. Processes that work together all call this.

    Args:
        first: what was found by the network that is measured.
        own: its checkpoint; None where it is not known.
        other: the checkpoint of the other network.
        root: where the images are.
        device: to detect on.
        quiet: no progress is shown, and no warnings.
        tiling: how large images are cut for the other network.
        labeled: the images with their outlines, with which masks are compared, too, if `first` has some.

    Raises:
        UserFacingError: the checkpoint cannot be used, or nothing can be compared.
    """
    if own is not None and own.samefile(other):
        return _compare_measured(first, first, other)
    if not quiet:
        warn_of_learned_images(other, root, [one.path for one in first.results])
    measured = _measure_other_network(first, other, root, device, quiet, tiling, labeled if first.masks else ())
    return _compare_measured(first, measured, other)


def compare_with_detections(first: MeasuredSet, args: argparse.Namespace) -> PairedComparison:
    """Compare with detections from a file or folder. Raises: UserFacingError."""
    from detector.evaluation.external.measure import measure_external

    options = build_open_options(args, args.format)
    measured = measure_external(args.data, args.against, options, args.split, args.ids)
    for warning in measured.evaluation.warnings:
        print_stderr(f"warning: {args.against}: {warning}")
    evaluation = measured.evaluation
    other = MeasuredSet(measured.classes, evaluation.results, evaluation.compared_masks)
    return _compare_measured(first, other, args.against)


def _compare_measured(first: MeasuredSet, other: MeasuredSet, source: Path) -> PairedComparison:
    compared = compare_sets(first, other)
    if compared is None:
        known = OTHER_CLASSES.format(classes=", ".join(other.classes), measured=", ".join(first.classes))
        raise UserFacingError(
            f"{source} cannot be compared: no image has an object of a class that both know ({known}). Choose "
            "another run for --against."
        )
    return compared


def _measure_other_network(
    first: MeasuredSet,
    other: Path,
    root: Path,
    device: torch.device,
    quiet: bool,
    tiling: Tiling | None,
    labeled: Sequence[LabeledImage],
) -> MeasuredSet:
    """Detect in the images of `first`; masks are compared with the outlines of `labeled`."""
    from detector.commands.measure_bar import measure_with_bar
    from detector.data.labeled_image import LabeledImage
    from detector.data.labeled_set import TrainingSet
    from detector.predictor import Predictor
    from detector.training.checkpoints.checkpoint import load_checkpoint

    checkpoint = load_checkpoint(other)
    no_boxes, no_labels = np.zeros((0, 4), dtype=np.float32), np.zeros(0, dtype=np.int64)
    no_flags = np.zeros(0, dtype=np.bool_)
    images = {
        one.path: LabeledImage(one.path, one.width, one.height, no_boxes, no_labels, no_flags) for one in first.results
    }
    images |= {one.path: one.map_labels(first.classes, checkpoint.classes) for one in labeled if one.path in images}
    measured = measure_with_bar(
        Predictor(checkpoint.model, device),
        TrainingSet(root, checkpoint.classes, tuple(images.values())),
        quiet,
        with_diagnostics=False,
        tiling=tiling,
        with_masks=bool(labeled),
    )
    return MeasuredSet(checkpoint.classes, measured.results, measured.compared_masks)

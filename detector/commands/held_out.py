"""Images that a network was trained on among those it is measured on: its result there is too optimistic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detector.commands.output import print_stderr
from detector.errors import UserFacingError
from detector.training.runs.split_file import SPLIT_NAME, read_split

if TYPE_CHECKING:
    from detector.data.labeled_set import TrainingSet

TRAINED_ON_IMAGES = (
    "warning: {name} was trained on {learned:,} of these {images:,} images, so its result is too optimistic. Add "
    "--held-out to measure on the others."
)
NO_SPLIT = (
    "{folder} has no {name}, so it is not known which images {network} was trained on. Omit --held-out, and choose "
    "images with --split."
)
NONE_HELD_OUT = (
    "{network} was trained on all these images, so none is held out. Omit --held-out, or measure other images."
)


def warn_of_learned_images(network: Path, root: Path, images: Sequence[Path]) -> None:
    """Print a warning if `network` was trained on some of `images` of the data set `root`."""
    split = read_split(network.parent)
    if split is not None and (learned := len(split.select_learned(images, root))):
        print_stderr(TRAINED_ON_IMAGES.format(name=network, learned=learned, images=len(images)))


def select_held_out(labeled: TrainingSet, networks: Iterable[Path]) -> TrainingSet:
    """The images of `labeled` that none of `networks` was trained on.

    Raises:
        UserFacingError: There is none, or it is not known what a network was trained on.
    """
    for network in networks:
        split = read_split(network.parent)
        if split is None:
            raise UserFacingError(NO_SPLIT.format(folder=network.parent, name=SPLIT_NAME, network=network.name))
        learned = split.select_learned((image.path for image in labeled.images), labeled.root)
        kept = tuple(image for image in labeled.images if image.path not in learned)
        if not kept:
            raise UserFacingError(NONE_HELD_OUT.format(network=network))
        labeled = replace(labeled, images=kept)
    return labeled

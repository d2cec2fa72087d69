"""Which images a run will learn from and measure AP on, in the words of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from detector.training.runs.data_selection import MIN_IMAGES_TO_SPLIT
from frcnn_gui.common.language import N_, tr

if TYPE_CHECKING:
    from frcnn_gui.train.preflight_job import LabelsCounted

TOO_FEW_TO_MEASURE = N_("Too few images to train well or measure AP. Label more.")
TOO_FEW_TO_TRAIN = N_("Too few images to train well. Label more images.")
NO_VALIDATION_SET = N_("No validation set: AP is not measured.")


def describe_sets(counted: LabelsCounted) -> tuple[Literal["good", "warning"], str]:
    """The kind of message, and the message."""
    labeled = tr("{boxes} of {classes}.").format(
        boxes=tr("%Ln box(es)", "", counted.boxes.total()), classes=tr("%Ln class(es)", "", len(counted.boxes))
    )
    learned = tr("Training set: %Ln image(s).", "", counted.images)
    sentences = [labeled, learned, _describe_validation(counted)]
    if counted.unused_splits:
        sentences.append(tr("Not used: {splits}.").format(splits=", ".join(counted.unused_splits)))
    is_small = counted.images < MIN_IMAGES_TO_SPLIT
    if is_small and counted.held_out:
        sentences.append(tr(TOO_FEW_TO_TRAIN))
    return "warning" if is_small or not counted.held_out else "good", " ".join(sentences)


def _describe_validation(counted: LabelsCounted) -> str:
    if not counted.held_out:
        return tr(TOO_FEW_TO_MEASURE if counted.images < MIN_IMAGES_TO_SPLIT else NO_VALIDATION_SET)
    if counted.has_own_validation:
        return tr("Validation set: %Ln image(s) of the validation split.", "", counted.held_out)
    if counted.training_split is not None:
        return tr("Validation set: %Ln image(s) held out from training.", "", counted.held_out)
    return tr("Validation set: %Ln held-out image(s).", "", counted.held_out)

"""Which images a run will learn from and measure AP on, in the words of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from detector.config import get_preset
from detector.training.runs.data_selection import MIN_IMAGES_TO_SPLIT
from frcnn_gui.common.language import N_, tr
from frcnn_gui.train.start_texts import NO_OUTLINES_TEXT

if TYPE_CHECKING:
    from frcnn_gui.train.preflight_job import LabelsCounted

LIGHT_MASK_PRESET = "mask_mobilenet_fpn"
"""The one that is suggested for outlines: it is trained on any computer"""
TOO_FEW_TO_MEASURE = N_("Too few images to train well or measure AP. Label more.")
TOO_FEW_TO_TRAIN = N_("Too few images to train well. Label more images.")
OUTLINES_UNUSED_TEXT = N_("{objects} with an outline: {preset} learns boxes alone, {other} outlines, too.")
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


def describe_outlines(counted: LabelsCounted, preset: str) -> tuple[Literal["info", "warning"], str] | None:
    """What a network of this preset makes of the outlines; nothing where that goes without saying."""
    has_masks = get_preset(preset).has_masks
    if has_masks and not counted.outlined:
        return "warning", tr(NO_OUTLINES_TEXT)
    if counted.outlined and not has_masks:
        objects = tr("%Ln object(s)", "", counted.outlined)
        return "info", tr(OUTLINES_UNUSED_TEXT).format(objects=objects, preset=preset, other=LIGHT_MASK_PRESET)
    return None


def _describe_validation(counted: LabelsCounted) -> str:
    if not counted.held_out:
        return tr(TOO_FEW_TO_MEASURE if counted.images < MIN_IMAGES_TO_SPLIT else NO_VALIDATION_SET)
    if counted.has_own_validation:
        return tr("Validation set: %Ln image(s) of the validation split.", "", counted.held_out)
    if counted.training_split is not None:
        return tr("Validation set: %Ln image(s) held out from training.", "", counted.held_out)
    return tr("Validation set: %Ln held-out image(s).", "", counted.held_out)

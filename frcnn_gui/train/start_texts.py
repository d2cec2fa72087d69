"""Why a training starts from the weights that it starts from, in the words of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detector.weights.pretrained import StartChoice, StartReason
from frcnn_gui.common.language import N_, tr

if TYPE_CHECKING:
    from detector.training.start_run import StartNote

NOT_FROM_COCO_TEXT = N_("Not starting from COCO weights. {reason}")
RANDOM_WEIGHTS_TEXT = N_(
    "No ImageNet weights, and the download failed: starts from random weights, which needs more images. Choose a "
    "weights folder in the Train dialog."
)
NO_OUTLINES_TEXT = N_(
    "No object of the training set has an outline: the network learns boxes, and its mask head stays as it is. Draw "
    "outlines, or choose a preset without masks."
)
FALLBACK_TEXT = N_("No ImageNet weights here or online. Starts from {network}.")

_SENTENCES = {
    StartReason.NO_COCO_WEIGHTS: N_(
        "Starts from ImageNet weights: there are COCO weights for {other}, but not for {preset}."
    ),
    StartReason.MANY_IMAGES: N_("Starts from ImageNet weights: {images} images are enough."),
    StartReason.COCO_HERE: N_("Starts from COCO weights: there are fewer than {few} images."),
    StartReason.COCO_DOWNLOAD: N_("Starts from COCO weights (downloaded): there are fewer than {few} images."),
    StartReason.COCO_OUT_OF_REACH: N_(
        "Starts from ImageNet weights: the COCO weights of {preset} are neither here nor online. To use them, copy "
        "{file} into the weights folder."
    ),
}


def start_text(proposed: StartChoice) -> str:
    """What is proposed, and why."""
    return tr(_SENTENCES[proposed.reason]).format(**proposed.placeholders)


def start_note_text(note: StartNote) -> str:
    """What the engine notes when a training starts; sentences that name parts of a network stay as they are."""
    if note.kind == "no_coco":
        return tr(NOT_FROM_COCO_TEXT).format(reason=note.detail)
    if note.kind == "fallback":
        return tr(FALLBACK_TEXT).format(network=note.detail)
    if note.kind == "nothing":
        return tr(RANDOM_WEIGHTS_TEXT)
    if note.kind == "no_outlines":
        return tr(NO_OUTLINES_TEXT)
    return note.sentence

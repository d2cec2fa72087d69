"""Why a training starts from the weights that it starts from, in the words of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detector.pretrained import StartChoice, StartReason
from frcnn_gui.common.language import N_, tr

if TYPE_CHECKING:
    from detector.training.start_run import StartNote

_SENTENCES = {
    StartReason.NO_COCO_WEIGHTS: N_(
        "Starts from ImageNet weights: there are no COCO weights for {preset}. {other} has some."
    ),
    StartReason.MANY_IMAGES: N_(
        "Starts from ImageNet weights: {images} images are enough to learn from without COCO weights."
    ),
    StartReason.COCO_HERE: N_(
        "Starts from COCO weights: with fewer than {few} images, starting from a trained detector helps most."
    ),
    StartReason.COCO_DOWNLOAD: N_(
        "Starts from COCO weights, which are downloaded: with fewer than {few} images, starting from a trained "
        "detector helps most."
    ),
    StartReason.COCO_OUT_OF_REACH: N_(
        "Starts from ImageNet weights: the COCO weights of {preset} are not on this machine and cannot be downloaded. "
        "To use them, put {file} into the weights folder."
    ),
}


def start_text(proposed: StartChoice) -> str:
    """What is proposed, and why."""
    return tr(_SENTENCES[proposed.reason]).format(**proposed.placeholders)


def start_note_text(note: StartNote) -> str:
    """What the engine notes when a training starts; sentences that name parts of a network stay as they are."""
    if note.kind == "no_coco":
        return tr("The network does not start from COCO weights. {reason}").format(reason=note.detail)
    if note.kind == "fallback":
        text = tr("There are no ImageNet weights here and none could be downloaded: it starts from {network}.")
        return text.format(network=note.detail)
    if note.kind == "nothing":
        return tr(
            "There are no ImageNet weights here and none could be downloaded, so the network starts from "
            "nothing: it needs more images and epochs. A folder with weights can be chosen under Train."
        )
    return note.sentence

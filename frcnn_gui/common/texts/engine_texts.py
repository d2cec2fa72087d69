"""The engine's fixed texts that the window shows, marked for translation; the engine itself knows no translations.

Texts that name a file or a number come from the engine as whole sentences, in English; `engine_sentences` translates
those that the engine marks. The window shows them on their own, beside other sentences, or after a colon,
`tr("Not saved: {reason}")`, never inside a sentence of its own.
"""

from __future__ import annotations

from detector.config import PRESET_SUMMARIES
from detector.data.lint.problems import ProblemKind
from frcnn_gui.common.language import N_, tr

PRESET_TEXTS = (
    N_("The network of the tutorial, with its settings, at 800 px"),
    N_("VGG16 with settings that work well on Pascal VOC; for a GPU"),
    N_("ResNet-50 with a pyramid; can use COCO weights; for a GPU"),
    N_("The same with ResNet-101: slower, slightly more accurate"),
    N_("The same with ResNeXt-50 32x4d"),
    N_("ResNet-50 without a pyramid, with conv5 as the head; slow; for a GPU"),
    N_("ResNet-50 with more layers; best COCO weights; for a GPU"),
    N_("Light pyramid network: fine-tunes in minutes on 2 CPU cores"),
    N_("MobileNetV3 with a pyramid; can use COCO weights; for a CPU"),
    N_("The same at 320 pixels: the fastest, for large objects"),
    N_("Mask R-CNN with ResNet-50; can use torchvision's COCO weights; for a GPU"),
    N_("Mask R-CNN with more convolutions and norms; torchvision's best COCO weights; for a GPU"),
    N_("A light Mask R-CNN that fine-tunes on two CPU cores"),
    N_("Fast R-CNN with VGG16: proposals of selective search, no RPN; for a GPU"),
    N_("Fast R-CNN: mobilenet_fpn with selective search in place of the RPN"),
    N_("SPP-Net: RoIs are pooled in a pyramid from frozen convolutions"),
    N_("R-CNN: the network is run on each of 200 regions; slow to detect"),
)
"""What `PRESET_SUMMARIES` says of the presets."""
PROBLEM_TEXTS = (
    N_("images that cannot be read"),
    N_("truncated images"),
    N_("images in unsupported formats"),
    N_("images whose suffix does not match their format"),
    N_("labels that cannot be read"),
    N_("objects with unreadable labels"),
    N_("boxes of a class that is not in the class list"),
    N_("boxes with coordinates that are not numbers"),
    N_("boxes with swapped corners"),
    N_("boxes without area"),
    N_("boxes in fractions of the image instead of pixels"),
    N_("boxes outside their image"),
    N_("boxes larger than their image"),
    N_("images with an EXIF rotation, labeled without applying it"),
    N_("labels made for another image size, with boxes outside this image"),
    N_("boxes smaller than a pixel"),
    N_("labels made for another image size"),
    N_("boxes partly outside their image"),
    N_("duplicate boxes"),
    N_("objects with boxes of two classes"),
    N_("outlines that cannot be used"),
    N_("outlines with rings of fewer than three points"),
    N_("outlines partly outside their image"),
    N_("outlines that cross themselves"),
    N_("outlines with holes outside their part"),
    N_("outlines with specks"),
    N_("outlines that disagree with their box"),
    N_("boxes too small for the network"),
    N_("unusual labels"),
    N_("labels without an image"),
    N_("files that look like labels but are not read"),
    N_("images that differ only in their suffix"),
    N_("duplicate images"),
    N_("classes with few boxes"),
    N_("classes that stand for the background"),
    N_("classes that differ only in spelling"),
    N_("images without labels"),
    N_("remarks on reading the data"),
)
"""What problems of each kind are called."""
DEVICE_TEXTS = (
    N_("not available: torch was built without CUDA"),
    N_("not available: no NVIDIA GPU, or no driver for it"),
    N_("not available: not a Mac with such a GPU"),
)
"""Why a device of `detector.compute.device.list_device_states` cannot be used."""


def preset_summary(name: str) -> str:
    return tr(PRESET_SUMMARIES[name])


def problem_heading(kind: ProblemKind) -> str:
    """With a capital letter, where the language has them."""
    text = tr(kind.heading)
    return text[:1].upper() + text[1:]

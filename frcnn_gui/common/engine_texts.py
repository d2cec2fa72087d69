"""The engine's fixed texts that the window shows, marked for translation; the engine itself knows no translations.

Texts that name a file or a number come from the engine as they are, in English: whole sentences. The window shows them
on their own, beside other sentences, or after a colon, `tr("Not saved: {reason}")`, never inside a sentence of its own.
"""

from __future__ import annotations

from detector.config import PRESET_SUMMARIES
from detector.data.lint import ProblemKind
from frcnn_gui.common.language import N_, tr

PRESET_TEXTS = (
    N_("The tutorial's network, number for number, at 800 pixels"),
    N_("VGG16 with the settings known to work well on Pascal VOC; for a GPU"),
    N_("ResNet-50 with a feature pyramid, as in torchvision, whose COCO weights fit it; for a GPU"),
    N_("The same with ResNet-101: slower, a little better"),
    N_("The same with ResNeXt-50 32x4d"),
    N_("ResNet-50 with more convolutions and norms; the best of torchvision's COCO weights, for a GPU"),
    N_("A light pyramid network that fine-tunes in minutes on two CPU cores"),
    N_("MobileNetV3 with a feature pyramid, as in torchvision, whose COCO weights fit it; for a CPU"),
    N_("The same at 320 pixels: the fastest, for large objects"),
)
"""What `PRESET_SUMMARIES` says of the presets."""
PROBLEM_TEXTS = (
    N_("images that cannot be read"),
    N_("images that lack their last bytes"),
    N_("images of kinds that cannot be read"),
    N_("images whose suffix is that of another format"),
    N_("labels that cannot be read"),
    N_("objects whose labels cannot be read"),
    N_("boxes of a class that is not in the list of classes"),
    N_("boxes with coordinates that are no numbers"),
    N_("boxes with swapped corners"),
    N_("boxes without area"),
    N_("boxes in fractions of the image where pixels belong"),
    N_("boxes outside their image"),
    N_("boxes larger than their image"),
    N_("images with an EXIF rotation, labeled without applying it"),
    N_("labels made for an image of another size, with boxes outside this one"),
    N_("boxes of less than a pixel"),
    N_("labels made for an image of another size"),
    N_("boxes partly outside their image"),
    N_("boxes drawn twice"),
    N_("objects with boxes of two classes"),
    N_("boxes too small for the network"),
    N_("labels that are odd"),
    N_("labels without their image"),
    N_("files that look like labels and are not read"),
    N_("images that differ only in their suffix"),
    N_("images that are there more than once"),
    N_("classes with few boxes"),
    N_("classes for the background"),
    N_("classes that differ only in how they are written"),
    N_("images without labels"),
    N_("what was noticed when the data were opened"),
)
"""What problems of each kind are called."""
DEVICE_TEXTS = (
    N_("not available, this torch was built without CUDA"),
    N_("not available, no NVIDIA GPU or no driver for it"),
    N_("not available, this is no Mac with such a GPU"),
)
"""Why a device of `detector.device.list_device_states` cannot be used."""


def preset_summary(name: str) -> str:
    return tr(PRESET_SUMMARIES[name])


def problem_heading(kind: ProblemKind) -> str:
    """With a capital letter, where the language has them."""
    text = tr(kind.heading)
    return text[:1].upper() + text[1:]

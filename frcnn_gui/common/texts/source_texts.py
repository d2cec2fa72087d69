"""What the sources of proposals are called in the window, and what they are."""

from __future__ import annotations

from pathlib import Path

from frcnn_gui.common.language import N_, tr

SOURCE_TEXTS = {
    "rpn": (N_("RPN of the network"), N_("The proposals of the network in use, as many as survive NMS")),
    "selective-search": (N_("Selective search"), N_("Fast mode at full size: some seconds an image")),
    "selective-search-quality": (
        N_("Selective search, quality"),
        N_("Quality mode at full size: slower, with more boxes"),
    ),
    "selective-search-200": (N_("Selective search, 200 px"), N_("Fast mode at a short side of 200 pixels")),
    "edge-boxes": (N_("Edge boxes (weak)"), N_("On gradients: weak without the trained edge model of the paper")),
    "sliding-windows": (N_("Sliding windows"), N_("Windows of fixed sizes and shapes, whatever the image shows")),
    "jittered": (N_("Jittered labels"), N_("The labels moved and resized at random: an upper bound")),
}
"""Title and tip of each, by its name on the command line."""


def get_source_title(name: str) -> str:
    """The title of a source, or the name of a file with proposals."""
    return tr(SOURCE_TEXTS[name][0]) if name in SOURCE_TEXTS else Path(name).name

"""What proposes the outline of the object in a box: a plug-in, or GrabCut.

A package of others adds one by an entry point of the group `frcnn_studio.segmenters`: a function with the arguments and
the result of `grab_cut.propose_outline`. Of several, the first by name is used.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.plugins import PluginError, load_plugins
from detector.segmentation.requirements import has_opencv

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ProposeOutline = Callable[[NDArray[np.uint8], Box], Bitmap]
"""Finds the pixels of the object in a box of an (H, W, 3) RGB image."""


def can_propose_outlines() -> bool:
    """Whether there is a plug-in, or OpenCV for GrabCut; OpenCV is not imported."""
    return _find_plugin() is not None or has_opencv()


def load_segmenter() -> ProposeOutline:
    """The function to use; GrabCut needs OpenCV."""
    plugin = _find_plugin()
    if plugin is not None:
        return plugin
    from detector.segmentation.grab_cut import propose_outline

    return propose_outline


@cache
def _find_plugin() -> ProposeOutline | None:
    return next(iter(load_plugins("segmenters", _load_plugin).values()), None)


def _load_plugin(entry_point: EntryPoint) -> ProposeOutline:
    """The function of others.

    Raises:
        PluginError: It is none.
    """
    propose: ProposeOutline = entry_point.load()
    if not callable(propose):
        raise PluginError(f"{entry_point.value} is not a function")
    return propose

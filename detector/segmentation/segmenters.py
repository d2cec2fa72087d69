"""What proposes the outline of the object in a box: a plug-in, or GrabCut.

A package of others adds one by an entry point of the group `frcnn_studio.segmenters`: a function with the arguments and
the result of `grab_cut.propose_outline`. Of several, a person chooses by name; else the first plug-in is used, and
GrabCut where there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.errors import UserFacingError
from detector.plugins import PluginError, find_entry_points, load_plugins
from detector.segmentation.requirements import INSTALL_COMMAND, NEEDS_OPENCV, has_opencv
from detector.translatable import translatable

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ProposeOutline = Callable[[NDArray[np.uint8], Box], Bitmap]
"""Finds the pixels of the object in a box of an (H, W, 3) RGB image."""
BEST_AVAILABLE = ""
GRAB_CUT = "grabcut"
PLUGIN_UNUSABLE = translatable(
    "The plug-in {name}, chosen to propose outlines, cannot be used. Choose another in Preferences."
)


class SegmenterError(UserFacingError):
    """Nothing can propose outlines, or not what was chosen."""


def list_plugin_segmenters() -> tuple[str, ...]:
    """The names of those that plug-ins add; none is imported."""
    return tuple(entry_point.name for entry_point in find_entry_points("segmenters") if entry_point.name != GRAB_CUT)


def can_propose_outlines(chosen: str = BEST_AVAILABLE) -> bool:
    """Whether what is chosen is installed; neither plug-ins nor OpenCV are imported."""
    plugins = list_plugin_segmenters()
    return chosen in plugins or (chosen == BEST_AVAILABLE and bool(plugins)) or has_opencv()


def load_segmenter(chosen: str = BEST_AVAILABLE) -> ProposeOutline:
    """The function to use. The first call may take long: plug-ins and OpenCV are imported.

    Args:
        chosen: The name of a plug-in, `GRAB_CUT`, or `BEST_AVAILABLE`.

    Raises:
        SegmenterError: The plug-in cannot be used, or GrabCut is needed and OpenCV is not installed.
    """
    plugins = {} if chosen == GRAB_CUT else _load_plugins()
    if chosen in plugins:
        return plugins[chosen]
    if chosen not in (BEST_AVAILABLE, GRAB_CUT):
        raise SegmenterError(PLUGIN_UNUSABLE.format(name=chosen))
    if plugins:
        return next(iter(plugins.values()))
    if not has_opencv():
        raise SegmenterError(NEEDS_OPENCV.format(command=INSTALL_COMMAND))
    from detector.segmentation.grab_cut import propose_outline

    return propose_outline


@cache
def _load_plugins() -> Mapping[str, ProposeOutline]:
    """By their names, in the order of these."""
    return load_plugins("segmenters", _load_plugin)


def _load_plugin(entry_point: EntryPoint) -> ProposeOutline:
    """The function of others.

    Raises:
        PluginError: It is none, or its name is taken.
    """
    if entry_point.name == GRAB_CUT:
        raise PluginError(f"{GRAB_CUT} is part of the program")
    propose: ProposeOutline = entry_point.load()
    if not callable(propose):
        raise PluginError(f"{entry_point.value} is not a function")
    return propose

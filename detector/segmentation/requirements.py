"""The package of the extra `segment`, which is not installed with the program.

It is the one of the extra `proposals`: packages of OpenCV overwrite each other.
"""

from __future__ import annotations

from importlib.util import find_spec

from detector.translatable import translatable

INSTALL_COMMAND = "pip install 'frcnn-studio[segment]'"
NEEDS_OPENCV = translatable("Proposing outlines needs OpenCV. Install with: {command}")


def has_opencv() -> bool:
    """Whether OpenCV is installed; nothing is imported."""
    return find_spec("cv2") is not None

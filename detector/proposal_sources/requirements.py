"""The packages of the extra `proposals`, which are not installed with the program."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from detector.proposal_sources.proposed_boxes import ProposalSourceError
from detector.translatable import translatable

INSTALL_COMMAND = "pip install 'frcnn-studio[proposals]'"
NEEDS_PACKAGE = translatable("{method} needs {package}. Install with: {command}")
WITHOUT_CONTRIB = translatable(
    "{method} needs opencv-contrib-python-headless, but another OpenCV package is installed. Packages of OpenCV "
    "overwrite each other: remove it (pip uninstall opencv-python opencv-python-headless), then run: {command}"
)


def require_opencv(method: str) -> None:
    """Raise an error with what to do if OpenCV or its contributed modules are not installed.

    Raises:
        ProposalSourceError: They are not.
    """
    if find_spec("cv2") is None:
        raise ProposalSourceError(
            NEEDS_PACKAGE.format(method=method, package="opencv-contrib-python-headless", command=INSTALL_COMMAND)
        )
    import cv2

    if not hasattr(cv2, "ximgproc"):
        raise ProposalSourceError(WITHOUT_CONTRIB.format(method=method, command=INSTALL_COMMAND))


def require_packages(method: str, names: Sequence[str]) -> None:
    """Raise an error with the command that installs what is missing.

    Raises:
        ProposalSourceError: One of the packages is not installed.
    """
    for name in names:
        if find_spec(name) is None:
            raise ProposalSourceError(NEEDS_PACKAGE.format(method=method, package=name, command=INSTALL_COMMAND))

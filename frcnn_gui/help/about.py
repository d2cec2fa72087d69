"""What is installed and what it runs on, as a bug report needs it."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from importlib import metadata

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from detector import __version__
from frcnn_gui.common.language import N_
from frcnn_gui.common.settings import DISPLAY_NAME

LISTED_PACKAGES = (
    "torch", "torchvision", "PySide6-Essentials", "numpy", "pillow", "pyqtgraph", "safetensors",
)  # fmt: skip

InfoRow = tuple[str, str]


def list_versions() -> list[InfoRow]:
    """(name, version) of the program, of Python and Qt, and of the packages that it uses; nothing is imported."""
    rows = [(DISPLAY_NAME, __version__), ("Python", platform.python_version()), ("Qt", qVersion())]
    return rows + [(name, _read_version(name)) for name in LISTED_PACKAGES]


def describe_system() -> list[InfoRow]:
    """(name, what it is) of the system, its processor and the screens. Names are English, to be put into `tr`."""
    screens = ", ".join(
        f"{screen.size().width()} x {screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    )
    return [
        (N_("System"), platform.platform()),
        (N_("Processor"), f"{platform.machine()}, {os.cpu_count()} cores"),
        (N_("Screens"), f"{screens} ({QGuiApplication.platformName()})"),
    ]


def format_report(parts: Iterable[Sequence[InfoRow]]) -> str:
    """Those rows for a bug report, each part apart from the next by an empty line."""
    return "\n\n".join("\n".join(f"{name}: {value}" for name, value in part) for part in parts) + "\n"


def _read_version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"

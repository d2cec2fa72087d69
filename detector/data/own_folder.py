"""Where the program keeps files of its own, for its windows and its commands alike. Knows no Qt."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APPLICATION = "frcnn-studio"


def own_folder() -> Path:
    """Return the folder of this user; the same that the window keeps journals in. It need not be there yet."""
    if sys.platform == "win32":
        given, usual = os.environ.get("APPDATA", ""), ("AppData", "Roaming")
    elif sys.platform == "darwin":
        given, usual = "", ("Library", "Application Support")
    else:
        given, usual = os.environ.get("XDG_DATA_HOME", ""), (".local", "share")
    base = Path(given) if os.path.isabs(given) else Path.home().joinpath(*usual)  # noqa: PTH117 - a text, and empty often
    return base / APPLICATION / "safety"

"""Where the program keeps files of its own, for its windows and its commands alike. Knows no Qt."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APPLICATION_NAME = "frcnn-studio"


def user_data_folder() -> Path:
    """Return the folder of this user; the same that the window keeps journals in. It need not be there yet."""
    if sys.platform == "win32":
        given, usual = os.environ.get("APPDATA", ""), ("AppData", "Roaming")
    elif sys.platform == "darwin":
        given, usual = "", ("Library", "Application Support")
    else:
        given, usual = os.environ.get("XDG_DATA_HOME", ""), (".local", "share")
    return _resolve_base(given, usual) / APPLICATION_NAME / "safety"


def user_cache_folder() -> Path:
    """Return the folder of this user for what can be made again at any time. It need not be there yet."""
    if sys.platform == "win32":
        given, usual = os.environ.get("LOCALAPPDATA", ""), ("AppData", "Local")
    elif sys.platform == "darwin":
        given, usual = "", ("Library", "Caches")
    else:
        given, usual = os.environ.get("XDG_CACHE_HOME", ""), (".cache",)
    return _resolve_base(given, usual) / APPLICATION_NAME / "cache"


def _resolve_base(given: str, usual: tuple[str, ...]) -> Path:
    """The folder that the environment names, if it names a whole path; else the usual one at home."""
    return Path(given) if os.path.isabs(given) else Path.home().joinpath(*usual)  # noqa: PTH117 - a text, and empty often

"""The program in the menu of a Linux desktop: its entry and its icons, for this person alone."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from pathlib import Path

from detector.errors import UserFacingError
from frcnn_gui.common.resources import find_resource

ENTRY_NAME = "frcnn-studio"
ICON_PLACES = {"app.svg": f"scalable/apps/{ENTRY_NAME}.svg", "app.png": f"256x256/apps/{ENTRY_NAME}.png"}


def add_to_menu(share: Path | None = None) -> Path:
    """Write the entry, which starts this very installation, and the icons below `share` (`~/.local/share`).

    Raises:
        UserFacingError: That is no Linux desktop, or the folder cannot be written to.
    """
    template = find_resource("desktop", f"{ENTRY_NAME}.desktop")
    if not sys.platform.startswith("linux") or template is None:
        raise UserFacingError("Only on a Linux desktop the program can add itself to the menu.")
    share = share or share_folder()
    entry = _entry_path(share)
    try:
        for source, target in _icon_places(share).items():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        entry.parent.mkdir(parents=True, exist_ok=True)
        entry.write_text(_fill_template(template.read_text(encoding="utf-8")), encoding="utf-8")
    except OSError as error:
        raise UserFacingError(f"The menu entry cannot be written: {error}. Look at the rights of {share}.") from error
    return entry


def remove_from_menu(share: Path | None = None) -> list[Path]:
    """Take away what `add_to_menu` wrote; the files that were there.

    Raises:
        UserFacingError: The reason, as a sentence for the user.
    """
    share = share or share_folder()
    files = [path for path in (_entry_path(share), *_icon_places(share).values()) if path.exists()]
    try:
        for path in files:
            path.unlink()
    except OSError as error:
        raise UserFacingError(f"The menu entry cannot be removed: {error}.") from error
    return files


def share_folder() -> Path:
    """Where desktops look for what one person has installed."""
    given = os.environ.get("XDG_DATA_HOME", "")
    return Path(given) if Path(given).is_absolute() else Path.home() / ".local" / "share"


def _entry_path(share: Path) -> Path:
    return share / "applications" / f"{ENTRY_NAME}.desktop"


def _icon_places(share: Path) -> dict[Path, Path]:
    """From the program's files to their places."""
    found = {find_resource("icons", name): share / "icons" / "hicolor" / place for name, place in ICON_PLACES.items()}
    return {source: place for source, place in found.items() if source is not None}


def _fill_template(template: str) -> str:
    """`template` with the whole path of this program, which a desktop's PATH need not have."""
    script = Path(sysconfig.get_path("scripts")) / "frcnn-gui"
    program = _quote_argument(str(script)) if script.exists() else f"{_quote_argument(sys.executable)} -m frcnn_gui"
    lines = [line for line in template.splitlines() if not line.startswith("TryExec=")]
    return "\n".join(f"Exec={program} %f" if line.startswith("Exec=") else line for line in lines) + "\n"


def _quote_argument(path: str) -> str:
    """As the Desktop Entry Specification quotes an argument of Exec; it unescapes the value once before."""
    for letter in ("\\", '"', "`", "$"):
        path = path.replace(letter, f"\\\\{letter}" if letter != "\\" else "\\\\\\\\")
    return '"' + path.replace("%", "%%") + '"'

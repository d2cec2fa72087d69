"""Whether boxes could be saved, asked before the first is drawn and without touching the folder."""

from __future__ import annotations

import os
from pathlib import Path

from frcnn_gui.common.language import tr


def find_read_only_reason(labels: Path) -> str:
    """Why this label file cannot be written, as a sentence; empty where nothing is known to be in the way.

    Only permissions are asked for: a network drive may still refuse, which saving then tells.
    """
    target = Path(os.path.realpath(labels))
    folder = next((above for above in target.parents if above.exists()), target.parent)
    if not os.access(folder, os.W_OK):
        return tr(
            "Read-only folder: boxes cannot be saved in {folder}. To edit, give permission to write "
            "there or copy the folder, then load the image again."
        ).format(folder=folder)
    if target.exists() and not os.access(target, os.W_OK):
        return tr(
            "Read-only file: boxes cannot be saved to {labels}. To edit, give permission to write it, "
            "then load the image again."
        ).format(labels=labels.name)
    return ""

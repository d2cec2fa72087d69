"""Whether boxes could be saved, asked before the first is drawn and without touching the folder."""

from __future__ import annotations

import os
from pathlib import Path

from frcnn_gui.common.language import N_, tr

READ_ONLY_FILE_TEXT = N_("Read-only file: {labels}. Make it writable, then reload.")


def find_read_only_reason(labels: Path) -> str:
    """Why this label file cannot be written, as a sentence; empty where nothing is known to be in the way.

    Only permissions are asked for: a network drive may still refuse, which saving then reports.
    """
    target = Path(os.path.realpath(labels))
    folder = next((above for above in target.parents if above.exists()), target.parent)
    if not os.access(folder, os.W_OK):
        return tr("Read-only folder: {folder}. Make it writable, then reload.").format(folder=folder)
    if target.exists() and not os.access(target, os.W_OK):
        return tr(READ_ONLY_FILE_TEXT).format(labels=labels.name)
    return ""

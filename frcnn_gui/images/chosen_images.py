"""Which images an action is about."""

from __future__ import annotations

from pathlib import Path

from frcnn_gui.document.session import Session
from frcnn_gui.images.image_list import ImageListModel


def list_chosen_images(session: Session, images: ImageListModel) -> list[Path]:
    """The images selected in the list where they are several, else the current one."""
    if session.folder is None:
        return []
    selected = images.selected_images
    current = [session.index] if 0 <= session.index < len(session.folder) else []
    return [session.folder[index] for index in (selected if len(selected) > 1 else current)]

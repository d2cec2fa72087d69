"""An action in the menu Plug-ins."""

from __future__ import annotations

from collections import Counter
from typing import Any

from frcnn_gui.common.action_conditions import SHOWN_IMAGE
from frcnn_gui.common.notice_bar import Notice
from frcnn_gui.window.plugin_controller import PluginAction


def count_boxes(context: Any) -> None:
    """Show how many boxes of each class the image has."""
    document = context.session.document
    counts = Counter(annotation.label for annotation in document.annotations)
    text = ", ".join(f"{label}: {count}" for label, count in counts.most_common()) or "no boxes"
    context.notices.add_notice(Notice(f"{document.image.name}: {text}"))


COUNT_BOXES = PluginAction(
    "&Count the boxes", count_boxes, "Show how many boxes of each class the image has", needs=(SHOWN_IMAGE,)
)

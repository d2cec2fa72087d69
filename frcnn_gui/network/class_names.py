"""The classes of a run, as a text."""

from __future__ import annotations

from detector.training.runs.past_runs import PastRun
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import shorten_text

MAX_CLASSES = 30
"""Class names in a tooltip"""
MAX_NAME_CHARS = 100
"""Characters of one"""


def format_class_names(run: PastRun) -> str:
    """The first of its classes, each cut where it is too long to be read, and how many more there are."""
    names = [shorten_text(name, MAX_NAME_CHARS) for name in run.started.classes[:MAX_CLASSES]]
    more = len(run.started.classes) - len(names)
    return ", ".join([*names, tr("%Ln more", "", more)] if more else names)

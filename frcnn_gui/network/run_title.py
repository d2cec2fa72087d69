"""What a run is called in lists."""

from __future__ import annotations

from detector.training.runs.past_runs import PastRun
from detector.training.runs.run_files import DATE_FORMAT
from frcnn_gui.common.plain_text import shorten_text
from frcnn_gui.network.class_names import MAX_NAME_CHARS


def format_run_title(run: PastRun) -> str:
    """When it began, to the second; the name of its folder where a person chose that."""
    if run.folder.name != run.date.strftime(DATE_FORMAT):
        return shorten_text(run.folder.name, MAX_NAME_CHARS)
    return run.date.isoformat(sep=" ", timespec="seconds")

"""Where the trainings on a folder are kept."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from detector.training.runs.past_runs import determine_date
from detector.training.runs.run_files import DATE_FORMAT
from detector.training.runs.run_network import find_run_network
from detector.training.runs.split_file import SPLIT_NAME
from frcnn_gui.common.settings import data_folder

RUNS_FOLDER = "frcnn-runs"


def propose_run_folder(folder: Path, now: datetime) -> Path:
    """Where a run on `folder` keeps its checkpoints: beside the images, or in the program's data where it may not."""
    base = folder / RUNS_FOLDER if os.access(folder, os.W_OK) else data_folder() / RUNS_FOLDER / folder.name
    return base / now.strftime(DATE_FORMAT)


def list_runs_folders(folder: Path) -> tuple[Path, ...]:
    """Where runs on `folder` may lie."""
    return folder / RUNS_FOLDER, data_folder() / RUNS_FOLDER / folder.name


def find_latest_checkpoint(folder: Path) -> Path | None:
    """The best network of the folder's last run that has one."""
    for base in list_runs_folders(folder):
        found = [path for run in base.glob("*") if (path := find_run_network(run))]
        if found:
            return max(found, key=lambda path: _start_order(path.parent))
    return None


def _start_order(run: Path) -> tuple[datetime, str]:
    """What the runs of a folder are sorted by."""
    return determine_date(run), run.name


def find_latest_split(folder: Path) -> Path | None:
    """The folder's last run whose training and validation sets are known."""
    found = [path for base in list_runs_folders(folder) for path in base.glob(f"*/{SPLIT_NAME}")]
    return max((path.parent for path in found), key=_start_order, default=None)

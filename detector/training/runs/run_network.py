"""Which network of a run is used: its best, or else its last one. Free of torch."""

from __future__ import annotations

from pathlib import Path

from detector.errors import CheckpointError
from detector.training.runs.run_state import BEST_NAME, LAST_NAME

NO_NETWORK_IN_FOLDER = "{path} has no network ({names}). Choose the folder of a run, or a checkpoint."


def find_run_network(run: Path) -> Path | None:
    """The checkpoint of the run in the folder `run`; None where none was saved."""
    return next((run / name for name in (BEST_NAME, LAST_NAME) if (run / name).is_file()), None)


def resolve_network(path: Path) -> Path:
    """`path` itself, or the network of the run where it is a folder. Raises: CheckpointError."""
    if not path.is_dir():
        return path
    found = find_run_network(path)
    if found is None:
        raise CheckpointError(NO_NETWORK_IN_FOLDER.format(path=path, names=f"{BEST_NAME} or {LAST_NAME}"))
    return found

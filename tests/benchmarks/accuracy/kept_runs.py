"""The runs that were made: a line each in `runs.jsonl`, and what was found in every image beside it."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from detector.evaluation.results import ImageResult
from tests.benchmarks.accuracy.settings import RunSettings
from tests.benchmarks.accuracy.training import Measured

RESULTS = Path(__file__).resolve().parents[1] / "results" / "accuracy"
_ARRAYS = ("boxes", "labels", "scores", "true_boxes", "true_labels", "difficult")


@dataclass(frozen=True)
class KeptRun:
    """One line of `runs.jsonl`."""

    key: str
    settings: dict[str, Any]
    """As `RunSettings.as_json` wrote them"""
    ap: float
    ap50: float
    ap75: float
    cpu_seconds: float
    machine: str


class KeptRuns:
    """The runs in `folder`. Several processes may add to them at once."""

    def __init__(self, folder: Path = RESULTS) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def read(self) -> dict[str, KeptRun]:
        """All runs by their keys, in the order in which they were made."""
        path = self._folder / "runs.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        runs = [KeptRun(**json.loads(line)) for line in lines if line]
        return {run.key: run for run in runs}

    @contextmanager
    def claim(self, settings: RunSettings) -> Iterator[bool]:
        """Whether the run is to be made here: it is not kept yet, and no other process is making it."""
        claims = self._folder / "claims"
        claims.mkdir(exist_ok=True)
        with (claims / settings.key).open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield settings.key not in self.read()

    def add(self, settings: RunSettings, measured: Measured, machine: str) -> KeptRun:
        """Keep a run that was made."""
        coco = measured.evaluation.coco
        scores = [round(value or 0.0, 4) for value in (coco.ap, coco.ap50, coco.ap75)]
        run = KeptRun(settings.key, settings.as_json(), *scores, round(measured.cpu_seconds, 1), machine)
        self._write_detections(run.key, measured.evaluation.results)
        with (self._folder / "runs.jsonl").open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(json.dumps(run.__dict__, sort_keys=True) + "\n")
        return run

    def _write_detections(self, key: str, results: Sequence[ImageResult]) -> None:
        folder = self._folder / "detections"
        folder.mkdir(exist_ok=True)
        arrays = {f"{name}{row}": getattr(one, name) for row, one in enumerate(results) for name in _ARRAYS}
        frames = [(str(one.path), one.width, one.height) for one in results]
        np.savez_compressed(folder / f"{key}.npz", frames=np.array(json.dumps(frames)), **arrays)

    def read_detections(self, key: str) -> list[ImageResult] | None:
        """What the run found in every test image; None where that was not kept on this machine."""
        path = self._folder / "detections" / f"{key}.npz"
        if not path.exists():
            return None
        with np.load(path) as kept:
            frames = json.loads(str(kept["frames"]))
            return [
                ImageResult(Path(name), width, height, *(kept[f"{array}{row}"] for array in _ARRAYS))
                for row, (name, width, height) in enumerate(frames)
            ]

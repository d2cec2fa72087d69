"""Storage of finished runs: a line for each in `runs.jsonl`, and the detections of each in a file beside it."""

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
    """A line of `runs.jsonl`."""

    key: str
    settings: dict[str, Any]
    """As written by `RunSettings.as_json`"""
    ap: float
    ap50: float
    ap75: float
    cpu_seconds: float
    machine: str
    segm_ap: float | None = None
    """COCO's AP with the IoU of masks; None for networks without a mask head"""
    segm_ap50: float | None = None
    boundary_ap: float | None = None
    """With the IoU of boundaries, too, where it is less"""

    def as_json(self) -> dict[str, Any]:
        """The line to store: what is not measured is omitted."""
        return {name: value for name, value in self.__dict__.items() if value is not None}


class KeptRuns:
    """The runs in `folder`. Several processes can add runs at the same time."""

    def __init__(self, folder: Path = RESULTS) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def read(self) -> dict[str, KeptRun]:
        """All runs by their keys, in the order in which they were finished."""
        path = self._folder / "runs.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        runs = [KeptRun(**json.loads(line)) for line in lines if line]
        return {run.key: run for run in runs}

    @contextmanager
    def claim(self, settings: RunSettings) -> Iterator[bool]:
        """Whether this process should make the run: it is not stored yet, and no other process is making it."""
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
        """Store a finished run."""
        coco, masks = measured.evaluation.coco, measured.evaluation.masks
        run = KeptRun(
            key=settings.key,
            settings=settings.as_json(),
            ap=_round_score(coco.ap),
            ap50=_round_score(coco.ap50),
            ap75=_round_score(coco.ap75),
            cpu_seconds=round(measured.cpu_seconds, 1),
            machine=machine,
            segm_ap=_round_score(masks.coco.ap) if masks else None,
            segm_ap50=_round_score(masks.coco.ap50) if masks else None,
            boundary_ap=_round_score(masks.boundary.ap) if masks else None,
        )
        self._write_detections(run.key, measured.evaluation.results)
        with (self._folder / "runs.jsonl").open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(json.dumps(run.as_json(), sort_keys=True) + "\n")
        return run

    def _write_detections(self, key: str, results: Sequence[ImageResult]) -> None:
        folder = self._folder / "detections"
        folder.mkdir(exist_ok=True)
        arrays = {f"{name}{row}": getattr(one, name) for row, one in enumerate(results) for name in _ARRAYS}
        frames = [(str(one.path), one.width, one.height) for one in results]
        np.savez_compressed(folder / f"{key}.npz", frames=np.array(json.dumps(frames)), **arrays)

    def read_detections(self, key: str) -> list[ImageResult] | None:
        """The detections of a run in all test images; None if they are not stored on this machine."""
        path = self._folder / "detections" / f"{key}.npz"
        if not path.exists():
            return None
        with np.load(path) as kept:
            frames = json.loads(str(kept["frames"]))
            return [
                ImageResult(Path(name), width, height, *(kept[f"{array}{row}"] for array in _ARRAYS))
                for row, (name, width, height) in enumerate(frames)
            ]


def _round_score(value: float | None) -> float:
    return round(value or 0.0, 4)

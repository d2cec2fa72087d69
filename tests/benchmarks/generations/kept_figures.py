"""The figures of finished runs, a line for each in `runs.jsonl`, to which several processes can add."""

from __future__ import annotations

import fcntl
import json
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.generations.measuring import Figures

RESULTS = Path(__file__).resolve().parents[1] / "results" / "generations"


@dataclass(frozen=True)
class KeptRun:
    """A line of the file."""

    set_name: str
    generation: str
    seed: int
    figures: Figures


class KeptFigures:
    """The runs in `folder`."""

    def __init__(self, folder: Path = RESULTS) -> None:
        self._path = folder / "runs.jsonl"
        folder.mkdir(parents=True, exist_ok=True)

    def read(self) -> list[KeptRun]:
        """All runs, in the order in which they were finished."""
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        return [_parse_line(line) for line in lines if line]

    def has(self, set_name: str, generation: str, seed: int) -> bool:
        return any((run.set_name, run.generation, run.seed) == (set_name, generation, seed) for run in self.read())

    def add(self, set_name: str, generation: str, seed: int, figures: Figures) -> None:
        line = {"set": set_name, "generation": generation, "seed": seed, **figures.as_json()}
        with self._path.open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(json.dumps(line) + "\n")


def _parse_line(line: str) -> KeptRun:
    values = json.loads(line)
    return KeptRun(values.pop("set"), values.pop("generation"), values.pop("seed"), Figures(**values))

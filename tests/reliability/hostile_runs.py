"""Opens run folders that mean harm: `python -m tests.reliability.hostile_runs`.

Each must be listed, or named with a reason; what it holds must open or end in a sentence for people, within seconds and
without filling the memory; the sound run beside it must stay in the list; and no file outside may change, also when a
training continues in the folder.
"""

from __future__ import annotations

import argparse
import contextlib
import resource
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch

from detector.config import TrainingConfig
from detector.data.labeled_set import TrainingSet, load_training_set
from detector.errors import UserFacingError
from detector.faster_rcnn import FasterRCNN
from detector.predictor import Predictor
from detector.training.checkpoints.checkpoint import ResumeState, load_resume_state
from detector.training.checkpoints.torchvision_weights import load_any_checkpoint
from detector.training.runs.past_runs import list_runs, read_best_results, write_note
from detector.training.runs.run_state import BEST_NAME, LAST_NAME
from detector.training.runs.split_file import read_split
from detector.training.trainer import Trainer
from tests.detector.drawn import drawn_folder
from tests.detector.small import SMALL
from tests.reliability.fuzz import TookTooLongError, time_limit
from tests.reliability.hostile_run_samples import HostileRun, Outside, hostile_runs

LONGEST = 20.0
"""Seconds of processor time for one folder"""
MAX_MEMORY_MB = 400
"""By which the process may grow over one folder"""
Result = TypeVar("Result")
SOUND, HOSTILE = "2026-11-23_100000", "2026-11-24_100000"


@dataclass(frozen=True)
class Fault:
    """A folder that did not end as it should."""

    name: str
    what: str


class Stand:
    """A data set with a sound run, to which hostile ones are added one after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.images = load_training_set(drawn_folder(folder / "images", 2))
        self.sound = folder / "sound"
        recipe = TrainingConfig(epochs=2, batch_size=2, learning_rate=0.01, warmup_steps=1)
        torch.manual_seed(0)
        trainer = Trainer(
            FasterRCNN(SMALL, self.images.classes), self.images, recipe, self.sound, "cpu", self.images, max_steps=1
        )
        list(trainer.run())
        write_note(self.sound, "a note")

    def open(self, hostile: HostileRun) -> str | Fault:
        """How it ended: `listed`, `named` with a reason, or a fault."""
        base, outside = self._lay_out(hostile)
        before, memory = outside.content(), peak_memory_mb()
        try:
            with time_limit(LONGEST):
                ended = self._use(base, hostile)
        except (Exception, TookTooLongError) as error:  # noqa: BLE001 - what this is here to find
            return Fault(hostile.name, f"{type(error).__name__}: {error}")
        if outside.content() != before:
            return Fault(hostile.name, "a file outside was changed")
        grown = peak_memory_mb() - memory
        return Fault(hostile.name, f"{grown:.0f} MB of memory") if grown > MAX_MEMORY_MB else ended

    def _lay_out(self, hostile: HostileRun) -> tuple[Path, Outside]:
        base, private = self._folder / "frcnn-runs", self._folder / "private"
        for folder in (base, private):
            shutil.rmtree(folder, ignore_errors=True)
        private.mkdir()
        outside = Outside(self._folder / "private.txt", private)
        outside.file.write_bytes(b"a person's own file")
        (private / "other.txt").write_bytes(b"another")
        for name in (SOUND, HOSTILE):
            shutil.copytree(self.sound, base / name)
        hostile.make(base / HOSTILE, outside)
        return base, outside

    def _use(self, base: Path, hostile: HostileRun) -> str:
        """All that the window does with runs. Raises: AssertionError, and whatever it should not raise."""
        found = list_runs((base,))
        names = [run.folder.name for run in found.runs]
        broken = [one.folder.name for one in found.broken]
        assert SOUND in names, "the sound run is hidden"
        assert all(one.reason.endswith(".") for one in found.broken)
        run = base / HOSTILE
        read_split(run)
        with contextlib.suppress(OSError, ValueError):  # the window says that these runs cannot be compared
            read_best_results(run)
        if hostile.opens:
            sentence_or(lambda: detect_with(load_any_checkpoint(run / BEST_NAME).model))
        if hostile.can_resume:
            with contextlib.suppress(OSError):  # the window says that the note could not be written
                write_note(run, "a new note")
        resume_state = sentence_or(lambda: load_resume_state(run / LAST_NAME)) if hostile.opens else None
        if hostile.can_resume and resume_state is not None:
            sentence_or(lambda: resume_run(self.images, run, resume_state[0].model, resume_state[1]))
        return "listed" if HOSTILE in names else "named" if HOSTILE in broken else "no run"


def sentence_or(work: Callable[[], Result]) -> Result | None:
    """What `work` gives; None where it ends in a sentence for people. Raises: AssertionError for another text."""
    try:
        return work()
    except UserFacingError as error:
        text = str(error)
        assert text.rstrip().endswith((".", ")")), f"no sentence: {text[:200]!r}"
        assert len(text) < 5_000, "a sentence that nobody reads to its end"
    return None


def resume_run(images: TrainingSet, run: Path, model: FasterRCNN, resume_state: ResumeState) -> None:
    """One step more, with all that a run writes."""
    trainer = Trainer(
        model, images, model.config.training, run, "cpu", images, resume_state.state.step + 1, resume_state=resume_state
    )
    list(trainer.run())


def detect_with(model: FasterRCNN) -> None:
    """As the window does, which uses the folder's last network. Raises: UserFacingError."""
    predictor = Predictor(model)
    predictor.set_image(np.zeros((96, 128, 3), dtype=np.uint8))
    predictor.detect()


def peak_memory_mb() -> float:
    """The most that this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def run(cases: Iterable[HostileRun], folder: Path) -> tuple[Counter[str], list[Fault]]:
    """Open them one after the other; how they ended, and the faults."""
    stand = Stand(folder)
    endings: Counter[str] = Counter()
    faults = []
    for hostile in cases:
        ended = stand.open(hostile)
        if isinstance(ended, Fault):
            faults.append(ended)
        endings["fault" if isinstance(ended, Fault) else ended] += 1
    return endings, faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth folder alone (1)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        endings, faults = run(islice(hostile_runs(), 0, None, args.every), Path(folder))
    counts = ", ".join(f"{count} {ending}" for ending, count in sorted(endings.items()))
    print(f"{endings.total()} hostile run folders: {counts}; at most {peak_memory_mb():.0f} MB of memory")
    for fault in faults[:40]:
        print(f"  {ascii(fault.name)[:120]}: {ascii(fault.what)[:200]}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

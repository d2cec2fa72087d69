"""A day's work in minutes: `python -m tests.reliability.soak --minutes 10`.

The whole window, driven by mouse and keys without a pause: paging, drawing, moving, undoing and saving boxes, detecting
and accepting, stage layers switched on and off, another folder opened now and then. Memory, threads and open files
must level off: the last quarter of the time may have no more than the quarter before it, but for a little noise.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from tests.benchmarks.window_stand import WindowStand, open_window

IMAGES = 16
SAMPLE_S = 2.0
NOISE_SHARE, NOISE_MB = 0.02, 10.0
"""By this share of itself, or this number of MB, memory may differ between two quarters."""
LAYERS = ("assignment", "objectness", "anchors", "refinement")


@dataclass(frozen=True)
class Sample:
    """What the process holds."""

    seconds: float
    memory_mb: float
    """What is in use: pages that were freed are given back to the system first"""
    resident_mb: float
    """With those pages"""
    threads: int
    files: int
    actions: int


class Worker:
    """Somebody who never rests."""

    def __init__(self, stand: WindowStand, folders: list[Path], seed: int) -> None:
        self._stand, self._folders = stand, folders
        self._context, self._session = stand.window.context, stand.window.context.session
        self._chance = random.Random(seed)
        self.done: Counter[str] = Counter()
        stand.window.open_controller.open_path(folders[0])
        stand.wait(lambda: self._session.image is not None)
        self._context.engine.start_loading()
        stand.wait(lambda: self._context.engine.is_ready)
        self._take_network()
        self._rest()

    def _take_network(self) -> None:
        from frcnn_gui.network.network_cache import find_demo_network
        from frcnn_gui.network.network_controller import NetworkController

        controller, network = self._context.window.findChild(NetworkController), find_demo_network()
        assert isinstance(controller, NetworkController)
        assert network is not None
        controller.open_network(network)

    def act(self) -> None:
        """One image: go there, label, and sometimes something that takes longer."""
        self._go()
        self._label()
        for every, name in ((4, "detect"), (6, "stages"), (60, "detect_all"), (90, "folder")):
            if self._chance.randrange(every) == 0:
                getattr(self, f"_{name}")()

    def _count(self, what: str) -> None:
        self.done[what] += 1

    def _trigger(self, action: str) -> None:
        if self._context.actions[action].isEnabled():
            self._context.actions[action].trigger()
            self._stand.application.processEvents()

    def _rest(self) -> None:
        """Until nothing is saved, computed or drawn any more."""
        from frcnn_gui.saving.autosave import SaveState

        autosave = self._context.autosave
        self._stand.wait(lambda: not self._context.jobs.jobs and autosave.state is not SaveState.SAVING)

    def _go(self) -> None:
        self._session.go_to_index(self._chance.randrange(IMAGES))
        self._stand.wait(lambda: self._session.image is not None or self._session.failure)
        self._count("images shown")

    def _label(self) -> None:
        """Draw a box with the mouse, push it about with keys, undo half of it; a second visit deletes it again."""
        from PySide6.QtCore import QPoint, Qt
        from PySide6.QtTest import QTest

        canvas, document = self._context.canvas, self._session.document
        assert document is not None
        if len(document.annotations) > 12:
            self._session.select_annotations([document.annotations[-1].uid])
            self._trigger("delete")
            self._count("boxes deleted")
            return
        self._trigger("draw")
        start = QPoint(*(self._chance.randrange(300, 600) for _ in range(2)))
        end = start + QPoint(*(self._chance.randrange(30, 120) for _ in range(2)))
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
        for step in range(1, 5):
            QTest.mouseMove(canvas, start + (end - start) * step / 4)
            self._stand.application.processEvents()
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)
        self._answer()
        self._count("boxes drawn")
        for _ in range(3):
            QTest.keyClick(canvas, Qt.Key.Key_Right)
        for action in self._chance.choice((("undo",), ("undo", "undo", "redo"), ("undo", "undo", "undo", "undo"), ())):
            self._trigger(action)
            self._count("undone or redone")
        self._trigger("select")

    def _answer(self) -> None:
        """The question for the class, where it comes."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest
        from PySide6.QtWidgets import QApplication

        dialog = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if dialog is not None:
            QTest.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)

    def _detect(self) -> None:
        self._trigger("detect")
        self._rest()
        self._count("images detected in")
        if self._chance.random() < 0.3:
            self._trigger("accept_detections")
            self._trigger("undo")
            self._count("detections accepted")

    def _stages(self) -> None:
        self._trigger("workspace_stages")
        layers = self._context.stage_layers.layers
        for key in ("after_nms", self._chance.choice(LAYERS)):
            layers[key].set_visible(True)
        stages = self._context.stages
        self._stand.wait(lambda: stages.is_current or stages.failure)
        self._stand.application.processEvents()
        for layer in layers.values():
            layer.set_visible(False)
        self._trigger("workspace_label")
        self._count("stages looked at")

    def _detect_all(self) -> None:
        self._trigger("detect_all")
        self._rest()
        self._count("folders detected in")

    def _folder(self) -> None:
        self._rest()
        self._folders.append(self._folders.pop(0))
        self._stand.window.open_controller.open_path(self._folders[0])
        self._stand.wait(lambda: self._session.image is not None)
        self._rest()
        self._count("folders opened")


def soak(stand: WindowStand, seconds: float, seed: int, report: Callable[[Sample], None]) -> Counter[str]:
    """Work for so long in two folders; how often what was done."""
    from detector.demo import write_demo_folder

    folders = [stand.root / name for name in ("one", "other")]
    for number, folder in enumerate(folders):
        write_demo_folder(folder, IMAGES, seed=number)
    worker = Worker(stand, folders, seed)
    process, began, last = psutil.Process(), time.monotonic(), 0.0
    while (now := time.monotonic() - began) < seconds:
        worker.act()
        if now - last >= SAMPLE_S:
            last = now
            gc.collect()
            resident = process.memory_info().rss / 1e6
            _give_back()
            held = process.memory_info().rss / 1e6
            report(Sample(now, held, resident, process.num_threads(), process.num_fds(), sum(worker.done.values())))
    return worker.done


def _give_back() -> None:
    """Freed memory to the system, which glibc keeps for later otherwise."""
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)


def grown(samples: list[Sample]) -> list[str]:
    """What the last quarter has more of than the quarter before it; empty when all has levelled off."""
    quarter = len(samples) // 4
    before, after = samples[2 * quarter : 3 * quarter], samples[3 * quarter :]
    faults = []
    for name in ("memory_mb", "threads", "files"):
        was, now = (statistics.median(getattr(one, name) for one in part) for part in (before, after))
        allowed = max(was * NOISE_SHARE, NOISE_MB) if name == "memory_mb" else max(2.0, was * NOISE_SHARE)
        if now - was > allowed:
            faults.append(f"{name} grew from {was:.0f} to {now:.0f}")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--samples", type=Path, help="write the samples there, as JSON")
    options = parser.parse_args()
    samples: list[Sample] = []
    with open_window(1400, 900) as stand:
        done = soak(stand, options.minutes * 60, options.seed, samples.append)
    if options.samples is not None:
        options.samples.write_text(json.dumps([asdict(one) for one in samples]))
    first, last, peak = samples[len(samples) // 4], samples[-1], max(one.resident_mb for one in samples)
    print(", ".join(f"{count:,} {what}" for what, count in done.most_common()))
    print(
        f"memory {first.memory_mb:.0f} MB after a quarter of the time, {last.memory_mb:.0f} MB at the end "
        f"({peak:.0f} MB at most, with what was freed)"
    )
    print(f"threads {first.threads}, {last.threads}; open files {first.files}, {last.files}")
    faults = grown(samples)
    print("; ".join(faults) or "levelled off")
    return int(bool(faults))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())

"""Moving through 12-megapixel JPEGs with the key D, at several speeds and with the key held down.

For each press: the time until the next image is painted, and how much of it the thread of the window was busy.
"""

from __future__ import annotations

import operator
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tests.benchmarks.annotators import photographs
from tests.benchmarks.timing import high, print_table
from tests.benchmarks.window_stand import open_window

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from frcnn_gui.main_window import MainWindow

INTERVALS_S = (0.25, 0.5, 1.0, 1.5)
STEPS = 30
HELD_S = 0.03
"""The interval between key presses while a key is held down."""
HELD_STEPS = 60
PHOTOGRAPHS = 64
WINDOW = (1600, 1200)


@dataclass(frozen=True)
class Step:
    """The seconds from the press to the painted image, and those in which the thread of the window was busy."""

    wall: float
    busy: float


def run() -> None:
    with open_window(*WINDOW) as stand:
        application, window = stand.application, stand.window
        folder = photographs(stand.root / "photographs", PHOTOGRAPHS)
        window.open_controller.open_path(folder)
        pager = _Pager(application, window)
        pager.wait(lambda: pager.painted == 0)
        pager.rest(3)  # work that is postponed until the first image is shown is done then
        rows = [_row(f"every {speed} s", pager.page(speed, STEPS)) for speed in INTERVALS_S]
        print_table(
            f"Key press to the next image painted, {STEPS} 12-megapixel JPEGs, {WINDOW[0]}x{WINDOW[1]} window",
            rows,
            ("presses", "median", "95th percentile", "window's thread at work", "95th percentile"),
        )
        _print_held(pager)


def _row(what: str, steps: list[Step]) -> tuple[str, ...]:
    walls, busy = [step.wall for step in steps], [step.busy for step in steps]
    return (
        what,
        *(f"{1000 * value:.0f} ms" for spent in (walls, busy) for value in (statistics.median(spent), high(spent))),
    )


def _print_held(pager: _Pager) -> None:
    """A key held down: how many images are seen on the way, and how soon after its release the last one is painted."""
    seen, longest, last = pager.hold(HELD_S, HELD_STEPS)
    print(
        f"\nD held down, {HELD_STEPS} presses {1000 * HELD_S:.0f} ms apart: {seen} images painted on the way, a "
        f"press dealt with after {1000 * longest:.0f} ms at most, the last image painted {1000 * last:.0f} ms after "
        "its press."
    )


class _Pager:
    """Presses D in the whole window, and records when the canvas has painted which image."""

    def __init__(self, application: QApplication, window: MainWindow) -> None:
        from PySide6.QtCore import QEvent, QObject

        pager = self

        class Watch(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                if event.type() == QEvent.Type.Paint:
                    watched.event(event)
                    pager._note()
                    return True
                return False

        self._application, self._window = application, window
        self._session = window.context.session
        self._watch = Watch()
        window.context.canvas.installEventFilter(self._watch)
        self._painted: dict[int, tuple[float, float]] = {}
        self.painted = -1

    def _note(self) -> None:
        if self._session.image is not None and self._session.index not in self._painted:
            self.painted = self._session.index
            self._painted[self.painted] = time.perf_counter(), time.thread_time()

    def press(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        QTest.keyClick(self._window.context.canvas, Qt.Key.Key_D)

    def wait(self, condition: Callable[[], bool]) -> None:
        from PySide6.QtCore import QEventLoop

        while not condition():
            self._application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def rest(self, seconds: float) -> None:
        """Run the event loop for this time."""
        from PySide6.QtCore import QEventLoop, Qt, QTimer

        loop = QEventLoop()
        timer = QTimer(singleShot=True, interval=max(round(1000 * seconds), 0), timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(loop.quit)
        timer.start()
        loop.exec()

    def page(self, speed: float, steps: int) -> list[Step]:
        """Press the key `steps` times, every `speed` seconds."""
        self._begin()
        taken = []
        self.rest(max(speed, 1.5))
        for _ in range(steps):
            start, worked = time.perf_counter(), time.thread_time()
            target = self._session.index + 1
            self.press()
            self.wait(partial(operator.contains, self._painted, target))
            at, busy = self._painted[target]
            taken.append(Step(at - start, busy - worked))
            self.rest(speed - (time.perf_counter() - start))
        return taken

    def hold(self, speed: float, steps: int) -> tuple[int, float, float]:
        """Hold the key down.

        Returns:
            The images painted before the last one, the longest time of a press in the window, and the seconds until the
            last image.
        """
        self._begin()
        self.rest(1.5)
        self._painted.clear()
        longest, start = 0.0, time.perf_counter()
        for step in range(steps):
            due = start + step * speed
            self.rest(due - time.perf_counter())
            self.press()
            longest = max(longest, time.perf_counter() - due)
        pressed = time.perf_counter()
        target = self._session.index
        self.wait(lambda: target in self._painted)
        return len(self._painted) - 1, longest, self._painted[target][0] - pressed

    def _begin(self) -> None:
        """Go to the first image, and forget what was painted."""
        self._painted.clear()
        self._session.go_to_index(0)
        self.wait(lambda: 0 in self._painted)
        self._window.context.canvas.setFocus()

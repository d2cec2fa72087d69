"""Collect Python's cyclic garbage in the thread of the window only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1_000
FULL_COLLECTION_EVERY = 10
"""Checks between two collections of the oldest generation, which take up to a tenth of a second"""


class GarbageCollector(QObject):
    """Takes the place of Python's automatic collection, which runs in whatever thread creates an object.

    Widgets and other Qt objects can be part of a cycle of references. Destroyed by a worker thread, or while Qt
    delivers an event to them, they crash the program. Here they are destroyed between two events, in their own thread.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._checks_to_full = FULL_COLLECTION_EVERY
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.collect_if_due)

    def start(self) -> None:
        self._timer.start()

    def collect_if_due(self) -> None:
        """Collect the generations that have reached Python's own thresholds."""
        self._checks_to_full -= 1
        counts, thresholds = gc.get_count(), gc.get_threshold()
        if counts[0] <= thresholds[0]:
            return
        if counts[2] > thresholds[2] and self._checks_to_full <= 0:
            self._checks_to_full = FULL_COLLECTION_EVERY
            gc.collect(2)
        else:
            gc.collect(1 if counts[1] > thresholds[1] else 0)

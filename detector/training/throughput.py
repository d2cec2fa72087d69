"""How fast a run goes, and how long it will take."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

MAX_AVERAGED_STEPS = 20


class Throughput:
    """Speed over the last steps. Measuring and saving count apart: a break is no part of a step's time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._steps: deque[tuple[float, float]] = deque(maxlen=MAX_AVERAGED_STEPS)
        """(seconds, of which spent waiting for images)"""
        self._last_time = clock()
        self._validation_seconds = 0.0

    def record_step(self, waited: float) -> None:
        now = self._clock()
        self._steps.append((now - self._last_time, waited))
        self._last_time = now

    def record_break(self) -> float:
        """The time since the last step was a break; its seconds."""
        now = self._clock()
        taken, self._last_time = now - self._last_time, now
        return taken

    def record_validation(self) -> float:
        """As `record_break`, of a break that comes again in every epoch."""
        self._validation_seconds = self.record_break()
        return self._validation_seconds

    @property
    def seconds_per_step(self) -> float:
        """The mean over the latest steps, without pauses.

        Raises:
            ZeroDivisionError: No step was taken yet.
        """
        return max(sum(seconds for seconds, _ in self._steps) / len(self._steps), 1e-9)

    @property
    def waiting_share(self) -> float:
        waited = sum(waited for _, waited in self._steps)
        return min(waited / (self.seconds_per_step * len(self._steps)), 1.0)

    def estimate_seconds_left(self, steps: int, epochs: int) -> float:
        """For this number of steps, and the validations after this number of epochs."""
        return steps * self.seconds_per_step + epochs * self._validation_seconds

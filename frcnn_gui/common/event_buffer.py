"""Events of a job, handed to the window several at a time."""

from __future__ import annotations

import math
import time
from typing import Generic, TypeVar

from frcnn_gui.common.job import JobContext

EMIT_INTERVAL_S = 1.0
"""Seconds between two reports to the window, which paints for each: fast networks need that time themselves."""

Event = TypeVar("Event")


class EventBuffer(Generic[Event]):
    """Reports tuples of events, so that the window paints once for them; `close` hands on the rest."""

    def __init__(self, context: JobContext) -> None:
        self._context = context
        self._waiting: list[Event] = []
        self._last = -math.inf

    def add_event(self, event: Event) -> bool:
        """Take up one more; returns whether the window was given it."""
        self._waiting.append(event)
        is_due = time.monotonic() - self._last >= EMIT_INTERVAL_S
        if is_due:
            self.close()
        return is_due

    def close(self) -> None:
        if self._waiting:
            self._context.report_event(tuple(self._waiting))
        self._waiting.clear()
        self._last = time.monotonic()

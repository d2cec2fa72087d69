"""Files written on a thread of their own, so that their author does not wait for the disk."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

MAX_WAITING_WRITES = 32
"""Whoever has more to write waits until one of them is done."""


class TrailingWriter:
    """Runs calls that write files one after the other, in the order in which they come.

    Leaving its `with` block waits for all of them, also where the block was left by an error.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "trailing-writer")
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown()
        if kind is None:  # otherwise that is the error to report
            while self._waiting:
                self._waiting.popleft().result()

    def submit(self, write: Callable[[], None]) -> None:
        """Have `write` called. Raises: what an earlier call has raised."""
        while self._waiting and (self._waiting[0].done() or len(self._waiting) >= MAX_WAITING_WRITES):
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(write))

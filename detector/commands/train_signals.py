"""Signals that end a training in good order: with a checkpoint."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detector.training.trainer import Trainer

_SIGNAL_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""Ctrl-C; a job scheduler's; a terminal's that is closed; on Windows Ctrl-Break, which is that of a closed one too."""


@contextmanager
def cancel_on_signals(trainer: Trainer) -> Iterator[list[int]]:
    """While in here, the first signal cancels `trainer`, and the second ends the process at once.

    A closed terminal sends SIGHUP more than once (the shell, and the system), so only the first counts; where it is
    ignored, as `nohup` has it, it stays so.

    Yields:
        The signals that came, in their order.
    """
    received: list[int] = []
    numbers = [getattr(signal, name) for name in _SIGNAL_NAMES if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    hang_up = getattr(signal, "SIGHUP", None)
    if hang_up is not None and before[hang_up] == signal.SIG_IGN:
        del before[hang_up]

    def on_signal(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        trainer.cancel()
        signal.signal(number, signal.SIG_IGN if number == hang_up else signal.default_int_handler)

    for number in before:
        signal.signal(number, on_signal)
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

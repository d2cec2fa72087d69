"""Where the events of a training go, and what happens when nothing takes them any more."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from detector.commands.output import print_stderr

if TYPE_CHECKING:
    from detector.training.runs.events import TrainingEvent

LOG_STOPPED = "{what} can no longer be written: {reason}. Training continues without it."


class Display(Protocol):
    """Takes the events of a run as they come; both methods may raise OSError."""

    name: str
    """What a person calls it"""

    def write(self, event: TrainingEvent) -> None: ...

    def close(self) -> None: ...


class Displays:
    """Several displays. Training continues without a display that fails.

    The disk that the output goes to may be full, the pipe's reader gone, the terminal closed.
    """

    def __init__(self, displays: Iterable[Display]) -> None:
        self._displays = list(displays)

    def write(self, event: TrainingEvent) -> None:
        for display in [*self._displays]:
            self._try_display(display, partial(display.write, event))

    def close(self) -> None:
        for display in [*self._displays]:
            self._try_display(display, display.close)
        self._displays = []

    def _try_display(self, display: Display, action: Callable[[], None]) -> None:
        try:
            action()
        except OSError as error:
            self._displays.remove(display)
            drop_broken_output()
            print_message(LOG_STOPPED.format(what=display.name, reason=error.strerror or error))


def print_message(text: str) -> None:
    """Print a sentence for a person on stderr, if anybody is there to read it."""
    try:
        print_stderr(text)
    except OSError:
        drop_broken_output()


def drop_broken_output() -> None:
    """Let output that nothing takes any more vanish, so that Python does not fail when it flushes it at its end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

"""Painters that are closed whatever happens: Qt ends the process when a paint event leaves one open.

Everything that paints gets its painter here: `painter_on` for pictures, `guarded_painter` in a paint event of a widget,
`guarded_item` in the `paint` of a delegate. The last two keep exceptions from Qt, which cannot handle them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from PySide6.QtGui import QPaintDevice, QPainter
from PySide6.QtWidgets import QWidget

_reported_faults: set[tuple[type[BaseException], str, int]] = set()
"""Kind, file and line of the faults that were reported: a widget is painted again many times a second."""


@contextmanager
def painter_on(device: QPaintDevice) -> Iterator[QPainter]:
    """Paint on `device`, which is ready for other use afterwards, also when an exception ends the work."""
    painter = QPainter(device)
    try:
        yield painter
    finally:
        painter.end()


@contextmanager
def guarded_painter(widget: QWidget) -> Iterator[QPainter]:
    """Paint `widget` in its paint event; an exception ends the painting, is reported once, and goes no further."""
    with _report_faults(), painter_on(widget) as painter:
        yield painter


@contextmanager
def guarded_item(painter: QPainter) -> Iterator[None]:
    """Paint one item of a view, whose `painter` is as it was afterwards; exceptions as in `guarded_painter`."""
    with _report_faults():
        painter.save()
        try:
            yield
        finally:
            painter.restore()


@contextmanager
def _report_faults() -> Iterator[None]:
    """Hand an exception to what reports unforeseen faults (see `faults`), the first time that it comes from a place."""
    try:
        yield
    except Exception as fault:  # noqa: BLE001 - the border to Qt: reported below as any fault that nobody foresaw
        place = (type(fault), *_find_origin(fault.__traceback__))
        if place not in _reported_faults:
            _reported_faults.add(place)
            sys.excepthook(type(fault), fault, fault.__traceback__)


def _find_origin(traceback: TracebackType | None) -> tuple[str, int]:
    """The file and line that an exception comes from."""
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return ("", 0) if traceback is None else (traceback.tb_frame.f_code.co_filename, traceback.tb_lineno)

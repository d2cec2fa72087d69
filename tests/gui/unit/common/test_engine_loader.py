"""The detector's code is brought in without harm to the window."""

from __future__ import annotations

import gc
import sys
import threading

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from frcnn_gui.common import engine_loader as engine_module
from frcnn_gui.common.engine_loader import Engine
from frcnn_gui.common.job import Job, JobContext, JobRunner
from frcnn_gui.explain.anchor_fit_map import AnchorFitMap


def test_that_qt_s_types_are_all_made_on_the_window_s_thread_before_the_rest_is_loaded(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, QThread]] = []

    def types() -> object:
        for number in range(20):
            made.append((f"type {number}", QThread.currentThread()))
            yield None  # which some names of Qt are

    monkeypatch.setattr(engine_module, "_iterate_qt_types", types)
    monkeypatch.setattr(engine_module, "_load_rest", lambda _context: made.append(("rest", QThread.currentThread())))
    runner = JobRunner()
    engine = Engine(runner)
    engine._on_loaded()
    assert engine.is_ready
    qtbot.waitUntil(lambda: bool(made) and made[-1][0] == "rest" and not runner.jobs)
    assert [what for what, _ in made] == [*(f"type {number}" for number in range(20)), "rest"]
    assert {thread for what, thread in made if what != "rest"} == {engine.thread()}


def test_that_the_rest_is_loaded_when_no_job_is_on(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    detected = threading.Event()

    def detect(_context: JobContext) -> None:
        detected.wait(5)
        order.append("detection")

    monkeypatch.setattr(engine_module, "_iterate_qt_types", lambda: iter(()))
    monkeypatch.setattr(engine_module, "_load_rest", lambda _context: order.append("rest"))
    runner = JobRunner()
    engine = Engine(runner)
    runner.start(Job("a first detection", detect))
    engine._on_loaded()
    qtbot.wait(4 * engine_module.SLICE_EVERY_MS)
    detected.set()
    qtbot.waitUntil(lambda: len(order) == 2 and not runner.jobs)
    assert order == ["detection", "rest"]


def test_that_every_name_of_qt_is_among_those_made() -> None:
    from PySide6 import QtWidgets

    made = list(engine_module._iterate_qt_types())
    assert QtWidgets.QCalendarWidget in made
    assert len(made) > 600


def test_that_importing_does_not_stop_for_garbage() -> None:
    enabled = gc.isenabled()
    try:
        for before in (True, False):
            (gc.enable if before else gc.disable)()
            with engine_module.pause_garbage_collection():
                assert not gc.isenabled()
            assert gc.isenabled() is before
    finally:
        (gc.enable if enabled else gc.disable)()
        gc.unfreeze()


def test_that_an_empty_map_of_anchors_does_not_load_the_detector(qtbot: QtBot) -> None:
    map = AnchorFitMap()
    qtbot.addWidget(map)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "detector.evaluation.anchor_fit", None)  # importing it fails
        map.show_cells(())
    assert map.rowCount() == 0

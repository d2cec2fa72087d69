"""Cyclic garbage is collected, and never by a worker thread."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from frcnn_gui.common.garbage_collector import FULL_COLLECTION_EVERY, GarbageCollector


class Node:
    """Refers to itself, so that only a collection frees it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    was_enabled, parent = gc.isenabled(), QObject()
    gc.collect()
    yield GarbageCollector(parent)
    (gc.enable if was_enabled else gc.disable)()


def fill_youngest_generation() -> list[list[int]]:
    return [[number] for number in range(2 * gc.get_threshold()[0])]


def test_that_a_thread_that_creates_objects_collects_nothing(collector: GarbageCollector) -> None:
    node = weakref.ref(Node())
    thread = threading.Thread(target=lambda: [fill_youngest_generation() for _ in range(50)])
    thread.start()
    thread.join()
    assert node() is not None
    kept = fill_youngest_generation()
    collector.collect_if_due()
    assert node() is None
    assert kept


def test_that_nothing_is_collected_before_it_is_due(
    collector: GarbageCollector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, 0))
    node = weakref.ref(Node())
    collector.collect_if_due()
    assert node() is not None


@pytest.mark.parametrize(
    ("counts", "generations"),
    [
        ((10_000, 0, 0), {0}),
        ((10_000, 100, 0), {1}),
        ((10_000, 100, 100), {1, 2}),
    ],
)
def test_that_old_objects_are_collected_less_often(
    collector: GarbageCollector, monkeypatch: pytest.MonkeyPatch, counts: tuple[int, int, int], generations: set[int]
) -> None:
    collected: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: counts)
    monkeypatch.setattr(gc, "collect", collected.append)
    for _ in range(2 * FULL_COLLECTION_EVERY):
        collector.collect_if_due()
    assert set(collected) == generations
    assert collected.count(2) == (2 if 2 in generations else 0)


def test_that_it_collects_by_itself(qtbot: QtBot, collector: GarbageCollector, monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: (10_000, 0, 0))
    monkeypatch.setattr(gc, "collect", collected.append)
    collector.start()
    qtbot.waitUntil(lambda: collected == [0], timeout=10_000)

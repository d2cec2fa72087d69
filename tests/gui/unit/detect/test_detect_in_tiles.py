"""The choice of tiles: remembered, and what detection and Review do with it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from detector.predictor import Predictor
from detector.tiles.tiling import DEFAULT_OVERLAP, Tiling, cover_with_tiles
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import tr
from frcnn_gui.common.settings import Settings
from frcnn_gui.detect.detect_job import DETECTING_PART_TEXT, ImageDetected, create_detect_job
from frcnn_gui.detect.detections_panel import DetectionsPanel
from frcnn_gui.detect.tiles_row import TilesRow
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource
from tests.detector.drawn import draw
from tests.detector.small import small_model

TILING = Tiling(128, 0.25)
TILES = len(cover_with_tiles(300, 200, TILING.size, TILING.overlap))


class SmallNetwork(NetworkCache):
    """Has an untrained network, and counts what it is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.shapes: list[tuple[int, ...]] = []
        self.going = threading.Event()
        """The second look waits for it."""
        self.going.set()

    @contextmanager
    def borrow_predictor(self, source: NetworkSource, device: str) -> Iterator[Predictor]:
        predictor = Predictor(small_model())
        set_image = predictor.set_image

        def count(pixels: NDArray[np.uint8], size: tuple[int, int] | None = None, path: Path | None = None) -> None:
            self.shapes.append(pixels.shape)
            if len(self.shapes) == 2:
                assert self.going.wait(20)
            set_image(pixels, size, path)

        predictor.set_image = count  # type: ignore[method-assign]
        yield predictor


@pytest.fixture
def images(tmp_path: Path) -> list[Path]:
    return [draw(tmp_path / f"{number}.png", [("square", (20, 20, 60, 60))], 300, 200) for number in range(3)]


def job_of(network: SmallNetwork, images: list[Path], tiling: Tiling | None) -> Job:
    return create_detect_job(network, NetworkSource("mobilenet_fpn"), images, "cpu", tiling)


def test_that_the_choice_is_remembered(window: MainWindow, qtbot: QtBot) -> None:
    panel, settings = window.docks["detections"].widget(), window.context.settings
    assert isinstance(panel, DetectionsPanel)
    assert settings.tiling is None
    assert not panel.tiles_row.size_box.isEnabled()
    panel.tiles_row.enable_box.click()
    assert settings.tiling == Tiling(0, DEFAULT_OVERLAP)
    panel.tiles_row.size_box.setValue(512)
    panel.tiles_row.overlap_box.setValue(40)
    settings.write_to_disk()
    later = Settings(settings.path)
    assert later.tiling == Tiling(512, 0.4)
    row = TilesRow(later)
    qtbot.addWidget(row)
    assert (row.enable_box.isChecked(), row.size_box.value(), row.overlap_box.value()) == (True, 512, 40)
    row.size_box.setValue(row.size_box.minimum())
    assert later.tiling == Tiling(0, 0.4)


@pytest.mark.parametrize(("size", "overlap"), [(3, 0.4), (-1, 0.4), (10**8, 0.4), ("large", 0.4), (256, 2.0)])
def test_that_odd_settings_read_as_their_defaults(tmp_path: Path, size: object, overlap: float) -> None:
    settings = Settings(tmp_path / "settings.ini")
    settings.detects_in_tiles = True
    settings.store_value("detection/tile_size", size)
    settings.store_value("detection/tile_overlap", overlap)
    tiling = settings.tiling
    assert tiling is not None
    assert (tiling.size, tiling.overlap) in ((0, 0.4), (256, DEFAULT_OVERLAP))


def test_that_a_detection_of_one_image_shows_each_tile(qtbot: QtBot, images: list[Path]) -> None:
    network = SmallNetwork()
    job, reports = job_of(network, images[:1], TILING), []
    found: list[object] = []
    job.progress_changed.connect(lambda done, total, text: reports.append((done, total, text)))
    job.event_reported.connect(found.extend)
    with qtbot.waitSignal(job.finished, timeout=20_000):
        job.start()
    parts = TILES + 1
    assert [one for one in reports if one[1] == parts] == [
        (part, parts, tr(DETECTING_PART_TEXT).format(part=part + 1, parts=parts)) for part in range(parts)
    ]
    assert network.shapes == [(128, 128, 3)] * TILES + [(200, 300, 3)]
    assert [type(one) for one in found] == [ImageDetected]


def test_that_it_stops_after_the_tile_at_hand(qtbot: QtBot, images: list[Path]) -> None:
    network = SmallNetwork()
    job = job_of(network, images, TILING)
    network.going.clear()

    def cancel_at_second(_done: int, _total: int, text: str) -> None:
        if "part 2" in text:
            job.cancel()
            network.going.set()

    job.progress_changed.connect(cancel_at_second)
    with qtbot.waitSignal(job.canceled, timeout=20_000):
        job.start()
    assert len(network.shapes) == 2


def test_that_images_are_looked_at_whole_where_tiles_are_not_chosen(qtbot: QtBot, images: list[Path]) -> None:
    network = SmallNetwork()
    job = job_of(network, images, None)
    with qtbot.waitSignal(job.finished, timeout=20_000):
        job.start()
    assert network.shapes == [(200, 300, 3)] * 3


def test_that_every_image_is_reported_in_order_also_when_it_is_stopped(qtbot: QtBot, images: list[Path]) -> None:
    network = SmallNetwork()
    job = job_of(network, images, None)
    found: list[ImageDetected] = []
    job.event_reported.connect(found.extend)
    with qtbot.waitSignal(job.finished, timeout=20_000):
        job.start()
    assert [one.image for one in found] == images
    network = SmallNetwork()
    network.going.clear()
    job = job_of(network, images, None)
    found = []
    job.event_reported.connect(found.extend)

    def cancel_after_first(done: int, _total: int, text: str) -> None:
        if done == 1 and text.startswith("Detecting"):
            job.cancel()
            network.going.set()

    job.progress_changed.connect(cancel_after_first)
    with qtbot.waitSignal(job.finished, timeout=20_000):
        job.start()
    # What was looked at is kept: the first, and the second where it had begun before the cancel came.
    assert [one.image for one in found] in (images[:1], images[:2])


def test_that_images_detected_in_quickly_are_handed_on_together(qtbot: QtBot, images: list[Path]) -> None:
    job = job_of(SmallNetwork(), images * 20, None)
    bursts: list[tuple[ImageDetected, ...]] = []
    reports: list[tuple[int, int]] = []
    job.event_reported.connect(bursts.append)
    job.progress_changed.connect(lambda done, total, _text: reports.append((done, total)))
    with qtbot.waitSignal(job.finished, timeout=20_000):
        job.start()
    assert [one.image for burst in bursts for one in burst] == images * 20
    assert len(bursts) < 20
    assert reports[-1] == (60, 60)
    assert len(reports) <= len(bursts) + 2

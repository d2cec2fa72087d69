"""What is counted in labels, the charts of it, and the dock that fills while labels are read."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.geometry import Box
from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.common.charts.bar_chart import HorizontalBars, VerticalBars
from frcnn_gui.common.charts.chart_values import Bar
from frcnn_gui.common.language import tr
from frcnn_gui.common.theme import build_palette
from frcnn_gui.document.session import Session
from frcnn_gui.document.session_state import SessionState
from frcnn_gui.images.image_list import ImageListModel
from frcnn_gui.images.image_query import quote_label
from frcnn_gui.images.images_panel import ImagesPanel
from frcnn_gui.images.label_index_job import index_image_annotations
from frcnn_gui.statistics.label_statistics import LabelStatistics, StatisticsCollector, format_csv
from frcnn_gui.statistics.statistics_controller import StatisticsController
from frcnn_gui.statistics.statistics_panel import NO_BOXES_TEXT, NO_FOLDER_TEXT, StatisticsPanel
from tests.gui.unit.small_session import folder


@dataclass(frozen=True)
class Image:
    """As `label_index` reports it."""

    labels: Sequence[str] = ()
    boxes: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 4), dtype=np.float32))
    verified: bool = False
    fault: str = ""


def image(*boxes: tuple[str, float, float], verified: bool = False) -> Image:
    """An image with boxes (class, width, height)."""
    corners = [(10.0, 20.0, 10.0 + width, 20.0 + height) for _, width, height in boxes]
    array = np.array(corners, dtype=np.float32).reshape(-1, 4)
    return Image(tuple(label for label, _, _ in boxes), array, verified)


IMAGES = (
    image(("cat", 40, 10), ("cat", 20, 20), ("big dog", 300, 300), verified=True),
    image(),
    image(("cat", 10, 40)),
    Image(fault="b.xml cannot be read."),
)


def counted(*images: Image) -> LabelStatistics:
    collector = StatisticsCollector()
    for one in images:
        collector.add_image(one)
    return collector.build_statistics()


def filled(bars: Sequence[Bar]) -> dict[str, int]:
    return {bar.label: bar.count for bar in bars if bar.count}


def test_that_images_boxes_and_classes_are_counted() -> None:
    found = counted(*IMAGES)
    assert (found.read, found.verified, found.broken, found.boxes) == (3, 1, 1, 4)
    assert [(bar.label, bar.count, bar.query) for bar in found.classes] == [
        ("cat", 3, "label:cat"),
        ("big dog", 1, 'label:"big dog"'),
    ]
    assert [(bar.label, bar.count, bar.query) for bar in found.per_image] == [
        ("0", 1, "boxes=0"),
        ("1", 1, "boxes=1"),
        ("2", 0, "boxes=2"),
        ("3", 1, "boxes=3"),
    ]


def test_that_sizes_fall_into_bins_that_hold_them() -> None:
    found = counted(*IMAGES)
    # 40 x 10, 20 x 20 and 10 x 40 have the root 20; 300 x 300 has 300
    assert filled(found.sizes) == {"16": 3, "256": 1}
    assert sum(bar.count for bar in found.sizes) == found.boxes
    assert (found.sizes[0].label, found.sizes[-1].label) == ("16", "256")


def test_that_shapes_fall_beside_the_ratio_they_have() -> None:
    assert filled(counted(*IMAGES).aspects) == {"1:4": 1, "1:1": 2, "4:1": 1}
    wide = counted(image(("a", 1000, 1)), image(("a", 1, 1000)))
    assert filled(wide.aspects) == {"1:8": 1, "8:1": 1}


def test_that_boxes_without_area_are_counted_but_have_no_size() -> None:
    found = counted(image(("cat", 0, 10), ("cat", 5, 5)))
    assert found.boxes == 2
    assert sum(bar.count for bar in found.sizes) == 1


def test_that_images_with_many_boxes_are_counted_together() -> None:
    found = counted(image(*[("cat", 5, 5)] * 40), image(*[("cat", 5, 5)] * 11))
    assert (found.per_image[-1].label, found.per_image[-1].count, found.per_image[-1].query) == (">10", 2, "boxes>10")


def test_that_nothing_read_has_no_bars() -> None:
    assert counted() == LabelStatistics()


def test_that_the_table_can_be_read_again() -> None:
    rows = list(csv.reader(io.StringIO(format_csv(counted(*IMAGES), 10, 3))))
    assert rows[0] == ["item", "value", "count"]
    assert ["images", "", "10"] in rows
    assert ["boxes of the class", "big dog", "1"] in rows  # the words matter


def test_that_a_class_of_two_words_is_quoted() -> None:
    assert (quote_label("cat"), quote_label("big dog")) == ("cat", '"big dog"')


# -- charts


@pytest.mark.parametrize("kind", [HorizontalBars, VerticalBars])
@pytest.mark.parametrize("dark", [False, True])
def test_that_bars_are_as_long_as_what_they_stand_for(
    qtbot: QtBot, kind: type[HorizontalBars] | type[VerticalBars], dark: bool
) -> None:
    chart = kind("Test")
    qtbot.addWidget(chart)
    chart.setPalette(build_palette(dark))
    chart.set_bars([Bar("a", 40), Bar("b", 10), Bar("c", 0)], lambda _bar: "#ff00ff")
    chart.resize(400, chart.sizeHint().height())
    grabbed = chart.grab().toImage()
    areas = []
    for number in range(3):
        place = chart._compute_geometry()[number].whole
        pixels = [
            QColor(grabbed.pixel(x, y))
            for x in range(place.left(), min(place.right(), grabbed.width() - 1))
            for y in range(place.top(), min(place.bottom(), grabbed.height() - 1))
        ]
        areas.append(sum(pixel.name() == "#ff00ff" for pixel in pixels))
    assert areas[0] / areas[1] == pytest.approx(4, rel=0.25)
    assert areas[2] == 0


@pytest.mark.parametrize("kind", [HorizontalBars, VerticalBars])
def test_that_a_click_and_the_keys_search_for_a_bar(
    qtbot: QtBot, kind: type[HorizontalBars] | type[VerticalBars]
) -> None:
    chart = kind("Boxes")
    qtbot.addWidget(chart)
    chart.set_bars([Bar("a", 4, "label:a"), Bar("b", 1, "label:b"), Bar("c", 1)])
    chart.resize(300, chart.sizeHint().height())
    chart.show()
    chosen: list[str] = []
    chart.bar_chosen.connect(chosen.append)
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart._compute_geometry()[1].whole.center())
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart._compute_geometry()[2].whole.center())
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.accessibleName() == "Boxes: a, 4"
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert chosen == ["label:b", "label:a"]
    assert chart.find_bar_at(QPoint(-5, -5)) == -1
    assert chart.accessibleDescription() == "a: 4, b: 1, c: 1"


def test_that_the_outermost_labels_are_whole_where_their_bars_are_narrow(qtbot: QtBot) -> None:
    chart = VerticalBars("Shapes")
    qtbot.addWidget(chart)
    chart.set_bars([Bar(f"{number}00:1", 1) for number in range(1, 21)])
    chart.resize(200, chart.sizeHint().height())
    labels = [place.label for place in chart._compute_geometry() if place.label.width()]
    assert len(labels) > 1
    assert all(chart.rect().contains(label) for label in labels)
    assert all(label.width() >= chart.fontMetrics().horizontalAdvance("100:1") for label in labels)


def test_that_the_charts_go_below_each_other_where_there_is_little_room(qtbot: QtBot) -> None:
    panel = StatisticsPanel()
    qtbot.addWidget(panel)
    panel.show_statistics(counted(*IMAGES), 10, 3, True, lambda _label: "#ff0000")
    panel.show()
    tops = {}
    for width in (320, 1300):
        panel.resize(width, 400)
        QApplication.processEvents()
        charts = (panel.classes_chart, panel.sizes_chart, panel.aspects_chart, panel.per_image_chart)
        tops[width] = len({chart.parentWidget().y() for chart in charts})
    assert tops == {320: 4, 1300: 1}
    panel.copy_button.click()
    assert QGuiApplication.clipboard().text() == format_csv(counted(*IMAGES), 10, 3)


# -- the dock


class FakeIndex(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.images: dict[int, Image] = {}
        self.is_requested = False
        self.is_complete = False

    def request_labels(self) -> None:
        self.is_requested = True

    def find_image(self, index: int) -> Image | None:
        return self.images.get(index)


@pytest.fixture
def shared(qtbot: QtBot) -> Any:
    window, session = QMainWindow(), Session()
    qtbot.addWidget(window)
    images = ImageListModel(window)
    panel = ImagesPanel(session, images)
    window.setCentralWidget(panel)
    actions = ActionTable(parent=window)
    SessionState(session, actions, window)
    return SimpleNamespace(
        window=window,
        session=session,
        actions=actions,
        images=images,
        index=FakeIndex(),
        show_dock=lambda _key: None,
        search_images=panel.search_line.setText,
    )


def test_that_the_dock_reads_only_when_it_is_seen_and_fills_while_labels_are_read(qtbot: QtBot, shared: Any) -> None:
    counting = StatisticsController(shared)
    panel, index = counting.panel, shared.index
    qtbot.addWidget(panel)
    assert not shared.actions["statistics"].isEnabled()
    shared.session.set_folder(folder(3))
    assert shared.actions["statistics"].isEnabled()
    assert not index.is_requested
    panel.show()
    qtbot.waitUntil(lambda: index.is_requested)
    index.images[0] = image(("cat", 5, 5))
    index.changed.emit()
    qtbot.waitUntil(lambda: filled(panel.classes_chart.bars) == {"cat": 1})
    assert "Reading labels: 1 file so far" in panel.numbers_label.text()
    index.images[2] = image(("cat", 5, 5), ("dog", 9, 9), verified=True)
    index.is_complete = True
    index.changed.emit()
    qtbot.waitUntil(lambda: filled(panel.classes_chart.bars) == {"cat": 2, "dog": 1})
    assert panel.numbers_label.text() == "3 images, 0 labeled, 1 verified, 3 boxes, 2 classes"


def test_that_a_folder_without_boxes_says_what_to_do(qtbot: QtBot, shared: Any) -> None:
    counting = StatisticsController(shared)
    qtbot.addWidget(counting.panel)
    counting.panel.show()
    assert counting.panel.hint.text() == tr(NO_FOLDER_TEXT)
    shared.session.set_folder(folder(3))
    qtbot.waitUntil(lambda: counting.panel.hint.text() == tr(NO_BOXES_TEXT).format(key="W"))
    assert counting.panel.pages.currentWidget() is counting.panel.hint


def test_that_a_bar_filters_the_images(qtbot: QtBot, shared: Any) -> None:
    counting = StatisticsController(shared)
    qtbot.addWidget(counting.panel)
    counting.panel.search_requested.emit("label:cat")
    panel = shared.window.findChild(ImagesPanel)
    assert panel.search_line.text() == "label:cat"


def waiting_bytes(count: int) -> int:
    tracemalloc.start()
    collector = StatisticsCollector()
    for number in range(count):
        collector.add_image(image(("cat", 5 + number % 50, 9), ("dog", 9, 9)))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert collector.build_statistics().boxes == 2 * count
    return kept


def test_that_counting_takes_no_more_memory_for_more_images() -> None:
    waiting_bytes(10)
    assert (waiting_bytes(10_000) - waiting_bytes(2_000)) / 8_000 < 40


def test_that_boxes_counted_in_parts_are_those_counted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = counted(*IMAGES)
    monkeypatch.setattr("frcnn_gui.statistics.label_statistics.IMAGES_AT_ONCE", 1)
    assert counted(*IMAGES) == at_once


def test_that_the_labels_of_an_image_take_little_memory() -> None:
    def kept_bytes(count: int) -> int:
        tracemalloc.start()
        names = [b"a cat", b"dog", b"dog"]
        annotations = [tuple(Annotation(Box(1, 2, 3, 4), name.decode()) for name in names) for _ in range(count)]
        before, _ = tracemalloc.get_traced_memory()
        kept = [index_image_annotations(ImageAnnotations(some), (640, 480)) for some in annotations]
        after, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert len(kept) == count
        return after - before

    kept_bytes(10)
    assert (kept_bytes(4000) - kept_bytes(2000)) / 2000 < 400

"""Paints boxes and outlines of any size over images of any shape: `python -m tests.reliability.paint --cases 5000`.

In each case the canvas is moved, hovered, dragged on and painted, and so are its navigator and the table of boxes.
Nothing may raise, and what is seen of the image must be the pixels that are there.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from detector.data.annotation import Annotation
from detector.data.formats.registry import open_dataset
from detector.data.geometry import Box, Geometry
from detector.data.image_io import DecodedImage
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.packing import UnusableOutline
from detector.data.outlines.rings import Part, Rings
from frcnn_gui.boxes.box_table import BoxTableModel
from frcnn_gui.canvas.adjustment import NEUTRAL, Adjustment
from frcnn_gui.canvas.canvas_view import CanvasView
from frcnn_gui.canvas.layers import BoxGroup, HeatMap, Layer, LayerContent, LineGroup, PointGroup
from frcnn_gui.canvas.painting.tiles import MIN_NEAREST_FACTOR
from frcnn_gui.canvas.viewport import MAX_ZOOM, MIN_ZOOM
from frcnn_gui.common import painting
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.session import Session

WIDTH, HEIGHT = 240, 170
"""Of the canvas, in pixels."""
LONGEST = 40_000_000
"""The longest side of an image, in pixels."""
KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_Delete)

Corners = tuple[float, float, float, float]


@dataclass(frozen=True)
class Case:
    """What is painted, and what is done meanwhile. Places are parts, 0 to 1, of the image or of the canvas."""

    size: tuple[int, int]
    corners: tuple[Corners, ...]
    outlines: tuple[str, ...] = ()
    """Keys of `OUTLINES`; the first boxes have them"""
    zoom: float = 1.0
    center: tuple[float, float] = (0.5, 0.5)
    cursor: tuple[float, float] = (0.5, 0.5)
    dragged_to: tuple[float, float] = (0.6, 0.6)
    selected: int = 0
    """As bits, the first box the lowest."""
    tool: str = "select"
    is_plain: bool = True
    """Without an adjustment."""
    has_minimap: bool = True
    """Of long lines it is made step by step, which takes a while."""


def _two_points(box: Box) -> Geometry:
    return OutlinedBox(box, Rings.from_polygons([[(box.x1, box.y1), (box.x2, box.y2)]]))


def _bow_tie(box: Box) -> Geometry:
    """It crosses itself."""
    corners = [(box.x1, box.y1), (box.x2, box.y2), (box.x2, box.y1), (box.x1, box.y2)]
    return OutlinedBox(box, Rings.from_polygons([corners]))


def _hole_outside(box: Box) -> Geometry:
    (part,) = Rings.from_box(box).parts
    (hole,) = Rings.from_box(Box(box.x2 + 5, box.y1, box.x2 + 25, box.y2)).parts
    return Rings((Part(part.outer, (hole.outer,)), *Rings.from_polygons([[(3, 3)]]).parts))


def _many_points(box: Box) -> Geometry:
    angles = np.linspace(0, 2 * np.pi, MANY, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], 1) * (1 + 0.1 * np.sin(91 * angles))[:, None]
    sides = np.array([box.width, box.height]) / 2
    return OutlinedBox(box, Rings.from_polygons([circle * sides + (box.x1, box.y1) + sides]))


def _scribble(box: Box) -> Geometry:
    places = np.random.default_rng(0).random((300, 2))
    return OutlinedBox(box, Rings.from_polygons([places * (box.width, box.height) + (box.x1, box.y1)]))


def _specks(box: Box) -> Geometry:
    """Many parts of single pixels, of which some are outside the image."""
    left, top = (int(np.clip(edge, -1e9, 1e9)) for edge in (box.x1, box.y1))
    return OutlinedBox(box, Bitmap.from_mask(np.random.default_rng(1).random((40, 70)) < 0.3, left, top))


def _no_pixels(box: Box) -> Geometry:
    return OutlinedBox(box, Bitmap())


def _unusable(box: Box) -> Geometry:
    return OutlinedBox(box, UnusableOutline("a.json: the counts do not fit."))


OUTLINES: Mapping[str, Callable[[Box], Geometry]] = {
    "none": lambda box: box,
    "two points": _two_points,
    "bow tie": _bow_tie,
    "hole outside": _hole_outside,
    "scribble": _scribble,
    "specks": _specks,
    "no pixels": _no_pixels,
    "unusable": _unusable,
}
"""What a box can have as its outline; what no reader lets through, as points that are no numbers, is not here."""
MANY = 100_000

_part = st.floats(0, 1)
_place = st.tuples(_part, _part)
_usual = st.floats(-100, 400)
_any = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from((2147483647.0, -2147483649.0, 5e-324, 1e308))
_corner = _usual | _any
_side = st.integers(1, 300)
_shapes = st.tuples(_side, _side) | st.tuples(st.integers(1, 3), st.integers(300, 300_000)).flatmap(
    lambda sides: st.sampled_from((sides, sides[::-1]))
)
CASES = st.builds(
    Case,
    size=_shapes,
    corners=st.lists(st.tuples(_corner, _corner, _corner, _corner), max_size=6).map(tuple),
    outlines=st.lists(st.sampled_from(sorted(OUTLINES)), max_size=6).map(tuple),
    zoom=st.floats(np.log(MIN_ZOOM), np.log(MAX_ZOOM)).map(lambda power: float(np.exp(power))),
    center=_place,
    cursor=_place,
    dragged_to=_place,
    selected=st.integers(0, 63),
    tool=st.sampled_from(("select", "draw", "polygon", "brush", "explain")),
    is_plain=st.booleans(),
    has_minimap=st.booleans(),
)


class Stand:
    """A canvas on a session whose only image is whatever a case wants. `faults` has what was raised to Qt."""

    def __init__(self, folder: Path) -> None:
        QImage(4, 4, QImage.Format.Format_RGB32).save(str(folder / "a.png"))
        self.faults: list[BaseException] = []
        self.session = Session()
        self.session.set_folder(Gallery(open_dataset(folder)))
        self.canvas = CanvasView(self.session)
        self.canvas.resize(WIDTH, HEIGHT)
        self.table = BoxTableModel(self.session)
        self.layer = Layer("all", "All")
        self.canvas.layers.add_layer(self.layer)

    def show(self, case: Case) -> None:
        """Bring image and boxes of `case` on the canvas, nothing selected."""
        session = self.session
        session.reload_image()
        session.go_to_index(0)
        image = DecodedImage(pixels_of(case.size), *case.size)
        assert session.folder is not None
        session.show_image(0, image, session.folder.read_labels(session.folder[0]))
        assert session.document is not None
        session.document.replace_annotations("Put", annotations_of(case))
        self.layer.set_content(_content(case))
        self.canvas.view_options.set_aid("minimap", case.has_minimap)
        self.canvas.set_tool(case.tool)

    def move_to(self, case: Case) -> None:
        """Zoom, and bring the point of the image that `case` says to the middle."""
        canvas = self.canvas
        canvas.set_zoom(case.zoom)
        at = canvas.viewport.to_widget(case.center[0] * case.size[0], case.center[1] * case.size[1])
        canvas._navigator.pan_by(WIDTH / 2 - at[0], HEIGHT / 2 - at[1])

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Collect what is raised where Qt calls Python."""

        def collect(_kind: type[BaseException], fault: BaseException, _traceback: TracebackType | None) -> None:
            self.faults.append(fault)

        before, sys.excepthook = sys.excepthook, collect
        painting._reported_faults.clear()
        try:
            yield
        finally:
            sys.excepthook = before


def pixels_of(size: tuple[int, int]) -> NDArray[np.uint8]:
    """(h, w, 3): every pixel unlike its neighbors; of very large images all black, which takes no memory."""
    width, height = size
    pixels = np.zeros((height, width, 3), np.uint8)
    if width * height <= 1_000_000:
        pixels[..., 0] = np.arange(width, dtype=np.int64) * 37 % 251
        pixels[..., 1] = (np.arange(height, dtype=np.int64) * 53 % 241)[:, None]
    return pixels


def annotations_of(case: Case) -> tuple[Annotation, ...]:
    """The boxes of `case`, with their outlines, every second one difficult, one with a long name."""
    names = ("car", "a name that is much longer than its tag may be wide, by any measure", "")
    kinds = dict(enumerate(case.outlines))
    with np.errstate(over="ignore", invalid="ignore"):
        return tuple(
            Annotation(_build_geometry(Box(*corners), kinds.get(at, "none")), names[at % 3] or "b", at, at % 2 == 1)
            for at, corners in enumerate(case.corners)
        )


def _build_geometry(box: Box, kind: str) -> Geometry:
    """The box alone if it is so large that its outline would have points that are no numbers."""
    built = _many_points(box) if kind == "many points" else OUTLINES[kind](box)
    outline = get_outline(built)
    is_finite = outline is None or not isinstance(outline, Rings) or np.isfinite(outline.bounds.xyxy).all()
    return built if is_finite else box


def _content(case: Case) -> LayerContent:
    """The same coordinates as outlines, arrows, points and the place of a heat map."""
    with np.errstate(over="ignore"):
        array = np.array(case.corners, dtype=np.float64).reshape(-1, 4).astype(np.float32)
    captions = tuple(str(at) for at in range(len(array)))
    width, height = case.size
    return LayerContent(
        (BoxGroup(array, "#ff0000", 2, fill=0.2, captions=captions), BoxGroup(array, "#00ff00", dashed=True)),
        lines=(LineGroup(array, "#0000ff", 2, arrows=True),),
        points=(PointGroup(array[:, :2], "#ffff00"),),
        heat=HeatMap(np.linspace(0, 1, 12, dtype=np.float32).reshape(3, 4), (0.0, 0.0, float(width), float(height))),
    )


def check(stand: Stand, case: Case) -> None:
    """Paint `case` and work with it. Raises: AssertionError, and what painting without the guard raises."""
    with stand.watched():
        stand.show(case)
        stand.move_to(case)
        _check_pixels(stand, case)
        session, canvas = stand.session, stand.canvas
        session.select_annotations(at for at in range(len(case.corners)) if case.selected >> at & 1)
        cursor = QPoint(round(case.cursor[0] * (WIDTH - 1)), round(case.cursor[1] * (HEIGHT - 1)))
        target = QPoint(round(case.dragged_to[0] * (WIDTH - 1)), round(case.dragged_to[1] * (HEIGHT - 1)))
        QTest.mouseMove(canvas, cursor)
        canvas.grab()
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, cursor)
        QTest.mouseMove(canvas, target)
        canvas.grab()
        canvas.render_view()
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, target)
        for key in KEYS:
            QTest.keyClick(canvas, key)
        for annotation in annotations_of(case):
            canvas.reveal_box(annotation.uid, 1.5)
        canvas.grab()
        if case.has_minimap:
            canvas.minimap.grab()
        _read_table(stand.table)
    assert not stand.faults, repr(stand.faults.pop())


def _check_pixels(stand: Stand, case: Case) -> None:
    """Where pixels are shown as squares, every pixel of the canvas has the color of the one that it lies in."""
    canvas = stand.canvas
    canvas.view_options.set_adjustment(NEUTRAL)
    canvas.view_options.set_aid("pixel_grid", False)
    shown = canvas.render_view(bare=True)
    if canvas.zoom >= MIN_NEAREST_FACTOR and not shown.isNull():
        view = canvas.viewport
        left, top = (round(value) for value in view.to_widget(*canvas.visible_area[:2]))
        columns, rows = (
            np.floor((np.arange(count) + first + 0.5 - offset) / view.scale).astype(np.int64)
            for count, first, offset in ((shown.width(), left, view.offset_x), (shown.height(), top, view.offset_y))
        )
        places = np.ix_(rows.clip(max=case.size[1] - 1), columns.clip(max=case.size[0] - 1))
        expected = pixels_of(case.size)[places]
        assert np.array_equal(_rgb(shown), expected), "the image is not shown as it is"
    canvas.view_options.set_aid("pixel_grid", True)
    canvas.view_options.set_adjustment(NEUTRAL if case.is_plain else Adjustment(0.1, 1.5, 0.8))


def _rgb(image: QImage) -> NDArray[np.uint8]:
    """The pixels (h, w, 3) of `image`."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return lines[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def _read_table(table: BoxTableModel) -> None:
    for row in range(table.rowCount()):
        for column in range(table.columnCount()):
            for role in Qt.ItemDataRole:
                table.data(table.index(row, column), role)


HUGE_BOX = Case((640, 480), ((10.0, 10.0, 2147483647.0, 50.0),), selected=1)
WIDE_IMAGE = Case(
    (LONGEST, 1), ((5.0, 0.0, 9.0, 1.0), (-1e308, -1e308, 1e308, 1e308)), (), 64.0, (1.0, 0.5), selected=3
)
MANY_POINTS = Case((300, 200), ((10.0, 10.0, 290.0, 180.0),), ("many points",), selected=1)
ODD_OUTLINES = Case((300, 200), tuple((20.0 * at, 9.0, 20.0 * at + 90, 150.0) for at in range(8)), tuple(OUTLINES))
HIGH_IMAGE = Case((1, LONGEST), ((0.0, 5.0, 1.0, LONGEST - 3),), (), 64.0, (0.5, 0.99), tool="draw", has_minimap=False)


def run(stand: Stand, cases: int) -> None:
    """That many cases. Raises: what `check` raises, of the simplest case that does."""

    @settings(
        max_examples=cases, deadline=None, database=None, derandomize=True, phases=set(Phase) - {Phase.explain},
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(CASES)
    @example(HUGE_BOX)
    @example(WIDE_IMAGE)
    @example(HIGH_IMAGE)
    @example(MANY_POINTS)
    @example(ODD_OUTLINES)
    def paint(case: Case) -> None:
        check(stand, case)

    paint()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cases", type=int, default=5_000, help="how many (default: 5000)")
    cases = parser.parse_args().cases
    application = QApplication.instance() or QApplication(["paint"])
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        stand = Stand(Path(folder))
        stand.canvas.show()
        run(stand, cases)
        stand.canvas.close()
    import resource  # Windows has none

    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{cases} cases in {time.monotonic() - began:.0f} s: nothing raised; {memory:.0f} MB at most")
    del application
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())

"""50 objects labeled in the window by clicks, and by drawing boxes: events, and the time that a hand needs for them.

Mouse and keys are sent to the canvas of the real window. Each event is given the time that people need for it, after
published models, since a script has no hand:

- moving the mouse by D to a target of size W: -0.107 s + 0.223 s log2(D/W + 1) for pointing, 0.135 s + 0.249 s
  log2(D/W + 1) for dragging (MacKenzie, Sellen and Buxton 1991, mouse);
- a key: 0.28 s; a press or a release of the button: 0.1 s; a decision: 1.35 s (Card, Moran and Newell 1980).

Drawing: a decision on the object, pointing to a corner, dragging to the opposite one; the class by its number key,
after a decision, where it is not that of the object before. A corner is a target of 10 % of the shorter side, 4 pixels
at least.

With the click tool, dashed boxes are shown before the mouse is moved. So one decision is on the object and on its box,
with its class: if that is right and the IoU is 0.7 or more, the hand points at the middle half of the object and
presses Enter. If it is not, Tab shows the next box; where the object has no dashed box, a click shows one. Each of
these is a decision of its own, and after one that is not good the box is drawn. The last two columns count one decision
more for each box that is taken without a click: as if a person chose the object first, and then looked at its box.

The boxes are labeled in a format of boxes alone. In one that holds outlines, a box is that around the outline of the
mask head; this is the last row.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.demo.folder import HEIGHT, WIDTH, write_scene
from detector.demo.scene import CLASSES, render_scene
from detector.matching.box_overlap import pairwise_iou
from tests.benchmarks.proposal_sources import NETWORK, TEST_SCENES_SEED
from tests.benchmarks.timing import print_table
from tests.benchmarks.window_stand import WindowStand, open_window

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from detector.click_boxes import ClickBox
    from detector.data.formats.base import FormatName
    from frcnn_gui.canvas.canvas_view import CanvasView
    from frcnn_gui.canvas.tools.click_tool import ClickTool

OBJECTS = 50
FIRST_SCENE = TEST_SCENES_SEED * 100_000
WINDOW = (1280, 800)
GOOD_IOU = 0.7
KEY_S, BUTTON_S, DECISION_S = 0.28, 0.1, 1.35
CORNER_SHARE, MIN_CORNER_PX = 0.1, 4.0


@dataclass
class Hand:
    """Sends events to the canvas, counts them, and adds up the seconds that a person would need."""

    canvas: CanvasView
    events: int = 0
    seconds: float = 0.0
    """Without decisions"""
    decisions: int = 0
    taken_at_once: int = 0
    """Boxes that were taken without a click"""
    place: tuple[float, float] = (0.0, 0.0)
    ious: list[float] = field(default_factory=list)

    def decide(self) -> None:
        self.decisions += 1

    def move_to(self, x: float, y: float, size: float, is_dragging: bool = False) -> None:
        """Move to a point of the image; `size` of the target in pixels of the widget."""
        from PySide6.QtCore import QEvent, QPointF, Qt
        from PySide6.QtGui import QMouseEvent
        from PySide6.QtWidgets import QApplication

        at = self.canvas.viewport.to_widget(x, y)
        difficulty = math.log2(math.dist(at, self.place) / size + 1)
        self.seconds += max(0.135 + 0.249 * difficulty if is_dragging else 0.223 * difficulty - 0.107, 0.0)
        self.events += 1
        self.place = at
        local, button = QPointF(self._point), Qt.MouseButton.LeftButton if is_dragging else Qt.MouseButton.NoButton
        where = local, self.canvas.mapToGlobal(local)
        # QTest moves the cursor of the screen, and only the first window of a process hears of that.
        move = QMouseEvent(
            QEvent.Type.MouseMove, *where, Qt.MouseButton.NoButton, button, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(self.canvas, move)

    def press(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        self._count(BUTTON_S)
        QTest.mousePress(self.canvas, Qt.MouseButton.LeftButton, pos=self._point)

    def release(self) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        self._count(BUTTON_S)
        QTest.mouseRelease(self.canvas, Qt.MouseButton.LeftButton, pos=self._point)

    def type_key(self, key: str) -> None:
        """`key`: a name of `Qt.Key`."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        self._count(KEY_S)
        QTest.keyClick(self.canvas, getattr(Qt.Key, f"Key_{key}"))

    @property
    def _point(self) -> QPoint:
        from PySide6.QtCore import QPoint

        return QPoint(round(self.place[0]), round(self.place[1]))

    def _count(self, seconds: float) -> None:
        self.events += 1
        self.seconds += seconds


def run() -> None:
    """Print the table."""
    drawn, clicked = _label_scenes("createml", _draw_object, _click_object)
    (outlined,) = _label_scenes("labelme", _click_object)
    rows = [_format_row("drawn", drawn, drawn), _format_row("clicked", clicked, drawn)]
    rows.append(_format_row("clicked, with outlines", outlined, drawn))
    print_table(
        f"{OBJECTS} boxes",
        rows,
        ("boxes", "events", "hand", "ratio", "and decisions", "ratio", "mean IoU", "lowest", "two decisions", "ratio"),
    )
    print(f"Taken without a click: {clicked.taken_at_once} boxes, {outlined.taken_at_once} with outlines.")


def _label_scenes(new_format: FormatName, *ways: Callable[[WindowStand, Hand, Annotation], None]) -> list[Hand]:
    """Label the same objects in each way, in a new window."""
    hands = []
    with tempfile.TemporaryDirectory() as scratch, open_window(*WINDOW) as stand:
        scenes = _write_scenes(Path(scratch))
        stand.window.context.settings.new_format = new_format
        _open_folder(stand, Path(scratch))
        for label in ways:
            hands.append(Hand(stand.window.context.canvas))
            for index, objects in enumerate(scenes):
                _show_image(stand, index)
                for one in objects:
                    label(stand, hands[-1], one)
    return hands


def _write_scenes(folder: Path) -> list[list[Annotation]]:
    """Scenes without labels; the objects of each, `OBJECTS` in all."""
    scenes: list[list[Annotation]] = []
    while (left := OBJECTS - sum(map(len, scenes))) > 0:
        scene = render_scene(FIRST_SCENE + len(scenes), WIDTH, HEIGHT)
        write_scene(folder / f"{len(scenes):04d}.jpg", scene, labeled=False)
        scenes.append(list(scene.annotations[:left]))
    return scenes


def _open_folder(stand: WindowStand, folder: Path) -> None:
    from detector.training.checkpoints.checkpoint import load_checkpoint

    context = stand.window.context
    stand.window.open_controller.open_path(folder)
    stand.wait(lambda: context.session.document is not None)
    stand.window.show()
    context.network.use_device("cpu")
    context.network.use_checkpoint(NETWORK, load_checkpoint(NETWORK).model.config)
    context.engine.start_loading()
    stand.wait(lambda: context.engine.is_ready)
    context.session.add_classes(CLASSES)


def _show_image(stand: WindowStand, index: int) -> None:
    """Show it without boxes; wait until the boxes for clicks are prepared."""
    session = stand.window.context.session
    session.go_to_index(index)
    stand.wait(lambda: session.document is not None and session.index == index and session.image is not None)
    assert session.document is not None
    session.document.replace_annotations("Clear", ())
    stand.window.context.canvas.set_tool("click_box")
    stand.wait_for_jobs()


def _draw_object(stand: WindowStand, hand: Hand, one: Annotation) -> None:
    """In draw mode: one press of a button of the toolbar for all objects, which is not counted."""
    stand.window.context.canvas.set_tool("draw", keeps_drawing=True)
    _draw_box(stand, hand, one)


def _draw_box(stand: WindowStand, hand: Hand, one: Annotation) -> None:
    session, box = stand.window.context.session, one.bounds
    hand.decide()
    if session.current_label != one.label:
        hand.decide()
        keys = {label: key for key, label in session.class_preferences.class_by_key(session.classes).items()}
        session.select_annotations(())
        hand.type_key(str(keys[one.label]))
    corner = max(CORNER_SHARE * min(box.width, box.height) * hand.canvas.viewport.scale, MIN_CORNER_PX)
    hand.move_to(box.x1, box.y1, corner)
    hand.press()
    hand.move_to(box.x2, box.y2, corner, is_dragging=True)
    hand.release()
    _check_last(stand, hand, one)


def _click_object(stand: WindowStand, hand: Hand, one: Annotation) -> None:
    from frcnn_gui.canvas.tools.click_tool import ClickTool

    canvas, box = hand.canvas, one.bounds
    canvas.set_tool("click_box")
    tool = canvas._runner.tool
    assert isinstance(tool, ClickTool)
    hand.decide()
    hand.move_to((box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2, min(box.width, box.height) / 2 * canvas.viewport.scale)
    shown = _find_current_box(stand, tool)
    if _is_good(shown, one):
        hand.taken_at_once += 1
    else:
        if shown is None:
            hand.press()
            hand.release()
        else:
            hand.type_key("Tab")
        hand.decide()
    if _is_good(_find_current_box(stand, tool), one):
        hand.type_key("Return")
        _check_last(stand, hand, one)
        return
    hand.type_key("Escape")
    hand.type_key("W")
    canvas.set_tool("draw")
    _draw_box(stand, hand, one)


def _find_current_box(stand: WindowStand, tool: ClickTool) -> ClickBox | None:
    document = stand.window.context.session.document
    assert document is not None
    return tool.find_current_box(document.annotations)


def _is_good(shown: ClickBox | None, one: Annotation) -> bool:
    return shown is not None and shown.label == one.label and _compute_iou(shown.box, one.bounds) >= GOOD_IOU


def _check_last(stand: WindowStand, hand: Hand, one: Annotation) -> None:
    """The box that has just been made has the class of the object; remember how well it fits."""
    document = stand.window.context.session.document
    assert document is not None
    made = document.annotations[-1]
    assert made.label == one.label, (made.label, one.label)
    hand.ious.append(_compute_iou(made.bounds, one.bounds))


def _compute_iou(box: Box, other: Box) -> float:
    return float(pairwise_iou(np.array([box.xyxy], np.float32), np.array([other.xyxy], np.float32))[0, 0])


def _format_row(name: str, hand: Hand, drawn: Hand) -> tuple[str, ...]:
    assert len(hand.ious) == OBJECTS
    ious = np.array(hand.ious)
    hands = [one.seconds for one in (hand, drawn)]
    wholes = [one.seconds + one.decisions * DECISION_S for one in (hand, drawn)]
    careful = [whole + one.taken_at_once * DECISION_S for whole, one in zip(wholes, (hand, drawn), strict=True)]
    of_hand, whole, strict = ((f"{own:.0f} s", f"{own / other:.2f}") for own, other in (hands, wholes, careful))
    return name, str(hand.events), *of_hand, *whole, f"{ious.mean():.2f}", f"{ious.min():.2f}", *strict

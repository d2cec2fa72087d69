"""Answers what the stages made of a place: lists what lies there, and keeps the card of what is looked at true."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from detector.codes import AnchorReason, ProposalFate
from frcnn_gui.actions import key_text
from frcnn_gui.canvas.layers import EMPTY, BoxGroup, Layer, LayerContent, PointGroup
from frcnn_gui.canvas.palette import STAGE_COLORS
from frcnn_gui.canvas.tools import Pointer
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.stage_layers import StageLayers
from frcnn_gui.language import tr
from frcnn_gui.panels.explain_panel import Answer, ExplainPanel
from frcnn_gui.stages.anchor_card import anchor_card
from frcnn_gui.stages.box_card import box_card
from frcnn_gui.stages.card import ANCHOR, BOX
from frcnn_gui.stages.filters import ALL_LEVELS
from frcnn_gui.stages.look import Look
from frcnn_gui.stages.model import NOTHING_CHOSEN, Chosen
from frcnn_gui.stages.names import FATES, REASONS, anchor_size, box_name, cell_at, size_text

MOST_LISTED = 100
REFRESH_MS = 40
"""The card follows a drag at this pace."""


class Explaining(QObject):
    """Owns the Explain dock's content, `panel`."""

    def __init__(self, context: WindowContext, stages: StageLayers) -> None:
        super().__init__(context.window)
        self._context, self._stages, self._model = context, stages, stages.model
        self.panel = ExplainPanel()
        self._asked: tuple[float, float] | None = None
        """A place whose answer waits for the trace"""
        self._history: list[Chosen] = []
        self._pointed = Layer("pointed", tr("Cell under the cursor"))
        context.canvas.layers.add(self._pointed)
        self._soon = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._soon.timeout.connect(self._refresh)
        self._connect()
        self._take_document()

    def _connect(self) -> None:
        canvas, model = self._context.canvas, self._model
        canvas.explain_asked.connect(self._take_click)
        canvas.explain_stepped.connect(self.panel.step)
        canvas.cursor_moved.connect(self._point_at)
        canvas.tool_changed.connect(lambda _tool: self._point_at(None))
        self.panel.chosen.connect(self._choose)
        self.panel.back_asked.connect(self._go_back)
        self.panel.installEventFilter(self)
        model.chosen_changed.connect(self._take_chosen)
        model.trace_changed.connect(self._take_trace)
        model.assignment_changed.connect(self._soon_again)
        self._context.session.document_changed.connect(self._take_document)
        self._context.session.selection_changed.connect(self._take_selection)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._want(event.type() == QEvent.Type.Show)
        return super().eventFilter(watched, event)

    def _want(self, on: bool) -> None:
        self._model.want("explain", on)
        self._take_selection()
        self._soon.start()

    # -- asking

    @Slot(object)
    def _take_click(self, pointer: Pointer) -> None:
        look = self._stages.look()
        if pointer.alt and look is not None:
            level = self._level(look)
            self._stages.set_filters(
                replace(self._stages.filters, cell=(level, *cell_at(look, level, pointer.x, pointer.y)))
            )
            return
        self._context.show_dock("explain")
        self.ask(pointer.x, pointer.y)

    def ask(self, x: float, y: float) -> None:
        """List what lies at this place of the image, and look at the first of it."""
        self._asked = (x, y)
        self._answer()

    def _answer(self) -> None:
        look = self._stages.look()
        if self._asked is None:
            return
        if look is None or look.traced is None:
            self.panel.show_answers((), self._model.failure or tr("The stages are running…"))
            return
        (x, y), self._asked = self._asked, None
        boxes, anchors = _boxes_at(look, x, y), _anchors_at(look, x, y)
        answers = [Answer(BOX, row, tr("Box {name}").format(name=box_name(look.labels, row))) for row in boxes]
        answers += [Answer(ANCHOR, row, _line(look, row)) for row in anchors[:MOST_LISTED].tolist()]
        count = tr("%Ln anchor(s) at {x}, {y}.", "", len(anchors)).format(x=f"{x:.0f}", y=f"{y:.0f}")
        more = (
            tr("The most telling {count} are listed.").format(count=MOST_LISTED) if len(anchors) > MOST_LISTED else ""
        )
        self.panel.show_answers(answers, " ".join(filter(None, (count, more))))
        self.panel.step(1)

    # -- choosing

    @Slot(str, int)
    def _choose(self, kind: str, row: int) -> None:
        self._history.append(self._model.chosen)
        if kind == ANCHOR:
            self._model.choose(anchor=row)
        elif row < len(self._model.boxes):
            self._model.choose(box=self._model.boxes[row].uid)

    @Slot()
    def _go_back(self) -> None:
        if self._history:
            before = self._history.pop()
            self._model.choose(before.anchor, before.box)

    @Slot()
    def _take_selection(self) -> None:
        """A box that is selected is looked at, too."""
        selection = self._context.session.selection
        if len(selection) == 1 and self.panel.isVisible():
            (uid,) = selection
            if uid != self._model.chosen.box:
                self._history.append(self._model.chosen)
                self._model.choose(box=uid)

    @Slot()
    def _take_document(self) -> None:
        self._asked = None
        self._history.clear()
        self._pointed.set_content(EMPTY)
        self.panel.show_answers((), self._hint())
        self._soon.start()

    def _hint(self) -> str:
        if self._context.session.document is None:
            return tr("Open an image to see why its anchors, proposals and detections are what they are.")
        keys = self._context.actions.keys("explain")
        text = tr("Choose Explain ({key}) and click anywhere in the image, or select a box.")
        return text.format(key=key_text(keys[0]) if keys else tr("Edit menu"))

    # -- showing

    @Slot()
    def _soon_again(self) -> None:
        if self.panel.isVisible() and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _take_chosen(self) -> None:
        chosen = self._model.chosen
        row = self._row(chosen.box)
        self.panel.mark(*((BOX, row) if row >= 0 else (ANCHOR, chosen.anchor)))
        self._refresh()

    @Slot()
    def _take_trace(self) -> None:
        self._answer()
        self._soon_again()

    @Slot()
    def _refresh(self) -> None:
        self.panel.back.setEnabled(bool(self._history))
        if self.panel.isVisible():
            self.panel.show_card(self._card())

    def _card(self) -> str:
        look, chosen = self._stages.look(), self._model.chosen
        if look is None or chosen == NOTHING_CHOSEN:
            return ""
        row = self._row(chosen.box)
        if row >= 0:
            return box_card(look, row, self._model.row_of(chosen.box))
        return anchor_card(look, chosen.anchor) if 0 <= chosen.anchor < len(look.grid) else ""

    def _row(self, uid: int) -> int:
        """The row of a ground-truth box in the assignment, -1 where it has none."""
        return next((row for row, box in enumerate(self._model.boxes) if box.uid == uid), -1)

    # -- the cell under the cursor

    @Slot(object)
    def _point_at(self, place: tuple[float, float] | None) -> None:
        """Show the anchors of the cell under the cursor while the explain tool is in hand."""
        look = self._stages.look() if place is not None and self._context.canvas.tool == "explain" else None
        if look is None or place is None:
            self._pointed.set_content(EMPTY)
            return
        level = self._level(look)
        rows = look.grid.cell_rows(level, *cell_at(look, level, *place))
        boxes = look.grid.boxes[rows.start : rows.stop]
        color = STAGE_COLORS["anchor"]
        centre = (boxes[:1, :2] + boxes[:1, 2:]) * np.float32(0.5)
        self._pointed.set_content(
            LayerContent((BoxGroup(boxes, color, dashed=True),), points=(PointGroup(centre, color, 5),))
        )

    def _level(self, look: Look) -> int:
        """The level whose cells are pointed at: the filter's, the chosen anchor's, or a middle one."""
        if look.filters.level != ALL_LEVELS:
            return look.filters.level
        return look.grid.place(look.anchor)[0] if 0 <= look.anchor < len(look.grid) else len(look.grid.level_cells) // 2


def _boxes_at(look: Look, x: float, y: float) -> list[int]:
    """The ground-truth boxes over the point, the smallest first."""
    x1, y1, x2, y2 = look.boxes.T
    over = np.flatnonzero((x1 <= x) & (x < x2) & (y1 <= y) & (y < y2))
    area = (x2 - x1) * (y2 - y1)
    rows: list[int] = over[np.argsort(area[over], kind="stable")].tolist()
    return rows


def _anchors_at(look: Look, x: float, y: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Those that pass the filters."""
    from detector.trace.story import anchors_at

    assert look.traced is not None
    mask = look.mask
    return anchors_at(look.traced, x, y, None if mask.all() else np.flatnonzero(mask))


def _line(look: Look, row: int) -> str:
    """`181 x 128 px · positive by IoU · IoU 0.74 · proposal`"""
    trace = look.traced
    assert trace is not None
    reason = tr(REASONS[AnchorReason(int(look.assignment.reason[row]))])
    fate = tr(FATES[ProposalFate(int(trace.proposals.fate[row]))])
    iou = tr("IoU {iou}").format(iou=f"{look.assignment.best_iou[row]:.2f}")
    return " · ".join((size_text(*anchor_size(look, row)), reason, iou, fate))

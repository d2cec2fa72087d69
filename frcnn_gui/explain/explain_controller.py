"""Explains what the stages made of a place: lists what is there, and keeps the card of the selected one up to date.

List and card are made of the same `LayerInputs` as the layers on the canvas. What needs the trace says that it is
computed until it is there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from detector.outcomes import AnchorReason, ProposalFate
from frcnn_gui.canvas.layers import COMPUTING_TEXT, EMPTY_CONTENT, BoxGroup, Layer, LayerContent, PointGroup
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.canvas.tools.tool_state import Pointer
from frcnn_gui.common.actions.action_table import key_text
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.common.parts import HasActions, HasDocks, HasWindow
from frcnn_gui.common.texts.compared_numbers import format_compared
from frcnn_gui.document.parts import HasSession
from frcnn_gui.explain.anchor_card import build_anchor_card
from frcnn_gui.explain.box_card import build_box_card
from frcnn_gui.explain.card import ANCHOR, BOX, Card
from frcnn_gui.explain.explain_panel import ExplainItem, ExplainPanel
from frcnn_gui.explain.mask_measurement import paste_and_measure
from frcnn_gui.explain.mask_texts import MaskVerdict, classify_found_mask
from frcnn_gui.stages.filters import ALL_LEVELS
from frcnn_gui.stages.layer_inputs import LayerInputs
from frcnn_gui.stages.stage_layers import StageLayers
from frcnn_gui.stages.stage_selection import NOTHING_SELECTED, StageSelection
from frcnn_gui.stages.texts import (
    FATE_TEXTS,
    REASON_TEXTS,
    anchor_size,
    find_cell_at,
    format_box_name,
    format_size,
)

if TYPE_CHECKING:
    from detector.trace.roi_mask import MaskRoi, RoiMask
    from detector.trace.schema import StageTrace

CLICK_HINT_TEXT = N_("Choose Explain ({key}) and click the image, or select a box.")
ASKER = "explain"
MAX_LISTED_ANCHORS = 100
UPDATE_DELAY_MS = 40
"""Interval of updates of the card during a drag."""


class ExplainContext(HasWindow, HasActions, HasDocks, HasSession, HasCanvas, Protocol):
    """What is used of the window."""


class ExplainController(QObject):
    """Owns the Explain dock's content, `panel`."""

    def __init__(self, context: ExplainContext, stages: StageLayers) -> None:
        super().__init__(context.window)
        self._context, self._stages, self._model = context, stages, stages.model
        self.panel = ExplainPanel()
        self._place: tuple[float, float] | None = None
        """What is listed is there"""
        self._is_place_new = False
        self._listed_boxes: NDArray[np.float32] | None = None
        """The anchors whose rows list and history have"""
        self._history: list[StageSelection] = []
        self._mask_trace: StageTrace | None = None
        self._mask_roi: MaskRoi | None = None
        """Of `_mask_trace`; it was asked for last"""
        self._mask: RoiMask | None = None
        """The answer, once it is there"""
        self._cell_layer = Layer("pointed", tr("Cell under the cursor"), group="pointer", follows_cursor=True)
        context.canvas.layers.add_layer(self._cell_layer)
        self._update_timer = QTimer(self, singleShot=True, interval=UPDATE_DELAY_MS)
        self._update_timer.timeout.connect(self._update_all)
        self._connect_signals()
        self._on_document_changed()

    def _connect_signals(self) -> None:
        canvas, model = self._context.canvas, self._model
        canvas.explain_requested.connect(self._on_canvas_clicked)
        canvas.explain_stepped.connect(self.panel.select_next)
        canvas.cursor_moved.connect(self._on_cursor_moved)
        canvas.tool_changed.connect(self._on_tool_changed)
        self.panel.item_chosen.connect(self._on_answer_chosen)
        self.panel.back_requested.connect(self._on_back_requested)
        self.panel.installEventFilter(self)
        model.selection_changed.connect(self._on_stage_selection_changed)
        model.trace_changed.connect(self._update_all)
        model.settings_changed.connect(self._update_all)
        model.assignment_changed.connect(self._schedule_update)
        model.roi_mask_ready.connect(self._on_mask_ready)
        self._context.session.document_changed.connect(self._on_document_changed)
        self._context.session.detections_changed.connect(self._schedule_update)
        self._context.session.selection_changed.connect(self._on_box_selection_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._set_subscribed(event.type() == QEvent.Type.Show)
        return super().eventFilter(watched, event)

    def _set_subscribed(self, on: bool) -> None:
        self._model.subscribe(ASKER, on)
        self._on_box_selection_changed()
        self._update_timer.start()

    # -- asking

    @Slot(str)
    def _on_tool_changed(self, tool: str) -> None:
        self._on_cursor_moved(None)
        if tool == "explain":
            self._context.show_dock("explain")

    @Slot(object)
    def _on_canvas_clicked(self, pointer: Pointer) -> None:
        inputs = self._stages.build_layer_inputs()
        if pointer.alt and inputs is not None and inputs.config.proposals.has_rpn:
            level = self._find_level(inputs)
            self._stages.set_filters(
                replace(self._stages.filters, cell=(level, *find_cell_at(inputs, level, pointer.x, pointer.y)))
            )
            return
        self._context.show_dock("explain")  # it may have been closed meanwhile
        self.explain_place(pointer.x, pointer.y)

    def explain_place(self, x: float, y: float) -> None:
        """List what is at this place of the image, and look at the first of it."""
        self._model.settings.restore_limits()
        self._place, self._is_place_new = (x, y), True
        self._show_answers()

    def _show_answers(self) -> None:
        """List what is at the place now, and select the first of it where the place is new."""
        if self._place is None:
            return
        inputs, (x, y) = self._stages.build_layer_inputs(), self._place
        if inputs is None:
            self.panel.show_items((), self._model.failure or tr(COMPUTING_TEXT))
            return
        boxes, anchors = _find_boxes_at(inputs, x, y), _find_anchors_at(inputs, x, y)
        answers = [
            ExplainItem(BOX, row, tr("Box {name}").format(name=format_box_name(inputs.labels, row))) for row in boxes
        ]
        answers += [
            ExplainItem(ANCHOR, row, _describe_anchor(inputs, row)) for row in anchors[:MAX_LISTED_ANCHORS].tolist()
        ]
        has_anchors = inputs.config.proposals.has_rpn
        count = (
            tr("%Ln anchor(s) at {x}, {y}.", "", len(anchors))
            if has_anchors
            else tr("%Ln candidate(s) at {x}, {y}.", "", len(anchors))
        ).format(x=f"{x:.0f}", y=f"{y:.0f}")
        more = (
            tr("The {count} most informative are listed.").format(count=MAX_LISTED_ANCHORS)
            if len(anchors) > MAX_LISTED_ANCHORS
            else ""
        )
        self.panel.show_items(answers, " ".join(filter(None, (count, more, inputs.failure))))
        if self._is_place_new:
            self._is_place_new = False
            self.panel.select_next(1)

    # -- choosing

    @Slot(str, int)
    def _on_answer_chosen(self, kind: str, row: int) -> None:
        self._history.append(self._model.selection)
        if kind == ANCHOR:
            self._model.select_item(anchor=row)
        elif row < len(self._model.annotations):
            self._model.select_item(box=self._model.annotations[row].uid)

    @Slot()
    def _on_back_requested(self) -> None:
        if self._history:
            before = self._history.pop()
            self._model.select_item(before.anchor, before.box)

    @Slot()
    def _on_box_selection_changed(self) -> None:
        """A box that is selected is explained, too."""
        selection = self._context.session.selection
        if len(selection) == 1 and self.panel.isVisible():
            (uid,) = selection
            if uid != self._model.selection.box:
                self._model.settings.restore_limits()
                self._history.append(self._model.selection)
                self._model.select_item(box=uid)

    @Slot()
    def _on_document_changed(self) -> None:
        self._place = self._listed_boxes = None
        self._history.clear()
        self._cell_layer.set_content(EMPTY_CONTENT)
        self.panel.show_items((), self._format_hint())
        self._update_timer.start()

    def _format_hint(self) -> str:
        if self._context.session.document is None:
            return tr("Open an image to see what the network does with it.")
        keys = self._context.actions.keys_of("explain")
        return tr(CLICK_HINT_TEXT).format(key=key_text(keys[0]) if keys else tr("Edit menu"))

    # -- showing

    @Slot()
    def _schedule_update(self) -> None:
        if self.panel.isVisible() and not self._update_timer.isActive():
            self._update_timer.start()

    @Slot()
    def _on_stage_selection_changed(self) -> None:
        self._mark_selection()
        self._update_card()

    @Slot()
    def _update_all(self) -> None:
        """Make list and card of what there is now."""
        if self.panel.isVisible():
            self._forget_other_anchors()
            self._show_answers()
            self._mark_selection()
            self._update_card()

    def _forget_other_anchors(self) -> None:
        """Other settings have other anchors in the same rows: there is no way back to those."""
        grid = self._model.grid
        if grid is None or grid.boxes is self._listed_boxes:
            return
        if self._listed_boxes is not None and not np.array_equal(grid.boxes, self._listed_boxes):
            self._history = [before for before in self._history if before.anchor < 0]
        self._listed_boxes = grid.boxes

    def _mark_selection(self) -> None:
        chosen = self._model.selection
        row = self._model.find_box_row(chosen.box)
        self.panel.mark_item(*((BOX, row) if row >= 0 else (ANCHOR, chosen.anchor)))

    def _update_card(self) -> None:
        self.panel.back_button.setEnabled(bool(self._history))
        if self.panel.isVisible():
            self.panel.show_card(self._build_card(), self._model.selection)

    def _build_card(self) -> str:
        inputs, chosen = self._stages.build_layer_inputs(), self._model.selection
        if chosen == NOTHING_SELECTED:
            return ""
        if inputs is None or inputs.is_assigning:
            return Card(self._model.failure or tr(COMPUTING_TEXT)).html
        if inputs.box >= 0:
            return build_box_card(inputs, inputs.box, inputs.traced_box, self._describe_mask(inputs))
        return build_anchor_card(inputs, chosen.anchor) if 0 <= chosen.anchor < len(inputs.grid) else ""

    def _describe_mask(self, inputs: LayerInputs) -> MaskVerdict | None:
        """How good the mask of what found the box is; it is asked for first, and the card is made again with it."""
        trace = inputs.trace
        if trace is None or trace.masks is None or inputs.traced_box < 0 or self._model.loaded_trace is not None:
            return None
        from detector.trace.roi_mask import find_roi_of_box

        roi = find_roi_of_box(trace, inputs.traced_box, is_training=False)
        if roi is None:
            return None
        if trace is not self._mask_trace or roi != self._mask_roi:
            self._mask, self._mask_trace, self._mask_roi = None, trace, roi
            self._model.request_roi_mask(ASKER, roi)
        if self._mask is None or self._mask.object != inputs.traced_box:
            return None
        quality = paste_and_measure(self._model, self._mask, trace.config.mask.threshold).quality
        return None if quality is None else classify_found_mask(trace, self._mask, quality)

    @Slot(str, object)
    def _on_mask_ready(self, asker: str, mask: RoiMask) -> None:
        if asker == ASKER:
            self._mask = mask
            self._update_card()

    # -- the cell under the cursor

    @Slot(object)
    def _on_cursor_moved(self, place: tuple[float, float] | None) -> None:
        """Show the anchors of the cell under the cursor while the explain tool is in hand."""
        inputs = (
            self._stages.build_layer_inputs()
            if place is not None and self._context.canvas.tool_name == "explain"
            else None
        )
        if inputs is None or place is None or not inputs.config.proposals.has_rpn:
            self._cell_layer.set_content(EMPTY_CONTENT)
            return
        level = self._find_level(inputs)
        rows = inputs.grid.cell_rows(level, *find_cell_at(inputs, level, *place))
        boxes = inputs.grid.boxes[rows.start : rows.stop]
        color = Meaning.ANCHOR.color
        center = (boxes[:1, :2] + boxes[:1, 2:]) * np.float32(0.5)
        self._cell_layer.set_content(
            LayerContent((BoxGroup(boxes, color, dashed=True),), points=(PointGroup(center, color, 5),))
        )

    def _find_level(self, inputs: LayerInputs) -> int:
        """The level whose cells are pointed at: the filter's, the chosen anchor's, or a middle one."""
        if inputs.filters.level != ALL_LEVELS:
            return inputs.filters.level
        return (
            inputs.grid.locate_anchor(inputs.anchor)[0]
            if 0 <= inputs.anchor < len(inputs.grid)
            else len(inputs.grid.level_cells) // 2
        )


def _find_boxes_at(inputs: LayerInputs, x: float, y: float) -> list[int]:
    """The ground-truth boxes over the point, the smallest first."""
    x1, y1, x2, y2 = inputs.boxes.T
    over = np.flatnonzero((x1 <= x) & (x < x2) & (y1 <= y) & (y < y2))
    area = (x2 - x1) * (y2 - y1)
    rows: list[int] = over[np.argsort(area[over], kind="stable")].tolist()
    return rows


def _find_anchors_at(inputs: LayerInputs, x: float, y: float) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Those that pass the filters."""
    from detector.trace.provenance import find_anchors_at

    mask = inputs.mask
    rows = None if mask.all() else np.flatnonzero(mask)
    return find_anchors_at(inputs.grid.boxes, inputs.assignment, x, y, rows)


def _describe_anchor(inputs: LayerInputs, row: int) -> str:
    """For example, `181 x 128 px · positive by IoU · IoU 0.74 · proposal`."""
    reason = tr(REASON_TEXTS[AnchorReason(int(inputs.assignment.reason[row]))])
    limits = inputs.config.anchor_targets
    number = format_compared(float(inputs.assignment.best_iou[row]), limits.positive_iou, limits.negative_iou)
    parts = [format_size(*anchor_size(inputs, row)), reason, tr("IoU {iou}").format(iou=number)]
    if not inputs.config.proposals.has_rpn:
        del parts[1]
    if inputs.trace is not None:
        parts.append(tr(FATE_TEXTS[ProposalFate(int(inputs.trace.proposals.fate[row]))]))
    elif inputs.is_computing:
        parts.append(tr(COMPUTING_TEXT))
    return " · ".join(parts)

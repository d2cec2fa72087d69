"""Lays the mask head open for the RoI of what is selected, in a dock and on the image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QEvent, QObject, Slot

from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.outlined_box import Outline
from frcnn_gui.canvas.layers import (
    COMPUTING_TEXT,
    EMPTY_CONTENT,
    BoxGroup,
    HeatMap,
    Layer,
    LayerContent,
    LineGroup,
    PointGroup,
)
from frcnn_gui.canvas.outline_edges import list_edges
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.common.parts import HasWindow
from frcnn_gui.explain.mask_head_panel import MaskHeadPanel
from frcnn_gui.explain.mask_measurement import paste_and_measure
from frcnn_gui.explain.mask_texts import NO_MASK_HEAD_TEXT, describe_roi_mask
from frcnn_gui.stages.parts import HasStages

if TYPE_CHECKING:
    from detector.trace.roi_mask import MaskRoi, RoiMask
    from detector.trace.schema import StageTrace

NOTHING_SELECTED_TEXT = N_("Select a box, or choose Explain and click an anchor, to see its mask.")
NO_TRAINING_ROI_TEXT = N_("The mask head does not learn from it: no positive RoI was sampled for it.")
NO_DETECTION_TEXT = N_("The mask head does not see it: nothing was detected there.")
SAVED_TRACE_TEXT = N_("A saved trace has no network that could be run. Close it to see masks.")

ASKER = "mask head"
MASK_OPACITY = 0.6
"""At first: the photograph under the mask is what it is compared with."""


class MaskHeadContext(HasWindow, HasCanvas, HasStages, Protocol):
    """What is used of the window."""


class MaskHeadController(QObject):
    """Owns the Mask head dock's content, `panel`. The mask head runs only while it is shown, and on one RoI."""

    def __init__(self, context: MaskHeadContext) -> None:
        super().__init__(context.window)
        self._model = context.stages
        self.panel = MaskHeadPanel()
        self._mask: RoiMask | None = None
        self._mask_layer = Layer(
            "roi_mask",
            tr("Mask of the RoI"),
            tr("The probabilities of its cells, its outline, and that of the object."),
            visible=False,
            group="mask_head",
        )
        self._mask_layer.set_opacity(MASK_OPACITY)
        self._sample_layer = Layer(
            "roi_samples",
            tr("Samples of the RoI"),
            tr("Where RoI align reads the feature map."),
            visible=False,
            group="mask_head",
        )
        self._cell_layer = Layer(
            "roi_cells",
            tr("Cells of the mask"),
            tr("The grid in which the mask head predicts; a mask is pasted from it."),
            visible=False,
            group="mask_head",
        )
        for layer in (self._mask_layer, self._sample_layer, self._cell_layer):
            context.canvas.layers.add_layer(layer)
        self.panel.set_threshold(self._model.config.mask.threshold)
        self._connect_signals()

    def _connect_signals(self) -> None:
        model, panel = self._model, self.panel
        panel.installEventFilter(self)
        panel.roi_kind_changed.connect(self._request_mask)
        for box in (panel.samples_box, panel.cells_box):
            box.toggled.connect(self._show_optional_layers)
        panel.threshold_changed.connect(self._show_pasted)
        for signal in (model.trace_changed, model.selection_changed, model.box_selection_changed):
            signal.connect(self._request_mask)
        model.roi_mask_ready.connect(self._on_mask_ready)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            is_shown = event.type() == QEvent.Type.Show
            self._model.subscribe(ASKER, is_shown)
            self._mask_layer.set_visible(is_shown)
            self._show_optional_layers()
            self._request_mask()
        return super().eventFilter(watched, event)

    @Slot()
    def _show_optional_layers(self) -> None:
        """Show samples and cells where they are asked for: the many points and lines hide a small object."""
        is_shown = self.panel.isVisible()
        self._sample_layer.set_visible(is_shown and self.panel.samples_box.isChecked())
        self._cell_layer.set_visible(is_shown and self.panel.cells_box.isChecked())

    @Slot()
    def _request_mask(self) -> None:
        if not self.panel.isVisible():
            return
        trace = self._model.trace
        roi = None if trace is None or trace.masks is None else self._find_roi(trace)
        if roi is None or self._model.loaded_trace is not None:
            self._show_nothing(self._format_hint(trace))
        else:
            self._model.request_roi_mask(ASKER, roi)

    def _find_roi(self, trace: StageTrace) -> MaskRoi | None:
        from detector.trace.roi_mask import find_roi_of_anchor, find_roi_of_box

        anchor, box = self._model.selection.anchor, self._find_selected_box()
        if 0 <= anchor < len(trace.anchors):
            return find_roi_of_anchor(trace, anchor, self.panel.is_training)
        return find_roi_of_box(trace, box, self.panel.is_training) if box >= 0 else None

    def _find_selected_box(self) -> int:
        """Row in the trace of the box that is explained, or that alone is selected on the canvas; -1."""
        model = self._model
        explained = model.row_of(model.selection.box)
        if explained >= 0 or model.selected_row < 0:
            return explained
        return model.row_of(model.annotations[model.selected_row].uid)

    def _format_hint(self, trace: StageTrace | None) -> str:
        model = self._model
        if model.failure:
            return model.failure
        if trace is None:
            return tr(COMPUTING_TEXT if model.is_computing else NOTHING_SELECTED_TEXT)
        if trace.masks is None:
            return tr(NO_MASK_HEAD_TEXT)
        if model.loaded_trace is not None:
            return tr(SAVED_TRACE_TEXT)
        if model.selection.anchor < 0 and self._find_selected_box() < 0:
            return tr(NOTHING_SELECTED_TEXT)
        return tr(NO_TRAINING_ROI_TEXT if self.panel.is_training else NO_DETECTION_TEXT)

    def _show_nothing(self, hint: str) -> None:
        self._mask = None
        self.panel.show_nothing(hint)
        for layer in (self._mask_layer, self._sample_layer, self._cell_layer):
            layer.set_content(EMPTY_CONTENT)

    @Slot(str, object)
    def _on_mask_ready(self, asker: str, mask: RoiMask) -> None:
        trace = self._model.trace
        if asker != ASKER or trace is None or not self.panel.isVisible():
            return
        self._mask = mask
        self.panel.show_mask(mask, trace.classes)
        self._sample_layer.set_content(build_sample_content(mask))
        self._cell_layer.set_content(build_cell_content(mask))
        self._show_pasted()

    @Slot()
    def _show_pasted(self) -> None:
        """Show and measure the pixels of the mask with the threshold as it is."""
        trace, mask = self._model.trace, self._mask
        if mask is None or trace is None:
            return
        pasted = paste_and_measure(self._model, mask, self.panel.threshold)
        self.panel.text_label.setText("\n".join(describe_roi_mask(trace, mask, pasted.quality)))
        self._mask_layer.set_content(build_mask_content(mask, pasted.pixels, pasted.outline))


def build_mask_content(mask: RoiMask, pasted: Bitmap, outline: Outline | None) -> LayerContent:
    """The RoI, the probabilities of its cells over the image, and the outlines of its mask and of the object."""
    x1, y1, x2, y2 = mask.box.tolist()
    color = _choose_color(mask)
    lines = [LineGroup(list_edges(pasted), color, width=2)]
    if outline is not None:
        lines.append(LineGroup(list_edges(outline), Meaning.OBJECT.color))
    heat = HeatMap(mask.mask, (x1, y1, x2, y2))
    return LayerContent((BoxGroup(mask.box[None], color),), lines=tuple(lines), heat=heat)


def build_sample_content(mask: RoiMask) -> LayerContent:
    """A point at each pair of a column and a row that RoI align samples."""
    columns, rows = np.meshgrid(mask.sample_columns, mask.sample_rows)
    points = np.stack((columns.ravel(), rows.ravel()), axis=1).astype(np.float32)
    return LayerContent(points=(PointGroup(points, Meaning.ANCHOR.color),))


def build_cell_content(mask: RoiMask) -> LayerContent:
    """The lines between the cells of the mask."""
    x1, y1, x2, y2 = mask.box.tolist()
    size = mask.logits.shape[-1]
    across, down = np.linspace(x1, x2, size + 1)[1:-1], np.linspace(y1, y2, size + 1)[1:-1]
    columns = np.stack([across, np.full_like(across, y1), across, np.full_like(across, y2)], axis=1)
    rows = np.stack([np.full_like(down, x1), down, np.full_like(down, x2), down], axis=1)
    return LayerContent(lines=(LineGroup(np.concatenate((columns, rows)).astype(np.float32), _choose_color(mask)),))


def _choose_color(mask: RoiMask) -> str:
    """A training RoI and a detection differ by the colors that they have in other layers."""
    return (Meaning.KEPT if mask.roi.is_training else Meaning.DETECTION).color

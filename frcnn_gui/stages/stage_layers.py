"""Keeps the layers of the stages true to what there is to see of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from frcnn_gui.canvas.canvas_view import CanvasView
from frcnn_gui.canvas.layers import EMPTY_CONTENT, Layer, LayerContent
from frcnn_gui.common.language import tr
from frcnn_gui.stages.filters import ALL_LEVELS, StageFilters
from frcnn_gui.stages.layer_anchors import ALL_SHAPES, middle_shape
from frcnn_gui.stages.layer_inputs import LayerInputs
from frcnn_gui.stages.layer_table import LAYERS, LayerSpec
from frcnn_gui.stages.selection_content import build_selection_content
from frcnn_gui.stages.stage_model import StageModel
from frcnn_gui.stages.texts import NO_RPN_SHORT_TEXT
from frcnn_gui.stages.tracer import TraceResult

HEAT_OPACITY = 0.6
"""So that the image is seen under a heat map."""


class StageLayers(QObject):
    """`layers` by key; `filters` say what of them is shown, `view` which feature map and whose objectness.

    Signals:
        filters_changed: `filters` or `view` is another.
    """

    filters_changed = Signal()

    def __init__(self, parent: QObject, canvas: CanvasView, model: StageModel) -> None:
        """Shows the stages of `model` on `canvas`."""
        super().__init__(parent)
        self.model = model
        self.filters = StageFilters()
        self.map_level = self.map_channel = 0
        self.heat_shape = -1
        self.other: StageModel | None = None
        """Where it is set, only what differs from that network's stages is shown."""
        self._visible_before_solo: frozenset[str] = frozenset()
        self.layers = {
            spec.key: Layer(spec.key, tr(spec.title), tr(spec.explanation), visible=False, group="stages")
            for spec in LAYERS
        }
        for key in ("feature_map", "objectness"):
            self.layers[key].set_opacity(HEAT_OPACITY)
        self._chosen = Layer(
            "chosen", tr("Selected item"), tr("The selected item and what it leads to."), group="selection"
        )
        self._visible_layers: dict[str, str] = {}
        """The layers that are visible, each with its color"""
        self._stale_layers: set[str] = set()
        """Those among them that show nothing yet, or in another color"""
        self._stale_timer = QTimer(self, singleShot=True, interval=0)
        self._stale_timer.timeout.connect(self._fill_stale_layers)
        self._fill_timer = QTimer(self, singleShot=True, interval=0)
        self._fill_timer.timeout.connect(self._fill_all_layers)
        self.model.assignment_changed.connect(self._fill_live_layers)
        self.model.trace_changed.connect(self._on_trace_changed)
        self.model.selection_changed.connect(self._on_selection_changed)
        self.model.settings_changed.connect(self._on_settings_changed)
        self._shape_count = 0
        self.model.box_selection_changed.connect(self._on_box_selection_changed)
        self._shown_result: TraceResult | None = None
        self._is_shown_computing = False
        self._on_settings_changed()
        for layer in self.layers.values():
            layer.appearance_changed.connect(self._on_layer_changed)
            canvas.layers.add_layer(layer)
        self._chosen.appearance_changed.connect(self._on_selection_switched)
        canvas.layers.add_layer(self._chosen)  # the last: it is on top

    def set_filters(self, filters: StageFilters) -> None:
        """Show this of the stages from now on."""
        if filters != self.filters:
            self.filters = filters
            self.filters_changed.emit()
            self._fill_all_layers()

    def reset_filters(self) -> None:
        """Show what is shown at first."""
        self.set_filters(StageFilters(lone_shape=middle_shape(self.model.config)))

    def solo_layer(self, key: str) -> None:
        """Show only this layer of the stages; again for those that were shown before."""
        visible = frozenset(key for key, layer in self.layers.items() if layer.is_switched_on)
        if visible == {key} and self._visible_before_solo:
            visible_keys, self._visible_before_solo = self._visible_before_solo, frozenset()
        else:
            visible_keys, self._visible_before_solo = frozenset({key}), visible
        for name, layer in self.layers.items():
            layer.set_visible(name in visible_keys)

    def set_feature_map(self, level: int, channel: int) -> None:
        """Show this channel of this level of the feature maps."""
        self.map_level, self.map_channel = level, channel
        self._fill_all_layers()

    def set_heat_shape(self, shape: int) -> None:
        """Show the objectness of this shape of each cell; -1: the best of all."""
        self.heat_shape = shape
        self._fill_all_layers()

    def compare_with(self, other: StageModel | None) -> None:
        """Show only what differs from the stages of `other_trace`, or everything again."""
        if other is not self.other:
            if self.other is not None:
                self.other.trace_changed.disconnect(self._fill_timer.start)
            self.other = other
            if other is not None:
                other.trace_changed.connect(self._fill_timer.start)
            self._fill_all_layers()

    @Slot()
    def _on_layer_changed(self) -> None:
        """Give the model what is shown."""
        seen = {key: layer.color for key, layer in self.layers.items() if layer.is_visible}
        for spec in LAYERS:
            if (spec.key in seen) != (spec.key in self._visible_layers):
                self.model.subscribe(f"layer {spec.key}", spec.key in seen, assignment_only=spec.needs_assignment_only)
        self._stale_layers |= {key for key, color in seen.items() if self._visible_layers.get(key) != color}
        self._visible_layers = seen
        if self._stale_layers:
            self._stale_timer.start()

    @Slot()
    def _on_settings_changed(self) -> None:
        """A filter by shape or cell means something for the anchors it was chosen for alone."""
        config = self.model.config
        anchors = config.anchors.per_cell * len(config.backbone.level_strides) if config.proposals.has_rpn else 0
        if anchors != self._shape_count:
            self._shape_count = anchors
            lone = middle_shape(self.model.config)
            self.filters = replace(self.filters, shape=ALL_SHAPES, lone_shape=lone, level=ALL_LEVELS, cell=None)
            self.filters_changed.emit()
            self._fill_all_layers()

    @Slot()
    def _on_trace_changed(self) -> None:
        """At once where nothing is shown of a trace any more, so that no other view is ahead."""
        model = self.model
        result = model.trace_result if model.is_current else None
        if result is self._shown_result and model.is_computing == self._is_shown_computing:
            return
        self._shown_result, self._is_shown_computing = result, model.is_computing
        if result is None:
            self._fill_all_layers()
        else:
            self._fill_timer.start()

    def build_layer_inputs(self) -> LayerInputs | None:
        """What there is to see now; None before the anchors are assigned."""
        model = self.model
        if model.assignment is None or model.grid is None:
            return None
        boxes = np.asarray([annotation.bounds.xyxy for annotation in model.annotations], dtype=np.float32).reshape(
            -1, 4
        )
        trace, result = model.trace, model.trace_result
        maps: tuple[Any, ...] = result.feature_maps if result is not None and trace is not None else ()
        return LayerInputs(
            config=model.assigned_config,
            grid=model.grid,
            assignment=model.assignment,
            boxes=boxes,
            filters=self.filters,
            trace=trace,
            is_computing=model.is_computing or (self.other is not None and self.other.is_computing),
            is_assigning=model.is_assigning,
            failure=model.failure,
            feature_maps=maps,
            anchor=model.selection.anchor,
            box=model.find_box_row(model.selection.box),
            traced_box=model.row_of(model.selection.box),
            map_level=self.map_level,
            map_channel=self.map_channel,
            heat_shape=self.heat_shape,
            selected_row=model.selected_row,
            labels=tuple(annotation.label for annotation in model.annotations),
            traced_boxes=self._find_traced_boxes(),
            image_size=model.image_size,
            is_trained=model.network.is_trained or model.loaded_trace is not None,
            shown_score=model.shown_score,
            other_trace=self.other.trace if self.other is not None else None,
        )

    def _build_drawn_inputs(self) -> LayerInputs | None:
        """While an anchor is selected, only its level is drawn, unless a level is chosen."""
        inputs = self.build_layer_inputs()
        if inputs is None or inputs.filters.level != ALL_LEVELS or not 0 <= inputs.anchor < len(inputs.grid):
            return inputs
        level = inputs.grid.locate_anchor(inputs.anchor)[0]
        return replace(inputs, filters=replace(inputs.filters, level=level))

    def _find_traced_boxes(self) -> tuple[int, ...]:
        """A network leaves out boxes of classes that it does not know, and a drag may have added or removed some."""
        rows = {annotation.uid: row for row, annotation in enumerate(self.model.annotations)}
        uids = self.model.trace_result.uids if self.model.trace_result is not None else ()
        return tuple(rows.get(uid, -1) for uid in uids)

    @Slot()
    def _fill_live_layers(self) -> None:
        self._fill_layers(lambda spec: spec.needs_assignment_only)

    @Slot()
    def _fill_all_layers(self) -> None:
        self._fill_layers(lambda _spec: True)

    @Slot()
    def _fill_stale_layers(self) -> None:
        stale, self._stale_layers = self._stale_layers, set()
        self._fill_layers(lambda spec: spec.key in stale)

    def _fill_layers(self, visible_keys: Callable[[LayerSpec], bool]) -> None:
        inputs = self._build_drawn_inputs()
        for spec in LAYERS:
            layer = self.layers[spec.key]
            is_pending = inputs is not None and _is_pending(spec, inputs)
            layer.set_computing(is_pending and layer.is_visible)
            if spec.needs_rpn and not self.model.config.proposals.has_rpn:
                layer.set_content(LayerContent(count_text=tr(NO_RPN_SHORT_TEXT)))
            elif inputs is None:
                layer.set_content(EMPTY_CONTENT)
            elif layer.is_visible and visible_keys(spec) and not is_pending:  # until then the last picture stays
                layer.set_content(self._build_content(spec, inputs))
        self._fill_chosen(inputs)

    @Slot()
    def _on_box_selection_changed(self) -> None:
        if self.layers["assignment"].is_visible and self.filters.selected_only:
            self._stale_layers.add("assignment")
            self._stale_timer.start()

    @Slot()
    def _on_selection_changed(self) -> None:
        """What is selected is seen, also after the one before was switched off."""
        self._chosen.set_visible(True)
        self._fill_timer.start()

    @Slot()
    def _on_selection_switched(self) -> None:
        self._fill_chosen(self.build_layer_inputs())

    def _fill_chosen(self, inputs: LayerInputs | None) -> None:
        content = build_selection_content(inputs) if inputs is not None and self._chosen.is_visible else EMPTY_CONTENT
        self._chosen.set_content(content)
        self._chosen.set_computing(inputs is not None and inputs.is_computing and content is not EMPTY_CONTENT)

    def _build_content(self, spec: LayerSpec, inputs: LayerInputs) -> LayerContent:
        return spec.build_content(inputs, self.layers[spec.key].color or spec.color)


def _is_pending(spec: LayerSpec, inputs: LayerInputs) -> bool:
    """Whether what the layer shows is still computed."""
    needs_trace = not spec.needs_assignment_only or not inputs.filters.score.is_all
    return inputs.is_assigning or (needs_trace and inputs.is_computing)

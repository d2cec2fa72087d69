"""The list of layers, and what of some of them is shown."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget

from frcnn_gui.canvas.layer_row import LayerRow
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel
from frcnn_gui.common.widgets.scroll_page import ScrollPage, build_indented_layout
from frcnn_gui.stages.layer_anchors import shape_names
from frcnn_gui.stages.layer_table import LAYERS_BY_KEY
from frcnn_gui.stages.stage_layers import StageLayers


class StageLayersPanel(ScrollPage):
    """The topmost layer comes first, as it is on the image."""

    def __init__(self, stages: StageLayers, parent: QWidget | None = None) -> None:
        super().__init__(tr("Stage layers"), parent)
        self._stages = stages
        self.rows = {key: LayerRow(layer, LAYERS_BY_KEY[key].color) for key, layer in stages.layers.items()}
        self.lone_shape_choice = QComboBox()
        self.lone_shape_choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.lone_shape_choice.setAccessibleName(tr("Shape of the anchors shown"))
        self.lone_shape_choice.setToolTip(tr("Width x height of the anchors, in pixels of the network input"))
        self.heat_shape_choice = QComboBox()
        self.heat_shape_choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.heat_shape_choice.setAccessibleName(tr("Shape whose objectness is shown"))
        self.heat_shape_choice.setWhatsThis(
            tr("Scores of one anchor shape, or the best score of all shapes at each place.")
        )
        self.map_level_choice = QComboBox()
        self.map_level_choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.map_level_choice.setAccessibleName(tr("Level of the feature map"))
        self.map_level_choice.setWhatsThis(
            tr("A pyramid has several maps, finest first. The network of the tutorial has one.")
        )
        self.map_channel_box = QSpinBox()
        self.map_channel_box.setAccessibleName(tr("Channel of the feature map"))
        self.map_channel_box.setWhatsThis(tr("One channel of the map, starting at 0."))
        self.map_channel_box.setPrefix(tr("channel "))
        self.map_note = PlainLabel()
        self.map_note.setWordWrap(True)
        self.map_note.setEnabled(False)
        extras = {
            "anchors": (self.lone_shape_choice,),
            "objectness": (self.heat_shape_choice,),
            "feature_map": (self.map_level_choice, self.map_channel_box, self.map_note),
        }
        for key, row in reversed(self.rows.items()):
            self.page_layout.addWidget(row)
            if key in extras:
                self.page_layout.addLayout(build_indented_layout(*extras[key]))
            row.solo_requested.connect(stages.solo_layer)
        self.page_layout.addStretch(1)
        self.lone_shape_choice.activated.connect(
            lambda at: stages.set_filters(replace(stages.filters, lone_shape=at - 1))  # ALL_SHAPES comes first
        )
        self.heat_shape_choice.activated.connect(lambda at: stages.set_heat_shape(at - 1))
        self.map_level_choice.activated.connect(self._on_map_chosen)
        self.map_channel_box.valueChanged.connect(self._on_map_chosen)
        stages.model.settings_changed.connect(self.update_shapes)
        stages.filters_changed.connect(self.update_shapes)
        stages.model.trace_changed.connect(self._on_trace_changed)
        self.update_shapes()

    @Slot()
    def update_shapes(self) -> None:
        """Follow the settings: which shapes there are."""
        anchors, every = self._stages.model.config.anchors, shape_names(self._stages.model.config)
        self.lone_shape_choice.clear()
        self.lone_shape_choice.addItems([tr("All shapes"), *every])
        self.lone_shape_choice.setCurrentIndex(self._stages.filters.lone_shape + 1)
        names = every[: anchors.per_cell]
        self.heat_shape_choice.clear()
        self.heat_shape_choice.addItems([tr("best of all shapes"), *names])
        self.heat_shape_choice.setCurrentIndex(min(self._stages.heat_shape + 1, len(names)))

    @Slot()
    def _on_trace_changed(self) -> None:
        """Follow the trace: which levels and channels there are, and which of them say nothing."""
        answer = self._stages.model.trace_result
        maps = answer.feature_maps if answer is not None else ()
        for widget in (self.map_level_choice, self.map_channel_box):
            widget.setEnabled(bool(maps))
        if not maps:
            self.map_note.setText(tr("Feature maps appear when the stages have run."))
            return
        names = [f"{level.shape[2]} x {level.shape[1]}" for level in maps]
        if [self.map_level_choice.itemText(at) for at in range(self.map_level_choice.count())] != names:
            self.map_level_choice.clear()
            self.map_level_choice.addItems(names)
            self.map_level_choice.setCurrentIndex(min(self._stages.map_level, len(maps) - 1))
        self.map_channel_box.setRange(1, int(maps[max(self.map_level_choice.currentIndex(), 0)].shape[0]))
        self._update_map_note()

    def _update_map_note(self) -> None:
        answer = self._stages.model.trace_result
        if answer is None or not self._stages.layers["feature_map"].is_visible:
            return
        from detector.trace.feature_maps import compute_channel_statistics

        marks = compute_channel_statistics(answer.feature_maps[max(self.map_level_choice.currentIndex(), 0)])
        channel = self.map_channel_box.value() - 1
        about = tr("{dead} of {all} channels are dead, {saturated} saturated.").format(
            dead=int(marks.dead.sum()), all=len(marks.dead), saturated=int(marks.saturated.sum())
        )
        if marks.dead[channel]:
            about = tr("This channel is dead: its value is the same everywhere.") + " " + about
        elif marks.saturated[channel]:
            about = tr("This channel is saturated: nearly everywhere at its maximum.") + " " + about
        span = tr("From {low} to {high}.").format(
            low=f"{marks.lowest[channel]:.3g}", high=f"{marks.highest[channel]:.3g}"
        )
        self.map_note.setText(f"{span} {about}")

    @Slot()
    def _on_map_chosen(self) -> None:
        self._stages.set_feature_map(max(self.map_level_choice.currentIndex(), 0), self.map_channel_box.value() - 1)
        self._on_trace_changed()

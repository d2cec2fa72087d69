"""The list of layers, and what of some of them is shown."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QSpinBox, QWidget

from frcnn_gui.canvas.layer_anchors import shape_names
from frcnn_gui.controllers.stage_layers import StageLayers
from frcnn_gui.language import tr
from frcnn_gui.panels.layer_row import LayerRow
from frcnn_gui.panels.scroll_page import ScrollPage, indented
from frcnn_gui.plain_text import PlainLabel
from frcnn_gui.stages.layer_table import BY_KEY


class StageLayersPanel(ScrollPage):
    """The topmost layer comes first, as it lies on the image."""

    def __init__(self, stages: StageLayers, parent: QWidget | None = None) -> None:
        super().__init__(tr("Layers of the stages"), parent)
        self._stages = stages
        self.rows = {key: LayerRow(layer, BY_KEY[key].color) for key, layer in stages.layers.items()}
        self.lone_shape = QComboBox()
        self.lone_shape.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.lone_shape.setAccessibleName(tr("Shape of the anchors shown"))
        self.lone_shape.setToolTip(tr("Width x height of the anchors, in pixels of the network's input"))
        self.heat_shape = QComboBox()
        self.heat_shape.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.heat_shape.setAccessibleName(tr("Shape whose objectness is shown"))
        self.heat_shape.setWhatsThis(
            tr("One anchor shape's scores over the image, or at every place the best of all shapes.")
        )
        self.map_level = QComboBox()
        self.map_level.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.map_level.setAccessibleName(tr("Level of the feature map"))
        self.map_level.setWhatsThis(tr("A pyramid has several maps, the finest first; the tutorial's network has one."))
        self.map_channel = QSpinBox()
        self.map_channel.setAccessibleName(tr("Channel of the feature map"))
        self.map_channel.setWhatsThis(tr("One of the map's channels, counted from 0."))
        self.map_channel.setPrefix(tr("channel "))
        self.map_note = PlainLabel()
        self.map_note.setWordWrap(True)
        self.map_note.setEnabled(False)
        extras = {
            "anchors": (self.lone_shape,),
            "objectness": (self.heat_shape,),
            "feature_map": (self.map_level, self.map_channel, self.map_note),
        }
        for key, row in reversed(self.rows.items()):
            self.page.addWidget(row)
            if key in extras:
                self.page.addLayout(indented(*extras[key]))
            row.solo_asked.connect(stages.solo)
        self.page.addStretch(1)
        self.lone_shape.activated.connect(
            lambda at: stages.set_filters(replace(stages.filters, lone_shape=at - 1))  # ALL_SHAPES comes first
        )
        self.heat_shape.activated.connect(lambda at: stages.set_heat_shape(at - 1))
        self.map_level.activated.connect(self._set_map)
        self.map_channel.valueChanged.connect(self._set_map)
        stages.model.settings_changed.connect(self.refresh)
        stages.filters_changed.connect(self.refresh)
        stages.model.trace_changed.connect(self._refresh_maps)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Follow the settings: which shapes there are."""
        anchors, every = self._stages.model.config.anchors, shape_names(self._stages.model.config)
        self.lone_shape.clear()
        self.lone_shape.addItems([tr("All shapes"), *every])
        self.lone_shape.setCurrentIndex(self._stages.filters.lone_shape + 1)
        names = every[: anchors.per_cell]
        self.heat_shape.clear()
        self.heat_shape.addItems([tr("best of all shapes"), *names])
        self.heat_shape.setCurrentIndex(min(self._stages.heat_shape + 1, len(names)))

    @Slot()
    def _refresh_maps(self) -> None:
        """Follow the trace: which levels and channels there are, and which of them say nothing."""
        answer = self._stages.model.answer
        maps = answer.feature_maps if answer is not None else ()
        for widget in (self.map_level, self.map_channel):
            widget.setEnabled(bool(maps))
        if not maps:
            self.map_note.setText(tr("The feature maps come with the stages."))
            return
        names = [f"{level.shape[2]} x {level.shape[1]}" for level in maps]
        if [self.map_level.itemText(at) for at in range(self.map_level.count())] != names:
            self.map_level.clear()
            self.map_level.addItems(names)
            self.map_level.setCurrentIndex(min(self._stages.map_level, len(maps) - 1))
        self.map_channel.setRange(1, int(maps[max(self.map_level.currentIndex(), 0)].shape[0]))
        self._tell_channels()

    def _tell_channels(self) -> None:
        answer = self._stages.model.answer
        if answer is None or not self._stages.layers["feature_map"].visible:
            return
        from detector.trace.feature_maps import channel_statistics

        marks = channel_statistics(answer.feature_maps[max(self.map_level.currentIndex(), 0)])
        channel = self.map_channel.value() - 1
        about = tr("{dead} of {all} channels are dead, {saturated} saturated.").format(
            dead=int(marks.dead.sum()), all=len(marks.dead), saturated=int(marks.saturated.sum())
        )
        if marks.dead[channel]:
            about = tr("This channel is dead: the same everywhere.") + " " + about
        elif marks.saturated[channel]:
            about = tr("This channel is saturated: nearly everywhere at its highest value.") + " " + about
        span = tr("From {low} to {high}.").format(
            low=f"{marks.lowest[channel]:.3g}", high=f"{marks.highest[channel]:.3g}"
        )
        self.map_note.setText(f"{span} {about}")

    @Slot()
    def _set_map(self) -> None:
        self._stages.set_map(max(self.map_level.currentIndex(), 0), self.map_channel.value() - 1)
        self._refresh_maps()

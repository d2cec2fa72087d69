"""Whether detection looks at large images in tiles, how large they are and how far they overlap."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSpinBox, QWidget

from detector.tiles.tiling import MAX_OVERLAP, MIN_TILE_SIZE_PX
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import PlainLabel, format_tooltip
from frcnn_gui.common.settings import MAX_TILE_PX, Settings

SIZE_STEP = 64
OVERLAP_STEP = 5


class TilesRow(QWidget):
    """Shows and changes the settings of tiles; the next detection follows them."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.enable_box = QCheckBox(tr("Ti&les"))
        self.enable_box.setToolTip(format_tooltip(tr("Also detect in tiles of large images")))
        self.enable_box.setWhatsThis(
            tr(
                "Cuts images larger than a tile into overlapping tiles at full resolution, to find small objects. "
                "The whole image is also used, for large objects. Takes longer. The Stages dock always shows the "
                "whole image."
            )
        )
        self.size_box = self._build_size_box()
        self.overlap_box = self._build_overlap_box()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.enable_box)
        layout.addWidget(self.size_box, 1)
        layout.addWidget(PlainLabel(tr("Overlap")))
        layout.addWidget(self.overlap_box)
        self._show_settings()
        self.enable_box.toggled.connect(self._on_toggled)
        self.size_box.valueChanged.connect(self._on_size_changed)
        self.overlap_box.valueChanged.connect(self._on_overlap_changed)

    def _build_size_box(self) -> QSpinBox:
        """Its lowest value stands for the size that fits the network."""
        box = QSpinBox()
        box.setRange(MIN_TILE_SIZE_PX - 1, MAX_TILE_PX)
        box.setSingleStep(SIZE_STEP)
        box.setSuffix(" " + tr("px"))
        box.setSpecialValueText(tr("Automatic size"))
        box.setAccessibleName(tr("Tile size"))
        box.setToolTip(format_tooltip(tr("Longest side of a tile. Automatic: the long side of the network input.")))
        return box

    def _build_overlap_box(self) -> QSpinBox:
        box = QSpinBox()
        box.setRange(0, round(MAX_OVERLAP * 100))
        box.setSingleStep(OVERLAP_STEP)
        box.setSuffix(" %")
        box.setAccessibleName(tr("Tile overlap"))
        box.setToolTip(
            format_tooltip(
                tr("Part of a tile that neighboring tiles share. Objects smaller than this fit into one tile.")
            )
        )
        return box

    def _show_settings(self) -> None:
        self.enable_box.setChecked(self._settings.detects_in_tiles)
        self.size_box.setValue(self._settings.tile_size or self.size_box.minimum())
        self.overlap_box.setValue(round(self._settings.tile_overlap * 100))
        self._update_enabled()

    @Slot()
    def _update_enabled(self) -> None:
        for box in (self.size_box, self.overlap_box):
            box.setEnabled(self.enable_box.isChecked())

    @Slot(bool)
    def _on_toggled(self, on: bool) -> None:
        self._settings.detects_in_tiles = on
        self._update_enabled()

    @Slot(int)
    def _on_size_changed(self, size: int) -> None:
        self._settings.tile_size = 0 if size < MIN_TILE_SIZE_PX else size

    @Slot(int)
    def _on_overlap_changed(self, percent: int) -> None:
        self._settings.tile_overlap = percent / 100

"""The strip of chips in the upper left corner of the canvas: draw mode, and one for each layer that is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QTimer, Slot
from PySide6.QtWidgets import QWidget

from frcnn_gui.canvas.layer_chip import HEIGHT_PX, LayerChip
from frcnn_gui.canvas.layers import COMPUTING_TEXT, Layer, LayerStack, LegendEntry
from frcnn_gui.common.language import tr
from frcnn_gui.common.meanings import Meaning

MARGIN_PX = 6
SPACING_PX = 4
UPDATE_DELAY_MS = 30
"""A drag changes layers at every move of the mouse."""


class LayerChips(QObject):
    """Shows what of `layers` is drawn on `canvas`; chips that are not needed are hidden, never deleted.

    `mode_chip` comes first, while it has a content; others say what it names.
    """

    def __init__(self, canvas: QWidget, layers: LayerStack) -> None:
        super().__init__(canvas)
        self._canvas, self._layers = canvas, layers
        self._chips: dict[str, LayerChip] = {}
        self.mode_chip = LayerChip(canvas)
        self._labels_chip = LayerChip(canvas)
        self._labels_chip.set_content(tr("Only labels"), ())
        self._labels_chip.closed.connect(lambda: layers.set_labels_only(False))
        QWidget.setTabOrder(canvas, self._labels_chip.close_button)
        QWidget.setTabOrder(canvas, self.mode_chip.close_button)
        self._update_timer = QTimer(self, singleShot=True, interval=UPDATE_DELAY_MS)
        self._update_timer.timeout.connect(self.update_chips)
        layers.layers_changed.connect(self._schedule_update)
        layers.content_changed.connect(self._schedule_update)
        canvas.installEventFilter(self)

    @property
    def shown_chips(self) -> list[LayerChip]:
        """Those that are seen, in their order."""
        chips = [self.mode_chip, self._labels_chip, *self._chips.values()]
        return [chip for chip in chips if chip.isVisibleTo(self._canvas)]

    def show_mode(self, title: str, entries: Sequence[LegendEntry] = ()) -> None:
        """Let the first chip name a mode of the canvas; an empty title hides it."""
        self.mode_chip.set_content(title, entries)
        self.mode_chip.setVisible(bool(title))
        self.update_chips()

    @Slot()
    def _schedule_update(self) -> None:
        if not self._update_timer.isActive():
            self._update_timer.start()

    @Slot()
    def update_chips(self) -> None:
        """Show one chip for each layer that is drawn, the topmost first."""
        named = [layer for layer in reversed(self._layers.shown_layers) if _is_named(layer)]
        for layer in named:
            if layer.key not in self._chips:
                self._chips[layer.key] = chip = LayerChip(self._canvas)
                chip.closed.connect(partial(layer.set_visible, False))
                QWidget.setTabOrder(self._canvas, chip.close_button)
            self._chips[layer.key].set_content(layer.title, _build_legend(layer))
        chips = [self._chips[layer.key] for layer in named]
        if self._layers.is_labels_only:
            chips = [self._labels_chip]
        for chip in (self._labels_chip, *self._chips.values()):
            chip.setVisible(chip in chips)
        self._place_chips(self.shown_chips)

    def _place_chips(self, chips: list[LayerChip]) -> None:
        """In rows from the left."""
        room, at = self._canvas.width() - 2 * MARGIN_PX, QPoint(MARGIN_PX, MARGIN_PX)
        for chip in chips:
            width = min(chip.sizeHint().width(), room)
            if at.x() > MARGIN_PX and at.x() + width > room:
                at = QPoint(MARGIN_PX, at.y() + HEIGHT_PX + SPACING_PX)
            chip.setGeometry(at.x(), at.y(), width, HEIGHT_PX)
            at.setX(at.x() + width + SPACING_PX)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place_chips(self.shown_chips)
        return super().eventFilter(watched, event)


def _is_named(layer: Layer) -> bool:
    return not layer.follows_cursor and (layer.content.item_count > 0 or layer.is_computing)


def _build_legend(layer: Layer) -> tuple[LegendEntry, ...]:
    """What its colors mean.

    That it is still computed; else the legend of the content; else what its colors mean; else its one color and what is
    counted.
    """
    content = layer.content
    if layer.is_computing:
        return (LegendEntry("", tr(COMPUTING_TEXT)),)
    if content.legend:
        return content.legend
    colors = content.colors
    if len(colors) < 2:
        return (LegendEntry(colors[0] if colors else "", content.count_text),)
    counted = (LegendEntry("", content.count_text),) if content.count_text else ()
    return (*counted, *(LegendEntry(color, _find_title(color)) for color in colors))


def _find_title(color: str) -> str:
    """What the color means, where no person has chosen it."""
    return next((meaning.title for meaning in Meaning if meaning.color == color), "")

"""How the picture is seen: zoom kept, navigator, crosshair, pixel grid, adjustment, colors, and very large images."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from frcnn_gui.canvas.adjustment import NEUTRAL, Adjustment, compute_auto_adjustment
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.canvas.view_preferences import follow_view_preferences
from frcnn_gui.common.language import tr
from frcnn_gui.common.parts import HasActions, HasPreferences, HasWindow
from frcnn_gui.common.preferences import CROSSHAIR, KEEP_ZOOM, MINIMAP, PIXEL_GRID, Preference
from frcnn_gui.document.parts import HasSession
from frcnn_gui.images.adjust_popup import AdjustPopup
from frcnn_gui.images.image_loader import ImageLoader, SharpenedImage

SWITCHES = (KEEP_ZOOM, MINIMAP, CROSSHAIR, PIXEL_GRID)
"""The preferences that the View menu has too; the actions have the same ids."""


class DisplayContext(HasWindow, HasActions, HasPreferences, HasSession, HasCanvas, Protocol):
    """What is used of the window."""


class DisplayController(QObject):
    """Binds the switches of the View menu, which are remembered, and the adjustment, which lasts until it is reset.

    Signals:
        color_changed: The color under the cursor as (red, green, blue), or None where there is none.
        adjusted_changed: Whether the display of the image is adjusted.
    """

    color_changed = Signal(object)
    adjusted_changed = Signal(bool)

    def __init__(self, context: DisplayContext, loader: ImageLoader) -> None:
        super().__init__(context.window)
        self._context = context
        self.popup = AdjustPopup(context.canvas)
        follow_view_preferences(context.canvas, context.preferences)
        for switch in SWITCHES:
            self._bind_switch(switch)
        context.actions.bind("adjust", self.popup.toggle_popup)
        context.actions.bind("adjust_auto", self._stretch_or_reset)
        self.popup.adjustment_changed.connect(context.canvas.view_options.set_adjustment)
        self.popup.auto_requested.connect(self._stretch_contrast)
        context.canvas.view_options.options_changed.connect(self._show_adjustment)
        context.canvas.cursor_moved.connect(self._on_cursor_moved)
        context.session.document_changed.connect(self._update_actions)
        loader.sharpened.connect(self._on_image_sharpened)
        loader.progress_changed.connect(self._on_reading_progress)
        self._update_actions()

    def _bind_switch(self, switch: Preference[bool]) -> None:
        preferences, actions = self._context.preferences, self._context.actions
        action = actions[switch.id]
        actions.bind(switch.id, lambda: preferences.set_value(switch, action.isChecked()))
        preferences.follow_value(switch, action.setChecked)

    @Slot()
    def _update_actions(self) -> None:
        self.popup.set_auto_enabled(self._context.session.image is not None)

    # -- adjustment

    @property
    def _current_adjustment(self) -> Adjustment:
        return self._context.canvas.view_options.adjustment

    def _stretch_or_reset(self) -> None:
        if self._current_adjustment == NEUTRAL:
            self._stretch_contrast()
        else:
            self._context.canvas.view_options.set_adjustment(NEUTRAL)

    @Slot()
    def _stretch_contrast(self) -> None:
        canvas = self._context.canvas
        canvas.view_options.set_adjustment(
            compute_auto_adjustment(canvas.sample_pixels(), self._current_adjustment.gamma)
        )

    @Slot()
    def _show_adjustment(self) -> None:
        self.popup.show_adjustment(self._current_adjustment)
        self.adjusted_changed.emit(self._current_adjustment != NEUTRAL)

    # -- what is under the cursor

    @Slot(object)
    def _on_cursor_moved(self, position: tuple[float, float] | None) -> None:
        canvas = self._context.canvas
        self.color_changed.emit(None if position is None else canvas.color_at(*position))

    # -- very large images

    @Slot(object, float)
    def _on_reading_progress(self, _path: Path, part: float) -> None:
        self._context.canvas.show_decode_progress(part)

    @Slot(object)
    def _on_image_sharpened(self, sharpened: SharpenedImage) -> None:
        canvas, name = self._context.canvas, sharpened.path.name
        canvas.show_decode_progress(None)
        if sharpened.image is None:
            self._context.session.message_posted.emit(
                tr("{name} is shown smaller: not all pixels could be read.").format(name=name)
            )
            return
        canvas.show_sharper_image(sharpened.image)
        if not sharpened.took_long:
            return
        megapixels = sharpened.image.width * sharpened.image.height / 1e6
        self._context.session.message_posted.emit(
            tr("{name} is now shown in full, with {megapixels} megapixels.").format(
                megapixels=f"{megapixels:,.0f}", name=name
            )
        )

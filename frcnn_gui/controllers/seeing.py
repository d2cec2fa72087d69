"""How the picture is seen: zoom kept, navigator, crosshair, pixel grid, adjustment, colours, and very large images."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from frcnn_gui.canvas.adjustment import NEUTRAL, Adjustment, stretched
from frcnn_gui.context import WindowContext
from frcnn_gui.language import tr
from frcnn_gui.panels.adjust_popup import AdjustPopup
from frcnn_gui.panels.status_bar import StatusBar
from frcnn_gui.workers.image_loader import ImageLoader, SharpenedImage

AIDS = ("minimap", "crosshair", "pixel_grid")


class Seeing(QObject):
    """Binds the switches of the View menu, which are remembered, and the adjustment, which lasts until it is reset."""

    def __init__(self, context: WindowContext, loader: ImageLoader, status: StatusBar) -> None:
        super().__init__(context.window)
        self._context = context
        self._status = status
        self.popup = AdjustPopup(context.canvas)
        for name in AIDS:
            self._bind_aid(name)
        context.canvas.keep_zoom = context.settings.load("view/keep_zoom", False)
        context.actions["keep_zoom"].setChecked(context.canvas.keep_zoom)
        context.actions.bind("keep_zoom", self._keep_zoom)
        context.actions.bind("adjust", self.popup.toggle)
        context.actions.bind("adjust_auto", self._stretch_or_reset)
        self.popup.changed.connect(context.canvas.look.adjust)
        self.popup.auto_asked.connect(self._stretch)
        status.adjusted_button.clicked.connect(self.popup.toggle)
        context.canvas.look.changed.connect(self._tell_adjusted)
        context.canvas.cursor_moved.connect(self._tell_colour)
        context.session.document_changed.connect(self._refresh)
        loader.sharpened.connect(self._sharpen)
        loader.progress.connect(self._tell_progress)
        self._refresh()

    def _bind_aid(self, name: str) -> None:
        context, key = self._context, f"view/{name}"
        look, action = context.canvas.look, context.actions[name]
        on = context.settings.load(key, True)
        action.setChecked(on)
        look.set_aid(name, on)

        def switch() -> None:
            look.set_aid(name, action.isChecked())
            context.settings.store(key, action.isChecked())

        context.actions.bind(name, switch)

    def _keep_zoom(self) -> None:
        keep = self._context.actions["keep_zoom"].isChecked()
        self._context.canvas.keep_zoom = keep
        self._context.settings.store("view/keep_zoom", keep)

    @Slot()
    def _refresh(self) -> None:
        has_image = self._context.session.image is not None
        self._context.actions.allow("adjust_auto", has_image)
        self.popup.allow_auto(has_image)

    # -- adjustment

    @property
    def _adjustment(self) -> Adjustment:
        return self._context.canvas.look.adjustment

    def _stretch_or_reset(self) -> None:
        if self._adjustment == NEUTRAL:
            self._stretch()
        else:
            self._context.canvas.look.adjust(NEUTRAL)

    @Slot()
    def _stretch(self) -> None:
        canvas = self._context.canvas
        canvas.look.adjust(stretched(canvas.sampled_values(), self._adjustment.gamma))

    @Slot()
    def _tell_adjusted(self) -> None:
        self.popup.show_adjustment(self._adjustment)
        self._status.adjusted_button.setVisible(self._adjustment != NEUTRAL)

    # -- what is under the cursor

    @Slot(object)
    def _tell_colour(self, position: tuple[float, float] | None) -> None:
        canvas = self._context.canvas
        self._status.show_colour(None if position is None else canvas.colour_at(*position))

    # -- very large images

    @Slot(object, float)
    def _tell_progress(self, _path: Path, part: float) -> None:
        self._context.canvas.tell_reading(part)

    @Slot(object)
    def _sharpen(self, sharpened: SharpenedImage) -> None:
        canvas, name = self._context.canvas, sharpened.path.name
        canvas.tell_reading(None)
        if sharpened.image is None:
            self._context.session.message.emit(
                tr("Not all pixels of {name} could be read; it is shown smaller.").format(name=name)
            )
            return
        canvas.sharpen(sharpened.image)
        if not sharpened.took_long:
            return
        megapixels = sharpened.image.width * sharpened.image.height / 1e6
        self._context.session.message.emit(
            tr("All {megapixels} megapixels of {name} are shown now.").format(
                megapixels=f"{megapixels:,.0f}", name=name
            )
        )

"""Icons drawn in the color of the text around them; a missing file gives an empty icon, and text stands alone."""

from __future__ import annotations

import logging
from functools import lru_cache
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from frcnn_gui.common import resources
from frcnn_gui.common.painting import painter_on

ICON_SIZES_PX = (16, 20, 32, 40)
_PENTAGON = ((0.5, 0.0), (1.0, 0.4), (0.82, 1.0), (0.18, 1.0), (0.0, 0.4))
"""Corners of the picture of a polygon, in parts of its side"""
_SOURCE_COLOR = b"#000000"
_themed_buttons: WeakKeyDictionary[QAbstractButton, str] = WeakKeyDictionary()
"""Not found among all widgets: asking those that are being deleted crashes."""
_log = logging.getLogger(__name__)


def load_icon(name: str, color: QColor | None = None) -> QIcon:
    """The icon `name` in `color`, or in the palette's text color; grayed where disabled, light where selected."""
    palette = QGuiApplication.palette()
    normal = color or palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.WindowText)
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText)
    selected = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.HighlightedText)
    return _load_tinted(name, normal.name(), disabled.name(), selected.name())


def set_theme_icon(button: QAbstractButton, name: str) -> None:
    """Give a button the icon `name` in the palette's text color, in that of another theme when it changes."""
    _themed_buttons[button] = name
    button.setIcon(load_icon(name))


def update_theme_icons() -> None:
    """Redraw all icons after the theme has changed."""
    for button, name in list(_themed_buttons.items()):
        if name and shiboken6.isValid(button):  # Qt deletes it before Python forgets it
            button.setIcon(load_icon(name))


def load_application_icon() -> QIcon:
    """The program's own icon, in its own colors."""
    path = resources.find_resource("icons", "app.svg")
    return QIcon(str(path)) if path else QIcon()


@lru_cache(maxsize=256)
def build_color_swatch(color: str, size: int = 12) -> QIcon:
    """A small square of one color, the same where it is selected."""
    pixmap = QPixmap(size, size)
    pixmap.fill(QColor(color))
    result = QIcon(pixmap)
    result.addPixmap(pixmap, QIcon.Mode.Selected)
    return result


@lru_cache(maxsize=256)
def build_shape_swatch(color: str, shape: str, size: int = 12) -> QIcon:
    """A small picture in one color: a square for a box, a pentagon for a polygon, a disc for a mask."""
    if shape == "box":
        return build_color_swatch(color, size)
    pixmap = QPixmap(2 * size, 2 * size)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    with painter_on(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        if shape == "mask":
            painter.drawEllipse(QRectF(0, 0, size, size))
        else:
            painter.drawPolygon([QPointF(x * size, y * size) for x, y in _PENTAGON])
    result = QIcon(pixmap)
    result.addPixmap(pixmap, QIcon.Mode.Selected)
    return result


@lru_cache(maxsize=256)
def _load_tinted(name: str, normal: str, disabled: str, selected: str) -> QIcon:
    path = resources.find_resource("icons", f"{name}.svg") if name else None
    if path is None:
        return QIcon()
    try:
        source = path.read_bytes()
    except OSError as error:
        _log.warning("The icon %s could not be read: %s", path, error)
        return QIcon()
    result = QIcon()
    modes = {QIcon.Mode.Normal: normal, QIcon.Mode.Disabled: disabled, QIcon.Mode.Selected: selected}
    for mode, color in modes.items():
        renderer = QSvgRenderer(QByteArray(source.replace(_SOURCE_COLOR, color.encode())))
        if not renderer.isValid():
            _log.warning("The icon %s is not valid SVG.", path)
            return QIcon()
        for size in ICON_SIZES_PX:
            result.addPixmap(_render_icon(renderer, size), mode)
    return result


def _render_icon(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    with painter_on(pixmap) as painter:
        renderer.render(painter, QRectF(0, 0, size, size))
    return pixmap


SWATCH_PX = 12


def create_swatch(color: str) -> QIcon:
    """A square of `color` with a thin frame, so that it is seen on light and dark."""
    pixmap = QPixmap(SWATCH_PX, SWATCH_PX)
    pixmap.fill(QColor(color))
    with painter_on(pixmap) as painter:
        painter.setPen(QColor(128, 128, 128))
        painter.drawRect(0, 0, SWATCH_PX - 1, SWATCH_PX - 1)
    return QIcon(pixmap)

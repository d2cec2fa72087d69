"""Light and dark, following the system unless one is chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from frcnn_gui.common import icons, resources
from frcnn_gui.common.settings import ThemeName

_Role = QPalette.ColorRole

_LIGHT: dict[QPalette.ColorRole, str] = {
    _Role.Window: "#f3f4f6",
    _Role.WindowText: "#1f2430",
    _Role.Base: "#ffffff",
    _Role.AlternateBase: "#f6f7f9",
    _Role.Text: "#1f2430",
    _Role.Button: "#fafbfc",
    _Role.ButtonText: "#1f2430",
    _Role.BrightText: "#ffffff",
    _Role.ToolTipBase: "#ffffff",
    _Role.ToolTipText: "#1f2430",
    _Role.PlaceholderText: "#69707d",
    _Role.Highlight: "#2563c9",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#2563c9",
    _Role.Link: "#1d56b3",
    _Role.LinkVisited: "#6b3fa0",
    _Role.Light: "#ffffff",
    _Role.Midlight: "#eceef1",
    _Role.Mid: "#c3c8d0",
    _Role.Dark: "#a2a9b4",
    _Role.Shadow: "#6b7280",
}

_DARK: dict[QPalette.ColorRole, str] = {
    _Role.Window: "#23262d",
    _Role.WindowText: "#e4e7ec",
    _Role.Base: "#1a1d22",
    _Role.AlternateBase: "#1f2228",
    _Role.Text: "#e4e7ec",
    _Role.Button: "#2e323b",
    _Role.ButtonText: "#e4e7ec",
    _Role.BrightText: "#ffffff",
    _Role.ToolTipBase: "#2e323b",
    _Role.ToolTipText: "#e4e7ec",
    _Role.PlaceholderText: "#8d95a3",
    _Role.Highlight: "#3570d4",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#5b92ee",
    _Role.Link: "#7fb0ff",
    _Role.LinkVisited: "#c0a3f0",
    _Role.Light: "#3a3f4a",
    _Role.Midlight: "#31353f",
    _Role.Mid: "#3d424d",
    _Role.Dark: "#15171b",
    _Role.Shadow: "#0d0f12",
}

_DISABLED_TEXT = {False: "#9aa1ad", True: "#6a7180"}

_BORDER = {False: "#c3c8d0", True: "#464c58"}
_MENU_WINDOW = {False: "#b4bac4", True: "#a3abb9"}
"""Fusion draws the frames of menus and of check boxes in them 1.4 times as dark."""
_STYLE = """
QMainWindow::separator { width: 5px; height: 5px; }
QStatusBar::item { border: none; }
QToolBar { spacing: 4px; padding: 4px; border: none; }
QToolBar::separator { width: 1px; margin: 4px 6px; background: palette(mid); }
QToolButton[section="layout"] { border: none; border-bottom: 3px solid transparent; padding: 4px 10px 2px 10px; }
QToolButton[section="layout"]:hover { background: palette(midlight); }
QToolButton[section="layout"]:focus { border-bottom-color: palette(mid); }
QToolButton[section="layout"]:checked { border-bottom-color: palette(highlight); }
QDockWidget::title { padding: 6px 8px; }
QAbstractItemView { border: 1px solid %(border)s; }
QLineEdit { border: 1px solid %(border)s; border-radius: 4px; padding: 3px 6px; background: palette(base); }
QLineEdit:focus { border-color: palette(highlight); }
QAbstractItemView QLineEdit { border-radius: 0; padding: 0 2px; }
QTableView::indicator, QCheckBox::indicator {
    width: 12px; height: 12px; border: 1px solid %(indicator)s; border-radius: 3px;
}
QTableView::indicator:checked, QCheckBox::indicator:checked {
    background: palette(highlight); border-color: palette(highlight); %(tick)s
}
QTableView::indicator:selected { border-color: palette(highlighted-text); }
QDockWidget { %(close)s %(float)s }
"""


def build_palette(dark: bool) -> QPalette:
    """The colors of the light or the dark theme."""
    result = QPalette()
    for role, color in (_DARK if dark else _LIGHT).items():
        result.setColor(role, QColor(color))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(_DISABLED_TEXT[dark]))
    result.setColor(QPalette.ColorGroup.Disabled, _Role.Highlight, QColor("#4a505c" if dark else "#c3c8d0"))
    return result


def build_menu_palette(dark: bool) -> QPalette:
    """The same for menus. A style sheet would serve, but it gives exclusive actions and icons check boxes as well."""
    result = build_palette(dark)
    result.setColor(_Role.Window, QColor(_MENU_WINDOW[dark]))
    return result


def build_style_sheet(dark: bool) -> str:
    """What the palette cannot say: room between things, and borders that are seen on dark as well."""
    return _STYLE % {
        "border": _BORDER[dark],
        "indicator": _DISABLED_TEXT[dark],
        "tick": _format_icon_rule("image", "tick.svg"),
        "close": _format_icon_rule("titlebar-close-icon", "dock-close.svg"),
        "float": _format_icon_rule("titlebar-normal-icon", "dock-float.svg"),
    }


def _format_icon_rule(what: str, name: str) -> str:
    """The declaration that gives `what` the icon `name`; nothing where there is no such file."""
    path = resources.find_resource("icons", name)
    return f'{what}: url("{path.as_posix()}");' if path else ""


class Theme(QObject):
    """Keeps the application's palette at the chosen theme.

    Signals:
        changed: The palette is another.
    """

    changed = Signal()

    def __init__(self, application: QApplication, choice: ThemeName = "system") -> None:
        super().__init__(application)
        self._application = application
        self._choice: ThemeName = choice
        application.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)
        self.apply_theme(choice)

    @property
    def choice(self) -> ThemeName:
        return self._choice

    @property
    def is_dark(self) -> bool:
        if self._choice == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._choice == "dark"

    def apply_theme(self, choice: ThemeName) -> None:
        """Wear the theme now."""
        self._choice = choice
        schemes = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light, "system": Qt.ColorScheme.Unknown}
        # Native parts (title bar, file dialog) follow this; the palette below is for our own.
        QGuiApplication.styleHints().setColorScheme(schemes[choice])
        self._apply_palette()

    def _on_system_scheme_changed(self) -> None:
        if self._choice == "system":
            self._apply_palette()

    def _apply_palette(self) -> None:
        self._application.setPalette(build_palette(self.is_dark))
        # The name is text for PySide, whatever its stubs say.
        self._application.setPalette(build_menu_palette(self.is_dark), "QMenu")  # type: ignore[arg-type]
        icons.update_theme_icons()
        self.changed.emit()

"""What the window shows before a folder is open: three ways in, and how far the opening is."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.common.icons import load_application_icon
from frcnn_gui.common.language import tr
from frcnn_gui.common.plain_text import HtmlLabel, PlainLabel
from frcnn_gui.common.settings import DISPLAY_NAME
from frcnn_gui.common.widgets.progress_bar import ProgressBar

MAX_RECENT_SHOWN = 5
ICON_PX, MIN_HEIGHT_PX, MAX_BAR_WIDTH_PX = 96, 120, 360
"""Pixels."""


class StartPage(QWidget):
    """Buttons for the actions open_folder and open_demo, and the recent folders (`folder_chosen` brings one).

    Signals:
        folder_chosen: A recent folder.
    """

    folder_chosen = Signal(object)

    def __init__(self, actions: ActionTable, recent: Callable[[], list[Path]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent = recent
        self.title = PlainLabel(DISPLAY_NAME)
        font = QFont(self.title.font())
        font.setPointSizeF(font.pointSizeF() * 1.8)
        self.title.setFont(font)
        self.text = PlainLabel()
        self.bar = ProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(8)
        self.bar.setAccessibleName(tr("Progress of opening"))
        self._buttons = QWidget()
        self._row = row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(16)
        row.addStretch(1)
        self._action_buttons: dict[str, QPushButton] = {}
        for id, text in (("open_folder", tr("Open a folder…")), ("open_demo", tr("Try the demo"))):
            button = QPushButton(actions[id].icon(), text)
            button.setMinimumSize(160, 40)
            button.clicked.connect(actions[id].trigger)
            row.addWidget(button)
            self._action_buttons[id] = button
            if id == "open_folder":
                self.setFocusProxy(button)
        row.addStretch(1)
        self._recent_list = HtmlLabel()
        by_mouse, by_keys = (
            Qt.TextInteractionFlag.LinksAccessibleByMouse,
            Qt.TextInteractionFlag.LinksAccessibleByKeyboard,
        )
        self._recent_list.setTextInteractionFlags(by_mouse | by_keys)
        self._recent_list.linkActivated.connect(lambda link: self.folder_chosen.emit(Path(link)))
        self._hint = PlainLabel(tr("You can also drop a folder or an image here."))
        self._hint.setForegroundRole(self._hint.palette().ColorRole.PlaceholderText)
        self._actions = actions
        actions.keys_changed.connect(self._on_keys_changed)
        self._on_keys_changed()
        self._build_layout()
        self.show_idle()

    @Slot()
    def _on_keys_changed(self) -> None:
        for id, button in self._action_buttons.items():
            button.setToolTip(self._actions[id].toolTip())

    def _build_layout(self) -> None:
        self._icon = icon = PlainLabel()
        icon.setPixmap(load_application_icon().pixmap(ICON_PX, ICON_PX))
        layout = QVBoxLayout(self)
        layout.setSpacing(16)
        layout.addStretch(2)
        for label in (self.title, self.text, self._recent_list, self._hint):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        for widget in (icon, self.title, self.text, self.bar, self._buttons, self._recent_list, self._hint):
            centered = isinstance(widget, QLabel) and widget is not icon  # and takes the whole width, to break lines
            layout.addWidget(widget, 0, Qt.AlignmentFlag(0) if centered else Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def minimumSizeHint(self) -> QSize:
        """The buttons go below each other, and the picture goes, where there is no room: notices need it more."""
        widest = max(button.minimumSizeHint().width() for button in self._action_buttons.values())
        return QSize(widest + 2 * self._row.spacing(), MIN_HEIGHT_PX)

    def hasHeightForWidth(self) -> bool:
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = sum(button.sizeHint().width() for button in self._action_buttons.values()) + 3 * self._row.spacing()
        narrow = self.width() < needed
        self._row.setDirection(QHBoxLayout.Direction.TopToBottom if narrow else QHBoxLayout.Direction.LeftToRight)
        self.bar.setFixedWidth(min(MAX_BAR_WIDTH_PX, self.width()))
        layout = self.layout()
        if layout is not None:
            icon_height = 0 if self._icon.isHidden() else ICON_PX + layout.spacing()
            others = layout.totalHeightForWidth(self.width()) - icon_height
            self._icon.setVisible(self.height() >= others + ICON_PX + layout.spacing())

    @Slot()
    def show_idle(self) -> None:
        """Offer the ways in."""
        self.text.setText(tr("Label images, see inside Faster R-CNN, train and detect."))
        self.bar.hide()
        self._buttons.show()
        self._hint.show()
        self._recent_list.setText(_format_links(self._recent()[:MAX_RECENT_SHOWN]))
        self._recent_list.setVisible(bool(self._recent_list.text()))

    @Slot(str)
    def show_busy(self, text: str) -> None:
        """Show what is being opened instead of the buttons."""
        self.text.setText(f"{text}…")
        for widget in (self._buttons, self._hint, self._recent_list):
            widget.hide()
        self.bar.setRange(0, 0)
        self.bar.show()

    @Slot(int, int, str)
    def show_progress(self, done: int, total: int, text: str) -> None:
        self.bar.show_progress(done, total)
        if text:
            #: How far the opening is; {what} is what is being opened.
            counted = tr("{what}: {done} of {total}").format(what=text, done=done, total=total)
            self.text.setText(counted if total else f"{text}…")


def _format_links(folders: list[Path]) -> str:
    lines = [
        f"<p style='margin: 4px'><a href='{escape(str(folder), quote=True)}'>{escape(folder.name or str(folder))}</a>"
        f"&nbsp;&nbsp;<small>{escape(str(folder.parent))}</small></p>"
        for folder in folders
    ]
    return "".join(lines)

"""What the window shows before a folder is open: three ways in, and how far the opening is."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from frcnn_gui.actions import ActionTable
from frcnn_gui.icons import application_icon
from frcnn_gui.settings import DISPLAY_NAME

MOST_RECENT_SHOWN = 5


class StartPage(QWidget):
    """Buttons for the actions open_folder and open_demo, and the recent folders (`chosen` brings one)."""

    chosen = Signal(object)

    def __init__(self, actions: ActionTable, recent: Callable[[], list[Path]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._recent = recent
        self.title = QLabel(DISPLAY_NAME)
        font = QFont(self.title.font())
        font.setPointSizeF(font.pointSizeF() * 1.8)
        self.title.setFont(font)
        self.text = QLabel("Draw boxes on a folder of images, look inside Faster R-CNN, train and detect.")
        self.bar = QProgressBar()
        self.bar.setFixedWidth(360)
        self.bar.setTextVisible(False)
        self.bar.setMaximumHeight(8)
        self.bar.setAccessibleName("Progress of opening")
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(16)
        row.addStretch(1)
        for id, text in (("open_folder", "Open a folder…"), ("open_demo", "Try the demo")):
            button = QPushButton(actions[id].icon(), text)
            button.setMinimumSize(160, 40)
            button.setToolTip(actions[id].toolTip())
            button.clicked.connect(actions[id].trigger)
            row.addWidget(button)
            if id == "open_folder":
                self.setFocusProxy(button)
        row.addStretch(1)
        self._list = QLabel()
        self._list.setTextFormat(Qt.TextFormat.RichText)
        self._list.linkActivated.connect(lambda link: self.chosen.emit(Path(link)))
        self._hint = QLabel("You can also drop a folder or an image here.")
        self._hint.setForegroundRole(self._hint.palette().ColorRole.PlaceholderText)
        self._arrange()
        self.show_idle()

    def _arrange(self) -> None:
        picture = QLabel()
        picture.setPixmap(application_icon().pixmap(96, 96))
        layout = QVBoxLayout(self)
        layout.setSpacing(16)
        layout.addStretch(2)
        for widget in (picture, self.title, self.text, self.bar, self._buttons, self._list, self._hint):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    @Slot()
    def show_idle(self) -> None:
        """Offer the ways in."""
        self.text.setText("Draw boxes on a folder of images, look inside Faster R-CNN, train and detect.")
        self.bar.hide()
        self._buttons.show()
        self._hint.show()
        self._list.setText(_links(self._recent()[:MOST_RECENT_SHOWN]))
        self._list.setVisible(bool(self._list.text()))

    @Slot(str)
    def show_busy(self, text: str) -> None:
        """Tell what is being opened, in place of the ways in."""
        self.text.setText(f"{text}…")
        for widget in (self._buttons, self._hint, self._list):
            widget.hide()
        self.bar.setRange(0, 0)
        self.bar.show()

    @Slot(int, int, str)
    def show_progress(self, done: int, total: int, text: str) -> None:
        self.bar.setRange(0, max(total, 0))
        self.bar.setValue(done)
        if text:
            self.text.setText(f"{text}: {done} of {total}" if total else f"{text}…")


def _links(folders: list[Path]) -> str:
    lines = [
        f"<p style='margin: 4px'><a href='{escape(str(folder), quote=True)}'>{escape(folder.name or str(folder))}</a>"
        f"&nbsp;&nbsp;<small>{escape(str(folder.parent))}</small></p>"
        for folder in folders
    ]
    return "".join(lines)

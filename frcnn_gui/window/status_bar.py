"""The status bar: messages on the left; cursor, selection, zoom, saving and the running job on the right."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton, QWidget

from frcnn_gui.common.icons import load_icon, set_theme_icon
from frcnn_gui.common.job import JobRunner
from frcnn_gui.common.language import tr
from frcnn_gui.common.meanings import Status
from frcnn_gui.common.plain_text import PlainLabel, format_number, format_tooltip
from frcnn_gui.document.session import Session
from frcnn_gui.saving.autosave import Autosave, SaveState
from frcnn_gui.window.job_indicator import JobIndicator

MESSAGE_MS = 8000
MAX_FAILURE_WIDTH_PX = 280


class StatusBar(QStatusBar):
    """`retry_requested`: the person clicked on what could not be saved.

    Signals:
        retry_requested: The state of a failed save was clicked.
    """

    retry_requested = Signal()

    def __init__(self, session: Session, autosave: Autosave, jobs: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._autosave = autosave
        self.cursor_label = self._create_field("00000, 00000 px", tr("Position of the cursor in the image"))
        self.size_label = self._create_field("00000 x 00000 px", tr("Size of the selected box"))
        color_name = tr("Red, green and blue of the pixel under the cursor, 0 to 255")
        self.color_label = self._create_field("RGB 000 000 000", color_name)
        self.adjusted_button = QToolButton()
        self.adjusted_button.setAutoRaise(True)
        self.adjusted_button.setText(tr("Adjusted"))
        self.adjusted_button.setToolTip(
            tr("Brightness, contrast or gamma of the display are adjusted. Click to change.")
        )
        self.adjusted_button.setAccessibleName(tr("The image is adjusted"))
        self.adjusted_button.hide()
        self.zoom_label = self._create_field("0000 %", tr("Zoom"))
        self.save_button = QToolButton()
        self.save_button.setAutoRaise(True)
        self.save_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.save_button.setAccessibleName(tr("Save state of the boxes"))
        self._save_state_shown = ("", "", "", "")
        self.save_button.clicked.connect(self.retry_requested)
        self.job_indicator = JobIndicator(jobs)
        for widget in (
            self.job_indicator,
            self.size_label,
            self.color_label,
            self.cursor_label,
            self.adjusted_button,
            self.zoom_label,
            self.save_button,
        ):
            self.addPermanentWidget(widget)
        session.message_posted.connect(self.show_text)
        session.selection_changed.connect(self.update_size)
        session.document_changed.connect(self.update_size)
        session.document_changed.connect(self.update_save_state)
        autosave.state_changed.connect(self.update_save_state)
        self.update_save_state()

    @Slot(str)
    def show_text(self, text: str) -> None:
        self.showMessage(text, MESSAGE_MS)

    @Slot(object)
    def show_cursor(self, position: tuple[float, float] | None) -> None:
        """`position` in pixels of the image, or None outside the canvas; shows the pixel that contains it."""
        text = "" if position is None else tr("{x}, {y} px").format(x=int(position[0]), y=int(position[1]))
        self.cursor_label.setText(text)

    def show_color(self, color: tuple[int, int, int] | None) -> None:
        """`color` of the pixel under the cursor as (red, green, blue), or None where there is none."""
        self.color_label.setText("" if color is None else "RGB {} {} {}".format(*color))

    @Slot(float)
    def show_zoom(self, zoom: float) -> None:
        self.zoom_label.setText(f"{zoom * 100:.0f} %" if zoom >= 0.1 else f"{zoom * 100:.1f} %")

    @Slot()
    def update_size(self) -> None:
        """The size of the one selected box, also while it is dragged, or how many are selected."""
        document, chosen = self._session.document, self._session.selection
        annotations = (
            [annotation for annotation in document.shown_annotations if annotation.uid in chosen] if document else []
        )
        if len(annotations) == 1:
            annotation = annotations[0]
            size = tr("{width} x {height} px").format(
                width=format_number(annotation.bounds.width), height=format_number(annotation.bounds.height)
            )
            self.size_label.setText(size)
        else:
            self.size_label.setText(tr("{count} selected").format(count=len(annotations)) if annotations else "")

    @Slot()
    def update_save_state(self) -> None:
        """Saved, saving, or why not."""
        state, document = self._autosave.state, self._session.document
        if state is SaveState.FAILED:
            text = tr("Not saved: {reason}").format(reason=self._autosave.failure)
            short = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, MAX_FAILURE_WIDTH_PX)
            again = tr("Click to try again.")
            self._show_save_state(short, f"{text} {again}", "error", Status.ERROR.color)
        elif state is SaveState.SAVING:
            self._show_save_state(tr("Saving…"), tr("Saving the boxes"), "save", "")
        elif state is SaveState.JOURNALED:
            tip = tr(
                "All boxes are in the journal; the file is written every {seconds} s or so. Click to write it now."
            )
            self._show_save_state(
                tr("Saved in the journal"), tip.format(seconds=round(self._autosave.max_pause_s)), "check", ""
            )
        elif document is not None and document.read_only_reason:
            short = tr("Read-only") if document.file is None else _cut_at_colon(document.read_only_reason)
            self._show_save_state(short, document.read_only_reason, "warning", Status.WARNING.color)
        else:
            self._show_save_state(tr("Saved"), tr("All boxes are saved"), "check", Status.GOOD.color)
        self.save_button.setVisible(self._session.folder is not None)

    def _show_save_state(self, text: str, tip: str, icon_name: str, color: str) -> None:
        if (text, tip, icon_name, color) == self._save_state_shown:
            return
        self._save_state_shown = text, tip, icon_name, color
        set_theme_icon(self.save_button, "" if color else icon_name)
        if color:
            self.save_button.setIcon(load_icon(icon_name, QColor(color)))
        self.save_button.setText(text)
        self.save_button.setToolTip(format_tooltip(tip))
        self.save_button.setAccessibleDescription(tip)

    def _create_field(self, widest: str, name: str) -> QLabel:
        label = PlainLabel()
        label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest) + 8)
        label.setAccessibleName(name)
        label.setToolTip(format_tooltip(name))
        return label


def _cut_at_colon(sentence: str) -> str:
    """What is wrong, without where and why; Chinese has a colon of its own."""
    return re.split("[:：]", sentence, maxsplit=1)[0]

"""The menu of a chart: its picture and its values, to copy or to save."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QWidget

from detector.data.atomic import write_atomically
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainMessageBox

ChartTable = Sequence[Sequence[str | float]]
"""The rows of what a chart shows, the names of the columns first; empty where it shows nothing."""
NOT_WRITTEN_TEXT = N_("{file} could not be written: {reason}.")


class ChartMenu(QObject):
    """Belongs to `chart`, which is asked for its values when the menu opens."""

    def __init__(self, chart: QWidget, read_values: Callable[[], ChartTable]) -> None:
        super().__init__(chart)
        self._chart, self._read_values = chart, read_values
        chart.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        chart.customContextMenuRequested.connect(self._on_menu_requested)

    def _on_menu_requested(self, at: QPoint) -> None:
        menu = QMenu(self._chart)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        has_values = len(self._read_values()) > 1
        for id, text, handler in (
            ("copy_chart_image", tr("Copy as &picture"), self.copy_image),
            ("copy_chart_values", tr("Copy &values as CSV"), self.copy_values),
            ("", "", None),
            ("save_chart_image", tr("&Save picture…"), self.ask_image_file),
            ("save_chart_values", tr("Save values as &CSV…"), self.ask_values_file),
        ):
            if handler is None:
                menu.addSeparator()
                continue
            action = menu.addAction(text, handler)
            action.setObjectName(id)
            action.setEnabled(has_values)
        menu.popup(self._chart.mapToGlobal(at))

    def copy_image(self) -> None:
        QGuiApplication.clipboard().setPixmap(self._chart.grab())

    def copy_values(self) -> None:
        QGuiApplication.clipboard().setText(self._format_values())

    def ask_image_file(self) -> None:
        """Ask where to, and write the picture there."""
        self._ask_file(tr("Save picture"), tr("PNG image"), ".png", self._render_image())

    def ask_values_file(self) -> None:
        """Ask where to, and write the values there."""
        content = self._format_values().encode("utf-8-sig")  # by whose first bytes spreadsheets know the encoding
        self._ask_file(tr("Save values"), tr("Table"), ".csv", content)

    def _render_image(self) -> bytes:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._chart.grab().save(buffer, "PNG")
        return bytes(buffer.data().data())

    def _format_values(self) -> str:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(self._read_values())
        return text.getvalue()

    def _ask_file(self, title: str, kind: str, ending: str, content: bytes) -> None:
        name = self._chart.accessibleName().replace(" ", "_").lower()
        proposed = str(Path.home() / f"{name}{ending}")
        chosen, _ = QFileDialog.getSaveFileName(self._chart.window(), title, proposed, f"{kind} (*{ending})")
        if chosen:
            path = Path(chosen)
            self.write_file(path if path.suffix else path.with_suffix(ending), content)

    def write_file(self, path: Path, content: bytes) -> None:
        """Write the file, or say why it could not be written."""
        try:
            write_atomically(path, content)
        except OSError as error:
            box = PlainMessageBox(self._chart.window())
            box.setIcon(QMessageBox.Icon.Warning)
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.setText(tr(NOT_WRITTEN_TEXT).format(file=path.name, reason=error.strerror or error))
            box.open()

"""The attributes of the selected boxes as a table whose cells can be edited; every edit is one undoable step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QPalette

from detector.data.annotation import Annotation
from detector.data.attributes import MAX_KEY_CHARACTERS, MAX_VALUE_CHARACTERS, AttributeValue, parse_attribute_value
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import format_tooltip
from frcnn_gui.document.attribute_edits import (
    AttributeSummary,
    KnownValues,
    remove_attribute,
    rename_attribute,
    set_attribute,
    summarize_attributes,
)
from frcnn_gui.document.document import Document
from frcnn_gui.document.session import Session

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_Role = Qt.ItemDataRole

KEY, VALUE = range(2)
HEADERS = (N_("Attribute"), N_("Value"))
NOT_HELD_TEXT = N_("Files of this format cannot hold attributes.")
RESERVED_TEXT = N_("This format uses {name} already. Choose another name.")
DIFFERENT_TEXT = N_("different")
IN_SOME_TEXT = N_("{value} (in {count} of {total})")
SET_TEXT, REMOVE_TEXT = N_("Set {key} of {boxes}"), N_("Remove {key} from {boxes}")
RENAME_TEXT = N_("Rename {key} of {boxes}")
_MAX_SHOWN_CHARACTERS = 200


def _know_none() -> KnownValues:
    return {}


class AttributeTableModel(QAbstractTableModel):
    """A row for each attribute that one of the selected boxes has.

    Signals:
        refused: A sentence why an attribute cannot be set.
        rows_changed: Other boxes were selected, or their attributes or the file changed.
    """

    refused = Signal(str)
    rows_changed = Signal()

    def __init__(
        self, session: Session, get_known: Callable[[], KnownValues] = _know_none, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._get_known = session, get_known
        self._document: Document | None = None
        self.summaries: list[AttributeSummary] = []
        session.selection_changed.connect(self._update_rows)
        session.current_image_changed.connect(self._release_document)
        session.document_changed.connect(self._on_document_changed)
        self._on_document_changed()

    # -- what is edited

    @property
    def annotations(self) -> list[Annotation]:
        """The selected boxes."""
        if self._document is None:
            return []
        chosen = self._session.selection
        return [annotation for annotation in self._document.annotations if annotation.uid in chosen]

    @property
    def is_editable(self) -> bool:
        """Whether the selected boxes can get attributes."""
        document = self._document
        return bool(self._session.selection) and document is not None and not document.read_only_reason and self.is_held

    @property
    def is_held(self) -> bool:
        """Whether the label file can hold attributes."""
        file = self._document.file if self._document is not None else None
        return file is None or file.holds_attributes

    def list_known_values(self) -> dict[str, list[AttributeValue]]:
        """The attributes of the folder and of this image, whose edits may not be saved yet."""
        known = {key: list(values) for key, values in self._get_known().items()}
        for summary in summarize_attributes(self._document.annotations if self._document is not None else ()):
            values = known.setdefault(summary.key, [])
            values += (value for value in summary.values if value not in values)
        return known

    def set_value(self, key: str, text: str) -> bool:
        """Give the attribute `key` the value `text` in all selected boxes; returns whether that is possible."""
        key = key.strip()
        document = self._document
        if document is None or not self.is_editable or not 0 < len(key) <= MAX_KEY_CHARACTERS:
            return False
        if self._refuse_reserved(key) or len(text) > MAX_VALUE_CHARACTERS:
            return False
        value = parse_attribute_value(text.strip(), self._find_example(key))
        self._edit(partial(set_attribute, key=key, value=value), tr(SET_TEXT), key)
        return True

    def remove_keys(self, keys: list[str]) -> None:
        """Remove these attributes from all selected boxes, in one step."""

        def remove_all(annotation: Annotation) -> Annotation:
            for key in keys:
                annotation = remove_attribute(annotation, key)
            return annotation

        if keys:
            self._edit(remove_all, tr(REMOVE_TEXT), ", ".join(keys))

    def rename_key(self, key: str, new_key: str) -> bool:
        """Rename an attribute in all selected boxes; returns whether that is possible."""
        new_key = new_key.strip()
        if not 0 < len(new_key) <= MAX_KEY_CHARACTERS or new_key == key or self._refuse_reserved(new_key):
            return False
        if any({key, new_key} <= annotation.attributes.keys() for annotation in self.annotations):
            self.refused.emit(tr("The boxes already have the attribute {name}.").format(name=new_key))
            return False
        self._edit(partial(rename_attribute, key=key, new_key=new_key), tr(RENAME_TEXT), key)
        return True

    def _refuse_reserved(self, key: str) -> bool:
        file = self._document.file if self._document is not None else None
        if file is None or not file.reserves_attribute(key):
            return False
        self.refused.emit(tr(RESERVED_TEXT).format(name=key))
        return True

    def _find_example(self, key: str) -> AttributeValue | None:
        """A value of the type that a new one is to have: that of the boxes, else the usual one of the folder."""
        found = next((summary.values for summary in self.summaries if summary.key == key), None)
        if found is None:
            found = tuple(self.list_known_values().get(key, ()))
        return found[0] if found else None

    def _edit(self, edit: Callable[[Annotation], Annotation], text: str, key: str) -> None:
        if self._document is not None:
            self._document.edit_annotations(
                self._session.selection, edit, lambda boxes: text.format(key=key, boxes=boxes)
            )

    # -- the table

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.summaries)

    def columnCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(_Role.DisplayRole)) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return tr(HEADERS[section])
        if orientation == Qt.Orientation.Horizontal and role == _Role.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: AnyIndex, role: int = int(_Role.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self.summaries):
            return None
        summary, is_key = self.summaries[index.row()], index.column() == KEY
        if role == _Role.EditRole:
            return summary.key if is_key else summary.text if len(summary.values) == 1 else ""
        if role == _Role.DisplayRole:
            return summary.key if is_key else _describe_value(summary)
        if role == _Role.ToolTipRole:
            return format_tooltip(self._describe_row(summary))
        if is_key:
            return None
        if role == _Role.FontRole and not summary.is_common:
            font = QFont()
            font.setItalic(True)
            return font
        if role == _Role.ForegroundRole and not summary.is_editable:
            return QGuiApplication.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        return None

    def _describe_row(self, summary: AttributeSummary) -> str:
        if not summary.is_editable:
            return tr("{key}: kept as it is in the file; it can be removed.").format(key=summary.key)
        shown = f"{summary.key}: {summary.text[:_MAX_SHOWN_CHARACTERS]}"
        note = tr("An edit sets it for all selected boxes.")
        return shown if summary.total == 1 else f"{shown}\n{note}"

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid() or index.row() >= len(self.summaries):
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_editable = self.is_editable and (index.column() == KEY or self.summaries[index.row()].is_editable)
        return flags | Qt.ItemFlag.ItemIsEditable if is_editable else flags

    def setData(self, index: AnyIndex, value: Any, role: int = int(_Role.EditRole)) -> bool:
        if role != _Role.EditRole or not index.isValid() or index.row() >= len(self.summaries):
            return False
        summary, text = self.summaries[index.row()], str(value)
        if index.column() == KEY:
            return self.rename_key(summary.key, text)
        is_unchanged = not text and len(summary.values) > 1  # an editor of different values that was left empty
        return not is_unchanged and self.set_value(summary.key, text)

    # -- what is shown

    def _release_document(self) -> None:
        if self._document is not None:
            self._document.annotations_changed.disconnect(self._update_rows)
            self._document.file_changed.disconnect(self.rows_changed)
        self._document = None

    def _on_document_changed(self) -> None:
        self._release_document()
        if self._session.is_loading:
            return
        self._document = self._session.document
        if self._document is not None:
            self._document.annotations_changed.connect(self._update_rows)
            self._document.file_changed.connect(self.rows_changed)
        self._update_rows()

    def _update_rows(self) -> None:
        new = summarize_attributes(self.annotations)
        if [one.key for one in new] == [one.key for one in self.summaries]:
            self.summaries = new
            if new:
                self.dataChanged.emit(self.index(0, 0), self.index(len(new) - 1, VALUE))
        else:
            self.beginResetModel()
            self.summaries = new
            self.endResetModel()
        self.rows_changed.emit()


def _describe_value(summary: AttributeSummary) -> str:
    """The value as it is shown: on one line, and with the number of boxes where not all have it."""
    text = " ".join(summary.text[:_MAX_SHOWN_CHARACTERS].split())
    if len(summary.values) > 1:
        text = f"{tr(DIFFERENT_TEXT)}: {text}"
    if summary.count == summary.total:
        return text
    return tr(IN_SOME_TEXT).format(value=text, count=summary.count, total=summary.total)

"""The boxes of the current image as a table whose cells can be edited; every edit is one undoable step."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QPalette

from detector.data.annotation import Annotation
from detector.data.attributes import format_attribute_value
from detector.data.geometry import Box
from frcnn_gui.common.icons import build_shape_swatch, load_icon
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import format_number, format_pixels, format_tooltip
from frcnn_gui.document.box_geometry import Flag, build_flag_text, has_flag, replace_annotation, set_flag
from frcnn_gui.document.document import Document
from frcnn_gui.document.session import Session, is_loading
from frcnn_gui.document.shapes import describe_shape, find_shape

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_Role = Qt.ItemDataRole

CLASS, X, Y, WIDTH, HEIGHT, DIFFICULT, TRUNCATED, OCCLUDED, SHOWN, LOCKED = range(10)
HEADERS = (N_("Class"), "x", "y", "w", "h", N_("D"), N_("T"), N_("O"), "", "")
TOOLTIPS = (
    N_("Class of the box. Double-click to change it."),
    N_("Left edge, in pixels from the left of the image"),
    N_("Top edge, in pixels from the top of the image"),
    N_("Width in pixels"),
    N_("Height in pixels"),
    N_("Difficult: evaluation ignores this box"),
    N_("Truncated: part of the object is outside the box"),
    N_("Occluded: something covers part of the object"),
    N_("Show or hide the box. Not stored in the label file."),
    N_("Lock or unlock the box. Not stored in the label file."),
)
FLAG_COLUMNS: dict[int, Flag] = {DIFFICULT: "difficult", TRUNCATED: "truncated", OCCLUDED: "occluded"}
_ICONS = {SHOWN: "eye", LOCKED: "lock"}
_SWITCH_TEXTS = {
    SHOWN: (N_("hidden"), N_("shown")),
    LOCKED: (N_("not locked"), N_("locked")),
    DIFFICULT: (N_("not difficult"), N_("difficult")),
    TRUNCATED: (N_("not truncated"), N_("truncated")),
    OCCLUDED: (N_("not occluded"), N_("occluded")),
}
# Cells are asked thousands of times a frame, and Qt's enumerations are slow to look up and to combine.
_CHECK, _SPOKEN, _TIP = (int(role) for role in (_Role.CheckStateRole, _Role.AccessibleTextRole, _Role.ToolTipRole))
_SWITCH_ROLES = frozenset((_CHECK, _SPOKEN, _TIP))
_EDIT = int(_Role.EditRole)
_TEXT_ROLES = frozenset((int(_Role.DisplayRole), _EDIT))
_ICON, _COLOR, _ALIGNMENT = (
    int(role) for role in (_Role.DecorationRole, _Role.ForegroundRole, _Role.TextAlignmentRole)
)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_SEEN = Qt.ItemFlag.ItemIsEnabled
_CHOSEN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_FLAGS = {
    (chosen, kind): base | kind
    for chosen, base in ((False, _SEEN), (True, _CHOSEN))
    for kind in (Qt.ItemFlag.NoItemFlags, Qt.ItemFlag.ItemIsUserCheckable, Qt.ItemFlag.ItemIsEditable)
}
_MAX_TIP_CHARACTERS, _MAX_TIP_LINES = 100, 20
_STATES = (Qt.CheckState.Unchecked, Qt.CheckState.Checked)


class BoxTableModel(QAbstractTableModel):
    """Rows are the shown boxes (those of a drag in progress too), in the order of the file."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._document: Document | None = None
        self._annotations: tuple[Annotation, ...] = ()
        self._rows: dict[int, int] | None = None
        session.visibility_changed.connect(self._on_visibility_changed)
        session.current_image_changed.connect(self._release_document)
        session.document_changed.connect(self._on_document_changed)
        self._on_document_changed()

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        return self._annotations

    def row_of(self, uid: int) -> int | None:
        if self._rows is None:
            self._rows = {annotation.uid: row for row, annotation in enumerate(self._annotations)}
        return self._rows.get(uid)

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._annotations)

    def columnCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(_Role.DisplayRole)) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == _Role.DisplayRole:
                return tr(HEADERS[section]) if HEADERS[section] else ""
            if role == _Role.DecorationRole and section in _ICONS:
                return load_icon(_ICONS[section])
            if role == _Role.ToolTipRole:
                return tr(TOOLTIPS[section])
            if role == _Role.TextAlignmentRole and section <= HEIGHT:
                side = Qt.AlignmentFlag.AlignLeft if section == CLASS else Qt.AlignmentFlag.AlignRight
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: AnyIndex, role: int = int(_Role.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._annotations):
            return None
        annotation, column = self._annotations[index.row()], index.column()
        if column >= DIFFICULT:
            return self._switch_data(annotation, column, role)
        if role in _TEXT_ROLES:
            if column == CLASS:
                return annotation.label
            return _format_cell(_box_numbers(annotation.bounds)[column - X], role)
        if role == _COLOR and self._session.is_hidden(annotation):
            return QGuiApplication.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        if role == _TIP:
            numbers = _box_numbers(annotation.bounds)
            return format_tooltip(_describe_box(annotation) if column == CLASS else format_number(numbers[column - X]))
        if role == _ICON and column == CLASS:
            return build_shape_swatch(self._session.class_color(annotation.label), find_shape(annotation.geometry))
        return _RIGHT if role == _ALIGNMENT and column != CLASS else None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        annotation = self._annotations[index.row()]
        selectable = not self._session.is_hidden(annotation)  # what is selected is seen
        return _FLAGS[selectable, self._edit_flags(annotation, index.column())]

    def _edit_flags(self, annotation: Annotation, column: int) -> Qt.ItemFlag:
        """How a cell is edited now, if at all."""
        document = self._document
        if document is None:
            return Qt.ItemFlag.NoItemFlags
        if column in _ICONS:
            return Qt.ItemFlag.ItemIsUserCheckable
        if document.read_only_reason or annotation.uid in document.locked_uids:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsUserCheckable if column in FLAG_COLUMNS else Qt.ItemFlag.ItemIsEditable

    def setData(self, index: AnyIndex, value: Any, role: int = int(_Role.EditRole)) -> bool:
        document = self._document
        if document is None or not index.isValid():
            return False
        annotation, column = document.find_annotation(self._annotations[index.row()].uid), index.column()
        if annotation is None or (role == _CHECK) != (column >= DIFFICULT):
            return False
        if column in (SHOWN, LOCKED):
            self._set_shown_or_locked(document, annotation, column, _is_checked(value))
            return True
        if document.read_only_reason or not document.filter_unlocked([annotation.uid]):
            return False
        if column in FLAG_COLUMNS:
            flag, on = FLAG_COLUMNS[column], _is_checked(value)
            document.edit_annotations([annotation.uid], partial(set_flag, flag=flag, on=on), build_flag_text(flag, on))
            return True
        changed = apply_cell_edit(annotation, column, str(value), document.width, document.height)
        if changed is None:
            return False
        if changed.label != annotation.label:
            self._session.add_classes([changed.label])
        document.replace_annotations(
            tr("Edit {label}").format(label=changed.label), replace_annotation(document.annotations, changed)
        )
        return True

    def _switch_data(self, annotation: Annotation, column: int, role: int) -> Any:
        """What a cell shows that is on or off."""
        if role not in _SWITCH_ROLES:
            return None
        if role == _TIP:
            return tr(TOOLTIPS[column])
        if column in FLAG_COLUMNS:
            on = has_flag(annotation, FLAG_COLUMNS[column])
        elif column == SHOWN:
            on = not self._session.is_hidden(annotation)
        else:
            on = self._document is not None and annotation.uid in self._document.locked_uids
        if role == _CHECK:
            return _STATES[on]
        return tr(_SWITCH_TEXTS[column][on])

    def _set_shown_or_locked(self, document: Document, annotation: Annotation, column: int, on: bool) -> None:
        if column == LOCKED:
            document.set_locked([annotation.uid], on)
            return
        if on:
            self._session.show_classes([annotation.label])
        document.set_hidden([annotation.uid], not on)

    def _on_visibility_changed(self) -> None:
        if self._annotations:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._annotations) - 1, len(HEADERS) - 1))

    def _release_document(self) -> None:
        """The image was left; its rows stay until those of the next one come, so that nothing flickers."""
        if self._document is not None:
            self._document.annotations_changed.disconnect(self._on_annotations_changed)
            self._document.preview_changed.disconnect(self._on_annotations_changed)
        self._document = None

    def _on_document_changed(self) -> None:
        self._release_document()
        if is_loading(self._session):
            return
        self._document = self._session.document
        if self._document is not None:
            self._document.annotations_changed.connect(self._on_annotations_changed)
            self._document.preview_changed.connect(self._on_annotations_changed)
        self._reset_rows(self._document.shown_annotations if self._document else ())

    def _reset_rows(self, annotations: tuple[Annotation, ...]) -> None:
        self.beginResetModel()
        self._annotations, self._rows = annotations, None
        self.endResetModel()

    def _on_annotations_changed(self) -> None:
        old, new = self._annotations, self._document.shown_annotations if self._document else ()
        # A box that a drag leaves alone is the same object, which is quickly seen.
        same = len(old) == len(new) and all(a is b or a.uid == b.uid for a, b in zip(old, new, strict=True))
        if not same:
            self._reset_rows(new)
            return
        changed = [row for row, (a, b) in enumerate(zip(old, new, strict=True)) if a is not b and a != b]
        self._annotations = new
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(HEADERS) - 1))


def _describe_box(annotation: Annotation) -> str:
    """The class, the shape and the attributes, of which a long text shows only its beginning."""
    pairs = islice(annotation.attributes.items(), _MAX_TIP_LINES)
    lines = (f"{key}: {format_attribute_value(value)[:_MAX_TIP_CHARACTERS]}" for key, value in pairs)
    return "\n".join([annotation.label, *describe_shape(annotation.geometry), *lines])


def _format_cell(value: float, role: int) -> str:
    """Short where it is shown, with all its decimals where it is edited."""
    return format_number(value) if role == _EDIT else format_pixels(value)


def _is_checked(value: Any) -> bool:
    return Qt.CheckState(value) == Qt.CheckState.Checked


def apply_cell_edit(annotation: Annotation, column: int, text: str, width: int, height: int) -> Annotation | None:
    """The box after `text` was typed into `column`; None where that is no box inside the `width` x `height` image."""
    if column == CLASS:
        label = text.strip()
        return replace(annotation, label=label) if label else None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    x, y, w, h = (value if column == X + at else old for at, old in enumerate(_box_numbers(annotation.bounds)))
    changed = Box(x, y, x + w, y + h)
    if changed.is_degenerate or not changed.is_inside(width, height):
        return None
    return annotation.with_bounds(changed)


def _box_numbers(box: Box) -> tuple[float, float, float, float]:
    return (box.x1, box.y1, box.width, box.height)

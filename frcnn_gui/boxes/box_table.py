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
from frcnn_gui.document.session import Session
from frcnn_gui.document.shapes import SHAPE_NAMES, describe_shape, find_shape

AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_Role = Qt.ItemDataRole

CLASS, X, Y, WIDTH, HEIGHT, SHAPE, AREA, DIFFICULT, TRUNCATED, OCCLUDED, SHOWN, LOCKED = range(12)
HEADERS = (N_("Class"), "x", "y", "w", "h", N_("Shape"), N_("Area"), N_("D"), N_("T"), N_("O"), "", "")
TOOLTIPS = (
    N_("Class of the box. Double-click to change it."),
    N_("Left edge, in pixels from the left of the image"),
    N_("Top edge, in pixels from the top of the image"),
    N_("Width in pixels"),
    N_("Height in pixels"),
    N_("Box, polygon or mask"),
    N_("Area of the outline in square pixels, without its holes; of the box if there is no outline"),
    N_("Difficult: evaluation ignores this box"),
    N_("Truncated: part of the object is outside the box"),
    N_("Occluded: something covers part of the object"),
    N_("Show or hide the box. Not stored in the label file."),
    N_("Lock or unlock the box. Not stored in the label file."),
)
OPTIONAL_COLUMNS = {"shape": SHAPE, "area": AREA}
"""Those that are shown on request, by their names in the settings."""
FLAG_COLUMNS: dict[int, Flag] = {DIFFICULT: "difficult", TRUNCATED: "truncated", OCCLUDED: "occluded"}
_ARROWS = {Qt.SortOrder.AscendingOrder: "▴", Qt.SortOrder.DescendingOrder: "▾"}
_TEXT_COLUMNS = (CLASS, SHAPE)
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
_ALIGNMENTS = {
    CLASS: int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
    SHAPE: int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter),
}
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
    """Rows are the shown boxes (those of a drag in progress too), in the order of the file if they are not sorted."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._document: Document | None = None
        self._annotations: tuple[Annotation, ...] = ()
        self._rows: dict[int, int] | None = None
        self._sorting: tuple[int, Qt.SortOrder] | None = None
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
                return self._format_header(section)
            if role == _Role.DecorationRole and section in _ICONS:
                return load_icon(_ICONS[section])
            if role == _Role.ToolTipRole:
                return tr(TOOLTIPS[section])
            if role == _Role.TextAlignmentRole and section < DIFFICULT:
                return _ALIGNMENTS.get(section, _RIGHT)
        return None

    def data(self, index: AnyIndex, role: int = int(_Role.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self._annotations):
            return None
        annotation, column = self._annotations[index.row()], index.column()
        if column >= DIFFICULT:
            return self._switch_data(annotation, column, role)
        if role in _TEXT_ROLES:
            return _format_text(annotation, column, role)
        if role == _COLOR and self._session.is_hidden(annotation):
            return QGuiApplication.palette().brush(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        if role == _TIP:
            has_number = column not in _TEXT_COLUMNS
            return format_tooltip(_format_text(annotation, column, _EDIT) if has_number else _describe_box(annotation))
        if role == _ICON and column == CLASS:
            return build_shape_swatch(self._session.class_color(annotation.label), find_shape(annotation.geometry))
        return _ALIGNMENTS.get(column, _RIGHT) if role == _ALIGNMENT else None

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
        if column in (SHAPE, AREA):
            return Qt.ItemFlag.NoItemFlags
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
        if column in (SHAPE, AREA) or document.read_only_reason or not document.filter_unlocked([annotation.uid]):
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

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the rows by a column, or as the file has them for -1; edits leave them in their places."""
        self._sorting = (column, order) if column >= 0 else None
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(HEADERS) - 1)
        self._reset_rows(self._document.shown_annotations if self._document else self._annotations)

    def _format_header(self, section: int) -> str:
        """The name of a column, with an arrow if the rows are sorted by it and it is no column of icons."""
        name = tr(HEADERS[section]) if HEADERS[section] else ""
        if self._sorting is None or self._sorting[0] != section or section >= DIFFICULT:
            return name
        return f"{name} {_ARROWS[self._sorting[1]]}"

    def _sort_rows(self, annotations: tuple[Annotation, ...]) -> tuple[Annotation, ...]:
        if self._sorting is None:
            return annotations
        column, order = self._sorting
        is_descending = order == Qt.SortOrder.DescendingOrder
        return tuple(sorted(annotations, key=lambda one: self._find_sort_key(one, column), reverse=is_descending))

    def _find_sort_key(self, annotation: Annotation, column: int) -> float | str:
        if column == CLASS:
            return annotation.label.casefold()
        if column == SHAPE:
            return tr(SHAPE_NAMES[find_shape(annotation.geometry)])
        if column == AREA:
            return annotation.geometry.area
        return self._is_on(annotation, column) if column >= DIFFICULT else _box_numbers(annotation.bounds)[column - X]

    def _is_on(self, annotation: Annotation, column: int) -> bool:
        """Whether the cell of a column of switches is on."""
        if column in FLAG_COLUMNS:
            return has_flag(annotation, FLAG_COLUMNS[column])
        if column == SHOWN:
            return not self._session.is_hidden(annotation)
        return self._document is not None and annotation.uid in self._document.locked_uids

    def _switch_data(self, annotation: Annotation, column: int, role: int) -> Any:
        """What a cell shows that is on or off."""
        if role not in _SWITCH_ROLES:
            return None
        if role == _TIP:
            return tr(TOOLTIPS[column])
        on = self._is_on(annotation, column)
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
        if self._session.is_loading:
            return
        self._document = self._session.document
        if self._document is not None:
            self._document.annotations_changed.connect(self._on_annotations_changed)
            self._document.preview_changed.connect(self._on_annotations_changed)
        self._reset_rows(self._document.shown_annotations if self._document else ())

    def _reset_rows(self, annotations: tuple[Annotation, ...]) -> None:
        self.beginResetModel()
        self._annotations, self._rows = self._sort_rows(annotations), None
        self.endResetModel()

    def _on_annotations_changed(self) -> None:
        old, new = self._annotations, self._document.shown_annotations if self._document else ()
        if self._sorting is not None and len(old) == len(new):
            known = {annotation.uid: annotation for annotation in new}
            new = tuple(known[one.uid] for one in old) if known.keys() == {one.uid for one in old} else new
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


def _format_text(annotation: Annotation, column: int, role: int) -> str:
    """The text of a cell; a number is short where it is shown, and has all its decimals where it is edited."""
    if column == CLASS:
        return annotation.label
    if column == SHAPE:
        return tr(SHAPE_NAMES[find_shape(annotation.geometry)])
    value = annotation.geometry.area if column == AREA else _box_numbers(annotation.bounds)[column - X]
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

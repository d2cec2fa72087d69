"""The classes of the folder: eye, color, number key, and how many boxes they have in this image and in all."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QToolButton,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from frcnn_gui.classes.class_tree import COUNT, EYE, KEY, NAME, SWATCH, TOTAL, ClassTree
from frcnn_gui.common.icons import build_color_swatch, set_theme_icon
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import PlainLabel, format_menu_item, format_tooltip
from frcnn_gui.document.document import Document
from frcnn_gui.document.session import Session

if TYPE_CHECKING:
    from frcnn_gui.images.label_index import LabelIndex

NEXT_CLASS_ASKED_TEXT = N_("New boxes ask for their class; {label} is suggested.")

__all__ = ["COUNT", "EYE", "KEY", "NAME", "SWATCH", "TOTAL", "ClassesPanel"]

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter
SWATCH_SIDE = 14


class ClassesPanel(QWidget):
    """The chosen row is the class of the next box. What is asked of a class is for a controller to do.

    Signals:
        rename_requested: A class to rename.
        merge_requested: A class to merge into another.
        delete_requested: A class to delete.
        color_requested: A class whose color is to be chosen.
        select_requested: A class whose boxes in this image are to be selected.
        images_requested: A class whose images are to be listed.
        key_requested: A class and its new number key; 0: none.
        classes_reordered: A tuple with the classes in their new order.
        single_class_requested: Whether single-class mode was switched on.
    """

    rename_requested = Signal(str)
    merge_requested = Signal(str)
    delete_requested = Signal(str)
    color_requested = Signal(str)
    select_requested = Signal(str)
    images_requested = Signal(str)
    key_requested = Signal(str, int)
    classes_reordered = Signal(object)
    single_class_requested = Signal(bool)

    def __init__(self, session: Session, index: LabelIndex | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._index = session, index
        self._document: Document | None = None
        self._shown: tuple[str, ...] = ()
        self._colors: dict[str, str] = {}
        self._can_edit = False
        self.view = ClassTree()
        self.view.setIconSize(QSize(SWATCH_SIDE, SWATCH_SIDE))
        self._connect_view()
        self.entry, self.button = self._build_entry()
        self.rename_button = _create_tool_button(
            "rename", tr("Rename class"), tr("Rename the selected class in all images (F2)")
        )
        self.merge_button = _create_tool_button(
            "merge", tr("Merge class"), tr("Move all boxes of the selected class to another class")
        )
        self.delete_button = _create_tool_button(
            "delete", tr("Delete class"), tr("Delete the selected class and all its boxes, in all images")
        )
        self.rename_button.clicked.connect(lambda: self._request_edit(self.rename_requested))
        self.merge_button.clicked.connect(lambda: self._request_edit(self.merge_requested))
        self.delete_button.clicked.connect(lambda: self._request_edit(self.delete_requested))
        self.single_class_box = QCheckBox(tr("Single-class mode"))
        self.single_class_box.setToolTip(tr("New boxes get the selected class without asking"))
        self.single_class_box.clicked.connect(self.single_class_requested)
        self.next_class_label = PlainLabel()
        self.next_class_label.setWordWrap(True)
        self.next_class_label.setAccessibleName(tr("Class of the next box"))
        self._build_layout()
        session.classes_changed.connect(self.update_classes)
        session.visibility_changed.connect(self.update_classes)
        session.current_image_changed.connect(self._release_document)
        session.document_changed.connect(self._on_document_changed)
        if index is not None:
            index.changed.connect(self.update_classes)
        self._on_document_changed()

    def _connect_view(self) -> None:
        self.view.currentItemChanged.connect(self._on_current_item_changed)
        self.view.itemChanged.connect(self._on_item_changed)
        self.view.itemClicked.connect(self._on_item_clicked)
        self.view.order_changed.connect(self._on_order_changed)
        self.view.rename_requested.connect(lambda: self._request_edit(self.rename_requested))
        self.view.itemDoubleClicked.connect(self._on_item_double_clicked)
        self.view.customContextMenuRequested.connect(self._on_menu_requested)

    def _build_entry(self) -> tuple[QLineEdit, QToolButton]:
        entry = QLineEdit()
        entry.setPlaceholderText(tr("New class"))
        entry.setAccessibleName(tr("Name of the new class"))
        entry.setToolTip(tr("Type a class name and press Enter"))
        entry.returnPressed.connect(self._on_add_requested)
        button = _create_tool_button("plus", tr("Add class"), tr("Add this class to the list"))
        button.clicked.connect(self._on_add_requested)
        entry.textChanged.connect(lambda text: button.setEnabled(bool(text.strip())))
        return entry, button

    def _build_layout(self) -> None:
        add = QHBoxLayout()
        add.setSpacing(2)
        add.addWidget(self.entry, 1)
        add.addWidget(self.button)
        add.addSpacing(8)
        for button in (self.rename_button, self.merge_button, self.delete_button):
            add.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.view, 1)
        layout.addLayout(add)
        layout.addWidget(self.single_class_box)
        layout.addWidget(self.next_class_label)

    def set_editing_possible(self, possible: bool) -> None:
        """Whether classes may be renamed, merged and deleted now."""
        self._can_edit = possible
        self._update_buttons()

    @property
    def current_class(self) -> str:
        """The class of the chosen row; empty where none is."""
        item = self.view.currentItem()
        return item.text(NAME) if item is not None else ""

    @Slot()
    def _release_document(self) -> None:
        if self._document is not None:
            self._document.annotations_changed.disconnect(self.update_classes)
        self._document = None

    @Slot()
    def _on_document_changed(self) -> None:
        self._release_document()
        if self._session.is_loading:
            return
        self._document = self._session.document
        if self._document is not None:
            self._document.annotations_changed.connect(self.update_classes)
        self.update_classes()

    # -- showing

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the icons in the colors of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.view.update_icons()

    @Slot()
    def update_classes(self) -> None:
        """Show the session's classes, counts, colors and choice."""
        session, model = self._session, self.view.model()
        self.view.blockSignals(True)
        try:
            if self._shown != session.classes:
                self._rebuild_rows()
            model.blockSignals(True)  # or the columns would be measured again for each text of each class
            here = (
                Counter(annotation.label for annotation in self._document.annotations)
                if self._document
                else Counter[str]()
            )
            total = self._index.class_counts() if self._index is not None else Counter[str]()
            complete = self._index is None or self._index.is_complete
            keys = {label: str(key) for key, label in session.class_preferences.class_by_key(session.classes).items()}
            current = None
            for at, label in enumerate(self._shown):
                item = self.view.topLevelItem(at)
                if item is None:
                    continue
                item.setText(COUNT, f"{here[label]:,}" if here[label] else "")
                item.setText(TOTAL, _format_total(total[label], complete))
                item.setText(KEY, keys.get(label, ""))
                color = session.class_color(label)
                if self._colors.get(label) != color:
                    self._colors[label] = color
                    item.setIcon(SWATCH, build_color_swatch(color, SWATCH_SIDE))
                eye = Qt.CheckState.Unchecked if label in session.hidden_classes else Qt.CheckState.Checked
                item.setCheckState(EYE, eye)
                current = item if label == session.current_label else current
            model.blockSignals(False)
            for column in (COUNT, TOTAL):
                self.view.resizeColumnToContents(column)
            if current is not None:
                self.view.setCurrentItem(current)
            elif not session.current_label:
                self.view.setCurrentIndex(QModelIndex())
        finally:
            model.blockSignals(False)
            self.view.blockSignals(False)
        self.view.viewport().update()
        self._update_buttons()
        self._update_next_class()

    def _rebuild_rows(self) -> None:
        scrolled = self.view.verticalScrollBar().value()
        self._shown = self._session.classes
        self.view.clear()
        self._colors.clear()
        items = []
        for label in self._shown:
            item = QTreeWidgetItem()
            item.setText(NAME, label)
            item.setFlags((item.flags() | Qt.ItemFlag.ItemIsUserCheckable) & ~Qt.ItemFlag.ItemIsDropEnabled)
            item.setTextAlignment(KEY, _CENTER)
            for column in (COUNT, TOTAL):
                item.setTextAlignment(column, _RIGHT)
            item.setToolTip(EYE, format_tooltip(tr("Show or hide the boxes of {label}").format(label=label)))
            item.setToolTip(SWATCH, format_tooltip(tr("Change the color of {label}").format(label=label)))
            item.setToolTip(NAME, format_tooltip(label))
            item.setToolTip(KEY, tr("Number key of this class. Right-click to change it."))
            items.append(item)
        self.view.addTopLevelItems(items)
        self.view.verticalScrollBar().setValue(scrolled)

    def _update_buttons(self) -> None:
        for button in (self.rename_button, self.merge_button, self.delete_button):
            button.setEnabled(self._can_edit and bool(self.current_class))
        self.merge_button.setEnabled(self.merge_button.isEnabled() and len(self._shown) > 1)

    def _update_next_class(self) -> None:
        single, label = self._session.class_preferences.single_class_mode, self._session.current_label
        self.single_class_box.setChecked(single)
        if single:
            named = tr("New boxes get the class {label}.").format(label=label)
            text = named if label else tr("The first box asks for its class; the next ones keep it.")
        else:
            named = tr(NEXT_CLASS_ASKED_TEXT).format(label=label)
            text = named if label else tr("New boxes ask for their class.")
        self.next_class_label.setText(text)

    # -- what a person does

    def _request_edit(self, signal: SignalInstance) -> None:
        if self.current_class and self._can_edit:
            signal.emit(self.current_class)

    @Slot(QTreeWidgetItem, QTreeWidgetItem)
    def _on_current_item_changed(self, item: QTreeWidgetItem | None, _previous: QTreeWidgetItem | None) -> None:
        if item is not None:
            self._session.current_label = item.text(NAME)

    @Slot(QTreeWidgetItem, int)
    def _on_item_changed(self, item: QTreeWidgetItem, column: int) -> None:
        if column == EYE:
            self._session.set_class_hidden(item.text(NAME), item.checkState(EYE) == Qt.CheckState.Unchecked)

    @Slot(QTreeWidgetItem, int)
    def _on_item_clicked(self, item: QTreeWidgetItem, column: int) -> None:
        if column == SWATCH:
            self.color_requested.emit(item.text(NAME))

    @Slot(QTreeWidgetItem, int)
    def _on_item_double_clicked(self, item: QTreeWidgetItem, column: int) -> None:
        if column in (NAME, COUNT):
            self.select_requested.emit(item.text(NAME))
        elif column == TOTAL:
            self.images_requested.emit(item.text(NAME))

    @Slot()
    def _on_order_changed(self) -> None:
        items = (self.view.topLevelItem(at) for at in range(self.view.topLevelItemCount()))
        self._shown = tuple(item.text(NAME) for item in items if item is not None)
        self.classes_reordered.emit(self._shown)

    @Slot(QPoint)
    def _on_menu_requested(self, at: QPoint) -> None:
        item = self.view.itemAt(at)
        if item is not None:
            self.build_menu(item.text(NAME)).popup(self.view.viewport().mapToGlobal(at))

    def build_menu(self, label: str) -> QMenu:
        """What can be done with a class."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, signal, is_edit in (
            (tr("&Rename…"), self.rename_requested, True),
            (tr("&Merge into…"), self.merge_requested, True),
            (tr("D&elete…"), self.delete_requested, True),
            ("", None, False),
            (tr("Change &color…"), self.color_requested, False),
            (tr("&Select its boxes in this image"), self.select_requested, False),
            (tr("&List its images"), self.images_requested, False),
        ):
            if signal is None:
                menu.addSeparator()
                continue
            action = menu.addAction(text)
            action.setEnabled(self._can_edit or not is_edit)
            action.triggered.connect(lambda _checked=False, signal=signal: signal.emit(label))
        menu.addMenu(self._build_key_menu(label, menu))
        return menu

    def _build_key_menu(self, label: str, parent: QMenu) -> QMenu:
        keys = self._session.class_preferences.class_by_key(self._session.classes)
        menu = QMenu(tr("Number &key"), parent)
        group = QActionGroup(menu)
        for key in range(1, 10):
            owner = keys.get(key, "")
            action = menu.addAction(f"{key}    {format_menu_item(owner)}" if owner else str(key))
            action.setCheckable(True)
            action.setChecked(owner == label)
            action.triggered.connect(lambda _checked=False, key=key: self.key_requested.emit(label, key))
            group.addAction(action)
        menu.addSeparator()
        menu.addAction(tr("By position in the list")).triggered.connect(lambda: self.key_requested.emit(label, 0))
        return menu

    @Slot()
    def _on_add_requested(self) -> None:
        label = self.entry.text().strip()
        if label:
            self._session.add_classes([label])
            self._session.current_label = label
            self.entry.clear()
            self.update_classes()


def _format_total(count: int, complete: bool) -> str:
    """While labels are still read, there may be more."""
    if complete:
        return f"{count:,}" if count else ""
    return f"{count:,}…" if count else "…"


def _create_tool_button(icon_name: str, name: str, tip: str) -> QToolButton:
    button = QToolButton()
    set_theme_icon(button, icon_name)
    button.setAutoRaise(True)
    button.setToolTip(format_tooltip(tip))
    button.setAccessibleName(name)
    button.setEnabled(False)
    return button

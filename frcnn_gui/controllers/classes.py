"""The list of classes: remembered with its order, keys and colours, and what can be done with one class at a time."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QColorDialog, QFileDialog

from detector.errors import UserFacingError
from frcnn_gui.class_habits import FolderClasses
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.class_edits import ClassEdits
from frcnn_gui.gallery import Gallery
from frcnn_gui.language import N_, tr
from frcnn_gui.panels.class_edit_dialog import EditKind
from frcnn_gui.panels.classes_panel import ClassesPanel
from frcnn_gui.panels.images_panel import ImagesPanel
from frcnn_gui.panels.notice_bar import Notice, NoticeKind
from frcnn_gui.session import MOST_LISTED
from frcnn_gui.statistics import quoted

TOPIC = "class list"
SINGLE, COLORS, FOLDERS = "classes/single", "classes/colours", "classes/folders"
"""Keys of the settings."""
MOST_COLORS, MOST_FOLDERS, MOST_CLASSES = 2000, 200, 1000
"""How many of each are remembered."""
_LISTED_IN_TEXT = ("voc", "labelme")
"""Formats that keep no list of classes themselves; one may lie in the folder."""
_TEXT_FILES = N_("Lists of classes (*.txt *.names);;All files (*)")


class Classes(QObject):
    """Binds what the Classes dock and its menu offer; owns the panel."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._folders = context.settings.load(FOLDERS, dict[str, object]())
        self._colors = {
            label: color
            for label, color in context.settings.load(COLORS, dict[str, object]()).items()
            if isinstance(color, str) and QColor.isValidColorName(color)
        }
        self._root: Path | None = None
        self._removed: tuple[str, ...] = ()
        context.session.habits.single = context.settings.load(SINGLE, True)
        self.panel = ClassesPanel(context.session, context.index)
        self.edits = ClassEdits(context)
        self._bind()
        self._connect()
        self._refresh()

    def _bind(self) -> None:
        actions = self._context.actions
        for id, handler in (
            ("single_class", lambda: self.set_single(actions["single_class"].isChecked())),
            ("class_color", lambda: self.ask_color(self._current)),
            ("select_class", lambda: self.select_boxes(self._current)),
            ("class_images", lambda: self.list_images(self._current)),
            ("import_classes", self.ask_import),
            ("export_classes", self.ask_export),
        ):
            actions.bind(id, handler)

    def _connect(self) -> None:
        session, panel = self._context.session, self.panel
        session.folder_changed.connect(self._take_folder)
        session.classes_changed.connect(self._remember)
        for signal in (session.classes_changed, session.document_changed, session.folder_changed):
            signal.connect(self._refresh)
        self._context.index.changed.connect(self._take_indexed)
        panel.rename_asked.connect(partial(self.edits.ask, EditKind.RENAME))
        panel.merge_asked.connect(partial(self.edits.ask, EditKind.MERGE))
        panel.delete_asked.connect(partial(self.edits.ask, EditKind.DELETE))
        panel.color_asked.connect(self.ask_color)
        panel.select_asked.connect(self.select_boxes)
        panel.images_asked.connect(self.list_images)
        panel.key_asked.connect(self.set_key)
        panel.arranged.connect(session.set_classes)
        panel.single_asked.connect(self.set_single)
        self.edits.gone.connect(self._take_out)
        self.edits.back.connect(self._take_back)

    @property
    def _current(self) -> str:
        return self._context.session.current_label

    # -- what is remembered

    @Slot()
    def _take_folder(self) -> None:
        """Another folder: have its classes as they were left."""
        self._root = None  # nothing is remembered until all is in place
        session, folder = self._context.session, self._context.session.folder
        if folder is None:
            return
        known = FolderClasses.from_value(self._folders.get(str(folder.root)))
        self._removed = known.removed
        session.habits.begin(self._colors, known.keys, known.recent)
        listed = self._listed_in(folder)
        session.set_classes(known.arranged((*session.classes, *listed))[:MOST_LISTED])
        self._root = folder.root
        count = len(listed or folder.dataset.classes)
        if count > MOST_LISTED:
            text = tr(
                "The folder lists {count} classes. The list here has the first {shown}; boxes keep the others, and you "
                "can type their names."
            ).format(count=f"{count:,}", shown=f"{MOST_LISTED:,}")
            self._context.notices.add(Notice(text, NoticeKind.INFO, TOPIC))

    def _listed_in(self, folder: Gallery) -> tuple[str, ...]:
        """The classes of a list that lies in a folder whose format has none of its own."""
        self._context.notices.clear(TOPIC)
        if folder.format not in _LISTED_IN_TEXT:
            return ()
        from detector.data.class_list import find_class_list, read_class_list

        path = find_class_list(folder.root)
        try:
            return read_class_list(path) if path is not None else ()
        except UserFacingError as error:
            self._context.notices.add(Notice(str(error), NoticeKind.WARNING, TOPIC))
            return ()

    @Slot()
    def _remember(self) -> None:
        if self._root is None:
            return
        session, settings = self._context.session, self._context.settings
        now = FolderClasses(
            session.classes[:MOST_CLASSES],
            dict(session.habits.assigned_keys),
            self._removed,
            session.habits.recent,
        ).as_value()
        key = str(self._root)
        if self._folders.get(key) != now:
            self._folders.pop(key, None)
            self._folders[key] = now
            self._folders = dict(list(self._folders.items())[-MOST_FOLDERS:])
            settings.store(FOLDERS, self._folders)
        for label in session.classes:
            session.class_color(label)
        new = {label: color for label, color in session.habits.colors.items() if label not in self._colors}
        if new:
            self._store_colors(new)

    def _store_colors(self, colors: dict[str, str]) -> None:
        for label in colors:
            self._colors.pop(label, None)
        self._colors = dict(list({**self._colors, **colors}.items())[-MOST_COLORS:])
        self._context.settings.store(COLORS, self._colors)

    @Slot()
    def _take_indexed(self) -> None:
        """Classes that label files have are classes of the folder, in alphabetical order behind those known."""
        session = self._context.session
        if self.edits.busy:
            return
        session.offer_classes(sorted(self._context.index.class_counts().keys() - set(session.classes)))

    @Slot(str)
    def _take_out(self, label: str) -> None:
        self._removed = tuple(dict.fromkeys((*self._removed, label)))
        self._remember()

    @Slot(str)
    def _take_back(self, label: str) -> None:
        self._removed = tuple(other for other in self._removed if other != label)
        self._remember()

    # -- one class

    def set_single(self, single: bool) -> None:
        """Single-class mode: whether new boxes get the current class without asking."""
        session = self._context.session
        session.habits.single = single
        self._context.settings.store(SINGLE, single)
        session.classes_changed.emit()
        asks = tr("Each new box asks for its class.")
        named = tr("New boxes become {label}.").format(label=self._current)
        gets = named if self._current else tr("The first box asks for its class.")
        session.message.emit(gets if single else asks)

    def ask_color(self, label: str) -> None:
        """Let a person choose the colour of a class."""
        if not label:
            return
        before = QColor(self._context.session.class_color(label))
        dialog = QColorDialog(before, self._context.window)
        dialog.setWindowTitle(tr("Colour of {label}").format(label=label))
        dialog.colorSelected.connect(lambda color: self.set_color(label, color.name().upper()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def set_color(self, label: str, color: str) -> None:
        """Give a class a colour, here and in all folders."""
        session = self._context.session
        session.habits.set_color(label, color)
        self._store_colors({label: color})
        session.classes_changed.emit()
        for view in self._context.window.findChildren(QAbstractItemView):
            view.viewport().update()

    def set_key(self, label: str, key: int) -> None:
        """Give a class a number key; 0: the one of its place in the list."""
        session = self._context.session
        session.habits.set_key(label, key or None)
        session.classes_changed.emit()
        text = tr("The key {key} sets the class {label}.") if key else tr("{label} has the key of its place.")
        session.message.emit(text.format(key=key, label=label))

    def select_boxes(self, label: str) -> None:
        """Select the boxes of a class in this image."""
        session = self._context.session
        document = session.document
        if document is None or not label:
            return
        session.reveal([label])
        session.select(box.uid for box in document.boxes if box.label == label)
        if not session.selection:
            session.message.emit(tr("This image has no boxes of the class {label}.").format(label=label))
        self._context.canvas.setFocus()

    def list_images(self, label: str) -> None:
        """Have the images listed that have a box of this class."""
        panel = self._context.window.findChild(ImagesPanel)
        if label and isinstance(panel, ImagesPanel):
            self._context.show_dock("images")
            panel.search.setText(f"label:{quoted(label)}")

    # -- lists as files

    def ask_import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._context.window, tr("Add the classes of a list"), self._folder_name(), tr(_TEXT_FILES)
        )
        if chosen:
            self.import_list(Path(chosen))

    def import_list(self, path: Path) -> None:
        """Add the classes of a text file, one on each line, that are not in the list yet."""
        from detector.data.class_list import read_class_list

        self._context.notices.clear(TOPIC)
        try:
            names = read_class_list(path)
        except UserFacingError as error:
            self._context.notices.add(Notice(str(error), NoticeKind.ERROR, TOPIC))
            return
        session = self._context.session
        before = frozenset(session.classes)
        new = frozenset(names) - before
        self._removed = tuple(name for name in self._removed if name not in new)
        session.offer_classes(names)
        added = len(session.classes) - len(before)
        told = [tr("Added %Ln class(es) from {file}.", "", added).format(file=path.name)]
        if len(new) < len(names):
            told.append(tr("%Ln there already.", "", len(names) - len(new)))
        if added < len(new):
            told.append(tr("The list has room for {count}.").format(count=f"{MOST_LISTED:,}"))
        session.message.emit(" ".join(told))

    def ask_export(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self._context.window,
            tr("Save the list of classes"),
            f"{self._folder_name()}/classes.txt",
            tr(_TEXT_FILES),
        )
        if chosen:
            self.export_list(Path(chosen))

    def export_list(self, path: Path) -> None:
        """Write the classes in their order to a text file, one on each line."""
        from detector.data.class_list import write_class_list

        self._context.notices.clear(TOPIC)
        classes = self._context.session.classes
        try:
            write_class_list(path, classes)
        except UserFacingError as error:
            self._context.notices.add(Notice(str(error), NoticeKind.ERROR, TOPIC))
            return
        self._context.session.message.emit(
            tr("Wrote %Ln class(es) to {file}.", "", len(classes)).format(file=path.name)
        )

    def _folder_name(self) -> str:
        folder = self._context.session.folder
        if folder is None:
            return str(Path.home())
        return str(folder.root if folder.root.is_dir() else folder.root.parent)

    # -- what makes sense now

    @Slot()
    def _refresh(self) -> None:
        session, actions = self._context.session, self._context.actions
        is_open = session.folder is not None
        self.panel.set_editing(is_open)
        actions["single_class"].setChecked(session.habits.single)
        actions.allow("class_color", bool(self._current))
        actions.allow("select_class", bool(self._current) and session.document is not None)
        actions.allow("class_images", bool(self._current) and is_open)
        actions.allow("import_classes", is_open)
        actions.allow("export_classes", bool(session.classes))

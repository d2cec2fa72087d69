"""The list of classes: remembered with its order, keys and colors, and what can be done with one class at a time."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QColorDialog, QFileDialog

from detector.errors import UserFacingError
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.classes.class_edit_controller import ClassEditController
from frcnn_gui.classes.class_edit_dialog import EditKind
from frcnn_gui.classes.classes_panel import ClassesPanel
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import HasActions, HasJobs, HasNotices, HasSettings, HasWindow
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.document.class_preferences import FolderClasses
from frcnn_gui.document.folder_classes import MAX_LISTED_CLASSES
from frcnn_gui.document.image_collection import Gallery
from frcnn_gui.document.parts import HasHistory, HasSession
from frcnn_gui.images.image_query import quote_label
from frcnn_gui.images.parts import HasImageSearch, HasIndex
from frcnn_gui.saving.parts import HasAutosave

TOPIC = "class list"
NEXT_CLASS_TEXT = N_("New boxes get the class {label}.")
MANY_CLASSES_TEXT = N_("The first {shown} of {count} classes. Type a name for more.")
SINGLE_CLASS_SETTING, COLORS_SETTING, FOLDERS_SETTING = "classes/single", "classes/colors", "classes/folders"
"""Keys of the settings."""
MAX_COLORS, MAX_FOLDERS, MAX_CLASSES = 2000, 200, 1000
"""How many of each are remembered."""
_LISTED_IN_TEXT = ("voc", "labelme")
"""Formats that keep no list of classes themselves; one may be in the folder."""
_TEXT_FILES = N_("Class lists (*.txt *.names);;All files (*)")


class ClassContext(
    HasWindow,
    HasJobs,
    HasActions,
    HasNotices,
    HasSettings,
    HasSession,
    HasHistory,
    HasCanvas,
    HasAutosave,
    HasIndex,
    HasImageSearch,
    Protocol,
):
    """What is used of the window."""


class ClassController(QObject):
    """Binds what the Classes dock and its menu offer; owns the panel."""

    def __init__(self, context: ClassContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._folders = context.settings.load_value(FOLDERS_SETTING, dict[str, object]())
        self._colors = {
            label: color
            for label, color in context.settings.load_value(COLORS_SETTING, dict[str, object]()).items()
            if isinstance(color, str) and QColor.isValidColorName(color)
        }
        self._remembered_root: Path | None = None
        self._removed: tuple[str, ...] = ()
        context.session.class_preferences.single_class_mode = context.settings.load_value(SINGLE_CLASS_SETTING, True)
        self.panel = ClassesPanel(context.session, context.index)
        self.edit_controller = ClassEditController(context)
        self._bind_actions()
        self._connect_signals()
        self._update_actions()

    def _bind_actions(self) -> None:
        actions = self._context.actions
        for id, handler in (
            ("single_class", lambda: self.set_single_class_mode(actions["single_class"].isChecked())),
            ("class_color", lambda: self.ask_color(self._current_label)),
            ("select_class", lambda: self.select_boxes(self._current_label)),
            ("class_images", lambda: self.list_images(self._current_label)),
            ("import_classes", self.ask_import_file),
            ("export_classes", self.ask_export_file),
        ):
            actions.bind(id, handler)

    def _connect_signals(self) -> None:
        session, panel = self._context.session, self.panel
        session.folder_changed.connect(self._on_folder_changed)
        session.classes_changed.connect(self._remember_classes)
        for signal in (session.classes_changed, session.document_changed, session.folder_changed):
            signal.connect(self._update_actions)
        self._context.index.changed.connect(self._on_index_changed)
        panel.rename_requested.connect(partial(self.edit_controller.ask_edit, EditKind.RENAME))
        panel.merge_requested.connect(partial(self.edit_controller.ask_edit, EditKind.MERGE))
        panel.delete_requested.connect(partial(self.edit_controller.ask_edit, EditKind.DELETE))
        panel.color_requested.connect(self.ask_color)
        panel.select_requested.connect(self.select_boxes)
        panel.images_requested.connect(self.list_images)
        panel.key_requested.connect(self.set_key)
        panel.classes_reordered.connect(session.set_classes)
        panel.single_class_requested.connect(self.set_single_class_mode)
        self.edit_controller.class_removed.connect(self._on_class_removed)
        self.edit_controller.class_restored.connect(self._on_class_restored)

    @property
    def _current_label(self) -> str:
        return self._context.session.current_label

    # -- what is remembered

    @Slot()
    def _on_folder_changed(self) -> None:
        """Another folder: have its classes as they were left."""
        self._remembered_root = None  # nothing is remembered until all is in place
        session, folder = self._context.session, self._context.session.folder
        if folder is None:
            return
        known = FolderClasses.from_setting(self._folders.get(str(folder.root)))
        self._removed = known.removed
        session.class_preferences.reset_for_folder(self._colors, known.keys, known.recent)
        listed = self._read_listed_classes(folder)
        session.set_classes(known.apply_order((*session.classes, *listed))[:MAX_LISTED_CLASSES])
        self._remembered_root = folder.root
        count = len(listed or folder.dataset.classes)
        if count > MAX_LISTED_CLASSES:
            text = tr(MANY_CLASSES_TEXT).format(count=f"{count:,}", shown=f"{MAX_LISTED_CLASSES:,}")
            self._context.notices.add_notice(Notice(text, NoticeKind.INFO, TOPIC))

    def _read_listed_classes(self, folder: Gallery) -> tuple[str, ...]:
        """The classes of a list that is in a folder whose format has none of its own."""
        self._context.notices.clear_topic(TOPIC)
        if folder.format not in _LISTED_IN_TEXT:
            return ()
        from detector.data.class_list import find_class_list, read_class_list

        path = find_class_list(folder.root)
        try:
            return read_class_list(path) if path is not None else ()
        except UserFacingError as error:
            self._context.notices.add_notice(Notice(translate_message(str(error)), NoticeKind.WARNING, TOPIC))
            return ()

    @Slot()
    def _remember_classes(self) -> None:
        if self._remembered_root is None:
            return
        session, settings = self._context.session, self._context.settings
        now = FolderClasses(
            session.classes[:MAX_CLASSES],
            dict(session.class_preferences.assigned_keys),
            self._removed,
            session.class_preferences.recent_classes,
        ).to_setting()
        key = str(self._remembered_root)
        if self._folders.get(key) != now:
            self._folders.pop(key, None)
            self._folders[key] = now
            self._folders = dict(list(self._folders.items())[-MAX_FOLDERS:])
            settings.store_value(FOLDERS_SETTING, self._folders)
        for label in session.classes:
            session.class_color(label)
        new = {label: color for label, color in session.class_preferences.colors.items() if label not in self._colors}
        if new:
            self._store_colors(new)

    def _store_colors(self, colors: dict[str, str]) -> None:
        for label in colors:
            self._colors.pop(label, None)
        self._colors = dict(list({**self._colors, **colors}.items())[-MAX_COLORS:])
        self._context.settings.store_value(COLORS_SETTING, self._colors)

    @Slot()
    def _on_index_changed(self) -> None:
        """Classes that label files have are classes of the folder, in alphabetical order behind those known."""
        session = self._context.session
        if self.edit_controller.is_busy:
            return
        session.add_classes_if_room(sorted(self._context.index.class_counts().keys() - set(session.classes)))

    @Slot(str)
    def _on_class_removed(self, label: str) -> None:
        self._removed = tuple(dict.fromkeys((*self._removed, label)))
        self._remember_classes()

    @Slot(str)
    def _on_class_restored(self, label: str) -> None:
        self._removed = tuple(other for other in self._removed if other != label)
        self._remember_classes()

    # -- one class

    def set_single_class_mode(self, single: bool) -> None:
        """Single-class mode: whether new boxes get the current class without asking."""
        session = self._context.session
        session.class_preferences.single_class_mode = single
        self._context.settings.store_value(SINGLE_CLASS_SETTING, single)
        session.classes_changed.emit()
        asks = tr("New boxes ask for their class.")
        named = tr(NEXT_CLASS_TEXT).format(label=self._current_label)
        gets = named if self._current_label else tr("The first box asks for its class.")
        session.message_posted.emit(gets if single else asks)

    def ask_color(self, label: str) -> None:
        """Let a person choose the color of a class."""
        if not label:
            return
        before = QColor(self._context.session.class_color(label))
        dialog = QColorDialog(before, self._context.window)
        dialog.setWindowTitle(tr("Color of {label}").format(label=label))
        dialog.colorSelected.connect(lambda color: self.set_color(label, color.name().upper()))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def set_color(self, label: str, color: str) -> None:
        """Give a class a color, here and in all folders."""
        session = self._context.session
        session.class_preferences.set_color(label, color)
        self._store_colors({label: color})
        session.classes_changed.emit()
        for view in self._context.window.findChildren(QAbstractItemView):
            view.viewport().update()

    def set_key(self, label: str, key: int) -> None:
        """Give a class a number key; 0: the one of its place in the list."""
        session = self._context.session
        session.class_preferences.set_key(label, key or None)
        session.classes_changed.emit()
        text = tr("Key {key} now sets the class {label}.") if key else tr("{label} has the key of its position.")
        session.message_posted.emit(text.format(key=key, label=label))

    def select_boxes(self, label: str) -> None:
        """Select the boxes of a class in this image."""
        session = self._context.session
        document = session.document
        if document is None or not label:
            return
        session.show_classes([label])
        session.select_annotations(annotation.uid for annotation in document.annotations if annotation.label == label)
        if not session.selection:
            session.message_posted.emit(tr("This image has no boxes of class {label}.").format(label=label))
        self._context.canvas.setFocus()

    def list_images(self, label: str) -> None:
        """Have the images listed that have a box of this class."""
        if label:
            self._context.search_images(f"label:{quote_label(label)}")

    # -- lists as files

    def ask_import_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self._context.window, tr("Add classes from a list"), self._get_folder_path(), tr(_TEXT_FILES)
        )
        if chosen:
            self.import_classes(Path(chosen))

    def import_classes(self, path: Path) -> None:
        """Add the classes of a text file, one on each line, that are not in the list yet."""
        from detector.data.class_list import read_class_list

        self._context.notices.clear_topic(TOPIC)
        try:
            names = read_class_list(path)
        except UserFacingError as error:
            self._context.notices.add_notice(Notice(translate_message(str(error)), NoticeKind.ERROR, TOPIC))
            return
        session = self._context.session
        before = frozenset(session.classes)
        new = frozenset(names) - before
        self._removed = tuple(name for name in self._removed if name not in new)
        session.add_classes_if_room(names)
        added = len(session.classes) - len(before)
        sentences = [tr("Added %Ln class(es) from {file}.", "", added).format(file=path.name)]
        if len(new) < len(names):
            sentences.append(tr("%Ln already in the list.", "", len(names) - len(new)))
        if added < len(new):
            sentences.append(tr("The list holds at most {count} classes.").format(count=f"{MAX_LISTED_CLASSES:,}"))
        session.message_posted.emit(" ".join(sentences))

    def ask_export_file(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self._context.window,
            tr("Save class list"),
            f"{self._get_folder_path()}/classes.txt",
            tr(_TEXT_FILES),
        )
        if chosen:
            self.export_classes(Path(chosen))

    def export_classes(self, path: Path) -> None:
        """Write the classes in their order to a text file, one on each line."""
        from detector.data.class_list import write_class_list

        self._context.notices.clear_topic(TOPIC)
        classes = self._context.session.classes
        try:
            write_class_list(path, classes)
        except UserFacingError as error:
            self._context.notices.add_notice(Notice(translate_message(str(error)), NoticeKind.ERROR, TOPIC))
            return
        self._context.session.message_posted.emit(
            tr("Wrote %Ln class(es) to {file}.", "", len(classes)).format(file=path.name)
        )

    def _get_folder_path(self) -> str:
        folder = self._context.session.folder
        if folder is None:
            return str(Path.home())
        return str(folder.root if folder.root.is_dir() else folder.root.parent)

    # -- what makes sense now

    @Slot()
    def _update_actions(self) -> None:
        session, actions = self._context.session, self._context.actions
        self.panel.set_editing_possible(session.folder is not None)
        actions["single_class"].setChecked(session.class_preferences.single_class_mode)

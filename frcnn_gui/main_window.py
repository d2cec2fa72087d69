"""The window: puts the parts together. What they do is in `controllers` and `panels`."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QMessageBox, QSplitter, QStackedWidget, QToolBar, QVBoxLayout, QWidget

from frcnn_gui.boxes.box_actions import BoxActions
from frcnn_gui.boxes.click_boxes_controller import ClickBoxesController
from frcnn_gui.boxes.draw_mode import DrawModeController
from frcnn_gui.boxes.edit_actions import EditActions
from frcnn_gui.boxes.network_outlines import NetworkOutlines
from frcnn_gui.boxes.outline_actions import OutlineActions
from frcnn_gui.boxes.outline_proposals import OutlineProposals
from frcnn_gui.boxes.read_only_controller import ReadOnlyController
from frcnn_gui.canvas.canvas_view import CanvasView
from frcnn_gui.canvas.layer_chips import LayerChips
from frcnn_gui.common.actions.action_spec import FILE, VIEW
from frcnn_gui.common.actions.action_table import ActionTable
from frcnn_gui.common.actions.context_menu import BOX_MENU, CANVAS_MENU, open_menu
from frcnn_gui.common.engine_loader import Engine
from frcnn_gui.common.icons import load_application_icon
from frcnn_gui.common.job import JobRunner
from frcnn_gui.common.language import tr
from frcnn_gui.common.notice_bar import NoticeBar
from frcnn_gui.common.plain_text import PlainMessageBox, shorten_text
from frcnn_gui.common.preferences import Preferences
from frcnn_gui.common.settings import DISPLAY_NAME, Settings
from frcnn_gui.common.theme import Theme, build_style_sheet
from frcnn_gui.context import WindowContext
from frcnn_gui.detect.drop_controller import DropController
from frcnn_gui.docks import DOCKS, add_docks, build_missing_docks
from frcnn_gui.document.edit_history import EditHistory
from frcnn_gui.document.edit_notices import EditNotices
from frcnn_gui.document.session import Session
from frcnn_gui.document.session_state import SessionState
from frcnn_gui.export.export_controller import ExportController
from frcnn_gui.export.format_controller import LabelFormatController
from frcnn_gui.export.view_export import ViewExportController
from frcnn_gui.help.help_controller import HelpController
from frcnn_gui.help.shortcuts_controller import ShortcutsController
from frcnn_gui.images.display_controller import DisplayController
from frcnn_gui.images.image_controller import ImageController
from frcnn_gui.images.image_edits_controller import ImageEditsController
from frcnn_gui.images.image_list import ImageListModel
from frcnn_gui.images.images_panel import ImagesPanel
from frcnn_gui.images.label_index import LabelIndex
from frcnn_gui.images.navigation import ImageNavigation
from frcnn_gui.images.skip_controller import SkipController
from frcnn_gui.network.network import Network
from frcnn_gui.saving.autosave import Autosave
from frcnn_gui.saving.conflict_controller import ConflictController
from frcnn_gui.saving.recovery_controller import RecoveryController
from frcnn_gui.stages.compare_controller import CompareController
from frcnn_gui.stages.stage_model import StageModel
from frcnn_gui.stages.tracer import Tracer
from frcnn_gui.window.dock_layout import compute_layout_version
from frcnn_gui.window.first_hint_controller import FirstHintController
from frcnn_gui.window.focus_controller import FocusController
from frcnn_gui.window.folder_watcher import FolderWatcher
from frcnn_gui.window.full_screen import FullScreenController
from frcnn_gui.window.labels_only import LabelsOnlyController
from frcnn_gui.window.open_controller import OpenController
from frcnn_gui.window.plugin_controller import PluginController
from frcnn_gui.window.preferences_controller import PreferencesController
from frcnn_gui.window.start_page import StartPage
from frcnn_gui.window.status_bar import StatusBar
from frcnn_gui.window.view_actions import ViewActions
from frcnn_gui.window.workspace_controller import WorkspaceController
from frcnn_gui.window.workspaces import COMPARE_VIEW, WORKSPACES

DEFAULT_SIZE = QSize(1440, 900)
LAYOUT_VERSION = compute_layout_version(DOCKS, WORKSPACES)
SAVE_WAIT_MS = 5000


class MainWindow(QMainWindow):
    """One window on one session; `context` is what its parts share, `open_controller` opens folders."""

    def __init__(self, settings: Settings, theme: Theme, whole: bool = True) -> None:
        """Unless `whole`, what is not seen at first is missing until `build_remaining_parts`."""
        super().__init__()
        self.setObjectName("main-window")
        self.setStyleSheet(build_style_sheet(theme.is_dark))
        self.setWindowIcon(load_application_icon())
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.context = self._create_context(settings, theme, whole)
        SessionState(self.context.session, self.context.actions, self)
        self.start_page = StartPage(self.context.actions, lambda: settings.recent_folders)
        self.pages = QStackedWidget()
        self.views = QSplitter(Qt.Orientation.Horizontal)
        self.setCentralWidget(self._build_center())
        self.docks = add_docks(self.context, whole=whole)
        self.status_bar = StatusBar(self.context.session, self.context.autosave, self.context.jobs)
        self.setStatusBar(self.status_bar)
        self._create_controllers()
        self._bind_actions()
        self._build_bars()
        self._connect_signals()
        self._restore_layout()
        self._update_title()
        self.start_page.setFocus()  # and not the search line, where letters would be text

    def _create_context(self, settings: Settings, theme: Theme, whole: bool) -> WindowContext:
        """What the parts of the window share."""
        session = Session(self)
        jobs = JobRunner(self)
        autosave = Autosave(self)
        engine, network = Engine(jobs, self), Network(self)
        self.tracer = Tracer(network.cache, self)
        history, notices = EditHistory(session, autosave, jobs, self), NoticeBar()
        self.edit_notices = EditNotices(history, notices, session, self)
        return WindowContext(
            window=self,
            session=session,
            canvas=CanvasView(session),
            images=ImageListModel(self),
            jobs=jobs,
            autosave=autosave,
            actions=ActionTable(parent=self, whole=whole),
            notices=notices,
            settings=settings,
            preferences=Preferences(settings, self),
            theme=theme,
            engine=engine,
            network=network,
            index=LabelIndex(session, autosave, jobs, self),
            stages=StageModel(session, engine, network, self.tracer, self),
            history=history,
        )

    def _create_controllers(self) -> None:
        """Those that are in no dock; each connects itself to the context and to its actions."""
        self.open_controller = OpenController(self.context, self._confirm_leave)
        self.drop_controller = DropController(self.context, self.open_controller, self.pages)
        self.recovery_controller = RecoveryController(self.context)
        self.conflict_controller = ConflictController(self.context)
        self.read_only_controller = ReadOnlyController(self.context)
        self.image_controller = ImageController(self.context)
        self.navigation = ImageNavigation(self.context)
        self.edit_actions = EditActions(self.context)
        self.folder_watcher = FolderWatcher(self.context)
        self.skip_controller = SkipController(self.context)
        self.image_edits_controller = ImageEditsController(self.context, self.folder_watcher.reopen_folder)
        self.box_actions = BoxActions(self.context)
        self.outline_actions = OutlineActions(self.context)
        self.outline_proposals = OutlineProposals(self.context)
        self.network_outlines = NetworkOutlines(self.context)
        self.click_boxes_controller = ClickBoxesController(self.context)
        self.view_actions = ViewActions(self.context)
        self.preferences_controller = PreferencesController(self.context)
        self.help_controller = HelpController(self.context)
        self.display_controller = DisplayController(self.context, self.image_controller.loader)
        self.format_controller = LabelFormatController(self.context, self.open_controller)
        self.export_controller = ExportController(self.context, self.open_controller)
        self.view_export = ViewExportController(self.context)
        self.pin_controller = self.context.pin_controller
        self.compare_controller = CompareController(self.context, self.views, lambda: self.context.stage_layers)
        self.shortcuts_controller = ShortcutsController(self.context)
        self.focus_controller = FocusController(self.context, self.start_page, self.docks)
        self.full_screen_controller = FullScreenController(self.context)
        self.labels_only_controller = LabelsOnlyController(self.context)
        self.workspace_controller = WorkspaceController(
            self.context, self.docks, DOCKS, LAYOUT_VERSION, {COMPARE_VIEW: self.compare_controller}
        )
        self.layer_chips = LayerChips(self.context.canvas, self.context.canvas.layers)
        self.draw_mode_controller = DrawModeController(self.context, self.layer_chips)
        self.first_hint_controller = FirstHintController(self.context)
        self.plugin_controller = PluginController(self.context)

    @property
    def is_opening(self) -> bool:
        """Whether a folder is being opened, or an image is being loaded."""
        return self.open_controller.is_opening or self.context.session.is_loading

    @Slot()
    def build_remaining_parts(self) -> None:
        """Build the docks that were not seen at first, draw the icons of menus, and load the actions of plug-ins."""
        build_missing_docks(self.context, self.docks)
        self.plugin_controller.load_actions()
        self.context.actions.add_missing_icons()

    @property
    def images_panel(self) -> ImagesPanel:
        return self.context.image_list_controller.panel

    def stop_threads(self, timeout_ms: int = SAVE_WAIT_MS) -> bool:
        """End every thread of this window; False when one does not listen."""
        ended = [
            self.context.jobs.shut_down(timeout_ms),
            self.image_controller.loader.stop(timeout_ms),
            self.images_panel.thumbnails.stop(timeout_ms),
            self.context.autosave.stop(timeout_ms),
            self.recovery_controller.stop_journal(timeout_ms),
            self.tracer.stop(timeout_ms),
            self.context.stages.stop(timeout_ms),
            self.compare_controller.stop_threads(timeout_ms),
        ]
        return all(ended)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._confirm_end_training() or not self._confirm_leave():
            event.ignore()
            return
        settings = self.context.settings
        settings.store_bytes("window/geometry", self.saveGeometry())
        settings.store_bytes("window/state", self.saveState(LAYOUT_VERSION))
        self.open_controller.last_positions.store_position()
        settings.write_to_disk()
        self.context.jobs.cancel_all()  # waited for when the window is gone; see `stop_threads`
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drop_controller.handle_drag_enter(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.drop_controller.handle_drag_move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_controller.handle_drag_leave()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_controller.handle_drop(event)

    def _build_center(self) -> QWidget:
        self.pages.addWidget(self.start_page)
        self.views.addWidget(self.context.canvas)
        self.views.setChildrenCollapsible(False)
        self.pages.addWidget(self.views)
        center = QWidget()
        layout = QVBoxLayout(center)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.context.notices)
        layout.addWidget(self.pages, 1)
        return center

    def _bind_actions(self) -> None:
        actions = self.context.actions
        actions.bind("save", self.context.autosave.retry)
        actions.bind("quit", self.close)
        actions.bind("find_image", self._focus_image_search)
        actions.bind("dismiss", self._dismiss)

    def _build_bars(self) -> None:
        actions = self.context.actions
        menus = actions.fill_menu_bar(self.menuBar())
        recent = self.menuBar().addMenu(tr("&Recent folders"))
        recent.aboutToShow.connect(lambda: self.open_controller.fill_recent_menu(recent))
        menus[FILE].insertMenu(actions["open_demo"], recent)
        self.menuBar().removeAction(recent.menuAction())
        self.view_actions.fill_view_menu(menus[VIEW], self.docks)
        bar = QToolBar(tr("Main toolbar"))
        bar.setObjectName("toolbar")
        bar.setIconSize(QSize(20, 20))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        actions.fill_toolbar(bar)
        self.addToolBar(bar)
        self.status_bar.addPermanentWidget(self.format_controller.button)
        for id in actions:
            self.addAction(actions[id])  # keys work even where a menu is hidden, as in full screen

    def _connect_signals(self) -> None:
        context = self.context
        session, canvas = context.session, context.canvas
        self.image_controller.first_image_shown.connect(context.engine.start_when_quiet)
        session.current_image_changed.connect(context.engine.postpone_loading)
        self.open_controller.started.connect(self._on_opening_started)
        self.open_controller.started.connect(self.image_controller.loader.start)
        self.open_controller.progress_changed.connect(self.start_page.show_progress)
        self.open_controller.opened.connect(self._on_folder_opened)
        self.open_controller.failed.connect(self.start_page.show_idle)
        self.start_page.folder_chosen.connect(self.open_controller.open_path)
        self.status_bar.retry_requested.connect(context.autosave.retry)
        canvas.cursor_moved.connect(self.status_bar.show_cursor)
        canvas.zoom_changed.connect(self.status_bar.show_zoom)
        canvas.menu_requested.connect(self._on_canvas_menu_requested)
        self.display_controller.color_changed.connect(self.status_bar.show_color)
        self.display_controller.adjusted_changed.connect(self.status_bar.adjusted_button.setVisible)
        self.status_bar.adjusted_button.clicked.connect(self.display_controller.popup.toggle_popup)
        for signal in (session.folder_changed, session.current_image_changed, session.document_changed):
            signal.connect(self._update_title)
        context.autosave.state_changed.connect(self._update_title)
        context.theme.changed.connect(self._on_theme_changed)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.setStyleSheet(build_style_sheet(self.context.theme.is_dark))

    @Slot(str)
    def _on_opening_started(self, text: str) -> None:
        self.start_page.show_busy(text)
        if self.context.session.folder is None:
            self.pages.setCurrentWidget(self.start_page)

    @Slot()
    def _on_folder_opened(self) -> None:
        self.pages.setCurrentWidget(self.views)
        self.context.canvas.setFocus()  # so that A, D and W work at once

    @Slot(QPoint)
    def _on_canvas_menu_requested(self, at: QPoint) -> None:
        sections = BOX_MENU if self.context.session.selection else CANVAS_MENU
        open_menu(self.context.actions, sections, self.context.canvas, at)

    @Slot()
    def _update_title(self) -> None:
        session = self.context.session
        folder, index = session.folder, session.index
        if folder is None:
            self.setWindowTitle(DISPLAY_NAME)
            return
        name = folder.root.name or str(folder.root)
        image = f" - {shorten_text(folder.name_of(index))}" if 0 <= index < len(folder) else ""
        self.setWindowTitle(f"{shorten_text(name)}{image}[*]")
        document = session.document
        self.setWindowModified(document is not None and document.is_modified)

    def _dismiss(self) -> None:
        """End the first of these that there is."""
        ended = (
            self.context.canvas.dismiss,
            self.workspace_controller.close_overlay,
            self.full_screen_controller.leave_full_screen,
        )
        any(end() for end in ended)

    def _focus_image_search(self) -> None:
        self.docks["images"].show()
        self.images_panel.focus_search()

    def _restore_layout(self) -> None:
        settings = self.context.settings
        if not self.restoreGeometry(settings.load_bytes("window/geometry")):
            available = self.screen().availableSize()
            self.resize(DEFAULT_SIZE.boundedTo(available))
            if available.width() <= DEFAULT_SIZE.width() or available.height() <= DEFAULT_SIZE.height():
                self.setWindowState(Qt.WindowState.WindowMaximized)
        self.workspace_controller.restore_layout(settings.load_bytes("window/state"))

    def _confirm_end_training(self) -> bool:
        """Whether none is on, or the person lets it end."""
        training = self.context.jobs.exclusive_job
        if training is None or training.is_cancel_requested:
            return True
        box = PlainMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("Training in progress"))
        box.setText(tr("A training is in progress. Quit anyway?"))
        box.setInformativeText(tr("It stops after this step. Resume it later in Runs."))
        leave = box.addButton(tr("Stop and quit"), QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.exec()
        return box.clickedButton() is leave

    def _confirm_leave(self) -> bool:
        """Whether everything is on disk, or the person gives up what is not."""
        autosave = self.context.autosave
        while not autosave.save_all(SAVE_WAIT_MS):
            box = PlainMessageBox(self)
            box.setIcon(QMessageBox.Icon.Warning)
            box.setWindowTitle(tr("Not saved"))
            box.setText(tr("The boxes of %Ln image(s) are not saved.", "", len(autosave.unsaved_documents)))
            reason = autosave.failure or tr("The disk does not respond.")
            offered = tr("You can restore them when this folder is opened again.")
            box.setInformativeText(f"{reason}\n\n{offered}")
            again = box.addButton(tr("Try again"), QMessageBox.ButtonRole.AcceptRole)
            leave = box.addButton(tr("Quit without saving"), QMessageBox.ButtonRole.DestructiveRole)
            box.addButton(QMessageBox.StandardButton.Cancel)
            box.setDefaultButton(again)
            box.exec()
            if box.clickedButton() is leave:
                return True
            if box.clickedButton() is not again:
                return False
        return True

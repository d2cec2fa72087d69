"""Choosing the network in use and the device: the dialog, reading or fetching what was chosen, and remembering it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from detector.pretrained import COCO_PRESET
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.network import choose_checkpoint
from frcnn_gui.controllers.training import latest_checkpoint, runs_folders
from frcnn_gui.panels.network_dialog import NetworkDialog
from frcnn_gui.panels.notice_bar import Notice, NoticeKind
from frcnn_gui.workers.checkpoint_job import checkpoint_job
from frcnn_gui.workers.job import Job
from frcnn_gui.workers.network_list_job import coco_job, network_list_job
from frcnn_gui.workers.networks import NetworkSource, demo_network

TOPIC = "network"
RECENT, DEVICE = "networks/recent", "networks/device"
MOST_RECENT = 8


class ChoosingNetwork(QObject):
    """Binds `open_network`. A folder that was trained on goes on with its last network."""

    def __init__(self, context: WindowContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._network, self._engine = context.network, context.engine
        self._network.device = context.settings.load(DEVICE, self._network.device)
        self.dialog: NetworkDialog | None = None
        context.actions.bind("open_network", self.ask)
        context.session.folder_changed.connect(self._use_last_run)
        self._engine.ready_changed.connect(self._take_engine)
        self._take_engine()

    @Slot()
    def _take_engine(self) -> None:
        self._context.actions.allow("open_network", self._engine.ready)
        self._use_last_run()

    # -- asking

    def ask(self) -> None:
        """Show what there is to choose from."""
        folder = self._context.session.folder
        dialog = NetworkDialog(
            self._network.source, self._network.device, self._recent(), COCO_PRESET, self._context.window
        )
        self.dialog = dialog
        dialog.chosen.connect(self.take)
        dialog.device_chosen.connect(self._take_device)
        dialog.file_asked.connect(self._ask_file)
        dialog.finished.connect(self._forget_dialog)
        job = network_list_job(runs_folders(folder.root) if folder is not None else ())
        job.result.connect(lambda found: self.dialog.show_list(found) if self.dialog is not None else None)
        self._context.jobs.start(job)
        dialog.open()

    @Slot()
    def _forget_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
        self.dialog = None

    @Slot()
    def _ask_file(self) -> None:
        chosen = choose_checkpoint(self._context.window)
        if chosen is not None:
            if self.dialog is not None:
                self.dialog.accept()
            self.open_network(chosen, remember=True)

    @Slot(object)
    def take(self, source: NetworkSource) -> None:
        """Use what was chosen, once it has been read."""
        if source.coco:
            self._use_coco()
        elif source.checkpoint is not None:
            self.open_network(source.checkpoint)
        else:
            self._network.use_preset(source.preset)

    @Slot(str)
    def _take_device(self, name: str) -> None:
        self._network.device = name
        self._context.settings.store(DEVICE, name)

    # -- using

    def open_network(self, path: Path, remember: bool = False) -> None:
        """Read the file in a job, and use it when it is sound."""
        self._context.notices.clear(TOPIC)
        job = checkpoint_job(path, self._network.cache)
        job.result.connect(lambda config: self._network.use_checkpoint(path, config))
        if remember:
            job.result.connect(lambda _config: self._remember(path))
        self._read(job)

    def _read(self, job: Job) -> None:
        job.failed.connect(self._fail)
        job.finished.connect(self._network.end_reading)
        self._network.begin_reading()
        self._context.jobs.start(job)

    def _use_coco(self) -> None:
        self._context.notices.clear(TOPIC)
        job = coco_job(COCO_PRESET)
        job.result.connect(lambda _nothing: self._network.use_coco())
        self._read(job)

    @Slot(str)
    def _fail(self, text: str) -> None:
        self._context.notices.add(Notice(text, NoticeKind.ERROR, TOPIC))

    def _recent(self) -> list[Path]:
        paths = [Path(text) for text in self._context.settings.load(RECENT, list[str]()) if isinstance(text, str)]
        return [path for path in paths if path.is_file()]

    def _remember(self, path: Path) -> None:
        others = [str(other) for other in self._recent() if other != path]
        self._context.settings.store(RECENT, [str(path), *others][:MOST_RECENT])

    @Slot()
    def _use_last_run(self) -> None:
        """A folder that was trained on goes on with that network; the demo begins with the one that knows it."""
        folder = self._context.session.folder if self._engine.ready else None
        if folder is None:
            return
        path = latest_checkpoint(folder.root)
        is_demo = folder.root == self._context.settings.demo_folder
        if path is None and is_demo and not self._network.trained:
            path = demo_network()
        if path is not None and path != self._network.source.checkpoint:
            self.open_network(path)

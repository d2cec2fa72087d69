"""Choosing the network in use and the device: the dialog, reading or fetching what was chosen, and remembering it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Slot

from detector.config import DetectorConfig
from detector.torch_requirement import has_torch
from detector.weights.pretrained import COCO_PRESET
from frcnn_gui.common.job import Job
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.notice_bar import Notice, NoticeKind
from frcnn_gui.common.parts import (
    HasActions,
    HasEngine,
    HasJobs,
    HasNotices,
    HasPreferences,
    HasSettings,
    HasWindow,
)
from frcnn_gui.common.preferences import DEVICE
from frcnn_gui.document.parts import HasSession
from frcnn_gui.network.checkpoint_job import create_checkpoint_job
from frcnn_gui.network.network_cache import NetworkSource, find_demo_network
from frcnn_gui.network.network_question import NetworkQuestion
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.network.run_folders import find_latest_checkpoint

TOPIC = "network"
RECENT_SETTING = "networks/recent"
MAX_RECENT_NETWORKS = 8


class NetworkContext(
    HasWindow, HasJobs, HasActions, HasNotices, HasSettings, HasPreferences, HasEngine, HasSession, HasNetwork, Protocol
):
    """What is used of the window."""


class NetworkController(QObject):
    """Binds `open_network`. A folder that was trained on opens with its last network."""

    def __init__(self, context: NetworkContext) -> None:
        super().__init__(context.window)
        self._context = context
        self._network, self._engine = context.network, context.engine
        context.preferences.follow_value(DEVICE, self._network.use_device)
        self.question = NetworkQuestion(context, self)
        self.question.network_chosen.connect(self.use_source)
        self.question.file_chosen.connect(self._on_file_chosen)
        self._read_job = LatestJob(context.jobs, self)
        self._read_job.failed.connect(self._on_job_failed)
        context.actions.bind("open_network", self.ask_network)
        context.session.folder_changed.connect(self._use_last_run)
        self._network.changed.connect(self._on_network_changed)
        self._on_network_changed()
        self._engine.ready_changed.connect(self._on_engine_ready_changed)
        self._on_engine_ready_changed()

    @Slot()
    def _on_engine_ready_changed(self) -> None:
        self._context.actions.update_state(has_torch=has_torch(), is_engine_ready=self._engine.is_ready)
        self._use_last_run()

    @Slot()
    def _on_network_changed(self) -> None:
        self._context.actions.update_state(
            is_network_trained=self._network.is_trained, has_trained_masks=self._network.has_trained_masks
        )

    # -- asking

    def ask_network(self) -> None:
        """Show what there is to choose from."""
        dialog = self.question.ask(self._load_recent_files())
        dialog.device_chosen.connect(lambda name: self._context.preferences.set_value(DEVICE, name))

    @Slot(object)
    def _on_file_chosen(self, path: Path) -> None:
        self.open_network(path, remember=True)

    @Slot(object)
    def use_source(self, source: NetworkSource) -> None:
        """Use what was chosen, once it has been read."""
        if source.coco:
            self._use_coco()
        elif source.checkpoint is not None:
            self.open_network(source.checkpoint)
        else:
            self._read_job.drop()
            self._network.use_preset(source.preset)

    # -- using

    def open_network(self, path: Path, remember: bool = False) -> None:
        """Read the file in a job, and use it when it is sound."""
        self._context.notices.clear_topic(TOPIC)
        job = create_checkpoint_job(path, self._network.cache)

        def use_checkpoint(config: DetectorConfig) -> None:
            self._network.use_checkpoint(path, config)
            if remember:
                self._remember_file(path)

        self._start_reading(job, use_checkpoint)

    def _start_reading(self, job: Job, on_result: Callable[[DetectorConfig], None]) -> None:
        job.finished.connect(self._network.end_reading)  # of every job: the network waits for the last
        self._network.begin_reading()
        if not self._read_job.start(job, on_result):
            self._network.end_reading()

    def _use_coco(self) -> None:
        from frcnn_gui.network.network_list_job import create_coco_job

        self._context.notices.clear_topic(TOPIC)
        self._start_reading(create_coco_job(COCO_PRESET), lambda _nothing: self._network.use_coco())

    @Slot(str)
    def _on_job_failed(self, text: str) -> None:
        self._context.notices.add_notice(Notice(text, NoticeKind.ERROR, TOPIC))

    def _load_recent_files(self) -> list[Path]:
        paths = [
            Path(text)
            for text in self._context.settings.load_value(RECENT_SETTING, list[str]())
            if isinstance(text, str)
        ]
        return [path for path in paths if path.is_file()]

    def _remember_file(self, path: Path) -> None:
        others = [str(other) for other in self._load_recent_files() if other != path]
        self._context.settings.store_value(RECENT_SETTING, [str(path), *others][:MAX_RECENT_NETWORKS])

    @Slot()
    def _use_last_run(self) -> None:
        """A folder that was trained on opens with that network, the demo with its own."""
        folder = self._context.session.folder if self._engine.is_ready else None
        if folder is None:
            return
        path = find_latest_checkpoint(folder.root)
        is_demo = folder.root == self._context.settings.demo_folder
        if path is None and is_demo and not self._network.is_trained:
            path = find_demo_network()
        if path is not None and path != self._network.source.checkpoint:
            self.open_network(path)

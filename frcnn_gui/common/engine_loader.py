"""Bring torch in without stopping the window, and say when the detector can be used."""

from __future__ import annotations

import ctypes
import gc
import importlib
import importlib.util
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from detector.torch_requirement import TorchMissingError, has_torch
from frcnn_gui.common.job import Job, JobContext, JobRunner
from frcnn_gui.common.language import tr

ENGINE_MODULES = (
    "detector.predictor",
    "detector.trace.live_stages",
    "detector.training.checkpoints.torchvision_weights",
)
"""What detection and the stages need."""
# pyqtgraph draws the loss curves: 0.3 s for which the window would stand still at the first step of a training.
LATER_MODULES = ("detector.training.trainer", "torch._dynamo", "pyqtgraph")
"""What nobody waits for, brought in once the engine is ready and at rest. A training's first step imports
`torch._dynamo`, which takes longer than all that detection needs of torchvision and of the detector."""
QUIET_MS = 800
SLICE_S, SLICE_EVERY_MS = 0.005, 15
TORCH_LIBRARIES = ("torch/lib/libtorch_python.so", "torchvision/_C.so", "torchvision/_C_stable.so")
"""Of torchvision's two, older versions have the first, newer ones the second."""


def load_engine(context: JobContext, thread_count: int = 0) -> None:
    """Import what the stages need, and have each thread compute with `thread_count` threads; 0: as torch has it.

    Runs on a worker thread.

    Raises:
        TorchMissingError: PyTorch is not installed.
    """
    if not has_torch():
        raise TorchMissingError
    context.report_progress(0, 0, tr("Loading the detector engine"))
    with pause_garbage_collection():
        _open_libraries()
        for module in ENGINE_MODULES:
            importlib.import_module(module)
            context.raise_if_canceled()
    if thread_count:
        importlib.import_module("torch").set_num_threads(thread_count)


def _load_rest(context: JobContext) -> None:
    with pause_garbage_collection():
        for module in LATER_MODULES:
            context.raise_if_canceled()
            importlib.import_module(module)


@contextmanager
def pause_garbage_collection() -> Iterator[None]:
    """Import many modules without the pauses in which Python looks for garbage.

    Each stops every thread, the window's too, for up to 0.2 s. What was imported is kept, so later it is not gone
    through either.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def _iterate_qt_types() -> Iterator[object]:
    """Every type of Qt, as it is made.

    PySide makes a type when it is first named. pyqtgraph names all of them while it is imported, on a thread, and two
    threads that make types at once can crash Python.
    """
    for module in (QtCore, QtGui, QtWidgets):
        for name in dir(module):
            yield getattr(module, name)


def _open_libraries() -> None:
    """Open torch's shared libraries before `import torch` does.

    Python opens an extension with its global lock held, which stops every thread, the window's too, for up to 0.8 s
    here. A foreign function called through ctypes gives the lock up, and then the import finds the libraries loaded.
    """
    if not sys.platform.startswith("linux"):
        return
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.restype = ctypes.c_void_p
    dlopen.argtypes = (ctypes.c_char_p, ctypes.c_int)
    for library in TORCH_LIBRARIES:
        package, _, inside = library.partition("/")
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            continue
        path = Path(spec.origin).parent / inside
        if path.exists():
            dlopen(os.fsencode(path), os.RTLD_NOW | os.RTLD_GLOBAL)


class Engine(QObject):
    """Whether the detector's code is loaded; loads it once.

    Signals:
        ready_changed: The code is loaded.
        failed: Why it could not be loaded.
    """

    ready_changed = Signal()
    failed = Signal(str)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._job: Job | None = None
        self.thread_count = 0
        """Processor threads of the network; 0: automatic"""
        self._quiet_timer = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet_timer.timeout.connect(self.start_loading)
        self._qt_types = _iterate_qt_types()
        self._slice_timer = QTimer(self, interval=SLICE_EVERY_MS)
        self._slice_timer.timeout.connect(self._make_some_types)
        self.is_ready = False
        self.failure = ""
        """Why the code could not be loaded when that was last tried"""

    def start_when_quiet(self) -> None:
        """Begin to load when nobody has paged on for a moment: importing takes what decoding needs."""
        if self._job is None and not self.is_ready:
            self._quiet_timer.start()

    def postpone_loading(self) -> None:
        """Somebody pages on."""
        if self._quiet_timer.isActive():
            self._quiet_timer.start()

    def start_loading(self) -> None:
        """Begin to load, unless that has begun."""
        self._quiet_timer.stop()
        if self._job is not None or self.is_ready:
            return
        self._job = Job(tr("Loading the detector engine"), partial(load_engine, thread_count=self.thread_count))
        self._job.result_ready.connect(self._on_loaded)
        self._job.failed.connect(self._on_load_failed)
        self._runner.start(self._job)

    def _on_loaded(self) -> None:
        self._job, self.failure = None, ""
        self.is_ready = True
        self.ready_changed.emit()
        self._slice_timer.start()

    def _make_some_types(self) -> None:
        """On the window's thread, a few at a time; then the rest is loaded."""
        end = time.monotonic() + SLICE_S
        while time.monotonic() < end:
            if next(self._qt_types, self) is self:
                self._slice_timer.stop()
                self._runner.jobs_changed.connect(self._load_rest_at_rest)
                self._load_rest_at_rest()
                return

    @Slot()
    def _load_rest_at_rest(self) -> None:
        """When no job is on: a first detection would share Python's lock with it."""
        if not self._runner.jobs:
            self._runner.jobs_changed.disconnect(self._load_rest_at_rest)
            self._runner.start(Job(tr("Loading the detector"), _load_rest))

    def _on_load_failed(self, message: str) -> None:
        self._job = None
        self.failure = message
        self.failed.emit(message)

"""Training and detecting from the window: what they cost the window, and what the window costs them.

The peers are the window when nothing runs, and the engine without a window; without a peer there is a target.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.timing import print_table
from tests.benchmarks.window_stand import WindowStand, open_window

DEMO_IMAGES, DETECTED_IMAGES, MANY = 24, 60, 100_000
TICK_MS = 5
WATCHED_S = 20.0
HAND_MS = 250
"""Between two boxes: faster than any user"""
REPEATS = 3
NETWORK = Path(__file__).resolve().parents[2] / "resources" / "networks" / "demo.safetensors"
HEADER = ("", "here", "peer", "ratio or promise")


def run() -> None:
    from detector.demo import write_demo_folder

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "demo"
        write_demo_folder(folder, DETECTED_IMAGES)
        rows = [*_lags(folder), _folder_detection(folder), _first_detection(folder), _train_dialog(Path(name))]
    print_table("Training and detecting from the window", rows, HEADER)


# -- the event loop


@dataclass(frozen=True)
class Lag:
    """The delays of a timer in milliseconds."""

    median: float
    p99: float
    longest: float


def _watch(stand: WindowStand, seconds: float, act: bool) -> Lag:
    """The delays of timers, while a user (if `act`) continuously draws, moves and undoes boxes."""
    from PySide6.QtCore import QTimer

    late: list[float] = []
    last = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        late.append(max((now - last) * 1000 - TICK_MS, 0.0))
        last = now

    timer, hand = QTimer(interval=TICK_MS), QTimer(interval=HAND_MS)
    timer.timeout.connect(tick)
    hand.timeout.connect(lambda: _draw(stand))
    timer.start()
    if act:
        hand.start()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        stand.application.processEvents()
        time.sleep(0.0005)
    timer.stop()
    hand.stop()
    late.sort()
    return Lag(statistics.median(late), late[int(0.99 * (len(late) - 1))], late[-1])


def _draw(stand: WindowStand) -> None:
    from detector.data.annotation import Annotation
    from detector.data.geometry import Box

    document = stand.window.context.session.document
    if document is None:
        return
    if len(document.annotations) > 30:
        document.undo_stack.undo()
        return
    corner = 10 + 7 * len(document.annotations)
    document.replace_annotations(
        "draw",
        (*document.annotations, Annotation(Box(corner, corner, corner + 60, corner + 40), "coin", document.new_uid())),
    )


def _lags(folder: Path) -> list[tuple[str, ...]]:
    from frcnn_gui.train.train_controller import TrainController
    from frcnn_gui.train.train_job import TrainRequest

    with open_window(1600, 1000) as stand:
        context = stand.window.context
        stand.window.open_controller.open_path(folder)
        stand.wait(lambda: context.session.image is not None and context.engine.is_ready)
        context.show_dock("training")
        stand.wait(lambda: not context.jobs.jobs)
        idle = _watch(stand, WATCHED_S, act=True)
        training = stand.window.findChild(TrainController)
        assert isinstance(training, TrainController)
        training.start_run(TrainRequest(folder, stand.root / "run", "mobilenet_fpn", 100, "none"))
        panel = training.panel
        stand.wait(lambda: len(panel.loss_chart.steps) > 1)
        busy = _watch(stand, WATCHED_S, act=True)
        training.stop_run()
        stand.wait(lambda: not context.jobs.jobs)
    what = "lag of the event loop while it trains and boxes are drawn"
    return [
        (f"{what}, 99 %", f"{busy.p99:.1f} ms", f"{idle.p99:.1f} ms, no training", "promised: 50 ms"),
        (f"{what}, median", f"{busy.median:.1f} ms", f"{idle.median:.1f} ms, no training", ""),
        (f"{what}, longest", f"{busy.longest:.0f} ms", f"{idle.longest:.0f} ms, no training", ""),
    ]


# -- detection


def _folder_detection(folder: Path) -> tuple[str, ...]:
    """Seconds of the window and of the bare engine for the same images, in turns, with the network loaded."""
    from frcnn_gui.network.network_controller import NetworkController

    ours, bare = [], []
    with open_window(1600, 1000) as stand:
        context = stand.window.context
        stand.window.open_controller.open_path(folder)
        stand.wait(lambda: context.session.image is not None and context.engine.is_ready)
        choosing = stand.window.findChild(NetworkController)
        assert isinstance(choosing, NetworkController)
        choosing.open_network(NETWORK)
        stand.wait(lambda: context.network.is_trained and not context.jobs.jobs)
        for _ in range(REPEATS + 1):
            bare.append(_bare(folder))
            since = time.perf_counter()
            context.actions["detect_all"].trigger()
            stand.wait(lambda: not context.jobs.jobs, 0.01)
            ours.append(time.perf_counter() - since)
    here, peer = min(ours[1:]), min(bare[1:])
    title = f"detection in {DETECTED_IMAGES} images"
    return (title, f"{here:.2f} s", f"{peer:.2f} s, the bare engine", f"{here / peer:.2f} (promised: 1.1)")


BARE = """
import sys, time
from pathlib import Path
from detector.folder_detection import detect_folder
from detector.predictor import Predictor
from detector.training.checkpoints.checkpoint import load_checkpoint

predictor = Predictor(load_checkpoint(Path(sys.argv[1])).model.eval())
images = sorted(Path(sys.argv[2]).glob("*.jpg"))
for _ in range(2):  # the first pass is the warm-up
    since = time.perf_counter()
    assert all(not isinstance(found, str) for _, found in detect_folder(predictor, images, 0.05))
print(time.perf_counter() - since)
"""


def _bare(folder: Path) -> float:
    """Seconds of the engine in its own process, so that torch's threads do not compete with those of the window."""
    command = [sys.executable, "-c", BARE, str(NETWORK), str(folder)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _first_detection(folder: Path) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory() as home:
        places = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"), home)
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **places}
        command = [sys.executable, "-m", "tests.benchmarks.probe_detect", str(folder)]
        seconds = []
        for _ in range(REPEATS + 1):
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
            measured = json.loads(done.stdout.splitlines()[-1])
            assert not measured["torch"]
            seconds.append(measured["seconds"])
        only = statistics.median(_import_torch(environment) for _ in range(REPEATS))
    taken = statistics.median(seconds[1:])  # the first fills the disk's cache
    title = "from the first click on Detect, torch not yet loaded, to boxes"
    return (title, f"{taken:.1f} s", f"{only:.1f} s, import torch, torchvision", f"{taken / only:.2f} (promised: 5 s)")


def _import_torch(environment: dict[str, str]) -> float:
    since = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import torch, torchvision"], env=environment, check=True)
    return time.perf_counter() - since


# -- the dialog


def _train_dialog(root: Path) -> tuple[str, ...]:
    from frcnn_gui.train.train_dialog import TrainDialog
    from tests.benchmarks.startup import make_folder

    folder = make_folder(root, MANY)
    for number in range(0, MANY, 2):
        (folder / f"image_{number}.xml").write_text("<annotation/>")
    with open_window(1600, 1000) as stand:
        context = stand.window.context
        stand.window.open_controller.open_path(folder)
        stand.wait(lambda: context.session.image is not None and context.engine.is_ready)
        seconds = []
        for _ in range(REPEATS):
            since = time.perf_counter()
            context.actions["train"].trigger()
            stand.application.processEvents()
            seconds.append(time.perf_counter() - since)
            dialog = stand.window.findChild(TrainDialog)
            assert isinstance(dialog, TrainDialog)
            dialog.reject()
            stand.application.processEvents()
            stand.application.sendPostedEvents(None, 52)  # deleteLater
    worst = max(seconds) * 1000
    return (f"opening the Train dialog on {MANY:,} images, half labeled", f"{worst:.0f} ms", "", "promised: 200 ms")

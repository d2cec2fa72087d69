"""Detection in a whole folder, by `frcnn detect` and by the window, compared with the network alone.

The network alone is the sum of `Predictor.set_image` and `detect` on images decoded before. All run in turns in one
process, on one thread unless OMP_NUM_THREADS is set.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.timing import print_table
from tests.benchmarks.window_stand import WindowStand, open_window

if TYPE_CHECKING:
    from detector.predictor import Predictor

os.environ.setdefault("OMP_NUM_THREADS", "1")

ROUNDS, DEMO_IMAGES, MAX_IMAGES = 5, 40, 40
NETWORK = Path(__file__).resolve().parents[2] / "resources" / "networks" / "demo.safetensors"
RACCOONS = Path(__file__).resolve().parents[3] / "shared" / "data" / "raccoon" / "test"
SCORE = 0.05
HEADER = ("folder", "way", "wall s", "of the network alone (wall)", "of the network alone (CPU)", "goal")
GOAL = "1.05"


@dataclass(frozen=True)
class Spent:
    """The seconds of one pass over a folder."""

    wall: float
    cpu: float


def run() -> None:
    with tempfile.TemporaryDirectory() as name:
        from detector.demo import write_demo_folder

        demo = Path(name) / "demo"
        write_demo_folder(demo, DEMO_IMAGES)
        rows = _rows("demo, 640x480", demo)
        if RACCOONS.is_dir():
            rows += _rows("raccoon, test", _copy_images(RACCOONS, Path(name) / "raccoon"))
    print_table(f"Detection in a folder, {ROUNDS} rounds: median (lowest to highest)", rows, HEADER)


def _copy_images(source: Path, target: Path) -> Path:
    target.mkdir()
    for image in sorted(source.rglob("*.jpg"))[:MAX_IMAGES]:
        (target / image.name).write_bytes(image.read_bytes())
    return target


def _rows(title: str, folder: Path) -> list[tuple[str, ...]]:
    images = sorted(folder.glob("*.jpg"))
    with open_window(1600, 1000) as stand:
        detect_all = _open_folder(stand, folder)
        ways: dict[str, Callable[[], object]] = {
            "the network alone": _prepare_network(images),
            "decoded one by one": _prepare_plain(images),
            "detect_folder": _prepare_folder(images),
            "frcnn detect": lambda: _run_command(images, stand.root),
            "window": detect_all,
        }
        spent: dict[str, list[Spent]] = {way: [] for way in ways}
        for number in range(ROUNDS + 1):
            for way, work in ways.items():
                one = _time(work)
                if number:  # the first round warms up
                    spent[way].append(one)
    alone = spent["the network alone"]
    return [_row(f"{title}, {len(images)} images", way, each, alone) for way, each in spent.items()]


def _time(work: Callable[[], object]) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


def _row(title: str, way: str, spent: Sequence[Spent], alone: Sequence[Spent]) -> tuple[str, ...]:
    wall = [one.wall / other.wall for one, other in zip(spent, alone, strict=True)]
    cpu = [one.cpu / other.cpu for one, other in zip(spent, alone, strict=True)]
    seconds = f"{statistics.median(one.wall for one in spent):.2f}"
    return title, way, seconds, _spread(wall), _spread(cpu), "" if spent is alone else GOAL


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.3f} ({min(values):.3f} to {max(values):.3f})"


# -- the ways to detect


def _prepare_network(images: Sequence[Path]) -> Callable[[], object]:
    from detector.data.image_io import decode_image
    from detector.predictor import max_decode_pixels

    predictor = _predictor()
    decoded = [decode_image(image, max_decode_pixels(predictor.model.config.input)) for image in images]

    def detect() -> None:
        for image in decoded:
            predictor.set_image(image.pixels, (image.width, image.height))
            predictor.detect(SCORE)

    return detect


def _prepare_plain(images: Sequence[Path]) -> Callable[[], object]:
    from detector.data.image_io import decode_image
    from detector.predictor import max_decode_pixels

    predictor = _predictor()

    def detect() -> None:
        for path in images:
            image = decode_image(path, max_decode_pixels(predictor.model.config.input))
            predictor.set_image(image.pixels, (image.width, image.height))
            predictor.detect(SCORE)

    return detect


def _prepare_folder(images: Sequence[Path]) -> Callable[[], object]:
    from detector.folder_detection import detect_folder

    predictor = _predictor()
    return lambda: list(detect_folder(predictor, images, SCORE))


def _run_command(images: Sequence[Path], root: Path) -> None:
    """Do what `frcnn detect` does after its network is loaded."""
    from detector.commands.detect import NamedImages, _detect_share
    from detector.compute.distributed import Process
    from detector.data.results_folder import ResultsFolder

    predictor = _predictor()
    args = Namespace(score=SCORE, draw=False, json=False)
    source = NamedImages(images, [image.name for image in images])
    with (
        tempfile.TemporaryDirectory(dir=root) as out,
        closing(ResultsFolder(Path(out), "voc", predictor.model.classes, 0)) as results,
    ):
        for _ in _detect_share(args, source, predictor, None, results, Process()):
            pass


@cache
def _predictor() -> Predictor:
    from detector.predictor import Predictor
    from detector.training.checkpoints.checkpoint import load_checkpoint

    return Predictor(load_checkpoint(NETWORK).model.eval(), "cpu")


def _open_folder(stand: WindowStand, folder: Path) -> Callable[[], object]:
    """Open a folder in the window with the demo's network; returns a function that detects in all images."""
    from frcnn_gui.network.network_controller import NetworkController

    context = stand.window.context
    stand.window.open_controller.open_path(folder)
    stand.wait(lambda: context.session.image is not None and context.engine.is_ready)
    choosing = stand.window.findChild(NetworkController)
    assert isinstance(choosing, NetworkController)
    choosing.open_network(NETWORK)
    stand.wait(lambda: context.network.is_trained and not context.jobs.jobs)

    def detect_all() -> None:
        context.actions["detect_all"].trigger()
        stand.wait_for_jobs()

    return detect_all

"""Retake the pictures of the README and the site: `python -m tests.screenshots resources/pictures --weights-dir DIR`.

The real window, on the demo, driven as a person would; each picture is the window's own. With --tour, only those of the
stages, which need no training; with --masks, only that of the Mask head dock, which needs none either. With --race,
only that of the Detector race, with these checkpoints besides the demo's network: trained with
`frcnn train --preset r_cnn_mobilenet` and so on, on the demo.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from frcnn_gui.common.language import install_language
from frcnn_gui.common.settings import Settings, ThemeName
from frcnn_gui.common.theme import Theme
from frcnn_gui.explain.race_controller import RaceController
from frcnn_gui.explain.tour_controller import TourController
from frcnn_gui.explain.tour_steps import TOUR_STEPS
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.network_cache import NetworkSource
from frcnn_gui.network.run_folders import propose_run_folder
from frcnn_gui.review.review_controller import ReviewController
from frcnn_gui.stages.stages_panel import StagesPanel
from frcnn_gui.train.active_learning_controller import ActiveLearningController
from frcnn_gui.train.train_controller import TrainController
from frcnn_gui.train.train_job import TrainRequest
from frcnn_gui.train.training_panel import TrainingPanel

PATIENCE = 1_800.0
CANVAS_SIZE = QSize(760, 600)
"""Of the pictures of the stages"""


class Photographer:
    """One window, and the pictures taken of it."""

    def __init__(self, application: QApplication, out: Path, theme: ThemeName, size: QSize, home: Path) -> None:
        self._application = application
        self._out = out
        self.window = MainWindow(Settings(home / "settings.ini"), Theme(application, theme))
        self.window.resize(size)
        self.window.context.settings.demo_folder = home / "demo"
        self.window.show()

    def wait(self, condition: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError("the window did not get there")
            self._application.processEvents()
            time.sleep(0.01)

    def rest(self, seconds: float = 0.5) -> None:
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end)

    def take(self, name: str) -> None:
        self.rest()
        self.window.grab().save(str(self._out / f"{name}.png"))

    def take_canvas(self, name: str) -> None:
        """The image with its layers alone, in 256 colors: there is one of each stage."""
        self.rest()
        image = self.window.context.canvas.grab().toImage()
        image.convertToFormat(QImage.Format.Format_Indexed8).save(str(self._out / f"{name}.png"))


def label(camera: Photographer) -> None:
    window = camera.window
    window.open_controller.open_demo()
    camera.wait(lambda: window.context.session.image is not None)
    window.context.session.go_to_index(3)
    camera.wait(lambda: window.context.session.image is not None)
    document = window.context.session.document
    assert document is not None
    window.context.session.select_annotations(
        [max(document.annotations, key=lambda annotation: annotation.bounds.area).uid]
    )
    camera.take("label")
    camera.wait(lambda: window.context.engine.is_ready)


def stages(camera: Photographer) -> None:
    window = camera.window
    window.context.session.select_annotations(())
    window.context.actions["workspace_stages"].trigger()
    panel = window.docks["stages"].widget()
    assert isinstance(panel, StagesPanel)
    camera.wait(lambda: panel.model.assignment is not None)
    layers = panel.stages.layers
    camera.take("assignment")
    layers["matches"].set_visible(False)
    layers["anchors"].set_visible(True)
    layers["anchors"].set_opacity(0.6)
    layers["after_nms"].set_visible(True)
    camera.wait(lambda: panel.model.is_current)
    camera.take("stages")
    for key, layer in layers.items():
        layer.set_visible(key == "matches")


def explain(camera: Photographer) -> None:
    """The card of the smallest box, which is the hardest to fit."""
    window = camera.window
    document = window.context.session.document
    assert document is not None
    window.context.show_dock("explain")
    window.context.session.select_annotations(
        [min(document.annotations, key=lambda annotation: annotation.bounds.area).uid]
    )
    camera.wait(lambda: window.context.stages.is_current)
    camera.take("explain")
    window.context.session.select_annotations(())
    window.context.actions["workspace_label"].trigger()


def take_tour(camera: Photographer) -> None:
    """Each stage, as the tour shows it."""
    window = camera.window
    window.context.session.select_annotations(())
    window.context.actions["tour"].trigger()
    controller = window.findChild(TourController)
    assert isinstance(controller, TourController)
    camera.wait(lambda: window.context.stages.trace is not None and window.context.stages.is_current)
    size, canvas = window.size(), window.context.canvas
    window.docks["images"].close()
    camera.rest()
    window.resize(size + CANVAS_SIZE - canvas.size())
    camera.rest()
    window.context.actions["fit"].trigger()
    for number, step in enumerate(TOUR_STEPS):
        controller.go_to_step(number)
        camera.wait(lambda: window.context.stages.is_current)
        camera.take_canvas(f"tour_{step.key}")
    window.docks["tour"].close()
    window.docks["images"].show()
    window.resize(size)
    window.context.actions["workspace_label"].trigger()


def train(camera: Photographer, epochs: int, weights_dir: Path | None) -> None:
    window = camera.window
    window.context.actions["workspace_train"].trigger()
    folder = window.context.session.folder
    panel = window.docks["training"].widget()
    assert folder is not None
    assert isinstance(panel, TrainingPanel)
    controller = window.findChild(TrainController)
    assert isinstance(controller, TrainController)
    out = propose_run_folder(folder.root, datetime.now())
    controller.start_run(TrainRequest(folder.root, out, "mobilenet_fpn", epochs, weights_dir=weights_dir))
    camera.wait(lambda: len(panel.loss_chart.steps) >= 10)
    camera.wait(lambda: not window.context.jobs.jobs)
    camera.take("train")


def detect(camera: Photographer) -> None:
    """In an image without labels, with the demo's network."""
    window = camera.window
    session = window.context.session
    labeled, unlabeled = session.index, 21
    session.go_to_index(unlabeled)
    camera.wait(lambda: session.image is not None and window.context.actions["detect"].isEnabled())
    window.context.actions["detect"].trigger()
    camera.wait(lambda: session.best_score is not None)
    window.context.show_dock("detections")
    camera.take("detect")
    session.go_to_index(labeled)
    camera.wait(lambda: session.image is not None)


def review(camera: Photographer) -> None:
    """On an image where the network errs most."""
    window = camera.window
    window.context.actions["workspace_review"].trigger()
    controller = window.findChild(ReviewController)
    assert isinstance(controller, ReviewController)
    camera.wait(controller.panel.isVisible)
    controller.measure_folder()
    camera.wait(lambda: controller.panel.images_model.shown_rows and not window.context.jobs.jobs)
    controller.panel.table.selectRow(0)
    camera.wait(lambda: window.context.session.image is not None)
    camera.take("review")


def loop(camera: Photographer) -> None:
    """Once the network has looked at the images without labels."""
    window = camera.window
    window.context.actions["workspace_train"].trigger()
    window.context.show_dock("loop")
    controller = window.findChild(ActiveLearningController)
    assert isinstance(controller, ActiveLearningController)
    camera.wait(controller.panel.isVisible)
    controller.do_next_step()
    camera.wait(lambda: controller.state.detected_unlabeled and not window.context.jobs.jobs)
    camera.rest()
    controller.do_next_step()
    camera.wait(lambda: window.context.session.image is not None)
    camera.take("loop")


def take_race(camera: Photographer, checkpoints: list[Path]) -> None:
    """The demo's network and its ancestors, measured on one image."""
    window = camera.window
    window.context.session.select_annotations(())
    window.context.actions["workspace_stages"].trigger()
    window.context.show_dock("race")
    camera.wait(lambda: window.context.network.is_trained)
    controller = window.findChild(RaceController)
    assert isinstance(controller, RaceController)
    for checkpoint in checkpoints:
        controller.add_network(NetworkSource("", checkpoint))
    for row, network in enumerate(controller.networks):
        if not network.is_trained:
            controller.panel.network_toggled.emit(row, False)
    for layer in window.context.canvas.layers:
        layer.set_visible(layer.key == "race")
    controller.measure_networks()
    camera.wait(lambda: not window.context.jobs.jobs)
    controller.panel.network_selected.emit(0)
    camera.take("race")


def take_masks(camera: Photographer) -> None:
    """What the mask head of the demo's network makes of a leaf, whose stem is thinner than a cell."""
    window = camera.window
    window.context.actions["workspace_stages"].trigger()
    window.context.show_dock("mask_head")
    camera.wait(lambda: window.context.network.is_trained)
    document = window.context.session.document
    assert document is not None
    leaves = [annotation for annotation in document.annotations if annotation.label == "leaf"]
    window.context.session.select_annotations([max(leaves, key=lambda annotation: annotation.bounds.area).uid])
    shown = {layer.key: layer.is_visible for layer in window.context.canvas.layers}
    for layer in window.context.canvas.layers:
        layer.set_visible(layer.group == "mask_head" and layer.is_visible)
    camera.wait(lambda: window.context.stages.is_current and not window.context.jobs.jobs)
    camera.rest(2)
    camera.take("masks")
    for layer in window.context.canvas.layers:
        layer.set_visible(shown[layer.key])
    window.docks["mask_head"].close()
    window.context.session.select_annotations(())
    window.context.actions["workspace_label"].trigger()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--weights-dir", type=Path)
    parser.add_argument("--theme", default="light", choices=("light", "dark"))
    parser.add_argument("--language", default="en", choices=("en", "zh_CN"))
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--tour", action="store_true", help="only the pictures of the stages")
    parser.add_argument("--race", nargs="+", type=Path, metavar="CHECKPOINT", help="only the picture of the race")
    parser.add_argument("--masks", action="store_true", help="only the picture of the Mask head dock")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    width, height = map(int, options.size.split("x"))
    application = QApplication(sys.argv[:1])
    install_language(application, options.language)
    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_DATA_HOME"] = home
        camera = Photographer(application, options.out, options.theme, QSize(width, height), Path(home))
        label(camera)
        if options.race:
            take_race(camera, options.race)
        elif options.masks:
            take_masks(camera)
        else:
            take_tour(camera)
        if not options.tour and not options.race and not options.masks:
            take_masks(camera)
            stages(camera)
            explain(camera)
            detect(camera)
            train(camera, options.epochs, options.weights_dir)
            review(camera)
            loop(camera)
        camera.window.stop_threads()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Train, detect, accept, correct, review and train again, in the real window."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from detector.demo import write_demo_folder
from detector.training.runs.past_runs import read_run
from detector.training.runs.split_file import SPLIT_NAME
from frcnn_gui.detect.accept_controller import AcceptController
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.network_controller import NetworkController
from frcnn_gui.review.review_controller import ReviewController
from frcnn_gui.train.active_learning_controller import ActiveLearningController
from frcnn_gui.train.active_learning_panel import ActiveLearningStep
from tests.gui.e2e.driver import LEFT, ON_A_SCREEN, TRAIN_WAIT, WAIT, Person

MICROCONTROLLERS = Path(__file__).resolve().parents[4] / "shared" / "data" / "microcontrollers" / "train"
LONG = 600_000
FULL_RUNS = "FRCNN_FULL_RUNS"
"""Set it to train for as long as a person would, ten minutes in all; without it the runs are a few steps."""


def microcontrollers(root: Path) -> None:
    if not MICROCONTROLLERS.is_dir():
        pytest.skip(f"{MICROCONTROLLERS} is not there")
    root.mkdir()
    for path in sorted(MICROCONTROLLERS.iterdir()):
        shutil.copy(path, root)


def demo(root: Path) -> None:
    write_demo_folder(root, count=14, seed=4)


def delete_labels(image: Path) -> None:
    image.with_suffix(".xml").unlink(missing_ok=True)
    for folder in ("SegmentationObject", "SegmentationClass"):
        (image.parent / folder / f"{image.stem}.png").unlink(missing_ok=True)


@pytest.fixture(params=[demo, microcontrollers])
def person(request: pytest.FixtureRequest, qtbot: QtBot, window: MainWindow, tmp_path: Path) -> Person:
    request.param(tmp_path / "photos")
    images = sorted(path for path in (tmp_path / "photos").iterdir() if path.suffix.lower() in (".jpg", ".png"))
    for image in images[-4:]:  # to be labeled with the network's help
        delete_labels(image)
    for image in images[:-4][14:]:
        image.unlink()
        delete_labels(image)
    person = Person(qtbot, window)
    person.open(tmp_path / "photos")
    person.wait_for_engine()
    return person


def controller(person: Person, kind: type) -> object:
    found = person.window.findChild(kind)
    assert found is not None
    return found


def idle(person: Person) -> None:
    person.qtbot.waitUntil(lambda: not person.window.context.jobs.jobs, timeout=LONG)


def runs(person: Person) -> list[Path]:
    folder = person.session.folder
    assert folder is not None
    return sorted((folder.root / "frcnn-runs").iterdir())


@ON_A_SCREEN
def test_that_the_loop_goes_round(person: Person) -> None:
    looping, full = controller(person, ActiveLearningController), bool(os.environ.get(FULL_RUNS))
    assert isinstance(looping, ActiveLearningController)
    person.window.context.show_dock("loop")
    choosing = controller(person, NetworkController)
    assert isinstance(choosing, NetworkController)
    unlabeled = looping.state.unlabeled
    assert unlabeled >= 4

    # The same as the button of step 2, which asks before it begins.
    person.train(40, "automatic", LONG) if full else person.train(1)
    idle(person)
    person.qtbot.waitUntil(lambda: looping.state.next_step == ActiveLearningStep.DETECT, timeout=WAIT)
    looping.update_panel()

    person.session.score_threshold = 0.5 if full else 0.05  # a few steps do not make a detector; all it says is taken
    QTest.mouseClick(looping.panel.step_button, LEFT)
    person.qtbot.waitUntil(lambda: looping.state.next_step == ActiveLearningStep.CORRECT, timeout=TRAIN_WAIT)
    idle(person)
    person.qtbot.waitUntil(lambda: len(looping._proposed_images) == unlabeled, timeout=WAIT)
    looping.update_panel()

    correct_one(person, looping)

    # The rest at once; where nothing was found there is nothing to accept.
    accepting = controller(person, AcceptController)
    assert isinstance(accepting, AcceptController)
    accepting.accept_detections(accepting._find_shown_detections())
    idle(person)
    person.qtbot.waitUntil(lambda: looping.state.unlabeled < unlabeled, timeout=WAIT)

    review(person)

    labeled = looping.state.labeled
    looping._train_again()
    person.qtbot.waitUntil(lambda: person.training.stop_button.isEnabled(), timeout=LONG)
    person.qtbot.waitUntil(lambda: len(person.training.loss_chart.steps) > 1, timeout=LONG)
    if not full:
        person.training.stop_button.click()
    idle(person)
    check_splits(person, labeled)


def correct_one(person: Person, looping: ActiveLearningController) -> None:
    """Go to the image to label next, accept one of what was found there and correct it."""
    QTest.mouseClick(looping.panel.step_button, LEFT)
    person.wait_for_image()
    person.qtbot.waitUntil(lambda: person.session.document is not None, timeout=WAIT)
    assert person.document.image == looping.list_next_images()[0].image
    if not person.session.detections:  # an image in which nothing was found is labeled by hand
        person.press(Qt.Key.Key_W)
        person.session.current_label = person.session.classes[0]
        person.drag((20, 20), (120, 120))
    else:
        person.detections.table.selectRow(0)
        person.detections.table.setFocus()
        QTest.keyClick(person.detections.table, Qt.Key.Key_Return)
    assert len(person.document.annotations) == 1
    person.wait_until_saved()


def check_splits(person: Person, labeled: int) -> None:
    """The second run learns from more, and from nothing that the first was measured on."""
    for run in filter(None, map(read_run, runs(person))):
        print(
            f"{run.folder.parents[1].parent.name}: {run.labeled_count} labeled, {run.steps} steps, AP50 {run.best_ap50}"
        )
    first, second = runs(person)
    before, after = (json.loads((run / SPLIT_NAME).read_text()) for run in (first, second))
    assert set(before["measured"]) <= set(after["measured"])
    assert not set(after["learned"]) & set(before["measured"])
    assert len(after["learned"]) + len(after["measured"]) == labeled > len(before["learned"]) + len(before["measured"])


def review(person: Person) -> None:
    """Hold what the network finds against the labels; a cell and a missed object open their images."""
    reviewing = controller(person, ReviewController)
    assert isinstance(reviewing, ReviewController)
    person.window.context.show_dock("review")
    person.qtbot.waitUntil(reviewing.panel.isVisible, timeout=WAIT)
    QTest.mouseClick(reviewing.panel.measure_button, LEFT)
    person.qtbot.waitUntil(lambda: reviewing._shown_review is not None, timeout=LONG)
    idle(person)
    assert reviewing._shown_review is not None
    evaluation = reviewing._shown_review.measured.evaluation
    assert len(reviewing.panel.images_model.shown_rows) == evaluation.images
    cell = next(iter(reviewing.panel.confusion_model.confusion.images))
    reviewing.panel.cell_chosen.emit(*cell)
    person.wait_for_image()
    folder = person.session.folder
    assert folder is not None
    results = evaluation.results
    expected = {results[row].path for row in reviewing.panel.confusion_model.confusion.images[cell]}
    assert folder[person.session.index] in expected
    assert {line.image for line in reviewing.panel.images_model.shown_rows} == expected

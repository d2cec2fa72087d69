"""Review separates images that the network was trained on from held-out ones, which are shown first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.evaluation.measurement import score_results
from detector.training.runs.split_file import SPLIT_NAME
from frcnn_gui.main_window import MainWindow
from frcnn_gui.network.network_cache import NetworkSource
from frcnn_gui.network.run_folders import RUNS_FOLDER
from frcnn_gui.review.evaluate_job import FolderEvaluation
from frcnn_gui.review.image_groups import GroupCounts, ImageGroup, count_groups, find_learned_images, select_group
from frcnn_gui.review.review_controller import ReviewController
from tests.gui.unit.review.test_review import CLASSES, measured, opened, result

__all__ = ["opened"]  # a fixture


def write_run(run: Path, learned: str) -> NetworkSource:
    run.mkdir(parents=True)
    (run / SPLIT_NAME).write_text(f'{{"learned": [{learned}], "measured": []}}')
    return NetworkSource("mobilenet_fpn", run / "best.safetensors")


def test_that_images_of_a_run_on_this_folder_are_known(tmp_path: Path) -> None:
    source = write_run(tmp_path / RUNS_FOLDER / "2026-01-01_120000", '"a.jpg", "sub/b.jpg"')
    images = [tmp_path / name for name in ("a.jpg", "b.jpg", "sub/b.jpg")]
    assert find_learned_images(source, tmp_path, images) == {images[0], images[2]}


@pytest.mark.parametrize("place", ["elsewhere/run", "elsewhere/frcnn-runs/run"])
def test_that_a_run_on_another_folder_says_nothing(tmp_path: Path, place: str) -> None:
    source = write_run(tmp_path / place, '"a.jpg"')
    assert find_learned_images(source, tmp_path, [tmp_path / "a.jpg"]) == frozenset()
    assert find_learned_images(NetworkSource("vgg16"), tmp_path, [tmp_path / "a.jpg"]) == frozenset()


def test_that_a_group_without_images_is_not_offered() -> None:
    assert GroupCounts(3, 0).groups == {ImageGroup.ALL: 3}
    assert GroupCounts(0, 3).groups == {ImageGroup.ALL: 3}
    assert list(GroupCounts(2, 5).groups.items()) == [
        (ImageGroup.HELD_OUT, 2),
        (ImageGroup.LEARNED, 5),
        (ImageGroup.ALL, 7),
    ]


def learned_first(window: MainWindow) -> FolderEvaluation:
    """The first image, which is right, was trained on."""
    all_images = measured(window)
    return replace(all_images, learned=frozenset({all_images.evaluation.results[0].path}))


@pytest.mark.parametrize("group", list(ImageGroup))
def test_that_a_group_is_scored_like_a_folder_of_its_images(opened: MainWindow, group: ImageGroup) -> None:
    evaluation = learned_first(opened)
    paths = [one.path for one in evaluation.evaluation.results]
    rows = {ImageGroup.HELD_OUT: paths[1:], ImageGroup.LEARNED: paths[:1], ImageGroup.ALL: paths}[group]
    alone = {
        paths[0]: result(paths[0], [(5, 1, 0.9)], [(5, 1)]),
        paths[1]: result(paths[1], [(5, 2, 0.8)], [(5, 1)]),
        paths[2]: result(paths[2], [(5, 1, 0.3)], [(5, 1), (40, 1)]),
    }
    selected = select_group(evaluation, group)
    assert [one.path for one in selected.evaluation.results] == rows
    assert selected.evaluation.coco == score_results([alone[path] for path in rows], CLASSES).coco


def test_that_held_out_images_are_shown_first_and_others_on_request(qtbot: QtBot, opened: MainWindow) -> None:
    opened.context.show_dock("review")
    controller = opened.findChild(ReviewController)
    assert isinstance(controller, ReviewController)
    panel = controller.panel
    evaluation = learned_first(opened)
    qtbot.waitUntil(panel.isVisible)
    controller._measurement.result = evaluation
    controller._measurement.changed.emit()
    names = [one.path.name for one in evaluation.evaluation.results]
    assert count_groups(evaluation) == GroupCounts(2, 1)
    qtbot.waitUntil(lambda: len(panel.images_model.shown_rows) == 2)
    assert {row.image.name for row in panel.images_model.shown_rows} == set(names[1:])
    assert panel.group_choice.currentData() is ImageGroup.HELD_OUT
    assert panel.missed_list.count() == 3
    panel.group_choice.setCurrentIndex(panel.group_choice.findData(ImageGroup.LEARNED))
    panel.group_choice.activated.emit(panel.group_choice.currentIndex())
    qtbot.waitUntil(lambda: [row.image.name for row in panel.images_model.shown_rows] == names[:1])
    assert panel.missed_list.count() == 0
    assert "AP50 1.000" in panel.summary.text()

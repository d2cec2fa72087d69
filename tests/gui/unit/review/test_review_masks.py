"""Review by masks: the choice, its reason where there is none, what follows it, and what is drawn over the image."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.coco_counts import format_counts, list_counts
from detector.data.outlines.outlined_box import get_outline
from detector.evaluation.diagnostics import DiagnosedMiss, gather_diagnostics
from detector.evaluation.image_diagnostics import ImageDiagnostics
from detector.evaluation.masks import MaskMetrics, MaskResult, compute_mask_metrics
from detector.evaluation.measurement import score_results
from detector.evaluation.proposal_recall import PROPOSAL_COUNTS
from detector.outcomes import MissCause
from frcnn_gui.common.language import tr
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.common.widgets.narrow_header import ARROW_WIDTH_PX
from frcnn_gui.main_window import MainWindow
from frcnn_gui.review.criterion import EXTERNAL_TEXT, NO_MASKS_TEXT, NO_OUTLINES_TEXT, Criterion
from frcnn_gui.review.evaluate_job import FolderEvaluation, store_detections
from frcnn_gui.review.image_groups import ImageGroup, select_group
from frcnn_gui.review.review_controller import ReviewController
from frcnn_gui.review.review_table import BOUNDARY_IOU, DISAGREEMENT, MASK_IOU, UNKNOWN_CELL
from frcnn_gui.review.review_texts import MASK_SCORES_TEXT
from frcnn_gui.stages.texts import MISS_CAUSE_SHORT_TEXTS
from tests.gui.unit.review.test_review import CLASSES, listed, opened, result, settle  # noqa: F401 - a fixture
from tests.sentences import has_sentence

INSIDE = np.indices((80, 100)) // 10 == 1
MASK = format_counts(list_counts(Bitmap.from_mask(INSIDE.all(axis=0)), 100, 80))
"""Of the image: a square of 10 pixels"""


class NeverCanceled:
    """Stands for the context of a job."""

    def raise_if_canceled(self) -> None:
        """Nobody cancels."""

    def report_progress(self, done: int, total: int, text: str) -> None:
        """Nobody looks."""


def mask_result(overlaps: list[list[float]], outlined: bool = True) -> MaskResult:
    table = np.array(overlaps, dtype=np.float64).reshape(len(overlaps), -1)
    detections, objects = table.shape
    ignored = np.full(objects, not outlined)
    return MaskResult(table, table / 2, ignored, (MASK,) * detections, np.full(detections, 9.0), np.full(objects, 9.0))


def measure_folder(window: MainWindow) -> FolderEvaluation:
    """Four boxes are correct: the mask of the second image is not, and that of the third is poor; a cat is missed."""
    folder = window.context.session.folder
    assert folder is not None
    results = (
        result(folder[0], [(5, 1, 0.9)], [(5, 1)]),
        result(folder[1], [(5, 1, 0.8)], [(5, 1)]),
        result(folder[2], [(5, 1, 0.7), (30, 1, 0.6)], [(5, 1), (30, 1), (60, 1)]),
    )
    masks = (mask_result([[0.9]]), mask_result([[0.3]]), mask_result([[0.6, 0, 0], [0, 0.8, 0]]))
    nothing = np.zeros((1, len(PROPOSAL_COUNTS)), np.float32)
    none = ImageDiagnostics(nothing, 0, 0, np.zeros(0, np.int64), np.zeros(0, np.int8))
    third = replace(none, missed=np.array([2]), causes=np.array([MissCause.RPN_NMS], np.int8))
    details = gather_diagnostics(results, (none, none, third), CLASSES, masks)
    metrics = compute_mask_metrics(results, masks, CLASSES)
    evaluation = replace(score_results(results, CLASSES), masks=metrics, mask_results=masks)
    store = store_detections(NeverCanceled(), evaluation, CLASSES)  # type: ignore[arg-type]
    return FolderEvaluation(CLASSES, evaluation, details, (), detections=store)


def show_review(qtbot: QtBot, controller: ReviewController, measured: FolderEvaluation) -> None:
    controller._measurement.result = measured
    controller._measurement.changed.emit()
    settle(qtbot, controller)


@pytest.fixture
def reviewing(qtbot: QtBot, opened: MainWindow) -> ReviewController:  # noqa: F811 - the fixture
    opened.context.show_dock("review")
    controller = opened.findChild(ReviewController)
    assert isinstance(controller, ReviewController)
    qtbot.waitUntil(controller.panel.isVisible)
    show_review(qtbot, controller, measure_folder(opened))
    return controller


def choose_criterion(qtbot: QtBot, controller: ReviewController, criterion: Criterion) -> None:
    choice = controller.panel.criterion_choice
    choice.setCurrentIndex(choice.findData(criterion))
    choice.activated.emit(choice.currentIndex())
    settle(qtbot, controller)


def missed_texts(controller: ReviewController) -> list[str]:
    listed_rows = controller.panel.missed_list
    return [listed_rows.item(row).text() for row in range(listed_rows.count())]


def test_that_counts_curves_order_and_canvas_follow_the_choice(
    qtbot: QtBot,
    opened: MainWindow,  # noqa: F811 - the fixture
    reviewing: ReviewController,
) -> None:
    session, panel = opened.context.session, reviewing.panel
    folder = session.folder
    assert folder is not None
    assert panel.criterion_choice.isEnabled()
    assert has_sentence(panel.summary.text(), MASK_SCORES_TEXT.split("\n")[1])
    assert listed(reviewing)[0] == folder[2].name
    [text] = missed_texts(reviewing)
    assert tr(MISS_CAUSE_SHORT_TEXTS[MissCause.RPN_NMS]) in text
    session.go_to_image(folder[1])
    qtbot.waitUntil(lambda: session.document is not None and session.document.image == folder[1])
    assert session.document is not None
    session.document.replace_annotations("all", (Annotation(Box(5, 5, 15, 15), "cat", 100),))
    qtbot.waitUntil(lambda: reviewing.layer.content.summary == "1 correct, 0 false positives, 0 missed")
    assert [line.review.correct for line in panel.images_model.shown_rows] == [2, 1, 1]
    choose_criterion(qtbot, reviewing, Criterion.MASKS)
    assert listed(reviewing) == [folder[1].name, folder[2].name, folder[0].name]
    worst = panel.images_model.shown_rows[0].review
    assert (worst.correct, worst.false_positives, worst.missed) == (0, 1, 1)
    assert (worst.mask_iou, worst.boundary_iou) == (0.3, 0.15)
    assert sum(tr(MISS_CAUSE_SHORT_TEXTS[MissCause.MASK_HEAD]) in text for text in missed_texts(reviewing)) == 1
    assert reviewing.layer.content.summary == "0 correct, 1 false positive, 1 missed"
    [group] = reviewing.layer.content.outlines
    assert group.colors == (Meaning.FALSE_POSITIVE.color,)
    [found] = session.detections
    for outline in (group.outlines[0], get_outline(found.annotation.geometry)):  # an accepted one keeps its mask
        assert isinstance(outline, Bitmap)
        assert outline == Bitmap.from_mask(INSIDE.all(axis=0)).clip_to(100, 80)
    assert max(panel._curves["cat"].recall) == pytest.approx(3 / 5)
    choose_criterion(qtbot, reviewing, Criterion.BOXES)
    assert listed(reviewing)[0] == folder[2].name
    assert max(panel._curves["cat"].recall) == pytest.approx(4 / 5)


def test_that_the_columns_of_masks_sort_and_unknown_ones_come_last(
    qtbot: QtBot,
    opened: MainWindow,  # noqa: F811 - the fixture
    reviewing: ReviewController,
) -> None:
    folder, model = opened.context.session.folder, reviewing.panel.images_model
    assert folder is not None
    reviewing.panel.score_slider.setValue(65)
    settle(qtbot, reviewing)
    model.sort(MASK_IOU, Qt.SortOrder.AscendingOrder)
    assert [model.data(model.index(row, MASK_IOU)) for row in range(3)] == ["0.30", "0.60", "0.90"]
    reviewing.panel.score_slider.setValue(85)
    settle(qtbot, reviewing)
    for order in Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder:
        model.sort(BOUNDARY_IOU, order)
        assert listed(reviewing)[0] == folder[0].name
        assert model.data(model.index(2, BOUNDARY_IOU)) == UNKNOWN_CELL


def test_that_only_the_sorted_column_has_room_for_an_arrow(reviewing: ReviewController) -> None:
    table = reviewing.panel.table
    widths = {}
    for column in (MASK_IOU, BOUNDARY_IOU):
        table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
        widths[column] = [table.horizontalHeader().sectionSizeHint(one) for one in (MASK_IOU, BOUNDARY_IOU)]
    assert widths[MASK_IOU][0] - widths[BOUNDARY_IOU][0] == ARROW_WIDTH_PX
    assert widths[BOUNDARY_IOU][1] - widths[MASK_IOU][1] == ARROW_WIDTH_PX
    assert table.model().headerData(MASK_IOU, Qt.Orientation.Horizontal).count("\n") == 1


def test_that_boxes_decide_alone_where_there_are_no_masks_and_the_reason_is_there(
    qtbot: QtBot,
    opened: MainWindow,  # noqa: F811 - the fixture
    reviewing: ReviewController,
) -> None:
    choose_criterion(qtbot, reviewing, Criterion.MASKS)
    whole = measure_folder(opened)
    boxes = replace(whole.evaluation, masks=None, mask_results=())
    alone = replace(
        boxes, mask_results=tuple(replace(one, ignored=~one.ignored) for one in whole.evaluation.mask_results)
    )
    panel = reviewing.panel
    for evaluation, source, reason in (
        (boxes, "", NO_MASKS_TEXT),
        (boxes, "found.json", EXTERNAL_TEXT),
        (alone, "", NO_OUTLINES_TEXT),
    ):
        show_review(qtbot, reviewing, replace(whole, evaluation=evaluation, source=source))
        assert not panel.criterion_choice.isEnabled()
        assert panel.criterion_choice.currentData() is Criterion.BOXES
        assert panel.criterion_choice.accessibleDescription() == tr(reason)
        assert panel.table.isColumnHidden(MASK_IOU)
        assert "AP50" in panel.summary.text()
        assert not has_sentence(panel.summary.text(), MASK_SCORES_TEXT.split("\n")[1])
    assert panel.table.horizontalHeader().sortIndicatorSection() == DISAGREEMENT


def test_that_a_group_of_images_has_its_own_scores_of_masks(opened: MainWindow) -> None:  # noqa: F811 - the fixture
    whole = measure_folder(opened)
    paths = [one.path for one in whole.evaluation.results]
    part = select_group(replace(whole, learned=frozenset(paths[1:])), ImageGroup.HELD_OUT).evaluation
    assert isinstance(part.masks, MaskMetrics)
    assert part.masks.coco.ap50 == 1
    assert len(part.mask_results) == part.images == 1
    assert isinstance(whole.evaluation.masks, MaskMetrics)
    assert whole.evaluation.masks.coco.ap50 != 1
    assert whole.details is not None
    assert [one.cause for one in whole.details.missed if isinstance(one, DiagnosedMiss)] == [
        MissCause.RPN_NMS,
        MissCause.MASK_HEAD,
    ]

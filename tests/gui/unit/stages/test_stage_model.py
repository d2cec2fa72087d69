"""The state of the stage debugger, with a tracer that a test answers."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QThread, Signal
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.trace.live_assigner import LiveAssigner
from detector.trace.live_stages import OTHER_ANCHOR_COUNT
from detector.trace.roi_mask import MaskRoi
from detector.trace.schema import AssignmentTrace
from frcnn_gui.common.language import tr
from frcnn_gui.network.network import Network
from frcnn_gui.stages.settings import STAGE_SETTINGS, find_changed_settings, get_setting, replace_setting
from frcnn_gui.stages.stage_model import StageModel
from frcnn_gui.stages.tracer import RoiMaskRequest, Tracer, TraceRequest, TraceResult
from tests.gui.unit.small_session import annotation, opened, show
from tests.sentences import has_sentence


class FakeTracer(QObject):
    """Remembers the questions; the test answers."""

    trace_ready = Signal(object)
    trace_failed = Signal(str)
    summary_ready = Signal(object, object)
    roi_mask_ready = Signal(object, object)
    busy_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.questions: list[TraceRequest] = []
        self.roi_questions: list[RoiMaskRequest] = []
        self.is_busy = False

    def request_trace(self, question: TraceRequest) -> None:
        self.questions.append(question)
        self.is_busy = True

    def request_roi_mask(self, question: RoiMaskRequest) -> None:
        self.roi_questions.append(question)

    def drop_request(self) -> None:
        self.is_busy = False


class ReadyEngine(QObject):
    ready_changed = Signal()
    failed = Signal(str)
    is_ready = True
    failure = ""

    def start_when_quiet(self) -> None:
        """It has begun."""


class Bench:
    """A model over a session with one image, and its signals."""

    def __init__(self) -> None:
        self.session = opened()
        self.network = Network()
        self.tracer = FakeTracer()
        self.model = StageModel(self.session, ReadyEngine(), self.network, self.tracer)  # type: ignore[arg-type]
        self.document = show(
            self.session, 0, annotation(20, 10, 90, 80, "cat", 1), annotation(100, 20, 150, 60, "dog", 2)
        )

    def answer(self, qtbot: QtBot) -> TraceResult:
        """Let the stages run on the newest question."""
        real = Tracer(self.network.cache)
        with qtbot.waitSignal(real.trace_ready, timeout=60_000) as caught:
            real.request_trace(self.tracer.questions[-1])
        assert real.stop()
        (answer,) = caught.args
        self.tracer.is_busy = False
        self.tracer.trace_ready.emit(answer)
        return answer

    def asked(self, qtbot: QtBot, count: int) -> None:
        qtbot.waitUntil(lambda: len(self.tracer.questions) == count, timeout=5_000)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench()


def test_that_nothing_is_computed_that_nobody_wants(bench: Bench, qtbot: QtBot) -> None:
    qtbot.wait(80)
    assert bench.model.assignment is None
    assert bench.tracer.questions == []
    bench.model.subscribe("layer", True, assignment_only=True)
    qtbot.waitUntil(lambda: bench.model.assignment is not None)
    qtbot.wait(80)
    assert bench.tracer.questions == []


def test_that_the_assignment_follows_a_drag_at_once_and_the_trace_when_it_rests(bench: Bench, qtbot: QtBot) -> None:
    model, document = bench.model, bench.document
    model.subscribe("layer", True)
    bench.asked(qtbot, 1)
    bench.answer(qtbot)
    assert model.is_current
    for x in range(1, 6):
        document.set_preview((annotation(20 + x, 10, 90 + x, 80, "cat", 1), document.annotations[1]))
        expected = LiveAssigner(model.config, 200, 100).assign_anchors(
            np.asarray([b.bounds.xyxy for b in document.shown_annotations], dtype=np.float32)
        )
        assert model.assignment is not None
        np.testing.assert_array_equal(model.assignment.reason, expected.reason)
        assert not model.is_current
    bench.asked(qtbot, 2)
    assert bench.tracer.questions[-1].annotations == document.shown_annotations


def test_that_rows_lead_to_boxes_of_the_image(bench: Bench, qtbot: QtBot) -> None:
    bench.model.subscribe("layer", True)
    bench.asked(qtbot, 1)
    answer = bench.answer(qtbot)
    assert answer.uids == (1, 2)
    assert bench.model.row_of(2) == 1
    assert bench.model.row_of(7) == -1
    np.testing.assert_array_equal(answer.trace.true_boxes[1], bench.document.annotations[1].bounds.xyxy)
    assert answer.trace.classes[:2] == ("cat", "dog")


def test_that_the_mask_of_an_roi_is_that_of_the_newest_question_in_the_trace_of_now(bench: Bench, qtbot: QtBot) -> None:
    model, tracer, shown = bench.model, bench.tracer, []
    model.roi_mask_ready.connect(lambda asker, mask: shown.append((asker, mask)))
    model.request_roi_mask("dock", MaskRoi(True, 0))
    assert not tracer.roi_questions  # there is no trace yet
    model.subscribe("layer", True)
    bench.asked(qtbot, 1)
    answer = bench.answer(qtbot)
    for row in (0, 1):
        model.request_roi_mask("dock", MaskRoi(True, row))
    model.request_roi_mask("card", MaskRoi(True, 2))
    first, second, of_card = tracer.roi_questions
    assert (second.trace, second.roi) == (answer.request, MaskRoi(True, 1))
    tracer.roi_mask_ready.emit(first, "first")
    tracer.roi_mask_ready.emit(second, "second")
    tracer.roi_mask_ready.emit(of_card, "third")
    expected = [("dock", "second"), ("card", "third")]
    assert shown == expected
    model.settings.resample_minibatches()
    tracer.roi_mask_ready.emit(second, "of before")
    assert shown == expected


def test_that_settings_are_tried_out_and_put_back(bench: Bench, qtbot: QtBot) -> None:
    model = bench.model
    model.subscribe("layer", True)
    bench.asked(qtbot, 1)
    model.settings.set_value("anchor_targets.positive_iou", 0.5)
    assert model.settings.changed_settings == ("anchor_targets.positive_iou",)
    bench.asked(qtbot, 2)
    assert bench.tracer.questions[-1].config.anchor_targets.positive_iou == 0.5
    model.settings.set_value("proposals.nms_iou", 0.3)
    model.settings.reset_settings("anchor_targets.positive_iou")
    assert model.settings.changed_settings == ("proposals.nms_iou",)
    model.settings.reset_settings()
    assert model.settings.changed_settings == ()
    assert model.config == bench.network.config


def test_that_another_image_drops_everything(bench: Bench, qtbot: QtBot) -> None:
    model = bench.model
    model.subscribe("layer", True)
    bench.asked(qtbot, 1)
    bench.answer(qtbot)
    model.select_item(anchor=5)
    show(bench.session, 1, annotation(0, 0, 50, 50, "cat", 1))
    assert model.trace is None
    assert model.selection.anchor == -1
    bench.asked(qtbot, 2)


def test_that_a_network_that_cannot_be_read_is_reported_and_not_asked_again(bench: Bench, qtbot: QtBot) -> None:
    model = bench.model
    model.subscribe("layer", True)
    bench.asked(qtbot, 1)
    bench.tracer.trace_failed.emit("best.safetensors is broken.")
    assert model.failure == "best.safetensors is broken."
    bench.document.set_preview((annotation(20, 10, 91, 80, "cat", 1),))
    qtbot.wait(80)
    assert len(bench.tracer.questions) == 1


def test_that_the_tracer_answers_the_newest_question_alone(bench: Bench, qtbot: QtBot) -> None:
    model = bench.model
    model.subscribe("layer", True)
    bench.asked(qtbot, 1)
    model.settings.resample_minibatches()
    bench.asked(qtbot, 2)
    tracer = Tracer(bench.network.cache)
    answers: list[TraceResult] = []
    tracer.trace_ready.connect(answers.append)
    for question in bench.tracer.questions:
        tracer.request_trace(question)
    assert tracer.is_busy
    qtbot.waitUntil(lambda: not tracer.is_busy, timeout=60_000)
    qtbot.wait(50)
    assert tracer.stop()
    assert [answer.request.seed for answer in answers] == [1]


def test_that_anchors_of_another_count_are_reported(bench: Bench, qtbot: QtBot) -> None:
    model = bench.model
    model.subscribe("layer", True)
    model.settings.set_value("anchors.scales", (2.0, 4.0, 8.0))
    bench.asked(qtbot, 1)
    tracer = Tracer(bench.network.cache)
    with qtbot.waitSignal(tracer.trace_failed, timeout=60_000) as caught:
        tracer.request_trace(bench.tracer.questions[-1])
    assert tracer.stop()
    assert has_sentence(caught.args[0], OTHER_ANCHOR_COUNT)
    assert model.assignment is not None  # the assignment needs no network


def test_that_every_setting_has_a_place_in_the_settings_of_every_preset(bench: Bench) -> None:
    config = bench.network.config
    for setting in STAGE_SETTINGS:
        value = get_setting(config, setting.id)
        assert setting.is_list == isinstance(value, tuple)
        assert setting.is_switch == isinstance(value, bool)
        assert tr(setting.title)
        assert tr(setting.help).endswith(".")
        if setting.is_list or setting.is_switch:
            continue
        assert not isinstance(value, tuple)
        assert setting.low <= value <= setting.high
        other = setting.high if value != setting.high else setting.low
        assert find_changed_settings(replace_setting(config, setting.id, other), config) == (setting.id,)


def many(shift: int = 0) -> tuple[Annotation, ...]:
    return tuple(annotation(at % 150 + shift, at % 70, at % 150 + 30, at % 70 + 20, "cat", at + 1) for at in range(60))


def test_that_many_boxes_are_assigned_on_a_thread(bench: Bench, qtbot: QtBot) -> None:
    model = bench.model
    threads: list[QThread] = []
    model.assignment_changed.connect(lambda: threads.append(QThread.currentThread()))
    used: list[QThread] = []

    class Noted(LiveAssigner):
        def assign_anchors(self, boxes: NDArray[np.float32]) -> AssignmentTrace:
            used.append(QThread.currentThread())
            return super().assign_anchors(boxes)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("detector.trace.live_assigner.LiveAssigner", Noted)
        model.subscribe("layer", True, assignment_only=True)
        qtbot.waitUntil(lambda: model.assignment is not None)
        assert used == [bench.model.thread()]  # two boxes are at once
        bench.document.replace_annotations("many", many())
        assert len(model.annotations) == 2  # those of the assignment, until the new one is there
        bench.document.replace_annotations("moved", many(2))
        qtbot.waitUntil(lambda: model.annotations == many(2))
    assert bench.model.thread() not in used[1:]
    assert set(threads) == {bench.model.thread()}
    expected = LiveAssigner(model.config, 200, 100).assign_anchors(
        np.asarray([one.bounds.xyxy for one in many(2)], dtype=np.float32)
    )
    assert model.assignment is not None
    np.testing.assert_array_equal(model.assignment.reason, expected.reason)
    np.testing.assert_array_equal(model.assignment.matched_box, expected.matched_box)
    assert model.grid is not None
    assert model.stop()


def test_that_an_assignment_of_an_image_that_was_left_is_dropped(bench: Bench, qtbot: QtBot) -> None:
    model = bench.model
    model.subscribe("layer", True, assignment_only=True)
    bench.document.replace_annotations("many", many())
    show(bench.session, 1, annotation(0, 0, 50, 50, "cat", 1))
    qtbot.waitUntil(lambda: model.assignment is not None and len(model.annotations) == 1)
    qtbot.wait(100)
    assert len(model.annotations) == 1
    assert model.stop()


def test_that_a_visit_to_a_missed_box_lends_the_limits_of_detection(bench: Bench, qtbot: QtBot) -> None:
    model = bench.model
    model.subscribe("card", True)
    bench.asked(qtbot, 1)
    assert bench.tracer.questions[-1].training
    model.visit_missed_box(2)
    assert (model.selection.box, model.training) == (2, False)
    bench.asked(qtbot, 2)
    assert not bench.tracer.questions[-1].training
    model.visit_missed_box(1)  # from one missed box to the next
    model.settings.restore_limits()
    assert model.training
    bench.asked(qtbot, 3)
    assert bench.tracer.questions[-1].training


def test_that_another_image_brings_the_limits_back_that_were_chosen(bench: Bench) -> None:
    model = bench.model
    with_settings: list[bool] = []
    model.visit_missed_box(1)
    model.settings_changed.connect(lambda: with_settings.append(model.training))
    show(bench.session, 1, annotation(20, 10, 90, 80, "cat", 3))
    assert with_settings == [True]


@pytest.mark.parametrize("training", [True, False])
def test_that_limits_chosen_during_a_visit_stay(bench: Bench, training: bool) -> None:
    bench.model.visit_missed_box(1)
    bench.model.settings.set_training(training)
    bench.model.settings.restore_limits()
    assert bench.model.training is training


def test_that_limits_of_detection_that_were_chosen_are_not_given_back(bench: Bench) -> None:
    bench.model.settings.set_training(False)
    bench.model.visit_missed_box(1)
    bench.model.settings.restore_limits()
    assert not bench.model.training

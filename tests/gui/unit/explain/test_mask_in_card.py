"""The card of a box says how good the mask of what found it is, as soon as the mask head has run on it."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from detector.data.annotation import Annotation
from detector.data.outlines.outlined_box import OutlinedBox
from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.data.outlines.rings import Rings
from detector.outcomes import MissCause
from detector.trace.live_stages import LiveStages
from detector.trace.mask_quality import measure_mask, paste_roi_mask
from detector.trace.roi_mask import MaskRoi
from detector.trace.schema import StageTrace
from detector.trace.stage_query import StageQuery
from frcnn_gui.canvas.layers import LayerStack
from frcnn_gui.common.language import tr
from frcnn_gui.context import WindowContext
from frcnn_gui.explain.box_card import FOUND_TEXT
from frcnn_gui.explain.explain_controller import ExplainController
from frcnn_gui.explain.mask_texts import CEILING_TEXT, QUALITY_TEXT
from frcnn_gui.stages.layer_inputs import LayerInputs
from frcnn_gui.stages.stage_layers import StageLayers
from frcnn_gui.stages.stage_selection import StageSelection
from frcnn_gui.stages.texts import MISS_VERDICT_TEXTS
from tests.detector.trace.test_roi_mask import HEIGHT, WIDTH, new_stages, query
from tests.gui.unit.small_inputs import ALL
from tests.sentences import has_sentence

UID = 7


class FakeModel(QObject):
    """A trace of one object, which is where a detection is; the test answers for the mask head."""

    trace_changed = Signal()
    settings_changed = Signal()
    assignment_changed = Signal()
    selection_changed = Signal()
    roi_mask_ready = Signal(str, object)

    def __init__(self, live: LiveStages) -> None:
        super().__init__()
        found = live.compute_trace(query()).detections
        box, label = tuple(found.boxes[0].tolist()), int(found.labels[0])
        x1, y1, x2, y2 = box
        self.outline = Rings.from_polygons([[(x1, y1), (x2, y1), (x1, y2)]])
        outlines = PlacedOutlines((self.outline,), WIDTH, HEIGHT)
        self.query: StageQuery = query(boxes=(box,), labels=(label,), outlines=outlines)
        self.trace: StageTrace = live.compute_trace(self.query)
        self.annotations = (Annotation(OutlinedBox.around(self.outline), self.trace.classes[label - 1], UID),)
        self.trace_result = SimpleNamespace(uids=(UID,))
        self.grid, self.image_size = self.trace.grid, (WIDTH, HEIGHT)
        self.selection, self.failure, self.loaded_trace = StageSelection(box=UID), "", None
        self.requested: list[tuple[str, MaskRoi]] = []

    def subscribe(self, _key: str, on: bool) -> None:
        """There is a trace already."""

    def find_box_row(self, uid: int) -> int:
        return 0 if uid == UID else -1

    def request_roi_mask(self, asker: str, roi: MaskRoi) -> None:
        self.requested.append((asker, roi))

    def build_layer_inputs(self) -> LayerInputs:
        trace = self.trace
        return LayerInputs(
            self.query.config, trace.grid, trace.assignment, trace.true_boxes, ALL, trace,
            box=0, traced_box=0, labels=(self.annotations[0].label,), image_size=self.image_size,
        )  # fmt: skip


class Surroundings(QObject):
    """What the controller listens to."""

    explain_requested = Signal(object)
    explain_stepped = Signal(int)
    cursor_moved = Signal(object)
    tool_changed = Signal(str)
    document_changed = Signal()
    detections_changed = Signal()
    selection_changed = Signal()
    selection: tuple[int, ...] = ()
    document = None


@dataclass
class Explaining:
    controller: ExplainController
    model: FakeModel
    parts: tuple[Any, ...]
    """Kept, or they would be gone"""

    @property
    def card(self) -> str:
        return self.controller.panel.card_view.toPlainText()


@pytest.fixture(scope="module")
def live() -> LiveStages:
    return new_stages()


@pytest.fixture
def explaining(qtbot: QtBot, live: LiveStages) -> Explaining:
    window, model, around = QMainWindow(), FakeModel(live), Surroundings()
    qtbot.addWidget(window)
    around.layers = LayerStack(window)  # type: ignore[attr-defined]
    stages = SimpleNamespace(model=model, build_layer_inputs=model.build_layer_inputs)
    actions = SimpleNamespace(keys_of=lambda _id: ())
    context = SimpleNamespace(window=window, actions=actions, docks={}, session=around, canvas=around)
    controller = ExplainController(cast(WindowContext, context), cast(StageLayers, stages))
    window.setCentralWidget(controller.panel)
    window.show()
    qtbot.waitUntil(lambda: bool(model.requested))
    return Explaining(controller, model, (window, around, stages))


def test_that_the_card_says_how_good_the_mask_of_the_detection_is(explaining: Explaining, live: LiveStages) -> None:
    model = explaining.model
    assert has_sentence(explaining.card, FOUND_TEXT, iou="1.00")
    assert not has_sentence(explaining.card, QUALITY_TEXT)  # it is still to come
    [(asker, roi)] = model.requested
    assert roi == MaskRoi(False, 0)
    mask = live.trace_roi_mask(model.query, roi)
    model.roi_mask_ready.emit("another", mask)
    assert not has_sentence(explaining.card, QUALITY_TEXT)
    model.roi_mask_ready.emit(asker, mask)
    pasted = paste_roi_mask(mask, WIDTH, HEIGHT, model.trace.config.mask.threshold)
    [annotation] = model.annotations
    quality = measure_mask(pasted, model.outline, annotation.bounds, 28, WIDTH, HEIGHT)
    assert has_sentence(explaining.card, QUALITY_TEXT, iou=f"{quality.iou:.2f}", boundary=f"{quality.boundary_iou:.2f}")
    assert has_sentence(explaining.card, CEILING_TEXT, size=28)
    assert quality.iou < 0.5  # the network is untrained
    verdict = tr(MISS_VERDICT_TEXTS[MissCause.MASK_HEAD]).format(box=f"{annotation.label} 1")
    assert explaining.card.split("\n")[0] == verdict
    model.settings_changed.emit()
    assert len(model.requested) == 1  # it is known
    assert np.array_equal(model.trace.true_boxes[0], model.trace.detections.boxes[0])


def test_that_another_trace_asks_again_and_one_without_masks_never(explaining: Explaining, live: LiveStages) -> None:
    model = explaining.model
    model.trace = LiveStages(live.model, live._image).compute_trace(model.query)
    model.trace_changed.emit()
    assert len(model.requested) == 2
    assert not has_sentence(explaining.card, QUALITY_TEXT)
    model.loaded_trace = SimpleNamespace()  # type: ignore[assignment]
    model.trace = LiveStages(live.model, live._image).compute_trace(model.query)
    model.trace_changed.emit()
    assert len(model.requested) == 2

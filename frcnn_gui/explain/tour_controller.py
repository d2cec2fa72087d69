"""The guided tour: switches the layers of each stage on, and puts back what was shown when the tour is left."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from frcnn_gui.canvas.layers import COMPUTING_TEXT
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.parts import HasActions, HasDocks, HasWindow
from frcnn_gui.document.parts import HasSession
from frcnn_gui.explain.tour_dock import TourDock
from frcnn_gui.explain.tour_steps import TOUR_STEPS, TourStep
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.stages.filters import StageFilters
from frcnn_gui.stages.stage_layers import StageLayers
from frcnn_gui.stages.texts import UNTRAINED_TEXT, explain_no_rpn

DRAW_BOX_TEXT = N_("Draw a box to see what the network would learn from it.")
OPEN_DEMO_TEXT = N_("Open the demo or an image with boxes to see this stage.")

STEPS_WITH_BOXES = frozenset({"assignment", "minibatch", "rois", "losses"})


class TourContext(HasWindow, HasActions, HasDocks, HasSession, HasNetwork, Protocol):
    """What is used of the window."""


class TourController(QObject):
    """Owns the Tour dock's content, `panel`. The tour is on while the dock is seen."""

    def __init__(self, context: TourContext, stages: StageLayers) -> None:
        super().__init__(context.window)
        self._context, self._stages, self._model = context, stages, stages.model
        self.panel = TourDock()
        self.step = 0
        self._state_before: tuple[frozenset[str], StageFilters] | None = None
        """The layers and filters that there were before the tour; None while it is off"""
        self._update_timer = QTimer(self, singleShot=True, interval=0)
        self._update_timer.timeout.connect(self._update_text)
        self.panel.step_requested.connect(self.go_to_step)
        self.panel.demo_requested.connect(lambda: context.actions["open_demo"].trigger())
        self.panel.installEventFilter(self)
        model = self._model
        for signal in (model.assignment_changed, model.trace_changed, context.session.document_changed):
            signal.connect(self._update_timer.start)
        context.actions.bind("tour", self.start_tour)
        self.panel.show_step(0)

    def start_tour(self) -> None:
        """Show the dock, from the first stage on."""
        self._context.show_dock("tour")
        self.go_to_step(0)
        self.panel.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self._begin_tour()
        elif event.type() == QEvent.Type.Hide:
            self._end_tour()
        return super().eventFilter(watched, event)

    def _begin_tour(self) -> None:
        if self._state_before is None:
            visible = frozenset(key for key, layer in self._stages.layers.items() if layer.is_switched_on)
            self._state_before = visible, self._stages.filters
            self._stages.reset_filters()
            self._model.subscribe("tour", True)
            self.go_to_step(self.step)

    def _end_tour(self) -> None:
        if self._state_before is not None:
            visible, filters = self._state_before
            self._state_before = None
            self._model.subscribe("tour", False)
            self._show_layers(visible)
            self._stages.set_filters(filters)

    @Slot(int)
    def go_to_step(self, number: int) -> None:
        """Show this stage, or the nearest there is."""
        self.step = min(max(number, 0), len(TOUR_STEPS) - 1)
        self.panel.show_step(self.step)
        if self._state_before is not None:
            self._show_layers(frozenset(TOUR_STEPS[self.step].layers))
        self._update_text()

    def _show_layers(self, visible_keys: frozenset[str]) -> None:
        for key, layer in self._stages.layers.items():
            layer.set_visible(key in visible_keys)

    @Slot()
    def _update_text(self) -> None:
        step, shown = TOUR_STEPS[self.step], self._context.session.document is not None
        text = self._format_numbers(step) if shown else tr(OPEN_DEMO_TEXT)
        if shown and step.learned and not self._context.network.is_trained:
            text = " ".join((text, tr(UNTRAINED_TEXT))).strip()
        self.panel.show_text(tr(step.choose_text(self._model.config.proposals.has_rpn)))
        self.panel.show_numbers(text, offer_demo=not shown)

    def _format_numbers(self, step: TourStep) -> str:
        model, inputs = self._model, self._stages.build_layer_inputs()
        if model.failure:
            return model.failure
        if step.needs_rpn and (no_rpn := explain_no_rpn(model.config)):
            return no_rpn
        if step.key in STEPS_WITH_BOXES and inputs is not None and not len(inputs.boxes):
            return tr(DRAW_BOX_TEXT)
        if step.live is not None and inputs is not None:
            return step.live(inputs)
        if step.traced is not None and model.trace is not None:
            return step.traced(model.trace)
        return tr(COMPUTING_TEXT)

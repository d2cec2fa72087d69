"""Two networks side by side: a second view, with a network and stages of its own, over the same image and boxes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QSplitter

from detector.training.run_state import BEST_NAME
from frcnn_gui.canvas.view import CanvasView
from frcnn_gui.comparison_words import comparison_text
from frcnn_gui.context import WindowContext
from frcnn_gui.controllers.network import Network, choose_checkpoint
from frcnn_gui.controllers.stage_layers import StageLayers, stage_layers
from frcnn_gui.language import tr
from frcnn_gui.panels.compare_pane import ComparePane
from frcnn_gui.stages.model import StageModel
from frcnn_gui.workers.checkpoint_job import checkpoint_job
from frcnn_gui.workers.comparison_job import ComparisonOutcome, comparison_job
from frcnn_gui.workers.job import Job
from frcnn_gui.workers.tracer import Tracer


@dataclass(frozen=True)
class _Side:
    """The second one."""

    pane: ComparePane
    network: Network
    model: StageModel
    layers: StageLayers
    tracer: Tracer


class Comparing(QObject):
    """Binds `compare`. What is chosen on the first side (layers, filters, settings, seed) holds for the second."""

    def __init__(self, context: WindowContext, views: QSplitter) -> None:
        super().__init__(context.window)
        self._context, self._views = context, views
        self._side: _Side | None = None
        self._judging: Job | None = None
        context.actions.bind("compare", self.toggle)
        context.session.document_changed.connect(self._refresh)
        context.network.changed.connect(self._judge)
        self._refresh()

    @property
    def side(self) -> _Side | None:
        """The second side, where it is seen."""
        return self._side if self._side is not None and self._side.pane.isVisibleTo(self._views) else None

    @Slot()
    def _refresh(self) -> None:
        self._context.actions.allow("compare", self._context.session.document is not None)

    def toggle(self) -> None:
        """Show the second side, or close it."""
        if self.side is not None:
            self._close()
        else:
            self._open()

    def stop(self, timeout_ms: int) -> bool:
        """End the second side's threads; False when one does not listen."""
        side = self._side
        return side is None or all([side.tracer.stop(timeout_ms), side.model.stop(timeout_ms)])

    # -- the side

    def _open(self) -> None:
        if self._side is None:
            self._side = self._built()
        side = self._side
        side.pane.show()
        half = self._views.width() // 2
        self._views.setSizes([half, half])
        self._context.show_dock("stages")
        self._follow()
        self._take_network()
        self._context.actions["compare"].setChecked(True)

    def _close(self) -> None:
        assert self._side is not None
        self._side.pane.differences.setChecked(False)
        for key in self._side.layers.layers:
            self._side.layers.layers[key].set_visible(False)
        self._side.pane.hide()
        self._context.actions["compare"].setChecked(False)

    def _built(self) -> _Side:
        context = self._context
        canvas = CanvasView(context.session)
        network = Network(self)
        tracer = Tracer(network.cache, self)
        model = StageModel(context.session, context.engine, network, tracer, self)
        own = replace(context, canvas=canvas, network=network, stages=model)
        side = _Side(ComparePane(canvas), network, model, StageLayers(own), tracer)
        self._views.addWidget(side.pane)
        for at in range(self._views.count()):
            self._views.setStretchFactor(at, 1)
        self._link_canvases(canvas)
        self._link_stages(side)
        side.pane.preset_chosen.connect(network.use_preset)
        side.pane.open_asked.connect(self._ask_network)
        side.pane.differences_wanted.connect(self._show_differences)
        side.pane.close_asked.connect(self._close)
        network.changed.connect(self._take_network)
        return side

    def _link_canvases(self, second: CanvasView) -> None:
        """What a person does on the second view counts as on the first."""
        first = self._context.canvas
        first.link(second)
        first.tool_changed.connect(second.set_tool)
        second.tool_changed.connect(first.set_tool)
        second.set_tool(first.tool)
        second.label_requested.connect(first.label_requested)
        second.space_tapped.connect(first.space_tapped)
        second.cursor_moved.connect(first.cursor_moved)
        second.explain_asked.connect(first.explain_asked)
        second.explain_stepped.connect(first.explain_stepped)

    def _link_stages(self, side: _Side) -> None:
        first = stage_layers(self._context)
        for layer in first.layers.values():
            layer.changed.connect(self._follow)
        first.filters_changed.connect(self._follow)
        first.model.settings_changed.connect(self._follow)
        first.model.chosen_changed.connect(self._follow_chosen)
        for signal in (side.model.trace_changed, first.model.trace_changed):
            signal.connect(self._tell)

    @Slot()
    def _follow(self) -> None:
        """Show of the second network what is shown of the first."""
        side = self.side
        if side is None:
            return
        first = stage_layers(self._context)
        for key, layer in first.layers.items():
            own = side.layers.layers[key]
            own.set_color(layer.color)
            own.set_opacity(layer.opacity)
            own.set_visible(layer.visible)
        if first.model.config.anchors.per_cell == side.model.config.anchors.per_cell:
            side.layers.set_filters(first.filters)
        for id in first.model.changed:
            if side.model.value(id) != first.model.value(id):
                side.model.set_value(id, first.model.value(id))
        for id in set(side.model.changed) - set(first.model.changed):
            side.model.reset(id)
        side.model.set_training(first.model.training)
        if side.model.seed != first.model.seed:
            side.model.reroll(first.model.seed)

    @Slot()
    def _follow_chosen(self) -> None:
        """The same anchor or box is looked at on both sides, where both have the same anchors."""
        side, first = self.side, self._context.stages
        if side is not None:
            same = side.model.grid is not None and first.grid is not None and len(side.model.grid) == len(first.grid)
            side.model.choose(first.chosen.anchor if same else -1, first.chosen.box)

    @Slot(bool)
    def _show_differences(self, wanted: bool) -> None:
        side, first = self._side, stage_layers(self._context)
        if side is not None:
            side.layers.compare_with(first.model if wanted else None)
            first.compare_with(side.model if wanted else None)
            self._tell()

    # -- its network

    @Slot()
    def _take_network(self) -> None:
        if self._side is not None:
            source = self._side.network.source
            self._side.pane.show_networks(source.title if source.trained else source.preset)
            self._follow()
            self._tell()
            self._judge()

    @Slot()
    def _judge(self) -> None:
        """Where both networks are the best of their runs, say which is better, and how sure that is."""
        side = self.side
        if side is None:
            return
        side.pane.judge("")
        own, other = _run_of(side.network), _run_of(self._context.network)
        self._judging = None if own is None or other is None or own == other else comparison_job(own, other)
        if self._judging is not None:
            self._judging.result.connect(self._show_judgment)
            self._context.jobs.start(self._judging)

    @Slot(object)
    def _show_judgment(self, outcome: ComparisonOutcome) -> None:
        side = self.side
        if side is None or self.sender() is not self._judging or outcome.compared is None:
            return
        images = outcome.compared.comparison.images
        head = tr("This network against the one in the first view, on the same %Ln image(s):", "", images)
        side.pane.judge(f"{head}\n{comparison_text(outcome.compared)}")

    def _ask_network(self) -> None:
        chosen = choose_checkpoint(self._context.window)
        self._take_network()  # the list shows what is in use again
        if chosen is not None:
            self.use_checkpoint(chosen)

    def use_checkpoint(self, path: Path) -> None:
        """Show the stages of the network in this file on the second side."""
        side = self._side
        if side is not None:
            job = checkpoint_job(path, side.network.cache)
            job.result.connect(lambda config: side.network.use_checkpoint(path, config))
            job.failed.connect(self._context.session.message)
            self._context.jobs.start(job)

    @Slot()
    def _tell(self) -> None:
        side, first = self.side, self._context.stages
        if side is None:
            return
        text = ""
        if side.model.failure:
            text = side.model.failure
        elif side.model.running or first.running:
            text = tr("The stages are running…")
        elif side.layers.other is not None and side.model.trace is not None and first.trace is not None:
            text = self._counted(side)
        side.pane.tell(text)

    def _counted(self, side: _Side) -> str:
        look = side.layers.look()
        if look is None or look.difference is None:
            return ""
        different = look.difference
        text = tr("Detections without a counterpart: {here} here, {there} there.").format(
            here=len(different.detections[0]), there=len(different.detections[1])
        )
        if different.same_anchors:
            more = tr("Anchors with another verdict: {count}.").format(count=f"{len(different.anchors):,}")
            text = f"{text} {more}"
        return text


def _run_of(network: Network) -> Path | None:
    """The folder of the run that `network` is the best network of."""
    checkpoint = network.source.checkpoint
    return checkpoint.parent if checkpoint is not None and checkpoint.name == BEST_NAME else None

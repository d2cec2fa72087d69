"""Two networks side by side: a second view, with a network and stages of its own, over the same image and boxes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QSplitter

from detector.training.runs.run_state import BEST_NAME
from frcnn_gui.canvas.canvas_view import CanvasView
from frcnn_gui.canvas.layers import COMPUTING_TEXT
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.canvas.view_preferences import follow_view_preferences
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.parts import HasActions, HasDocks, HasEngine, HasJobs, HasPreferences, HasWindow
from frcnn_gui.document.parts import HasSession
from frcnn_gui.network.checkpoint_dialog import choose_checkpoint
from frcnn_gui.network.checkpoint_job import create_checkpoint_job
from frcnn_gui.network.network import Network
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.stages.parts import HasStages
from frcnn_gui.stages.stage_model import StageModel
from frcnn_gui.stages.tracer import Tracer

if TYPE_CHECKING:
    from frcnn_gui.network.comparison_job import ComparisonOutcome
    from frcnn_gui.stages.compare_pane import ComparePane
    from frcnn_gui.stages.stage_layers import StageLayers

DIFFERENCES_TEXT = N_("Detections only here: {here}, only there: {there}.")
MASK_DIFFERENCES_TEXT = N_("Objects with a correct mask only here: {here}, only there: {there}.")
ASKER = "compare"


@dataclass(frozen=True)
class _SecondSide:
    """The second one."""

    pane: ComparePane
    network: Network
    model: StageModel
    layers: StageLayers
    tracer: Tracer


class CompareContext(
    HasWindow,
    HasJobs,
    HasActions,
    HasPreferences,
    HasEngine,
    HasDocks,
    HasSession,
    HasCanvas,
    HasNetwork,
    HasStages,
    Protocol,
):
    """What is used of the window."""


class CompareController(QObject):
    """Binds `compare`. What is chosen on the first side (layers, filters, settings, seed) holds for the second."""

    def __init__(self, context: CompareContext, views: QSplitter, get_stage_layers: Callable[[], StageLayers]) -> None:
        """`get_stage_layers` gives those of the first side, which are built when they are first needed."""
        super().__init__(context.window)
        self._context, self._views = context, views
        self._get_stage_layers = get_stage_layers
        self._built_side: _SecondSide | None = None
        self._comparison_job = LatestJob(context.jobs, self)
        self._comparison_job.result_ready.connect(self._on_runs_compared)
        self._checkpoint_job = LatestJob(context.jobs, self)
        self._checkpoint_job.failed.connect(context.session.message_posted)
        context.actions.bind("compare", self.toggle_comparison)
        context.network.changed.connect(self._compare_runs)

    @property
    def is_open(self) -> bool:
        """Whether the second side is seen."""
        return self.second_side is not None

    def set_open(self, is_open: bool) -> None:
        """Show the second side, or close it."""
        if is_open != self.is_open:
            self.toggle_comparison()

    @property
    def second_side(self) -> _SecondSide | None:
        """The second side, where it is seen."""
        return (
            self._built_side
            if self._built_side is not None and self._built_side.pane.isVisibleTo(self._views)
            else None
        )

    def toggle_comparison(self) -> None:
        """Show the second side, or close it."""
        if self.second_side is not None:
            self._close_side()
        else:
            self._open_side()

    def stop_threads(self, timeout_ms: int) -> bool:
        """End the second side's threads; False when one does not listen."""
        side = self._built_side
        return side is None or all([side.tracer.stop(timeout_ms), side.model.stop(timeout_ms)])

    # -- the side

    def _open_side(self) -> None:
        if self._built_side is None:
            self._built_side = self._build_side()
        side = self._built_side
        side.pane.show()
        half = self._views.width() // 2
        self._views.setSizes([half, half])
        self._fit_image()
        self._context.show_dock("stages")
        self._copy_settings()
        self._on_network_changed()
        self._context.actions["compare"].setChecked(True)

    def _close_side(self) -> None:
        assert self._built_side is not None
        self._built_side.pane.differences_box.setChecked(False)
        for key in self._built_side.layers.layers:
            self._built_side.layers.layers[key].set_visible(False)
        self._built_side.pane.hide()
        self._context.actions["compare"].setChecked(False)
        self._fit_image()

    def _fit_image(self) -> None:
        """Show the whole image once the canvas has its new size; the second side follows."""
        QTimer.singleShot(0, self._context.canvas, self._context.canvas.fit_image)

    def _build_side(self) -> _SecondSide:
        from frcnn_gui.stages.compare_pane import ComparePane
        from frcnn_gui.stages.stage_layers import StageLayers

        context = self._context
        canvas = CanvasView(context.session)
        network = Network(self)
        tracer = Tracer(network.cache, self)
        model = StageModel(context.session, context.engine, network, tracer, self)
        side = _SecondSide(ComparePane(canvas), network, model, StageLayers(context.window, canvas, model), tracer)
        self._views.addWidget(side.pane)
        for at in range(self._views.count()):
            self._views.setStretchFactor(at, 1)
        follow_view_preferences(canvas, context.preferences)
        self._link_canvases(canvas)
        self._link_stages(side)
        side.pane.preset_chosen.connect(network.use_preset)
        side.pane.open_requested.connect(self._ask_network)
        side.pane.differences_toggled.connect(self._show_differences)
        side.pane.close_requested.connect(self._close_side)
        network.changed.connect(self._on_network_changed)
        return side

    def _link_canvases(self, second: CanvasView) -> None:
        """What a person does on the second view counts as on the first."""
        first = self._context.canvas
        first.link_view(second)
        first.tool_changed.connect(second.set_tool)
        second.tool_changed.connect(first.set_tool)
        second.set_tool(first.tool_name)
        second.label_requested.connect(first.label_requested)
        second.space_tapped.connect(first.space_tapped)
        second.cursor_moved.connect(first.cursor_moved)
        second.explain_requested.connect(first.explain_requested)
        second.explain_stepped.connect(first.explain_stepped)
        second.boxes_requested.connect(first.boxes_requested)

    def _link_stages(self, side: _SecondSide) -> None:
        first = self._get_stage_layers()
        for layer in first.layers.values():
            layer.appearance_changed.connect(self._copy_settings)
        first.filters_changed.connect(self._copy_settings)
        first.model.settings_changed.connect(self._copy_settings)
        first.model.selection_changed.connect(self._copy_selection)
        for model in (side.model, first.model):
            for signal in (model.trace_changed, model.summary_changed):
                signal.connect(self._update_message)

    @Slot()
    def _copy_settings(self) -> None:
        """Show of the second network what is shown of the first."""
        side = self.second_side
        if side is None:
            return
        first = self._get_stage_layers()
        for key, layer in first.layers.items():
            own = side.layers.layers[key]
            own.set_color(layer.color)
            own.set_opacity(layer.opacity)
            own.set_visible(layer.is_visible)
        if first.model.config.anchors.per_cell == side.model.config.anchors.per_cell:
            side.layers.set_filters(first.filters)
        for id in first.model.settings.changed_settings:
            if side.model.settings.get_value(id) != first.model.settings.get_value(id):
                side.model.settings.set_value(id, first.model.settings.get_value(id))
        for id in set(side.model.settings.changed_settings) - set(first.model.settings.changed_settings):
            side.model.settings.reset_settings(id)
        side.model.settings.set_training(first.model.training)
        if side.model.seed != first.model.seed:
            side.model.settings.resample_minibatches(first.model.seed)

    @Slot()
    def _copy_selection(self) -> None:
        """Select the same anchor or box on both sides, where both have the same anchors."""
        side, first = self.second_side, self._context.stages
        if side is not None:
            same = side.model.grid is not None and first.grid is not None and len(side.model.grid) == len(first.grid)
            side.model.select_item(first.selection.anchor if same else -1, first.selection.box)

    @Slot(bool)
    def _show_differences(self, is_on: bool) -> None:
        side, first = self._built_side, self._get_stage_layers()
        if side is not None:
            side.layers.compare_with(first.model if is_on else None)
            first.compare_with(side.model if is_on else None)
            self._subscribe_summaries(is_on)
            self._update_message()

    def _subscribe_summaries(self, is_on: bool) -> None:
        """Have masks compared on both sides while their differences are counted, and both networks have them."""
        assert self._built_side is not None
        models = self._context.stages, self._built_side.model
        is_needed = is_on and all(model.config.has_masks for model in models)
        for model in models:
            model.subscribe_summary(ASKER, is_needed)

    # -- its network

    @Slot()
    def _on_network_changed(self) -> None:
        if self._built_side is not None:
            source = self._built_side.network.source
            self._built_side.pane.show_networks(source.title if source.is_trained else source.preset)
            self._copy_settings()
            self._subscribe_summaries(self._built_side.pane.differences_box.isChecked())
            self._update_message()
            self._compare_runs()

    @Slot()
    def _compare_runs(self) -> None:
        """Where both networks are the best of their runs, say which is better, and how sure that is."""
        side = self.second_side
        if side is None:
            return
        side.pane.show_verdict("")
        own, other = _find_run_folder(side.network), _find_run_folder(self._context.network)
        if own is None or other is None or own == other:
            self._comparison_job.drop()
        else:
            from frcnn_gui.network.comparison_job import create_comparison_job  # which reads evaluations

            self._comparison_job.start(create_comparison_job(own, other))

    @Slot(object)
    def _on_runs_compared(self, outcome: ComparisonOutcome) -> None:
        side = self.second_side
        if side is None or outcome.compared is None:
            return
        images = outcome.compared.comparison.images
        head = tr("Compared with the first network, on the same %Ln image(s):", "", images)
        from frcnn_gui.common.texts.comparison_texts import comparison_text

        side.pane.show_verdict(f"{head}\n{comparison_text(outcome.compared)}")

    def _ask_network(self) -> None:
        chosen = choose_checkpoint(self._context.window)
        self._on_network_changed()  # the list shows what is in use again
        if chosen is not None:
            self.use_checkpoint(chosen)

    def use_checkpoint(self, path: Path) -> None:
        """Show the stages of the network in this file on the second side."""
        side = self._built_side
        if side is not None:
            job = create_checkpoint_job(path, side.network.cache)
            self._checkpoint_job.start(job, lambda config: side.network.use_checkpoint(path, config))

    @Slot()
    def _update_message(self) -> None:
        side, first = self.second_side, self._context.stages
        if side is None:
            return
        text = ""
        if side.model.failure:
            text = side.model.failure
        elif side.model.is_computing or first.is_computing:
            text = tr(COMPUTING_TEXT)
        elif side.layers.other is not None and side.model.trace is not None and first.trace is not None:
            text = self._count_differences(side)
        side.pane.show_message(text)

    def _count_differences(self, side: _SecondSide) -> str:
        inputs = side.layers.build_layer_inputs()
        if inputs is None or inputs.difference is None:
            return ""
        different = inputs.difference
        text = tr(DIFFERENCES_TEXT).format(here=len(different.detections[0]), there=len(different.detections[1]))
        if different.same_anchors:
            more = tr("Anchors with a different label: {count}.").format(count=f"{len(different.anchors):,}")
            text = f"{text} {more}"
        return " ".join(filter(None, (text, self._count_mask_differences(side))))

    def _count_mask_differences(self, side: _SecondSide) -> str:
        here, there = (_find_correct_masks(model) for model in (side.model, self._context.stages))
        if here is None or there is None:
            return ""
        return tr(MASK_DIFFERENCES_TEXT).format(here=len(here - there), there=len(there - here))


def _find_correct_masks(model: StageModel) -> set[int] | None:
    """The uids of objects whose detection has a correct box and mask; None where masks are not compared (yet)."""
    summary, result = model.summary, model.trace_result
    rows = None if summary is None else summary.find_correct_masks()
    return None if rows is None or result is None else {result.uids[row] for row in rows.tolist()}


def _find_run_folder(network: Network) -> Path | None:
    """The folder of the run that `network` is the best network of."""
    checkpoint = network.source.checkpoint
    return checkpoint.parent if checkpoint is not None and checkpoint.name == BEST_NAME else None

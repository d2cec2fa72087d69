"""Compares the proposals of several sources: on the image in distinct colors, and by what they cover."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtWidgets import QFileDialog

from frcnn_gui.boxes.box_navigation import BoxNavigator
from frcnn_gui.canvas.layers import EMPTY_CONTENT, BoxGroup, Layer, LayerContent, LegendEntry
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.canvas_colors import choose_curve_colors
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.measurement import FolderMeasurement
from frcnn_gui.common.parts import HasDocks, HasJobs, HasWindow
from frcnn_gui.common.texts.engine_sentences import translate_message
from frcnn_gui.common.texts.source_texts import SOURCE_TEXTS, get_source_title
from frcnn_gui.document.parts import HasSession
from frcnn_gui.explain.sources_job import RPN, MeasuredSources, SourcesRequest, create_sources_job
from frcnn_gui.explain.sources_panel import ObjectLine, SourceLine, SourcesPanel
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.saving.parts import HasAutosave
from frcnn_gui.stages.parts import HasStages

if TYPE_CHECKING:
    from detector.evaluation.source_comparison import SourceResult
    from detector.proposal_sources.proposed_boxes import SourceImage

SAVE_WAIT_MS = 2000
SOURCES = (RPN, "selective-search", "selective-search-200", "edge-boxes", "sliding-windows", "jittered")
CHECKED_AT_FIRST = frozenset({RPN, "selective-search-200"})
HINT_TEXT = N_("Check the sources, then Measure: it compares their boxes with the labeled objects.")
NOTHING_CHECKED_TEXT = N_("Check a source first.")
RPN_LEFT_OUT_TEXT = N_("The RPN is left out, because the network in use has no trained one.")
NO_RPN_TEXT = N_("The network in use has no trained RPN. Check another source, or choose a network that has one.")
ONLY_TITLE_TEXT = N_("Only {source}: {count}")


class SourcesContext(HasWindow, HasJobs, HasSession, HasCanvas, HasAutosave, HasNetwork, HasStages, HasDocks, Protocol):
    """What is used of the window."""


class SourcesController(QObject):
    """Owns the content of the Proposal sources dock, `panel`."""

    def __init__(self, context: SourcesContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.panel = panel = SourcesPanel()
        self.box_navigator = BoxNavigator(context)
        self._names = list(SOURCES)
        self._checked = set(CHECKED_AT_FIRST)
        self._selected = ""
        self._measurement = FolderMeasurement(context.jobs, panel.measure_button, self)
        self._layer = Layer(
            "proposal_sources",
            tr("Proposal sources"),
            tr("The best boxes of the sources that were compared."),
            visible=False,
            group="sources",
        )
        context.canvas.layers.add_layer(self._layer)
        self._measurement.changed.connect(self._on_measurement_changed)
        panel.measure_button.measure_requested.connect(self.measure_sources)
        panel.source_toggled.connect(self._on_source_toggled)
        panel.source_selected.connect(self._on_source_selected)
        panel.options_changed.connect(self.update_panel)
        panel.file_requested.connect(self._ask_file)
        panel.object_chosen.connect(lambda line: self.box_navigator.go_to_box(line.image, line.corners))
        panel.installEventFilter(self)
        context.session.document_changed.connect(self._update_layer)
        context.session.folder_changed.connect(self._measurement.clear_result)
        context.network.changed.connect(self._measurement.clear_result)
        self.update_panel()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._layer.set_visible(event.type() == QEvent.Type.Show)
            self._update_layer()
        return super().eventFilter(watched, event)

    @property
    def measured(self) -> MeasuredSources | None:
        measured: MeasuredSources | None = self._measurement.result
        return measured

    @property
    def _has_rpn(self) -> bool:
        network = self._context.network
        return network.is_trained and network.config.proposals.has_rpn

    def measure_sources(self) -> None:
        """Find the proposals of the checked sources in this image, or in all that are labeled."""
        context, folder, network = self._context, self._context.session.folder, self._context.network
        names = tuple(name for name in self._names if name in self._checked and (name != RPN or self._has_rpn))
        image = None if self.panel.is_of_folder else self._describe_image()
        if folder is None or self._measurement.is_running or (image is None and not self.panel.is_of_folder):
            return
        if not names:
            self._measurement.set_message(tr(NO_RPN_TEXT if RPN in self._checked else NOTHING_CHECKED_TEXT))
            return
        context.autosave.save_all(SAVE_WAIT_MS)
        request = SourcesRequest(folder.root, folder.dataset.options, names, network.source, network.device, image)
        self._measurement.start_job(create_sources_job(network.cache, request), tr("Comparing proposals…"))

    def _describe_image(self) -> tuple[SourceImage, tuple[str, ...]] | None:
        from detector.proposal_sources.proposed_boxes import SourceImage

        document = self._context.session.document
        if document is None:
            return None
        boxes = [(one.bounds.clip_to(document.width, document.height), one.label) for one in document.annotations]
        usable = [(box.xyxy, label) for box, label in boxes if not box.is_degenerate]
        objects = np.array([corners for corners, _ in usable], np.float32).reshape(-1, 4)
        image = SourceImage(document.image, document.width, document.height, objects)
        return image, tuple(label for _, label in usable)

    @Slot()
    def _on_measurement_changed(self) -> None:
        self._selected = next(iter(self.measured.results), "") if self.measured is not None else ""
        self.update_panel()

    @Slot(str, bool)
    def _on_source_toggled(self, name: str, is_checked: bool) -> None:
        (self._checked.add if is_checked else self._checked.discard)(name)
        self._update_layer()

    @Slot(str)
    def _on_source_selected(self, name: str) -> None:
        self._selected = name
        self._list_objects()

    @Slot()
    def _ask_file(self) -> None:
        kind = tr("Proposals")
        chosen, _ = QFileDialog.getOpenFileName(
            self.panel, tr("Add a file of proposals"), "", f"{kind} (*.npz *.json *.mat)"
        )
        if chosen:
            self.add_file(Path(chosen))

    def add_file(self, path: Path) -> None:
        """Offer the proposals of a file, as a checked source."""
        if str(path) not in self._names:
            self._names.append(str(path))
        self._checked.add(str(path))
        self.update_panel()

    @Slot()
    def update_panel(self) -> None:
        """Show what was measured."""
        measured = self.measured
        lines = [self._build_line(name, measured) for name in self._names]
        self.panel.show_sources(lines, self._selected)
        self.panel.show_message(self._format_message(measured))
        self._draw_curves(measured)
        self._list_objects()
        self._update_layer()

    def _format_message(self, measured: MeasuredSources | None) -> str:
        if measured is None:
            return self._measurement.message or tr(HINT_TEXT)
        images, objects = tr("%Ln image(s)", "", len(measured.images)), tr("%Ln object(s)", "", len(measured.labels))
        text = tr("{images}, {objects}.").format(images=images, objects=objects)
        left_out = (tr(RPN_LEFT_OUT_TEXT),) if RPN in self._checked and not self._has_rpn else ()
        return " ".join((text, *left_out, *map(translate_message, measured.messages[:2])))

    def _build_line(self, name: str, measured: MeasuredSources | None) -> SourceLine:
        tip = tr(SOURCE_TEXTS[name][1]) if name in SOURCE_TEXTS else name
        result = measured.results.get(name) if measured is not None else None
        if measured is None or result is None:
            return SourceLine(name, get_source_title(name), tip, name in self._checked)
        color = choose_curve_colors(list(measured.results))[name]
        figures = _format_figures(measured, name, result, self.panel.iou, self.panel.count)
        return SourceLine(name, get_source_title(name), tip, name in self._checked, color, figures)

    def _draw_curves(self, measured: MeasuredSources | None) -> None:
        recalls = {name: one.recall for name, one in measured.results.items()} if measured is not None else {}
        known = {get_source_title(name): recall for name, recall in recalls.items() if recall is not None}
        if not known:
            self.panel.chart.show_hint()
            return
        first = next(iter(known.values()))
        if self.panel.is_by_count:
            column = first.ious.index(self.panel.iou)
            across = np.log10(first.counts).tolist()
            ticks = [(place, f"{count:,}") for place, count in zip(across, first.counts, strict=True) if count % 3]
            curves = {title: recall.recall[:, column].tolist() for title, recall in known.items()}
            self.panel.chart.draw_curves(across, curves, tr("proposals"), tr("recall"), ticks)
        else:
            row = first.counts.index(self.panel.count)
            curves = {title: recall.recall[row].tolist() for title, recall in known.items()}
            ticks = [(iou, f"{iou:.1f}") for iou in first.ious[::2]]
            self.panel.chart.draw_curves(first.ious, curves, tr("IoU"), tr("recall"), ticks)

    def _list_objects(self) -> None:
        measured, name = self.measured, self._selected
        if measured is None or name not in measured.results:
            self.panel.show_objects((), "")
            return
        lines = []
        for row in _find_exclusive(measured, name, self.panel.iou, self.panel.count):
            image, number = measured.locate_object(row)
            x1, y1, x2, y2 = image.objects[number].tolist()
            lines.append(ObjectLine(f"{measured.labels[row]} · {image.path.name}", image.path, (x1, y1, x2, y2)))
        title = tr(ONLY_TITLE_TEXT).format(source=get_source_title(name), count=f"{len(lines):,}")
        self.panel.show_objects(lines, title)

    @Slot()
    def _update_layer(self) -> None:
        """The boxes of the checked sources in this image."""
        document, measured = self._context.session.document, self.measured
        if document is None or measured is None or not self.panel.isVisible():
            self._layer.set_content(EMPTY_CONTENT)
            return
        colors = choose_curve_colors(list(measured.results))
        groups, legend = [], []
        for name, of_images in measured.boxes.items():
            if name in self._checked and document.image in of_images:
                boxes = of_images[document.image][: self.panel.count]
                groups.append(BoxGroup(boxes, colors[name]))
                legend.append(LegendEntry(colors[name], f"{get_source_title(name)}: {len(boxes):,}"))
        self._layer.set_content(LayerContent(tuple(groups), legend=tuple(legend)))


def _find_exclusive(measured: MeasuredSources, name: str, iou: float, count: int) -> list[int]:
    from detector.evaluation.source_comparison import find_exclusive_objects

    rows: list[int] = find_exclusive_objects(measured.results, name, iou, count).tolist()
    return rows


def _format_figures(
    measured: MeasuredSources, name: str, result: SourceResult, iou: float, count: int
) -> tuple[str, ...]:
    """The columns behind the name: boxes, seconds, recall, average recall, objects that only it covers."""
    recall = result.recall
    shares = ("", "")
    if recall is not None:
        row = recall.counts.index(count)
        shares = f"{recall.recall[row, recall.ious.index(iou)]:.3f}", f"{recall.average_recall[row]:.3f}"
    only = f"{len(_find_exclusive(measured, name, iou, count)):,}"
    return f"{result.mean_count:,.0f}", f"{result.mean_seconds:.3f}", *shares, only

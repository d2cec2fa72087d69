"""Compares detectors on one image: the seconds of their parts side by side, and their detections over the picture."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Slot

from detector.config import DetectorConfig
from frcnn_gui.canvas.layers import EMPTY_CONTENT, BoxGroup, Layer, LayerContent, LegendEntry
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.canvas_colors import CLASS_COLORS, CURVE_COLORS
from frcnn_gui.common.charts.stacked_bars import StackedBar
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.measurement import FolderMeasurement
from frcnn_gui.common.parts import HasDocks, HasJobs, HasWindow
from frcnn_gui.common.texts.comparison_texts import score_text
from frcnn_gui.document.parts import HasSession
from frcnn_gui.explain.race_job import RaceEntry, RaceRequest, create_race_job
from frcnn_gui.explain.race_panel import PARTS, RaceLine, RacePanel
from frcnn_gui.network.network_cache import NetworkSource
from frcnn_gui.network.network_question import NetworkQuestion
from frcnn_gui.network.parts import HasNetwork
from frcnn_gui.network.run_folders import list_runs_folders

ANCESTORS = ("fast_rcnn_mobilenet", "spp_net_mobilenet", "r_cnn_mobilenet")
"""Offered without training: their seconds are those of trained ones"""
MIN_SCORE = 0.5
"""Of detections that are counted and drawn"""
PUBLISHED_SECONDS = {"R-CNN": 49.0, "SPP-Net": 4.3, "Fast R-CNN": 2.3, "Faster R-CNN": 0.2}
"""With VGG16 on a graphics card, and selective search where there is no RPN (about 2 s)"""
COLORS = tuple(color for color in CLASS_COLORS if color not in CURVE_COLORS)
HINT_TEXT = N_(
    "Check detectors, then Measure: each of them detects in this image. Published: R-CNN 49 s, SPP-Net 4.3 s and Fast "
    "R-CNN 2.3 s, including 2 s of selective search; Faster R-CNN 0.2 s."
)
NOTHING_CHECKED_TEXT = N_("Check a detector first.")
MEASURING_TEXT = N_("Measuring detectors…")
PARTS_TEXT = N_("{title} on {image}: {parts}.")
UNTRAINED_TEXT = N_("Untrained: its seconds are those of a trained one, its detections mean nothing.")


class RaceContext(HasWindow, HasJobs, HasSession, HasCanvas, HasNetwork, HasDocks, Protocol):
    """What is used of the window."""


class RaceController(QObject):
    """Owns the content of the Detector race dock, `panel`."""

    def __init__(self, context: RaceContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.panel = panel = RacePanel()
        self.question = NetworkQuestion(context, self)
        self.question.network_chosen.connect(self.add_network)
        self.question.file_chosen.connect(self._on_file_chosen)
        self._added: list[NetworkSource] = []
        self._unchecked: set[NetworkSource] = set()
        self._entries: dict[NetworkSource, RaceEntry] = {}
        self._job: Job | None = None
        self._selected: NetworkSource | None = None
        self._measurement = FolderMeasurement(context.jobs, panel.measure_button, self)
        self._layer = Layer(
            "race", tr("Detector race"), tr("What the selected detector found."), visible=False, group="race"
        )
        context.canvas.layers.add_layer(self._layer)
        self._measurement.changed.connect(self.update_panel)
        panel.measure_button.measure_requested.connect(self.measure_networks)
        panel.network_toggled.connect(self._on_network_toggled)
        panel.network_selected.connect(self._on_network_selected)
        panel.network_requested.connect(self.ask_network)
        panel.installEventFilter(self)
        context.session.document_changed.connect(self._update_layer)
        context.session.folder_changed.connect(self._on_folder_changed)
        context.network.changed.connect(self.update_panel)
        self.update_panel()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._layer.set_visible(event.type() == QEvent.Type.Show)
            self._update_layer()
        return super().eventFilter(watched, event)

    @property
    def networks(self) -> tuple[NetworkSource, ...]:
        """The one in use first, then those that were added, then its ancestors."""
        ancestors = (NetworkSource(preset) for preset in ANCESTORS)
        return tuple(dict.fromkeys((self._context.network.source, *self._added, *ancestors)))

    # -- measuring

    def measure_networks(self) -> None:
        """Detect in this image by each checked network."""
        folder, document = self._context.session.folder, self._context.session.document
        if folder is None or document is None or self._measurement.is_running:
            return
        checked = tuple(network for network in self.networks if network not in self._unchecked)
        if not checked:
            self._measurement.set_message(tr(NOTHING_CHECKED_TEXT))
            return
        self._forget_entries()
        device = self._context.network.device
        job = create_race_job(RaceRequest(document.image, checked, device, list_runs_folders(folder.root)))
        job.event_reported.connect(self._on_network_measured)
        self._job = job
        self._measurement.start_job(job, tr(MEASURING_TEXT))

    @Slot(object)
    def _on_network_measured(self, entry: RaceEntry) -> None:
        if self.sender() is not self._job:
            return
        self._entries[entry.network] = entry
        if self._selected is None and entry.timed is not None:
            self._selected = entry.network
        self.update_panel()

    def _forget_entries(self) -> None:
        self._job = None
        self._entries.clear()
        self._selected = None

    @Slot()
    def _on_folder_changed(self) -> None:
        self._forget_entries()
        self._added.clear()
        self._measurement.clear_result()

    # -- choosing

    def ask_network(self) -> None:
        """Show the networks that can be added."""
        dialog = self.question.ask()
        dialog.use_button.setText(tr("Add"))
        dialog.use_button.setWhatsThis(tr("Adds the selected network to those that are measured."))
        dialog.device_choice.setEnabled(False)

    @Slot(object)
    def _on_file_chosen(self, path: Path) -> None:
        self.add_network(NetworkSource("", path))

    @Slot(object)
    def add_network(self, network: NetworkSource) -> None:
        """Offer it, checked."""
        if network not in self.networks:
            self._added.append(network)
        self._unchecked.discard(network)
        self.update_panel()

    @Slot(int, bool)
    def _on_network_toggled(self, row: int, is_checked: bool) -> None:
        (self._unchecked.discard if is_checked else self._unchecked.add)(self.networks[row])

    @Slot(int)
    def _on_network_selected(self, row: int) -> None:
        self._selected = self.networks[row]
        self.update_panel()

    # -- showing

    @Slot()
    def update_panel(self) -> None:
        """Show what was measured."""
        networks = self.networks
        lines = [self._build_line(number, network) for number, network in enumerate(networks)]
        self.panel.show_networks(lines, networks.index(self._selected) if self._selected in networks else -1)
        self.panel.show_message(self._format_message())
        self._update_layer()

    def _format_message(self) -> str:
        entry = self._entries.get(self._selected) if self._selected is not None else None
        if self._measurement.message or entry is None:
            return self._measurement.message or tr(HINT_TEXT)
        if entry.timed is None:
            return entry.fault
        names = [tr(part) for part in PARTS]
        if entry.config is not None and not entry.config.proposals.has_rpn:
            names[0] += f" ({entry.config.proposals.source})"
        parts = ", ".join(f"{name} {value:.3f} s" for name, value in zip(names, _list_seconds(entry), strict=True))
        text = tr(PARTS_TEXT).format(title=entry.network.title, image=entry.image.name, parts=parts)
        return text if entry.network.is_trained else f"{text} {tr(UNTRAINED_TEXT)}"

    def _build_line(self, number: int, network: NetworkSource) -> RaceLine:
        entry, is_checked = self._entries.get(network), network not in self._unchecked
        tip = str(network.checkpoint) if network.checkpoint is not None else network.title
        if entry is None or entry.timed is None or entry.config is None:
            return RaceLine(network.title, tip, is_checked, fault=entry.fault if entry is not None else "")
        timed, total = entry.timed, f"{entry.timed.parts.total:.2f}"
        found = int((timed.detections.scores >= MIN_SCORE).sum())
        figures = (
            total,
            f"{timed.processor_seconds:.2f}",
            f"{PUBLISHED_SECONDS[name_family(entry.config)]:g}",
            f"{timed.proposal_count:,}",
            f"{found:,}",
            score_text(entry.ap50, None),
        )
        title = network.title if network.is_trained else name_family(entry.config)
        bar = StackedBar(title, _list_seconds(entry), tr("{seconds} s").format(seconds=total))
        return RaceLine(network.title, tip, is_checked, COLORS[number % len(COLORS)], figures, bar)

    @Slot()
    def _update_layer(self) -> None:
        """The detections of the selected network, in the image that was measured."""
        document = self._context.session.document
        entry = self._entries.get(self._selected) if self._selected is not None else None
        is_of_image = document is not None and entry is not None and document.image == entry.image
        if not is_of_image or entry is None or entry.timed is None or not self.panel.isVisible():
            self._layer.set_content(EMPTY_CONTENT)
            return
        color = COLORS[self.networks.index(entry.network) % len(COLORS)]
        found = entry.timed.detections
        count = int((found.scores >= MIN_SCORE).sum())  # the best come first
        captions = tuple(
            f"{label} {score:.2f}" for label, score in zip(found.labels[:count], found.scores[:count], strict=True)
        )
        group = BoxGroup(found.boxes[:count], color, width=2, captions=captions)
        self._layer.set_content(
            LayerContent((group,), legend=(LegendEntry(color, f"{entry.network.title}: {count:,}"),))
        )


def name_family(config: DetectorConfig) -> str:
    """Which of the four detectors a network is."""
    if config.proposals.has_rpn:
        return "Faster R-CNN"
    if config.warps_regions:
        return "R-CNN"
    return "SPP-Net" if config.head.roi_operation == "spatial_pyramid" else "Fast R-CNN"


def _list_seconds(entry: RaceEntry) -> tuple[float, ...]:
    """In the order of `PARTS`."""
    assert entry.timed is not None
    parts = entry.timed.parts
    return parts.proposals, parts.features, parts.regions, parts.head, parts.selection

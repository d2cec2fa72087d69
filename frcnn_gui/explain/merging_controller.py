"""Goes through selective search one merge at a time, and shows each step on the image."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, Slot

from detector.data.image_io import decode_image
from frcnn_gui.canvas.layers import COMPUTING_TEXT, EMPTY_CONTENT, BoxGroup, Layer, LayerContent, LegendEntry, LineGroup
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.common.job import Job
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.latest_job import LatestJob
from frcnn_gui.common.meanings import Meaning
from frcnn_gui.common.parts import HasJobs, HasWindow
from frcnn_gui.document.parts import HasSession
from frcnn_gui.explain.merging_panel import MergingPanel

if TYPE_CHECKING:
    from detector.proposal_sources.merging_steps import MergingSteps

TITLE = N_("Merging segments")
NO_IMAGE_TEXT = N_("Open an image to see how selective search merges its segments.")
FIRST_STEP_TEXT = N_("{count} segments before any merge, by the graph-based segmentation of Felzenszwalb.")
ONE_SEGMENT_TEXT = N_("The whole image is one segment: there is nothing to merge.")
MERGE_TEXT = N_("Segments of {first} and {second} px become one of {width} x {height} px. Segments left: {left}.")
SIMILARITY_TEXT = N_("Similarity {sum}: color {color} + texture {texture} + size {size} + fill {fill}.")


class MergingContext(HasWindow, HasJobs, HasSession, HasCanvas, Protocol):
    """What is used of the window."""


class MergingController(QObject):
    """Owns the content of the Selective search dock, `panel`. Nothing is computed while the dock is hidden."""

    def __init__(self, context: MergingContext) -> None:
        super().__init__(context.window)
        self._context = context
        self.panel = MergingPanel()
        self.step = 0
        self._job = LatestJob(context.jobs, self)
        self._job.failed.connect(self._on_job_failed)
        self._image: Path | None = None
        """Whose steps are shown or computed"""
        self._steps: MergingSteps | None = None
        self._layer = Layer(
            "merging_step",
            tr("Selective search step"),
            tr("The segments, and the two that are merged, with the box of both."),
            visible=False,
            group="merging",
        )
        context.canvas.layers.add_layer(self._layer)
        self.panel.step_requested.connect(self.go_to_step)
        self.panel.installEventFilter(self)
        context.session.document_changed.connect(self._update_image)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._layer.set_visible(event.type() == QEvent.Type.Show)
            self._update_image()
        return super().eventFilter(watched, event)

    @Slot()
    def _update_image(self) -> None:
        """Compute the steps of another image."""
        document = self._context.session.document
        image = document.image if document is not None else None
        if not self.panel.isVisible() or (image == self._image and image is not None):
            return
        self._image, self._steps = image, None
        self._layer.set_content(EMPTY_CONTENT)
        self.panel.show_nothing(tr(COMPUTING_TEXT if image is not None else NO_IMAGE_TEXT), image is not None)
        if image is None:
            self._job.drop()
        else:
            self._job.start(create_merging_job(image), self._on_merged)

    def _on_merged(self, steps: MergingSteps) -> None:
        self._steps = steps
        self.go_to_step(self.step)

    @Slot(str)
    def _on_job_failed(self, text: str) -> None:
        self._image = None
        self.panel.show_nothing(text)

    @Slot(int)
    def go_to_step(self, step: int) -> None:
        """Show this step, or the nearest there is: 0 has the first segments, k the merge k."""
        steps = self._steps
        if steps is None:
            return
        self.step = min(max(step, 0), len(steps.merges))
        self.panel.show_step(self.step, len(steps.merges) + 1, *describe_step(steps, self.step))
        self._layer.set_content(build_content(steps, self.step))


def create_merging_job(image: Path) -> Job:
    """A job that results in the `MergingSteps` of an image."""

    def compute_merging(_context: object) -> MergingSteps:
        from detector.proposal_sources.merging_steps import merge_segments

        return merge_segments(decode_image(image).pixels)

    return Job(tr(TITLE), compute_merging)


def describe_step(steps: MergingSteps, step: int) -> tuple[str, str]:
    """What happens, and the similarities."""
    if not step:
        if steps.segment_count == 1:
            return tr(ONE_SEGMENT_TEXT), ""
        return tr(FIRST_STEP_TEXT).format(count=f"{steps.segment_count:,}"), ""
    merge = steps.merges[step - 1]
    x1, y1, x2, y2 = steps.boxes[steps.segment_count + step - 1].tolist()
    before = steps.find_segments(step - 1)
    factor = steps.scale[0] * steps.scale[1]
    areas = [f"{np.count_nonzero(before == number) * factor:,.0f}" for number in (merge.first, merge.second)]
    text = tr(MERGE_TEXT).format(
        first=areas[0],
        second=areas[1],
        width=f"{x2 - x1:,.0f}",
        height=f"{y2 - y1:,.0f}",
        left=f"{steps.segment_count - step:,}",
    )
    values = {name: f"{getattr(merge, name):.2f}" for name in ("color", "texture", "size", "fill")}
    return text, tr(SIMILARITY_TEXT).format(sum=f"{merge.similarity:.2f}", **values)


def build_content(steps: MergingSteps, step: int) -> LayerContent:
    """The borders of all segments, thin; the two that are merged, dashed, and the box of both, thick."""
    borders = LineGroup(trace_borders(steps.find_segments(step), steps.scale), Meaning.CANDIDATE.color)
    count = tr("segments: {count}").format(count=f"{steps.segment_count - step:,}")
    legend: tuple[LegendEntry, ...] = (LegendEntry(Meaning.CANDIDATE.color, count),)
    if not step:
        return LayerContent(lines=(borders,), legend=legend)
    merge, merged = steps.merges[step - 1], steps.segment_count + step - 1
    inside = np.where(steps.find_segments(step) == merged, 1, 0)
    outline = LineGroup(trace_borders(inside, steps.scale), Meaning.KEPT.color, 2)
    groups = (
        BoxGroup(steps.boxes[[merge.first, merge.second]], Meaning.SUPPRESSED.color, dashed=True),
        BoxGroup(steps.boxes[[merged]], Meaning.KEPT.color, width=3, captions=(f"{merge.similarity:.2f}",)),
    )
    legend += (LegendEntry(Meaning.SUPPRESSED.color, tr("merged")), LegendEntry(Meaning.KEPT.color, tr("box of both")))
    return LayerContent(groups, lines=(borders, outline), legend=legend)


def trace_borders(segments: NDArray[np.int64], scale: tuple[float, float]) -> NDArray[np.float32]:
    """(N, 4) the lines between pixels of different segments, as long as they are straight; `scale` to the image."""
    down = _trace_columns(segments)
    across = _trace_columns(segments.T)[:, [1, 0, 3, 2]]
    lines: NDArray[np.float32] = np.concatenate([down, across]) * np.array([*scale, *scale], np.float32)
    return lines.astype(np.float32)


def _trace_columns(segments: NDArray[np.int64]) -> NDArray[np.float32]:
    """(N, 4) the upright lines."""
    differs = (segments[:, 1:] != segments[:, :-1]).astype(np.int8)
    toggles = np.diff(differs, axis=0, prepend=0, append=0).T
    columns, begins = np.nonzero(toggles == 1)
    ends = np.nonzero(toggles == -1)[1]
    return np.stack([columns + 1, begins, columns + 1, ends], axis=1).astype(np.float32)

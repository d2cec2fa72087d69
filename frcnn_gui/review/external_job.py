"""Scoring detections of another program against the labels of the whole folder, on a thread."""

from __future__ import annotations

from pathlib import Path

from detector.data.formats.base import OpenOptions
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.review.evaluate_job import FolderEvaluation, store_detections


def create_external_job(root: Path, options: OpenOptions, detections: Path) -> Job:
    """Compare `detections`, a file or a folder, with the labels of `root` on disk; results in a `FolderEvaluation`."""

    def measure_detections(context: JobContext) -> FolderEvaluation:
        from detector.evaluation.external.measure import MeasureProgress, measure_external

        texts = tr("Reading detections"), tr("Reading labels"), tr("Comparing with the labels")
        progress = MeasureProgress(*map(context.create_progress_callback, texts))
        measured = measure_external(root, detections, options, progress=progress)
        context.raise_if_canceled()
        evaluation = measured.evaluation
        classes, name = measured.classes, detections.name
        del measured  # its detections, with all their digits
        store = store_detections(context, evaluation, classes)
        return FolderEvaluation(classes, evaluation, None, evaluation.warnings, name, store)

    return Job(tr("Comparing detections with labels"), measure_detections)

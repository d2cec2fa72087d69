"""Writing the labels of the open folder to another folder, in any format, on a thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from detector.data.conversion import ImageSubset, ImageTransfer, check_target, filter_source, read_source, write_target
from detector.data.formats.base import Dataset, FormatName
from detector.data.formats.registry import FORMATS
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr


@dataclass(frozen=True)
class ExportRequest:
    """What to write, and where; `classes` are in the order in which the new data set numbers them."""

    format: FormatName
    out: Path
    transfer: ImageTransfer = "copy"
    which: ImageSubset = "labeled"
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class LabelsExported:
    """What was written. `messages` are sentences on what is missing there, or has another name."""

    request: ExportRequest
    images: int
    boxes: int
    messages: tuple[str, ...]


def create_export_job(dataset: Dataset, request: ExportRequest) -> Job:
    """Write `dataset` as it is on disk; results in `LabelsExported`.

    When it is canceled, the files that were begun are removed.
    """
    return Job(
        tr("Exporting to {out}").format(out=request.out.name), lambda context: export_labels(dataset, request, context)
    )


def export_labels(dataset: Dataset, request: ExportRequest, context: JobContext) -> LabelsExported:
    """Write the requested labels of `dataset` in another format.

    Raises:
        DatasetError: The data set cannot be used.
        AnnotationWriteError: It cannot be written. Nothing is written then, nor when it is canceled.
    """
    check_target(dataset, request.out)
    dataset = _reopen_dataset(dataset)
    context.raise_if_canceled()
    whole = read_source(dataset, _ProgressCounter(context, len(dataset.images), tr("Reading labels")))
    source = filter_source(whole, request.which, request.classes)
    steps = _ProgressCounter(context, len(source.images), tr("Exporting"))
    converted = write_target(source, FORMATS[request.format], request.out, request.transfer, steps)
    renamed = [
        tr("{path} is exported as {name}.").format(path=path.name, name=name)
        for path, name in converted.renamed.items()
    ]
    messages = (*converted.left_out, *source.skipped, *source.unusable, *renamed)
    return LabelsExported(
        request,
        sum(image.image_annotations is not None for image in source.images),
        source.box_counts.total(),
        messages,
    )


def _reopen_dataset(dataset: Dataset) -> Dataset:
    """With the label files that have come since it was opened.

    Raises:
        DatasetError: The data set cannot be used.
    """
    return FORMATS[dataset.format].open_dataset(dataset.root, options=dataset.options_to_reopen)


class _ProgressCounter:
    """Counts images, and stops when nobody wants them any more."""

    def __init__(self, context: JobContext, total: int, text: str) -> None:
        self._context, self._total, self._text = context, total, text
        self._done = 0

    def __call__(self) -> None:
        """One more.

        Raises:
            JobCanceledError: The job was canceled.
        """
        self._context.raise_if_canceled()
        self._done += 1
        self._context.report_progress(self._done, self._total, self._text)

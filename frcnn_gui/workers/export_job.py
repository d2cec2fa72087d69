"""Writing the labels of the open folder to another folder, in any format, on a thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from detector.data.conversion import ImageTransfer, Which, check_target, chosen, read_source, write_target
from detector.data.formats.base import Dataset, FormatName
from detector.data.formats.registry import FORMATS
from detector.data.formats.voc_dataset import VocDataset, VocFormat
from frcnn_gui.language import tr
from frcnn_gui.workers.job import Job, JobContext


@dataclass(frozen=True)
class ExportRequest:
    """What to write, and where; `classes` are in the order in which the new data set numbers them."""

    format: FormatName
    out: Path
    transfer: ImageTransfer = "copy"
    which: Which = "labelled"
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exported:
    """What was written. `told` are sentences on what is missing there, or has another name."""

    request: ExportRequest
    images: int
    boxes: int
    told: tuple[str, ...]


def export_job(dataset: Dataset, request: ExportRequest) -> Job:
    """Write `dataset` as it is on disk; results in `Exported`. What was begun when it is cancelled is taken away."""
    return Job(tr("Exporting to {out}").format(out=request.out.name), lambda context: export(dataset, request, context))


def export(dataset: Dataset, request: ExportRequest, context: JobContext) -> Exported:
    """Errors: DatasetError, AnnotationWriteError; then, and when it is cancelled, nothing was written."""
    check_target(dataset, request.out)
    dataset = _looked_at_again(dataset)
    context.raise_if_cancelled()
    whole = read_source(dataset, _Steps(context, len(dataset.images), tr("Reading labels")))
    source = chosen(whole, request.which, request.classes)
    steps = _Steps(context, len(source.images), tr("Exporting"))
    converted = write_target(source, FORMATS[request.format], request.out, request.transfer, steps)
    renamed = [
        tr("{path} is called {name} there.").format(path=path.name, name=name)
        for path, name in converted.renamed.items()
    ]
    told = (*converted.left_out, *source.skipped, *source.unusable, *renamed)
    return Exported(request, sum(image.annotation is not None for image in source.images), source.boxes.total(), told)


def _looked_at_again(dataset: Dataset) -> Dataset:
    """With the label files that have come since it was opened. Errors: DatasetError."""
    if isinstance(dataset, VocDataset):
        return VocFormat().open(dataset.root, options=dataset.options, remembered_origin=dataset.origin)
    return FORMATS[dataset.format].open(dataset.root, options=dataset.options)


class _Steps:
    """Counts images, and stops when nobody wants them any more."""

    def __init__(self, context: JobContext, total: int, text: str) -> None:
        self._context, self._total, self._text = context, total, text
        self._done = 0

    def __call__(self) -> None:
        """One more. Errors: JobCancelledError."""
        self._context.raise_if_cancelled()
        self._done += 1
        self._context.progress(self._done, self._total, self._text)

"""Writing what was detected to a new folder: labels of any format, and a summary with the scores; on a thread."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detector.data.conversion import find_target_fault
from detector.data.image_io import read_size
from detector.errors import AnnotationWriteError, ImageUnreadableError
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.document.session import Detection

if TYPE_CHECKING:
    from detector.data.formats.base import FormatName


@dataclass(frozen=True)
class DetectionsExportRequest:
    """What to write, and where."""

    format: FormatName
    out: Path
    root: Path
    """The folder of the images"""
    classes: tuple[str, ...]
    """In the order in which formats number them"""
    found: tuple[tuple[Path, tuple[Detection, ...]], ...]
    """By image, best first"""

    @property
    def boxes(self) -> int:
        return sum(len(found) for _, found in self.found)


@dataclass(frozen=True)
class DetectionsExported:
    """What was written; `messages` are sentences on what is missing there."""

    request: DetectionsExportRequest
    messages: tuple[str, ...] = ()


def create_export_detections_job(request: DetectionsExportRequest) -> Job:
    """Results in DetectionsWritten. What was begun when it is canceled is taken away."""
    return Job(
        tr("Exporting to {out}").format(out=request.out.name), lambda context: _export_detections(request, context)
    )


def _export_detections(request: DetectionsExportRequest, context: JobContext) -> DetectionsExported:
    from detector.data.results_folder import ResultsFolder, build_result_names

    fault = find_target_fault(request.root, request.out)
    if fault:
        raise AnnotationWriteError(fault)
    names = build_result_names([image for image, _ in request.found], request.root)
    messages: list[str] = []
    summary: list[dict[str, Any]] = []
    try:
        with closing(ResultsFolder(request.out, request.format, request.classes)) as results:
            for done, (name, (image, found)) in enumerate(zip(names, request.found, strict=True)):
                context.raise_if_canceled()
                context.report_progress(done, len(names), name)
                try:
                    width, height = read_size(image)
                except ImageUnreadableError as error:
                    messages.append(str(error))
                    continue
                results.add_detections(name, width, height, [replace(one.annotation, score=one.score) for one in found])
                summary.append(_describe_image(image, width, height, found))
            messages += results.finish()
            results.write_summary(json.dumps(summary, indent=1, ensure_ascii=False).encode())
    except BaseException:
        shutil.rmtree(request.out, ignore_errors=True)
        raise
    return DetectionsExported(request, tuple(messages))


def _describe_image(image: Path, width: int, height: int, found: Sequence[Detection]) -> dict[str, Any]:
    """As `frcnn detect` writes it."""
    boxes = [
        {
            "label": one.annotation.label,
            "score": round(one.score, 4),
            "box": [round(value, 2) for value in one.annotation.bounds.xyxy],
        }
        for one in found
    ]
    return {"image": str(image), "width": width, "height": height, "boxes": boxes}

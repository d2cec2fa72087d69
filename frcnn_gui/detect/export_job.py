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
from detector.data.formats.base import ImageToWrite
from detector.data.image_io import read_size
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.coco_counts import encode_bitmap
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import get_outline
from detector.errors import AnnotationWriteError, ImageUnreadableError
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import tr
from frcnn_gui.common.texts.format_texts import explain_missing_outlines
from frcnn_gui.document.detections import Detection

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
    outlined: list[ImageToWrite] = []
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
                annotations = [replace(one.annotation, score=one.score) for one in found]
                results.add_detections(name, width, height, annotations)
                if any(get_outline(one.geometry) is not None for one in annotations):
                    outlined.append(ImageToWrite(width, height, annotations))
                summary.append(_describe_image(image, width, height, found))
            messages += [*results.finish(), *_describe_outline_losses(request.format, outlined)]
            results.write_summary(json.dumps(summary, indent=1, ensure_ascii=False).encode())
    except BaseException:
        shutil.rmtree(request.out, ignore_errors=True)
        raise
    return DetectionsExported(request, tuple(messages))


def _describe_outline_losses(format: FormatName, images: Sequence[ImageToWrite]) -> Sequence[str]:
    """What of the masks the labels cannot hold, or not as they are; `images` are those with masks."""
    from detector.data.formats.registry import FORMATS

    if not images:
        return ()
    reason = explain_missing_outlines(format)
    return (reason,) if reason else FORMATS[format].describe_outline_losses(images)


def _describe_image(image: Path, width: int, height: int, found: Sequence[Detection]) -> dict[str, Any]:
    """As `frcnn detect` writes it."""
    boxes: list[dict[str, Any]] = [
        {
            "label": one.annotation.label,
            "score": round(one.score, 4),
            "box": [round(value, 2) for value in one.annotation.bounds.xyxy],
        }
        for one in found
    ]
    outlines = [get_outline(one.annotation.geometry) for one in found]
    if any(outline is not None for outline in outlines):
        for box, outline in zip(boxes, outlines, strict=True):
            mask = Bitmap() if outline is None else convert_to_bitmap(outline, width, height)
            box["segmentation"] = encode_bitmap(mask, width, height)
    return {"image": str(image), "width": width, "height": height, "boxes": boxes}

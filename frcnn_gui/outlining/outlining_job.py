"""The job that proposes outlines for the boxes of many images by the mask head of the network in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detector.data.annotation import Annotation
from detector.data.geometry import Box
from detector.data.outlines.outlined_box import OutlinedBox
from detector.errors import UserFacingError
from frcnn_gui.common.event_buffer import EventBuffer
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.detections import Detection
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource
from frcnn_gui.outlining.proposal_store import ImageProposals

if TYPE_CHECKING:
    from detector.data.formats.base import Dataset
    from detector.folder_outlining import BoxesToOutline
    from detector.stages.mask_paste import PastedMask
    from detector.tiles.tiling import Tiling

TITLE = N_("Outlining boxes")
READING_TEXT = N_("Reading labels")


@dataclass(frozen=True)
class OutliningRequest:
    """Which boxes are outlined.

    Attributes:
        dataset: Has the labels of images that are not open.
        images: Those to look at.
        open_annotations: The boxes of open images, without locked ones.
        replaces: Whether objects that have an outline get another one, too.
    """

    dataset: Dataset
    images: Sequence[Path]
    open_annotations: Mapping[Path, tuple[Annotation, ...]]
    replaces: bool = False


@dataclass(frozen=True)
class ImageOutlined:
    """What came of one image.

    Attributes:
        image: Its path.
        proposals: The outlines that were found.
        unknown_labels: The class of each box that got none because the network does not know its class.
        empty_labels: The class of each box in which the network sees no pixel of its object.
        fault: Why nothing could be proposed, as a sentence: the labels or the image cannot be read.
    """

    image: Path
    proposals: ImageProposals = field(default_factory=ImageProposals)
    unknown_labels: tuple[str, ...] = ()
    empty_labels: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class _ImageBoxes:
    """The boxes of one image that are to be outlined."""

    image: Path
    known: tuple[Annotation, ...]
    """Of classes that the network knows"""
    unknown_labels: tuple[str, ...]


def create_outlining_job(
    networks: NetworkCache, source: NetworkSource, device: str, request: OutliningRequest, tiling: Tiling | None = None
) -> Job:
    """A job that reports tuples of an `ImageOutlined` for each image with boxes to outline, or with a fault.

    What was reported stays when it is canceled. Its result is None. With `tiling`, boxes in images that are larger than
    a tile are outlined in tiles.
    """

    def outline_images(context: JobContext) -> None:
        from detector.folder_outlining import outline_folder

        with closing(EventBuffer[ImageOutlined](context)) as events:
            annotations = dict(_read_boxes(context, request, events))
            context.report_progress(0, len(annotations), tr("Loading {title}").format(title=source.title))
            with networks.borrow_predictor(source, device) as predictor:
                classes = frozenset(predictor.model.classes)
                boxes = [_sort_boxes(image, some, classes) for image, some in annotations.items()]
                for one in boxes:
                    if not one.known:
                        events.add_event(ImageOutlined(one.image, unknown_labels=one.unknown_labels))
                rest = [one for one in boxes if one.known]
                requests = [_build_request(one) for one in rest]

                def check_canceled(_done: int, _total: int) -> None:
                    context.raise_if_canceled()

                for done, (one, (_, masks)) in enumerate(
                    zip(rest, outline_folder(predictor, requests, tiling, check_canceled), strict=True), 1
                ):
                    events.add_event(_build_event(one, masks))
                    context.raise_if_canceled()
                    context.report_progress(done, len(rest), tr(TITLE))

    return Job(tr(TITLE), outline_images)


def _read_boxes(
    context: JobContext, request: OutliningRequest, events: EventBuffer[ImageOutlined]
) -> Iterator[tuple[Path, tuple[Annotation, ...]]]:
    """The boxes of each image that has any to outline."""
    for done, image in enumerate(request.images):
        context.raise_if_canceled()
        context.report_progress(done, len(request.images), tr(READING_TEXT))
        annotations = request.open_annotations.get(image)
        if annotations is None:
            try:
                annotations = request.dataset.read_labels(image).image_annotations.annotations
            except UserFacingError as error:
                events.add_event(ImageOutlined(image, fault=str(error)))
                continue
        chosen = tuple(one for one in annotations if request.replaces or isinstance(one.geometry, Box))
        if chosen:
            yield image, chosen


def _sort_boxes(image: Path, annotations: Sequence[Annotation], classes: frozenset[str]) -> _ImageBoxes:
    known = tuple(one for one in annotations if one.label in classes)
    return _ImageBoxes(image, known, tuple(one.label for one in annotations if one.label not in classes))


def _build_request(boxes: _ImageBoxes) -> BoxesToOutline:
    from detector.folder_outlining import BoxesToOutline

    corners = np.array([one.bounds.xyxy for one in boxes.known], np.float32)
    return BoxesToOutline(boxes.image, corners, tuple(one.label for one in boxes.known))


def _build_event(boxes: _ImageBoxes, masks: Sequence[PastedMask] | str) -> ImageOutlined:
    """`masks`: of the boxes of known classes, or why the image cannot be read."""
    if isinstance(masks, str):
        return ImageOutlined(boxes.image, fault=masks)
    pairs = list(zip(boxes.known, masks, strict=True))
    found = tuple(
        Detection(Annotation(OutlinedBox(one.bounds, mask.bitmap), one.label, one.uid), mask.score)
        for one, mask in pairs
        if not mask.bitmap.is_degenerate
    )
    replaced = {one.uid: one.geometry for one in boxes.known if not isinstance(one.geometry, Box)}
    empty = tuple(one.label for one, mask in pairs if mask.bitmap.is_degenerate)
    return ImageOutlined(boxes.image, ImageProposals(found, replaced), boxes.unknown_labels, empty)

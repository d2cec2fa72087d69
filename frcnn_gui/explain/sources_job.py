"""What the proposals of several sources cover in the images of a folder, or in one image, measured on a thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from detector.data.formats.base import OpenOptions
from detector.errors import UserFacingError
from frcnn_gui.common.job import Job, JobContext
from frcnn_gui.common.language import N_, tr
from frcnn_gui.network.network_cache import NetworkCache, NetworkSource

if TYPE_CHECKING:
    from detector.evaluation.source_comparison import SourceResult
    from detector.matching.box_overlap import Floats
    from detector.proposal_sources.proposed_boxes import ProposalSource, ProposedBoxes, SourceImage

RPN = "rpn"
"""The name of the network's own source beside those of `registry.SOURCES`"""
NO_LABELED_IMAGE_TEXT = N_("There are no labeled objects to compare proposals with. Draw some boxes.")
MAX_DRAWN_IMAGES, MAX_DRAWN_BOXES = 2_000, 300
"""Only this number of boxes of each source is kept to be drawn, in this number of images: some 5 KB each."""


@dataclass(frozen=True)
class SourcesRequest:
    """What is measured.

    Attributes:
        root: The folder.
        options: How it is opened.
        names: Of the sources: those of the registry, `RPN`, or paths of files.
        network: Whose RPN.
        device: Where it computes.
        image: The one image that is measured, as it is in the window, and the classes of its objects; None: all that
            are labeled, as they are on disk.
    """

    root: Path
    options: OpenOptions
    names: tuple[str, ...]
    network: NetworkSource
    device: str
    image: tuple[SourceImage, tuple[str, ...]] | None = None


@dataclass(frozen=True, eq=False)
class MeasuredSources:
    """What sources cover.

    Attributes:
        images: Where they looked.
        labels: (G,) the classes of all objects, image by image.
        results: Of each source that could be used, by its name.
        boxes: The best boxes of each source in the first images.
        messages: Why some sources, or some images, have none.
    """

    images: tuple[SourceImage, ...]
    labels: tuple[str, ...]
    results: Mapping[str, SourceResult]
    boxes: Mapping[str, Mapping[Path, Floats]]
    messages: tuple[str, ...]

    def locate_object(self, row: int) -> tuple[SourceImage, int]:
        """The image of an object, and its number there; `row`: of `labels`."""
        ends = np.cumsum([len(image.objects) for image in self.images])
        place = int(np.searchsorted(ends, row, side="right"))
        return self.images[place], row - int(ends[place] - len(self.images[place].objects))


def create_sources_job(networks: NetworkCache, request: SourcesRequest) -> Job:
    """A job that results in the `MeasuredSources`."""

    def measure_sources(context: JobContext) -> MeasuredSources:
        from detector.evaluation.source_comparison import measure_source

        images, labels = _load_images(request, context)
        if not labels and request.image is None:
            raise UserFacingError(tr(NO_LABELED_IMAGE_TEXT))
        results, boxes, messages = {}, {}, dict[str, None]()
        for number, name in enumerate(request.names):
            found, faults = _find_proposals(networks, request, name, images, context, number)
            messages |= dict.fromkeys(faults)
            if len(faults) < len(images):
                results[name] = measure_source(images, found)
                kept = zip(images[:MAX_DRAWN_IMAGES], found, strict=False)
                boxes[name] = {image.path: one.boxes[:MAX_DRAWN_BOXES].copy() for image, one in kept}
        return MeasuredSources(tuple(images), labels, results, boxes, tuple(messages))

    return Job(tr("Comparing proposals"), measure_sources)


def _load_images(request: SourcesRequest, context: JobContext) -> tuple[list[SourceImage], tuple[str, ...]]:
    """The images, and the classes of all their objects."""
    from detector.data.labeled_set import load_training_set
    from detector.data.usable_labels import FOR_EVALUATION
    from detector.proposal_sources.proposed_boxes import SourceImage

    if request.image is not None:
        return [request.image[0]], request.image[1]
    progress = context.create_progress_callback(tr("Reading labels"))
    labeled = load_training_set(request.root, options=request.options, reading=FOR_EVALUATION, progress=progress)
    images = [SourceImage(one.path, one.width, one.height, one.boxes[~one.difficult]) for one in labeled.images]
    numbers = [number for one in labeled.images for number in one.labels[~one.difficult].tolist()]
    return images, tuple(labeled.classes[number - 1] for number in numbers)


def _find_proposals(
    networks: NetworkCache,
    request: SourcesRequest,
    name: str,
    images: list[SourceImage],
    context: JobContext,
    number: int,
) -> tuple[list[ProposedBoxes], list[str]]:
    """What a source found in each image, nothing where it could not; and a sentence for each of those."""
    from detector.proposal_sources.folder import propose_in_images
    from detector.proposal_sources.kept_proposals import KeptProposals
    from detector.proposal_sources.proposed_boxes import ProposedBoxes

    nothing = ProposedBoxes(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), 0.0, 0)
    found: list[ProposedBoxes] = []
    faults: list[str] = []
    total = len(request.names) * len(images)
    with _open_source(networks, request, name) as source:
        outcomes = propose_in_images(source, images, KeptProposals.of_user(), lambda: context.is_canceled, processes=1)
        for outcome in outcomes:
            found.append(nothing if isinstance(outcome, str) else outcome)
            faults += [outcome] if isinstance(outcome, str) else []
            context.report_progress(number * len(images) + len(found), total, tr("Comparing proposals"))
    context.raise_if_canceled()
    return found, faults


@contextmanager
def _open_source(networks: NetworkCache, request: SourcesRequest, name: str) -> Iterator[ProposalSource]:
    from detector.proposal_sources.registry import build_source

    if name != RPN:
        yield build_source(name)
        return
    from detector.proposal_sources.rpn import RpnProposals

    with networks.borrow_predictor(request.network, request.device) as predictor:
        yield RpnProposals(predictor, request.network.title)

"""Proposals of many images: those that are kept, and the others by several processes."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice

from detector.errors import UserFacingError
from detector.proposal_sources.kept_proposals import KeptProposals
from detector.proposal_sources.proposed_boxes import ProposalSource, ProposedBoxes, SourceImage

_IMAGES_PER_PROCESS = 2
"""Images for each process that are in work or wait to be fetched."""

Outcome = ProposedBoxes | str
"""What was found in an image, or a sentence about why nothing could be."""


@dataclass(frozen=True)
class _Work:
    source: ProposalSource
    image: SourceImage


def propose_in_images(
    source: ProposalSource,
    images: Sequence[SourceImage],
    kept: KeptProposals | None = None,
    is_canceled: Callable[[], bool] = lambda: False,
    processes: int = 0,
) -> Generator[Outcome, None, None]:
    """Find the proposals of images, in their order.

    Args:
        source: Where they come from.
        images: Where to look.
        kept: What was found before, which grows by what is found now; only of sources that need pixels alone.
        is_canceled: Asked before each image; the iteration ends if it says so.
        processes: How many work at the same time; 0: as many as there are processors. Other sources than those that
            need pixels alone work in this process.

    Yields:
        What was found, or a sentence for an image that cannot be decoded or has no proposals in a file.
    """
    if not source.needs_pixels_only:
        for image in images:
            if is_canceled():
                return
            yield _find_or_explain(_Work(source, image))
        return
    found_before = [kept.find_proposals(image.path, source) if kept else None for image in images]
    missing = [image for image, before in zip(images, found_before, strict=True) if before is None]
    found_now = _find_in_processes(source, missing, is_canceled, processes or os.cpu_count() or 1)
    for image, before in zip(images, found_before, strict=True):
        if is_canceled():
            found_now.close()
            return
        outcome = before if before is not None else next(found_now)
        if kept and before is None and isinstance(outcome, ProposedBoxes):
            kept.store_proposals(image.path, source, outcome)
        yield outcome


def _find_in_processes(
    source: ProposalSource, images: Sequence[SourceImage], is_canceled: Callable[[], bool], processes: int
) -> Generator[Outcome, None, None]:
    processes = min(processes, len(images))
    if processes < 2:
        yield from (_find_or_explain(_Work(source, image)) for image in images)
        return
    left: Iterator[_Work] = (_Work(source, image) for image in images)
    # A new interpreter: a copy of this process would have the locks of threads that the copy does not have.
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), initializer=_prepare_process)
    try:
        waiting: deque[Future[Outcome]] = deque(
            pool.submit(_find_or_explain, work) for work in islice(left, processes * _IMAGES_PER_PROCESS)
        )
        while waiting:
            outcome = waiting.popleft().result()
            waiting.extend(pool.submit(_find_or_explain, work) for work in islice(left, 1))
            yield outcome
    finally:
        pool.shutdown(wait=not is_canceled(), cancel_futures=True)


def _find_or_explain(work: _Work) -> Outcome:
    try:
        return work.source.find_proposals(work.image)
    except UserFacingError as error:
        return str(error)


def _prepare_process() -> None:
    """End this process when the one that began it has ended in any way; use one thread, as there are others."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if find_spec("cv2") is not None:
        import cv2

        cv2.setNumThreads(1)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)

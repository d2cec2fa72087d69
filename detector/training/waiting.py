"""Waiting for images during a run: events in the meantime are reported, and a canceled run stops waiting."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable

from detector.compute.distributed import gather_objects
from detector.training.batches import Batch, BatchStream
from detector.training.data_folder import RETRY_S, DataFolder, NoImagesError
from detector.training.runs.events import Warned

POLL_S = 0.2


def wait_for_batch(stream: BatchStream, is_canceled: Callable[[], bool]) -> Generator[Warned, None, Batch | None]:
    """The next batch of `stream`. Where several processes train together, all must call this.

    Args:
        stream: Where it comes from.
        is_canceled: Whether the run is to end.

    Yields:
        Messages about the folder.

    Returns:
        None where the run is canceled first.

    Raises:
        NoImagesError: In one process, which is enough to end them all.
    """
    while True:
        ready = stream.is_ready(POLL_S)
        yield from map(Warned, stream.folder.take_messages())
        everyone = gather_objects((is_canceled(), ready, stream.fault))
        if any(is_canceled for is_canceled, _, _ in everyone):
            return None
        _raise_first_fault(fault for _, _, fault in everyone)
        if all(is_ready for _, is_ready, _ in everyone):
            return stream.take_batch()


def wait_for_folder(folder: DataFolder, is_canceled: Callable[[], bool]) -> Generator[Warned, None, bool]:
    """Wait for `folder`, which some process of the run cannot read. All of them must call this.

    Yields:
        Messages about it.

    Returns:
        False where the run is canceled first.

    Raises:
        NoImagesError: It stayed away.
    """
    looked_at = time.monotonic()
    while True:
        yield from map(Warned, folder.take_messages())
        everyone = gather_objects((is_canceled(), folder.is_away, folder.fault))
        if any(is_canceled for is_canceled, _, _ in everyone):
            return False
        _raise_first_fault(fault for _, _, fault in everyone)
        if not any(is_away for _, is_away, _ in everyone):
            return True
        time.sleep(POLL_S)
        if time.monotonic() - looked_at >= RETRY_S:
            folder.check_if_back()
            looked_at = time.monotonic()


def _raise_first_fault(faults: Iterable[str]) -> None:
    """Raises: NoImagesError."""
    fault = next(filter(None, faults), "")
    if fault:
        raise NoImagesError(fault)

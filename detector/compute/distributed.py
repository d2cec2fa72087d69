"""Several processes that work on one task, as `torchrun` starts them: one for each GPU, on one machine or many."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

import torch
from torch import distributed

Item = TypeVar("Item")
_is_single_process: ContextVar[bool] = ContextVar("is_alone", default=False)


class PeerFailedError(Exception):
    """Another process gave up what all were doing together, and said so with `abort_peers`."""


@dataclass(frozen=True)
class Process:
    """This process among the `count` that `torchrun` started; alone where it started none."""

    rank: int = 0
    count: int = 1
    local_rank: int = 0
    """Its number on its own machine, which is the number of its GPU."""

    @property
    def is_first(self) -> bool:
        """The one that writes files and talks."""
        return self.rank == 0

    def select_share(self, items: Sequence[Item]) -> Sequence[Item]:
        """Its part of `items`; the parts of all processes are disjoint, and together are all of them."""
        return items[self.rank :: self.count]


def this_process() -> Process:
    """From the environment variables that `torchrun` sets."""
    values = (
        int(os.environ.get(name, default)) for name, default in (("RANK", 0), ("WORLD_SIZE", 1), ("LOCAL_RANK", 0))
    )
    return Process(*values)


@contextmanager
def join_process_group(device: torch.device) -> Iterator[Process]:
    """While in here, the processes of the run know each other; NCCL connects GPUs, gloo all else."""
    process = this_process()
    if process.count == 1:
        yield process
        return
    if device.type == "cuda":
        torch.cuda.set_device(device)
    distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield process
    finally:
        distributed.destroy_process_group()


def is_distributed() -> bool:
    """Whether this process works with others, which then must call the functions below at the same places."""
    return distributed.is_available() and distributed.is_initialized() and not _is_single_process.get()


@contextmanager
def single_process() -> Iterator[None]:
    """While in here, this process computes for itself: others need not do the same."""
    before = _is_single_process.set(True)
    try:
        yield
    finally:
        _is_single_process.reset(before)


def gather_objects(item: Item) -> list[Item]:
    """Everybody's `item`, in the order of ranks."""
    if not is_distributed():
        return [item]
    everyone: list[Any] = [None] * distributed.get_world_size()
    distributed.all_gather_object(everyone, item)
    return everyone


def map_sharded(
    count: int, work: Callable[[Sequence[int]], Iterator[Item]], is_canceled: Callable[[], bool]
) -> list[Item] | None:
    """The outcome of each of `count` rows, in order; None when `is_canceled`, which is asked before each.

    `work` takes rows and gives their outcomes one by one. Where several processes work together, each does its share;
    all must call this, and all return the same.
    """
    rows = (this_process() if is_distributed() else Process()).select_share(range(count))
    outcomes = work(rows)
    done: dict[int, Item] = {}
    stopped = False
    for row in rows:
        if stopped := is_canceled():
            break
        done[row] = next(outcomes)
    everyone = gather_objects((done, stopped))
    if any(one_stopped for _, one_stopped in everyone):
        return None
    together = {row: outcome for one_done, _ in everyone for row, outcome in one_done.items()}
    return [together[row] for row in range(count)]


def mean_count(count: int, device: torch.device) -> float:
    """The mean of everybody's `count`.

    Sums divided by it, then averaged over the processes, are what one process with all the images would get.

    Raises:
        PeerFailedError: Another process failed.
    """
    return _all_reduce_mean(float(count), device)


def wait_at_barrier(device: torch.device) -> None:
    """Wait until everybody came as far as this.

    Raises:
        PeerFailedError: Another process did not.
    """
    _all_reduce_mean(0.0, device)


def abort_peers(device: torch.device) -> None:
    """Notify the others, which wait in `mean_count` or `wait_at_barrier`, that this process fails."""
    if is_distributed():
        distributed.all_reduce(torch.tensor([0.0, 1.0], device=device))


def _all_reduce_mean(value: float, device: torch.device) -> float:
    if not is_distributed():
        return value
    total = torch.tensor([value, 0.0], device=device)
    distributed.all_reduce(total)
    summed, failures = total.tolist()
    if failures:
        raise PeerFailedError
    return float(summed) / distributed.get_world_size()

"""Processes for tests: several that work together as `torchrun` starts them, or one that may be killed.

They are forked from one that has imported the engine and done nothing else, which takes a moment where a new
interpreter takes seconds.
"""

from __future__ import annotations

import multiprocessing
import os
import socket
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from typing import Any

import torch

PATIENCE = 60.0
"""Seconds after which a process counts as hanging."""


def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    # What the modules of tests import, which each process would do again.
    context.set_forkserver_preload(["detector.training.trainer", "pytest", "tests.detector.runs"])
    return context


def run_alone(function: Callable[..., None], *args: Any) -> int:
    """The exit code of a process that runs `function`; minus the signal that ended it."""
    process = _context().Process(target=_quietly, args=(function, *args))
    process.start()
    return _ended(process)


def run_together(count: int, function: Callable[..., Any], *args: Any) -> list[Any]:
    """What `function` returned in each of `count` processes, in the order of ranks."""
    context = _context()
    port = free_port()
    processes, results = [], []
    for rank in range(count):
        here, there = context.Pipe(duplex=False)
        processes.append(context.Process(target=_as_one_of, args=(rank, count, port, there, function, *args)))
        processes[-1].start()
        there.close()
        results.append(here)
    # Before they are joined: a process does not end while nobody takes what it has to say.
    values = [_received(result) for result in results]
    assert [_ended(process) for process in processes] == [0] * count
    return values


def _received(result: Connection) -> Any:
    try:
        return result.recv() if result.poll(PATIENCE) else None
    except EOFError:
        return None  # it died, as its exit code shows


def _ended(process: BaseProcess) -> int:
    process.join(PATIENCE)
    if process.is_alive():
        process.kill()
        raise AssertionError("a process hangs")
    assert process.exitcode is not None
    return process.exitcode


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _quietly(function: Callable[..., None], *args: Any) -> None:
    torch.set_num_threads(1)
    function(*args)


def _as_one_of(rank: int, count: int, port: int, result: Connection, function: Callable[..., Any], *args: Any) -> None:
    place = {"RANK": rank, "WORLD_SIZE": count, "LOCAL_RANK": rank, "MASTER_PORT": port}
    os.environ.update({name: str(value) for name, value in place.items()}, MASTER_ADDR="127.0.0.1")
    torch.set_num_threads(1)
    result.send(function(*args))

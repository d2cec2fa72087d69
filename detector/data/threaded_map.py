"""Applying a function to items on threads, a bounded number of items at a time."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_ITEMS_PER_THREAD = 4
"""Items for each thread that are in work or wait to be fetched."""


def map_in_threads(
    function: Callable[[Item], Result], items: Iterable[Item], is_canceled: Callable[[], bool] = lambda: False
) -> Iterator[Result]:
    """Apply `function` to `items` on as many threads as there are processors.

    Unlike `ThreadPoolExecutor.map`, which begins with all items at once and keeps what nobody has fetched, this keeps
    a few results however many items there are.

    Args:
        function: Must be safe to call from several threads.
        items: Fetched one by one, on the caller's thread.
        is_canceled: Asked before each result; the iteration ends where it says so.

    Yields:
        The results, in the order of the items. An exception of `function` is raised in its item's place.
    """
    threads = os.cpu_count() or 1
    left = iter(items)
    pool = ThreadPoolExecutor(threads, thread_name_prefix="threaded-map")
    try:
        waiting: deque[Future[Result]] = deque(
            pool.submit(function, item) for item in islice(left, threads * _ITEMS_PER_THREAD)
        )
        while waiting and not is_canceled():
            result = waiting.popleft().result()
            waiting.extend(pool.submit(function, item) for item in islice(left, 1))
            yield result
    finally:
        pool.shutdown(cancel_futures=True)

"""The memory of freed tensors, kept for the next step instead of being given back to the system after each.

The C library gives large blocks back as soon as they are free, and the system clears each page again when it is next
touched: a tenth of a training step on a CPU. Only glibc's behavior can be set; elsewhere nothing is changed.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3
"""glibc's numbers for the settings of its `mallopt`."""
_MOST = 2**31 - 1
_LARGEST_ON_HEAP = 32 * 2**20
"""Bytes; glibc accepts no more, and comes to it by itself where blocks of this size are freed."""
_GROWTH = 64 * 2**20
"""Bytes by which the heap grows at once."""


@contextmanager
def kept_heap() -> Iterator[None]:
    """Inside, freed memory stays with the process; afterwards it goes back to the system."""
    libc = _find_glibc()
    if libc is None:
        yield
        return
    for setting, value in ((_MMAP_THRESHOLD, _LARGEST_ON_HEAP), (_TRIM_THRESHOLD, _MOST), (_TOP_PAD, _GROWTH)):
        libc.mallopt(setting, value)
    try:
        yield
    finally:
        libc.mallopt(_TRIM_THRESHOLD, 2 * _LARGEST_ON_HEAP)
        libc.mallopt(_TOP_PAD, 0)
        libc.malloc_trim(0)


def _find_glibc() -> ctypes.CDLL | None:
    """The C library of this process where it is glibc."""
    if sys.platform != "linux":
        return None
    process = ctypes.CDLL(None)
    return process if hasattr(process, "gnu_get_libc_version") and hasattr(process, "malloc_trim") else None

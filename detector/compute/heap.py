"""The memory of freed tensors, kept for the next step or image instead of being given back to the system after each.

The C library gives large blocks back as soon as they are free, and the system clears each page again when it is next
touched: 36,000 page faults in a training step of mobilenet_fpn on a CPU. Only glibc's behavior can be set; elsewhere
nothing is changed.
"""

from __future__ import annotations

import ctypes
import mmap
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD, _MMAP_MAX = -1, -2, -3, -4
"""glibc's numbers for the settings of its `mallopt`."""
_MAX_SETTING = 2**31 - 1
_MAX_BLOCK_ON_HEAP_BYTES = 32 * 2**20
"""Bytes, once blocks may be outside again; glibc comes to it by itself where blocks of this size are freed."""
_USUAL_MMAP_MAX = 65_536
"""How many blocks may be outside of the heap at once: glibc's default. Inside, none: the heap takes any size."""
_HEAP_GROWTH_BYTES = 64 * 2**20
"""Bytes by which the heap grows at once."""
_BLOCK_BYTES = 64 * 2**20
"""Bytes of long-lived memory that are taken at once: the system limits how many mappings a process has."""
_ALIGNMENT = 64


_lock = threading.Lock()
_user_count = 0
"""How many are inside `keep_heap`, in all threads: the setting is the process's."""


@contextmanager
def keep_heap() -> Iterator[None]:
    """Inside, freed memory stays with the process; when the last one leaves, it goes back to the system."""
    libc = _find_glibc()
    if libc is None:
        yield
        return
    _keep_freed_memory(libc)
    try:
        yield
    finally:
        _release_freed_memory(libc)


def _keep_freed_memory(libc: ctypes.CDLL) -> None:
    global _user_count
    with _lock:
        _user_count += 1
        if _user_count == 1:
            libc.mallopt(_MMAP_MAX, 0)
            libc.mallopt(_MMAP_THRESHOLD, _MAX_BLOCK_ON_HEAP_BYTES)
            libc.mallopt(_TRIM_THRESHOLD, _MAX_SETTING)
            libc.mallopt(_TOP_PAD, _HEAP_GROWTH_BYTES)


def _release_freed_memory(libc: ctypes.CDLL) -> None:
    global _user_count
    with _lock:
        _user_count -= 1
        if _user_count == 0:
            libc.mallopt(_MMAP_MAX, _USUAL_MMAP_MAX)
            libc.mallopt(_TRIM_THRESHOLD, 2 * _MAX_BLOCK_ON_HEAP_BYTES)
            libc.mallopt(_TOP_PAD, 0)
            libc.malloc_trim(0)


def _find_glibc() -> ctypes.CDLL | None:
    """The C library of this process where it is glibc."""
    if sys.platform != "linux":
        return None
    process = ctypes.CDLL(None)
    return process if hasattr(process, "gnu_get_libc_version") and hasattr(process, "malloc_trim") else None


class LongLivedMemory:
    """Memory outside of the heap for tensors that live long; it goes back to the system with the last of them.

    On the heap, even small ones lie between the blocks that a step or a decoding thread frees, and keep these from
    being merged and used again: with 1 GiB of features kept there, a process grew by 4 GiB.
    """

    def __init__(self) -> None:
        self._block = torch.empty(0, dtype=torch.uint8)
        self._used = 0

    def copy_tensor(self, tensor: Tensor) -> Tensor:
        """A copy of a tensor on the CPU, with the same layout."""
        start, size = self._used, tensor.numel() * tensor.element_size()
        if start + size > len(self._block):
            self._block, start = _allocate_block(max(size, _BLOCK_BYTES)), 0
        self._used = start + size + -size % _ALIGNMENT
        # Of the same layout, without the gaps that a view may have.
        strides = torch.empty_like(tensor, device="meta").stride()
        copy = self._block[start : start + size].view(tensor.dtype).as_strided(tensor.shape, strides)
        return copy.copy_(tensor)


def _allocate_block(size: int) -> Tensor:
    return torch.frombuffer(mmap.mmap(-1, size), dtype=torch.uint8)

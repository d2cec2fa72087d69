"""How much memory a run holds, and how it looks when there is not enough."""

from __future__ import annotations

import os
from pathlib import Path

import torch

_STATUS = Path("/proc/self/statm")
_NO_MEMORY = (
    "DefaultCPUAllocator: can't allocate memory",  # Linux and macOS
    "DefaultCPUAllocator: not enough memory",  # Windows
    "_STATUS_ALLOC_FAILED",  # CUDA's libraries, which ask for memory past torch
    "MPS backend out of memory",
)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a smaller batch could help."""
    if isinstance(error, torch.cuda.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error) for sign in _NO_MEMORY)


def memory_in_use(device: torch.device) -> int:
    """Bytes: the most that tensors on a GPU held so far; on a CPU what the process holds now (0: it is not told)."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    if not _STATUS.exists():
        return 0
    return int(_STATUS.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def free_what_is_cached(device: torch.device) -> None:
    """Give back what torch keeps for later: pieces of the wrong size are in the way of others."""
    if device.type == "cuda":
        torch.cuda.empty_cache()

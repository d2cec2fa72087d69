"""How much memory a run holds, and how it looks when there is not enough."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

import torch

_STATUS_FILE = Path("/proc/self/statm")
_MEMORY_INFO = Path("/proc/meminfo")
_GROUP = Path("/sys/fs/cgroup")
_SHARE_TAKEN_AS_FREE = 0.25
"""Of all memory, where the system does not report how much of it is free."""
_OUT_OF_MEMORY_SIGNS = (
    "DefaultCPUAllocator: can't allocate memory",  # Linux and macOS
    "DefaultCPUAllocator: not enough memory",  # Windows
    "_STATUS_ALLOC_FAILED",  # CUDA's libraries, which ask for memory past torch
    "MPS backend out of memory",
)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a smaller batch could help."""
    if isinstance(error, torch.cuda.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(sign in str(error) for sign in _OUT_OF_MEMORY_SIGNS)


def measure_memory(device: torch.device) -> int:
    """Bytes: the most that tensors on a GPU held so far; on a CPU what the process holds now (0: unknown)."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    if not _STATUS_FILE.exists():
        return 0
    return int(_STATUS_FILE.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def free_cached_memory(device: torch.device) -> None:
    """Give back what torch keeps for later: pieces of the wrong size are in the way of others."""
    if device.type == "cuda":
        torch.cuda.empty_cache()


def free_memory() -> int:
    """Bytes of the machine's memory, or of the container's, that no program needs now."""
    if sys.platform == "win32":
        return _free_on_windows()
    if not _MEMORY_INFO.exists():  # macOS
        return int(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * _SHARE_TAKEN_AS_FREE)
    (line,) = (one for one in _MEMORY_INFO.read_text().splitlines() if one.startswith("MemAvailable:"))
    return min(int(line.split()[1]) * 1024, _left_in_group())


def _left_in_group() -> int:
    """What the process's control group may still take; without a limit, more than any machine has."""
    try:
        limit, used = ((_GROUP / name).read_text().strip() for name in ("memory.max", "memory.current"))
    except OSError:
        return sys.maxsize
    return sys.maxsize if limit == "max" else max(0, int(limit) - int(used))


class _WindowsMemory(ctypes.Structure):
    """MEMORYSTATUSEX."""

    _fields_ = [
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        *((name, ctypes.c_uint64) for name in ("total", "free", "total_page", "free_page", "total_virtual")),
        ("free_virtual", ctypes.c_uint64),
        ("free_extended", ctypes.c_uint64),
    ]


def _free_on_windows() -> int:
    status = _WindowsMemory(length=ctypes.sizeof(_WindowsMemory))
    done = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined]
    return int(status.free) if done else 0

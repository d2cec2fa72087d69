"""In which precision the network computes: half precision where the device gains by it, float32 elsewhere."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch

from detector.config import Precision
from detector.errors import UserFacingError

_DTYPES: dict[Precision, torch.dtype] = {
    "float32": torch.float32,
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
}
_AMPERE_CAPABILITY = (8, 0)
"""The first generation of CUDA GPUs that multiplies bfloat16."""


def choose_precision(name: Precision, device: torch.device) -> torch.dtype:
    """`auto`: bfloat16 where the device is fast at it, float16 on older CUDA GPUs, float32 on all else.

    Raises:
        UserFacingError: For float16 on a CPU, which takes a hundred times as long there.
    """
    if name == "float16" and device.type == "cpu":
        raise UserFacingError("float16 is for GPUs. On the CPU use --precision bfloat16 or float32, or auto.")
    if name != "auto":
        return _DTYPES[name]
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.get_device_capability(device) >= _AMPERE_CAPABILITY else torch.float16
    return torch.bfloat16 if device.type == "cpu" and _cpu_multiplies_bfloat16() else torch.float32


def autocast_precision(device: torch.device, precision: torch.dtype) -> AbstractContextManager[Any]:
    """While in here, convolutions and matrix products are computed in `precision`, whatever their weights are in."""
    if precision == torch.float32:
        return nullcontext()
    return torch.autocast(device.type, dtype=precision)


def _cpu_multiplies_bfloat16() -> bool:
    """Whether this processor has AMX.

    AVX-512 BF16 alone does not count: where AMX is missing beside it, it was measured at half the speed of float32.
    """
    if not hasattr(torch.cpu, "get_capabilities"):
        return False  # an older torch does not report it
    return bool(torch.cpu.get_capabilities().get("amx_bf16"))

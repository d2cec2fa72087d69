"""Where the network computes."""

from __future__ import annotations

import torch

from detector.distributed import this_process
from detector.errors import UserFacingError


def choose_device(name: str = "auto") -> torch.device:
    """`auto` is a CUDA GPU, or the CPU where there is none; anything else is taken at its word.

    Of several processes on a machine each has its own GPU. Apple's MPS is used on request only: detection networks are
    known to hang on it. Errors: UserFacingError when this machine has no such device.
    """
    process = this_process()
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and process.count > 1:
        name = f"cuda:{process.local_rank}"
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise UserFacingError(
            f"This machine cannot compute on {name!r}. Use --device cpu, or auto"
            f"{', or start no more processes than it has GPUs' if process.count > 1 else ''}."
        ) from error
    return device

"""Where the network computes."""

from __future__ import annotations

import torch

from detector.errors import UserFacingError


def choose_device(name: str = "auto") -> torch.device:
    """`auto` is the first CUDA GPU, or the CPU where there is none; anything else is taken at its word.

    Apple's MPS is used on request only: detection networks are known to hang on it.
    Errors: UserFacingError when this machine has no such device.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise UserFacingError(f"This machine cannot compute on {name!r}. Use --device cpu, or auto.") from error
    return device

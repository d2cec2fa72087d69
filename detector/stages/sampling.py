"""Random minibatches that come out the same on every device."""

from __future__ import annotations

import torch
from torch import Tensor


def sample_mask(candidates: Tensor, count: int, generator: torch.Generator | None) -> Tensor:
    """A mask (N,) with at most `count` of the True rows of `candidates` (N,) bool, drawn without replacement.

    The permutation is drawn on the CPU, so that one seed gives one sample whatever device the tensors are on.
    """
    rows = candidates.nonzero().flatten()
    if len(rows) > count:
        order = torch.randperm(len(rows), generator=generator)[: max(count, 0)]
        rows = rows[order.to(rows.device)]
    mask = torch.zeros_like(candidates)
    mask[rows] = True
    return mask

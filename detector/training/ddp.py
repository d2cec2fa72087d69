"""The same network in several processes, each of which learns from its own images."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from detector.compute.distributed import is_distributed


class _ZeroOfAllParameters(nn.Module):
    """Makes a zero of all parameters that are trained, so that a backward pass comes past every one of them."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self) -> Tensor:
        return 0 * torch.stack([one.sum() for one in self.parameters() if one.requires_grad]).sum()


class Replicas:
    """Starts all processes from the first one's weights, and averages their gradients.

    DistributedDataParallel would exchange gradients while they are computed, but then a process that runs out of memory
    in the middle leaves the others waiting for ever. So each process computes its gradients by itself; once all have
    if it expects that, a backward pass of zeros through DistributedDataParallel adds what it gathered: the average.
    """

    def __init__(self, model: nn.Module) -> None:
        self._ddp = DistributedDataParallel(_ZeroOfAllParameters(model)) if is_distributed() else None

    def average_gradients(self) -> None:
        """Make the `grad` of every parameter the mean over all processes, which all must call this."""
        if self._ddp is not None:
            self._ddp().backward()

"""What an optimizer remembers of the steps before, by the names of parameters, so that a run can be resumed."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.optim import SGD, Optimizer

from detector.training.checkpoints.header import MOMENTUM_PREFIX, SECOND_MOMENT

_SGD_KEYS = {MOMENTUM_PREFIX: "momentum_buffer"}
_ADAMW_KEYS = {MOMENTUM_PREFIX: "exp_avg", SECOND_MOMENT: "exp_avg_sq"}
Moments = Mapping[str, Tensor]
"""By MOMENTUM or SECOND_MOMENT and the name of the parameter; none for those that were never changed."""


def read_optimizer(optimizer: Optimizer, parameters: Mapping[str, nn.Parameter]) -> tuple[dict[str, Tensor], int]:
    """What `optimizer` remembers of `parameters`.

    Returns:
        The moments, and how many updates AdamW has made (0 for SGD, which does not count).
    """
    moments: dict[str, Tensor] = {}
    updates = 0
    for prefix, key in _keys_of(optimizer).items():
        for name, parameter in parameters.items():
            state = optimizer.state[parameter]
            if state.get(key) is not None:
                moments[prefix + name] = state[key]
                updates = int(state["step"]) if "step" in state else 0
    return moments, updates


def restore_optimizer(
    optimizer: Optimizer, parameters: Mapping[str, nn.Parameter], moments: Moments, updates: int
) -> None:
    """Give `optimizer` what `read_optimizer` returned."""
    for prefix, key in _keys_of(optimizer).items():
        for name, parameter in parameters.items():
            moment = moments.get(prefix + name)
            if moment is None:
                continue
            # In the parameter's own order in memory, as the optimizer would have made it.
            optimizer.state[parameter][key] = torch.empty_like(parameter).copy_(moment)
            if not isinstance(optimizer, SGD):
                optimizer.state[parameter]["step"] = torch.tensor(float(updates), device=parameter.device)


def _keys_of(optimizer: Optimizer) -> Mapping[str, str]:
    return _SGD_KEYS if isinstance(optimizer, SGD) else _ADAMW_KEYS

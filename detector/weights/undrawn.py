"""Build a network whose first weights nobody needs: others take their place, or only shapes are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from torch.overrides import TorchFunctionMode

_INITIALIZERS = frozenset({"normal_", "uniform_", "trunc_normal_", "kaiming_normal_", "kaiming_uniform_"})
"""Names of the functions and methods by which layers draw their first weights."""


class UninitializedWeights(TorchFunctionMode):
    """A context in which new layers have whatever is in memory as their weights.

    Drawing VGG16's takes longer than reading them from a file, and on the device `meta` it imports torch's compiler.
    """

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        given = kwargs or {}
        if func.__name__ in _INITIALIZERS:
            return args[0] if args else given["tensor"]
        return func(*args, **given)

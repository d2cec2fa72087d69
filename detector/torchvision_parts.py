"""The parts of torchvision that the detector is made of, imported without torch's compiler.

Since 0.29 `torchvision.ops.roi_align` imports `torch._dynamo`, and with it sympy, for one function that only says
whether a slow substitute of that operator may be compiled. That takes longer than the rest of torchvision ten times
over, and no network here uses that operator. So, while torchvision is imported, a module stands in for
`torch._dynamo.utils`; it brings in the real one as soon as anybody wants anything of it.

What detects imports torchvision from here: whoever imports it first decides. Training's transforms do need the
compiler, and so does torch's optimizer.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

__all__ = ["BackboneWithFPN", "models", "ops"]

_COMPILER, _ASKED = "torch._dynamo", "torch._dynamo.utils"


class _StandIn(ModuleType):
    """In the place of a module that is imported when it is needed."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what the import system asks of any module
            raise AttributeError(name)
        _remove_stand_ins()
        return getattr(importlib.import_module(self.__name__), name)


def _is_compile_supported(device_type: str) -> Any:
    return importlib.import_module(_ASKED).is_compile_supported(device_type)


def _remove_stand_ins() -> None:
    for name in (_COMPILER, _ASKED):
        if isinstance(sys.modules.get(name), _StandIn):
            del sys.modules[name]


@contextmanager
def _without_compiler() -> Iterator[None]:
    if _COMPILER in sys.modules:
        yield
        return
    asked = _StandIn(_ASKED)
    asked.__dict__["is_compile_supported"] = _is_compile_supported
    sys.modules.update({_COMPILER: _StandIn(_COMPILER), _ASKED: asked})
    try:
        yield
    finally:
        _remove_stand_ins()


with _without_compiler():
    from torchvision import models, ops
    from torchvision.models.detection.backbone_utils import BackboneWithFPN

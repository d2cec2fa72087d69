"""Reading torch's pickles without running code that is in them."""

from __future__ import annotations

import argparse
import collections
import datetime
import pathlib
import pickle
import re
import struct
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from detector.errors import CheckpointError
from detector.weights.weights_file import find_content_fault

_Safe = Callable[..., Any] | tuple[Callable[..., Any], str]


def _list_safe_globals() -> list[_Safe]:
    """What training scripts save beside the weights (torchvision's: their `args`), and what only holds values.

    Paths are read as such of no system, for those of another system cannot be made; numpy has moved two functions.
    """
    safe: list[_Safe] = [argparse.Namespace, types.SimpleNamespace, collections.defaultdict, range, slice]
    safe += [datetime.datetime, datetime.date, datetime.timedelta]
    for module in ("pathlib", "pathlib._local"):
        for name in ("PosixPath", "PurePosixPath"):
            safe.append((pathlib.PurePosixPath, f"{module}.{name}"))
        for name in ("WindowsPath", "PureWindowsPath"):
            safe.append((pathlib.PureWindowsPath, f"{module}.{name}"))
    safe += [np.ndarray, np.dtype, *(type(np.dtype(kind)) for kind in "?bBhHiIlLqQefdU")]
    scalar: Any = np.float64(0).__reduce__()[0]
    array: Any = np.zeros(0).__reduce__()[0]
    for module in ("numpy._core.multiarray", "numpy.core.multiarray"):
        safe += [(scalar, f"{module}.scalar"), (array, f"{module}._reconstruct")]
    return safe


_FOREIGN_MODULES = {
    "ultralytics": "a network of Ultralytics YOLO",
    "models.yolo": "a network of YOLOv5 or YOLOv7",
    "models.common": "a network of YOLOv5 or YOLOv7",
    "detectron2": "a checkpoint of Detectron2",
    "mmengine": "a checkpoint of MMDetection",
    "mmdet": "a checkpoint of MMDetection",
    "mmcv": "a checkpoint of MMDetection",
    "pytorch_lightning": "a checkpoint of Lightning",
    "lightning": "a checkpoint of Lightning",
    "torchvision.models": "a whole network, not only its weights",
    "torch.nn.modules": "a whole network, not only its weights",
}
"""Modules that a pickle names, and what it then is"""
_GLOBAL_PATTERN = re.compile(r"GLOBAL ([\w.]+)")
_DAMAGE_ERRORS = (
    OSError, RuntimeError, ValueError, EOFError, LookupError, TypeError, AttributeError, AssertionError,
    ArithmeticError, MemoryError, ImportError, struct.error,
)  # fmt: skip


def load_pickle(path: Path) -> Any:
    """What `path` holds, of tensors and plain values. No code in the file is run.

    Raises:
        CheckpointError: Says what the file is instead, or what in it is refused.
    """
    try:
        fault = find_content_fault(path)
    except OSError as error:
        raise CheckpointError(f"{path} cannot be opened: {error.strerror or error}. Choose another file.") from error
    if fault:
        raise CheckpointError(f"{path} {fault}")
    try:
        with torch.serialization.safe_globals(_list_safe_globals()), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about versions of pickles
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise CheckpointError(_format_refusal(path, str(error))) from error
    except _DAMAGE_ERRORS as error:
        reason = " ".join(str(error).split())[:200]
        text = f"{path} cannot be read as weights ({reason or type(error).__name__}). Choose another file."
        raise CheckpointError(text) from error


def _format_refusal(path: Path, error: str) -> str:
    """What is said about a pickle that names something that is not let through."""
    named = _GLOBAL_PATTERN.search(error)
    if named is None:
        return f"{path} cannot be read as weights: it is not a pickle of PyTorch. Choose another file."
    name = named.group(1)
    known = next((what for module, what in _FOREIGN_MODULES.items() if f"{name}.".startswith(f"{module}.")), "")
    what = f"{path} is {known}, and holds" if known else f"{path} holds"
    return (
        f"{what} more than tensors ({name}). Opening it could run arbitrary code, so it is refused. If you "
        "trust it, load it yourself and save only its state_dict()."
    )

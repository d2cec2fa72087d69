"""PyTorch, without which labels can be read, checked and converted, but nothing can be detected or trained."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from detector.errors import UserFacingError
from detector.translatable import translatable

INSTALL_COMMAND = "pip install torch torchvision"
NEEDS_TORCH = translatable(
    "Detection, training and the stages need PyTorch, which is not installed. Install with: {command}"
)
BUNDLE_LACKS_TORCH = translatable(
    "Detection, training and the stages need PyTorch, which this bundle does not contain. Install the program with pip."
)
_PACKAGES = ("torch", "torchvision")


class TorchMissingError(UserFacingError):
    """PyTorch or torchvision is not installed."""

    def __init__(self) -> None:
        is_bundle = getattr(sys, "frozen", False)  # set by PyInstaller; nothing can be installed into a bundle
        super().__init__(BUNDLE_LACKS_TORCH if is_bundle else NEEDS_TORCH.format(command=INSTALL_COMMAND))


def has_torch() -> bool:
    """Whether PyTorch and torchvision are installed; neither is imported."""
    return all(find_spec(name) is not None for name in _PACKAGES)


def is_torch_missing(error: ModuleNotFoundError) -> bool:
    """Whether an import failed because PyTorch or torchvision is not installed."""
    return error.name in _PACKAGES

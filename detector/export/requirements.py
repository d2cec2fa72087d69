"""The packages that an export needs, which are not installed with the program. Free of torch and of ONNX."""

from __future__ import annotations

from importlib.util import find_spec

from detector.errors import UserFacingError

INSTALL_COMMAND = "pip install 'frcnn-studio[onnx]'"
NO_RPN = (
    "{preset} takes its proposals from {source}, which is not a part of the network: it cannot be exported. Train a "
    "preset with an RPN, such as mobilenet_fpn."
)
_PACKAGES = ("onnx", "onnxruntime")


class ExportError(UserFacingError):
    """A network that cannot be exported, or whose file does not find what the network finds."""


def find_missing_packages() -> tuple[str, ...]:
    """Those that are not installed."""
    return tuple(name for name in _PACKAGES if find_spec(name) is None)


def check_packages() -> None:
    """Raises: ExportError with the command that installs what is missing."""
    if missing := find_missing_packages():
        raise ExportError(f"Export to ONNX needs {' and '.join(missing)}. Install with: {INSTALL_COMMAND}")

"""PySide's other names for Qt's methods, which nothing here uses."""

from __future__ import annotations

import importlib
from types import ModuleType

import PySide6.QtCore  # noqa: F401 - the module below comes with it

_SEARCH = "_mod_uses_pyside"


def skip_feature_search() -> None:
    """Keep PySide from reading the source of each module that is imported, which takes a tenth of a launch.

    It searches its own name there, because a module may have `from __feature__ import snake_case`. Versions of PySide
    without this search are left as they are.
    """
    feature = importlib.import_module("shibokensupport.feature")
    if hasattr(feature, _SEARCH):
        vars(feature)[_SEARCH] = _is_window_module


def _is_window_module(module: ModuleType) -> bool:
    return module.__name__.startswith("frcnn_gui")

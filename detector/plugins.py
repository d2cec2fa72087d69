"""Packages of others that extend the program: formats, networks, proposals, outlines and actions, by entry points.

A package names what it adds in its `pyproject.toml`:

    [project.entry-points."frcnn_studio.formats"]
    lines = "frcnn_lines.labels"

A plug-in is code that runs with the rights of the user. One that cannot be loaded is left out and reported; the rest of
the program does not depend on it.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeVar

from detector.translatable import translatable

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

PluginGroup = Literal["formats", "networks", "proposals", "segmenters", "actions"]
PREFIX = "frcnn_studio."
FAILED_PLUGIN = translatable(
    "The plug-in {name} of the package {package} was left out: {error}. Update or uninstall the package."
)
Loaded = TypeVar("Loaded")

_log = logging.getLogger(__name__)
_problems: dict[str, None] = {}


class PluginError(Exception):
    """What a plug-in provides is not what its group asks for; the text says why."""


def list_plugin_problems() -> tuple[str, ...]:
    """A sentence for each plug-in that was to be loaded so far and could not be."""
    return tuple(_problems)


def load_plugins(group: PluginGroup, load: Callable[[EntryPoint], Loaded]) -> dict[str, Loaded]:
    """Load the plug-ins of a group, in the order of their names.

    Args:
        group: What they add.
        load: Loads and checks one; may raise anything.

    Returns:
        What `load` returned, by the names of the entry points. Those that fail are in `list_plugin_problems`.
    """
    loaded: dict[str, Loaded] = {}
    for entry_point in find_entry_points(group):
        try:
            loaded[entry_point.name] = load(entry_point)
        except Exception as error:  # noqa: BLE001 - the border to the code of others: logged, and reported to the user
            _log.exception("plug-in %s", entry_point.name)
            _add_problem(entry_point, error)
    return loaded


def find_entry_points(group: PluginGroup) -> tuple[EntryPoint, ...]:
    """The entry points of a group in all installed packages, sorted by name."""
    if not _is_any_plugin_installed():
        return ()
    from importlib.metadata import entry_points

    return tuple(sorted(entry_points(group=PREFIX + group), key=lambda one: one.name))


def _add_problem(entry_point: EntryPoint, error: Exception) -> None:
    package = entry_point.dist.name if entry_point.dist is not None else entry_point.module
    text = f"{type(error).__name__}: {error}" if not isinstance(error, PluginError) else str(error)
    _problems[FAILED_PLUGIN.format(name=entry_point.name, package=package, error=text.rstrip("."))] = None


@cache
def _is_any_plugin_installed() -> bool:
    """Whether an installed package names this program in its entry points.

    Reading the few files takes a thirtieth of the time of importing `importlib.metadata`, which a start without
    plug-ins does not need.
    """
    return any(_names_this_program(folder) for folder in dict.fromkeys(sys.path))


def _names_this_program(folder: str) -> bool:
    try:
        with os.scandir(folder or os.curdir) as entries:
            packages = [entry.path for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
    except OSError:  # a folder of sys.path that does not exist, or an archive
        return False
    return any(_has_entry_points(package) for package in packages)


def _has_entry_points(package: str) -> bool:
    try:
        with open(os.path.join(package, "entry_points.txt"), "rb") as file:  # noqa: PTH118, PTH123 - at each start
            return f"[{PREFIX}".encode() in file.read()
    except OSError:  # most packages have none
        return False

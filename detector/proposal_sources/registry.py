"""The sources by the names that a command or a settings file gives them.

A package of others adds one by an entry point of the group `frcnn_studio.proposals`: its name is that of the source,
its value a function without arguments that returns a ProposalSource, described by the first line of its docstring.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from detector.plugins import PluginError, load_plugins
from detector.proposal_sources.edge_boxes import EdgeBoxes
from detector.proposal_sources.jittered_boxes import JitteredBoxes
from detector.proposal_sources.proposal_file import ProposalFile
from detector.proposal_sources.proposed_boxes import ProposalSource, ProposalSourceError
from detector.proposal_sources.selective_search import SelectiveSearch
from detector.proposal_sources.sliding_windows import SlidingWindows

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

LIVE_SHORT_SIDE = 200
"""Selective search takes a third of a second then, with almost the same recall at IoU 0.5."""

SOURCES: dict[str, tuple[str, Callable[[], ProposalSource]]] = {
    "selective-search": ("selective search, fast mode", SelectiveSearch),
    "selective-search-quality": ("selective search, quality mode", lambda: SelectiveSearch("quality")),
    "selective-search-200": (
        f"selective search, fast mode, at a short side of {LIVE_SHORT_SIDE} pixels",
        lambda: SelectiveSearch(short_side=LIVE_SHORT_SIDE),
    ),
    "edge-boxes": ("edge boxes on gradients, without the trained edge model: weak", EdgeBoxes),
    "sliding-windows": ("windows of fixed sizes", SlidingWindows),
    "jittered": ("the labels, moved and resized at random: an upper bound", JitteredBoxes),
}
"""What each is, and how it is made"""
BuildSource = Callable[[], ProposalSource]
UNKNOWN_SOURCE = "There are no proposals called {name}. Use one of {names}, or a file with proposals."


def list_sources() -> dict[str, tuple[str, BuildSource]]:
    """`SOURCES` and those of plug-ins."""
    return SOURCES | load_plugins("proposals", _load_plugin)


def _load_plugin(entry_point: EntryPoint) -> tuple[str, BuildSource]:
    """What a source of others is, and how it is made.

    Raises:
        PluginError: It is no source, or its name is taken.
    """
    if entry_point.name in SOURCES:
        raise PluginError(f"there are already proposals called {entry_point.name}")
    build: BuildSource = entry_point.load()
    if not callable(build):
        raise PluginError(f"{entry_point.value} is not a function that returns a source of proposals")
    return (inspect.getdoc(build) or entry_point.name).partition("\n")[0].rstrip("."), build


def build_source(name: str, ids: Path | None = None) -> ProposalSource:
    """The source with this name, or the file at this path.

    Args:
        name: One of `list_sources`, or a path.
        ids: A COCO data set, for a file of COCO results with numbers for images.

    Raises:
        ProposalSourceError: There is neither.
    """
    if name in SOURCES:
        return SOURCES[name][1]()
    if Path(name).is_file():
        return ProposalFile(Path(name), ids)
    sources = list_sources()
    if name in sources:
        return sources[name][1]()
    raise ProposalSourceError(UNKNOWN_SOURCE.format(name=name, names=", ".join(sources)))

"""The four workspaces, as data: what belongs to which.

A dock belongs to the workspaces that name it, and a layer belongs to its docks. What is opened in another workspace is
a guest: it is closed when that workspace is left, so a workspace never shows what was left over from another one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

LABEL_WORKSPACE = "label"
DRAWING_TOOLS = ("select", "draw", "click_box", "polygon", "brush", "propose_outline")
COMPARE_VIEW = "compare"
"""The second view of the image, with another network"""


@dataclass(frozen=True)
class Workspace:
    """Docks by their keys; `layers_on` are switched on when the workspace is first shown."""

    key: str
    docks: tuple[str, ...]
    """Shown at first"""
    more_docks: tuple[str, ...] = ()
    """Belong to it too, once they are opened"""
    front: tuple[str, ...] = ()
    """Lie before the others of their tabs."""
    layers_on: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    """Views beside the canvas"""
    tools: tuple[str, ...] = DRAWING_TOOLS
    """Tools of the canvas that stay in hand when the workspace is shown."""

    @property
    def owned_docks(self) -> frozenset[str]:
        return frozenset((*self.docks, *self.more_docks))


WORKSPACES: tuple[Workspace, ...] = (
    Workspace(LABEL_WORKSPACE, docks=("images", "classes", "boxes"), more_docks=("outlines",), front=("boxes",)),
    Workspace(
        "stages",
        docks=("images", "stages", "explain", "boxes"),
        more_docks=("tour", "funnel", "nms", "mask_head", "anchor_fit", "sources", "race", "merging"),
        front=("stages",),
        layers_on=("matches", "assignment"),
        views=(COMPARE_VIEW,),
        tools=(*DRAWING_TOOLS, "explain"),
    ),
    Workspace(
        "train",
        docks=("images", "training", "runs", "loop"),
        more_docks=("statistics",),
        front=("training",),
    ),
    Workspace(
        "review",
        docks=("images", "review"),
        more_docks=("explain", "detections", "boxes", "problems", "statistics", "funnel"),
        front=("review",),
        tools=(*DRAWING_TOOLS, "explain"),
    ),
)

LAYER_DOCKS: Mapping[str, tuple[str, ...]] = {
    "stages": ("stages", "tour"),
    "selection": ("explain", "stages", "nms"),
    "pointer": ("explain",),
    "nms": ("nms",),
    "mask_head": ("mask_head",),
    "sources": ("sources",),
    "race": ("race",),
    "merging": ("merging",),
    "detections": ("detections",),
    "outlines": ("outlines",),
    "review": ("review",),
}
"""The docks that each group of layers belongs to: it is drawn where a dock of it is at home, or while one is open."""


def find_workspace(key: str) -> Workspace:
    """The workspace `key`, or the first where there is none of that name."""
    return next((one for one in WORKSPACES if one.key == key), WORKSPACES[0])


def find_admitted_groups(workspace: Workspace, open_docks: Collection[str]) -> frozenset[str]:
    """The groups of layers that may be drawn in `workspace` while these docks are open."""
    docks = workspace.owned_docks.union(open_docks)
    return frozenset(group for group, owners in LAYER_DOCKS.items() if not docks.isdisjoint(owners))

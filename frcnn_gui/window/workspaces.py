"""The four workspaces, as data: which docks each shows beside or in place of the usual ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LABEL_WORKSPACE = "label"


@dataclass(frozen=True)
class Workspace:
    """Keys of docks; those that a workspace does not name are as `docks.DOCKS` has them."""

    key: str
    shown: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    front: tuple[str, ...] = ()
    """Lie before the others of their tabs."""


WORKSPACES: tuple[Workspace, ...] = (
    Workspace(LABEL_WORKSPACE, front=("boxes",)),
    Workspace("stages", shown=frozenset({"stages", "explain"}), hidden=frozenset({"classes"}), front=("stages",)),
    Workspace(
        "train", shown=frozenset({"training", "loop", "statistics"}), hidden=frozenset({"stages"}), front=("training",)
    ),
    Workspace(
        "review",
        shown=frozenset({"review", "problems", "statistics", "detections"}),
        hidden=frozenset({"stages"}),
        front=("review", "detections"),
    ),
)


def shown_docks(workspace: Workspace, usual: Iterable[str]) -> frozenset[str]:
    """The keys of the docks to show; `usual` are those shown at first."""
    return (frozenset(usual) | workspace.shown) - workspace.hidden


def find_workspace(key: str) -> Workspace:
    """The workspace `key`, or the first where there is none of that name."""
    return next((one for one in WORKSPACES if one.key == key), WORKSPACES[0])

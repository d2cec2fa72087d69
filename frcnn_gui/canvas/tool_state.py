"""What the tools get to know, and what they ask for. All lengths in pixels of the image."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from detector.data.annotation import Annotation


@dataclass(frozen=True)
class Pointer:
    """The mouse at (x, y); `pixel` is the side of a pixel of the widget, for what the hand cannot do exactly."""

    x: float
    y: float
    pixel: float = 1.0
    shift: bool = False
    ctrl: bool = False
    alt: bool = False
    """Switches the border's pull off."""

    @property
    def extends_selection(self) -> bool:
        """Whether what is clicked joins the selection or leaves it."""
        return self.shift or self.ctrl

    def is_near(self, other: Pointer, reach: float) -> bool:
        """Within `reach` pixels of the widget."""
        return max(abs(self.x - other.x), abs(self.y - other.y)) <= reach * self.pixel


@dataclass(frozen=True)
class ToolContext:
    """The boxes of a `width` x `height` image, as they are without the tool."""

    annotations: tuple[Annotation, ...]
    width: int
    height: int
    selection: frozenset[int] = frozenset()
    read_only_reason: str = ""
    label: str = ""
    """The class of the next box; empty: ask."""
    next_uid: int = 0
    keeps_drawing: bool = False
    """Draw mode: drawing continues after one box."""
    hidden: frozenset[int] = frozenset()
    """Boxes that are neither seen nor hit; an edit leaves them where they are."""
    locked: frozenset[int] = frozenset()
    """Boxes that may be selected but not changed."""

    @cached_property
    def visible_annotations(self) -> tuple[Annotation, ...]:
        if not self.hidden:
            return self.annotations
        return tuple(annotation for annotation in self.annotations if annotation.uid not in self.hidden)

    @property
    def selected_annotations(self) -> list[Annotation]:
        return [annotation for annotation in self.visible_annotations if annotation.uid in self.selection]

    @property
    def movable_uids(self) -> frozenset[int]:
        """Those selected that a drag may change."""
        return self.selection - self.locked - self.hidden


@dataclass(frozen=True)
class Commit:
    """One undoable step."""

    text: str
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True)
class Effects:
    """What is to be done after an event; the default is nothing."""

    select: frozenset[int] | None = None
    preview: tuple[Annotation, ...] | None = None
    end_preview: bool = False
    commit: Commit | None = None
    message: str = ""
    ask_label: tuple[int, ...] = ()
    finished: bool = False
    """The tool is done; the select tool may replace it."""
    missed: bool = False
    """A click that hit no box."""
    asked: bool = False
    """A click that asks what the stages made of this place."""


NO_EFFECTS = Effects()

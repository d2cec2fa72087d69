"""What all tools have in common, what they get to know, and what they ask for. All lengths in pixels of the image."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Literal

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
    outline_refusal: str = ""
    """Why no outline can be drawn, as a sentence: the label files cannot hold any."""

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
    merge: str = ""
    """Steps that follow each other with the same text here become one."""


@dataclass(frozen=True)
class Effects:
    """What to do after an event; by default nothing."""

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
    seeks_boxes: Pointer | None = None
    """The boxes around this place are asked for."""


NO_EFFECTS = Effects()
ToolKey = Literal["enter", "backspace", "delete"]
"""The keys that a tool can have; others belong to the selected boxes and to actions."""


class Tool:
    """Feed it presses, moves and releases of the left button; do what the returned `Effects` say.

    To add a tool, add its class to `tool_list.TOOLS`, an action with its name, and the workspaces that it belongs to.
    """

    name: ClassVar[str]
    draws: ClassVar[bool] = False
    """It makes new objects: not in an image that is read-only, and in draw mode again and again."""
    has_crosshair: ClassVar[bool] = True
    """Whether it draws with lines through the cursor, where they are wanted."""
    has_size: ClassVar[bool] = False
    """The wheel changes the size of what it draws with."""
    size: int = 0
    """Of what it draws with, in pixels of the image, if it `has_size`."""

    @property
    def is_dragging(self) -> bool:
        """Whether something has been begun that `cancel` gives up."""
        return False

    @property
    def measured_uid(self) -> int | None:
        """The box whose size is of interest now."""
        return None

    def handle_press(self, _pointer: Pointer, _scene: ToolContext) -> Effects:
        return NO_EFFECTS

    def handle_move(self, _pointer: Pointer) -> Effects:
        return NO_EFFECTS

    def handle_release(self, _pointer: Pointer) -> Effects:
        return NO_EFFECTS

    def handle_double_click(self, pointer: Pointer, scene: ToolContext) -> Effects:
        """The second press of two; a press like another, if the tool does not know better."""
        return self.handle_press(pointer, scene)

    def handle_key(self, _key: ToolKey, _scene: ToolContext) -> Effects | None:
        """What the key does; None if it is none of this tool."""
        return None

    def handle_tab(self, _step: int, _scene: ToolContext) -> Effects | None:
        """What Tab (1) or Shift+Tab (-1) does; None if they are none of this tool."""
        return None

    def change_size(self, _steps: int) -> Effects:
        """Make what the tool draws with larger by some steps, or smaller; only if it `has_size`."""
        return NO_EFFECTS

    def handle_nudge(self, _dx: float, _dy: float, _merge: str, _scene: ToolContext) -> Effects | None:
        """What an arrow key does that asks for this step; None if it moves the selected boxes.

        Steps with the same `_merge` text become one.
        """
        return None

    def replace_context(self, _scene: ToolContext) -> Effects:
        """Continue among the boxes of a context that somebody changed."""
        return NO_EFFECTS

    def cancel(self) -> Effects:
        """Give up what was begun."""
        return NO_EFFECTS

    def choose_cursor(self, _pointer: Pointer, _scene: ToolContext) -> str:
        """The name of the cursor, see `mouse.cursor_shape`."""
        return "cross" if self.draws else "arrow"

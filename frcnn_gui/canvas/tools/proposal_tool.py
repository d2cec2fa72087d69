"""Outlines that are proposed for boxes: shown until they are accepted or dismissed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from detector.data.annotation import Annotation
from detector.data.outlines.outlined_box import Outline, OutlinedBox
from frcnn_gui.canvas.tools.tool_state import NO_EFFECTS, Commit, Effects, Pointer, Tool, ToolContext, ToolKey
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.box_geometry import describe_annotations

PROPOSAL_DISMISSED_TEXT = N_("The proposed outlines were dismissed.")


@dataclass(frozen=True)
class ProposedOutline:
    """An outline for a box, which has a class."""

    outline: Outline
    label: str


class ProposalTool(Tool):
    """Enter accepts what is proposed, in one step; Esc or a click dismisses it. Without a proposal it does nothing."""

    name = "propose_outline"

    def __init__(self) -> None:
        self._proposed: dict[int, ProposedOutline] = {}

    @property
    def proposed(self) -> Sequence[ProposedOutline]:
        """What is shown."""
        return tuple(self._proposed.values())

    @property
    def is_dragging(self) -> bool:
        return bool(self._proposed)

    def show_proposals(self, proposed: Mapping[int, ProposedOutline]) -> None:
        """Propose outlines for boxes, by uid."""
        self._proposed = dict(proposed)

    def handle_press(self, _pointer: Pointer, _scene: ToolContext) -> Effects:
        return self.cancel()

    def handle_key(self, key: ToolKey, scene: ToolContext) -> Effects | None:
        if key != "enter" or not self._proposed:
            return None
        proposed, self._proposed = self._proposed, {}
        changed = [one for one in scene.annotations if one.uid in proposed]

        def accept(annotation: Annotation) -> Annotation:
            found = proposed.get(annotation.uid)
            if found is None:
                return annotation
            return replace(annotation, geometry=OutlinedBox(annotation.bounds, found.outline))

        text = tr("Accept outlines of {boxes}").format(boxes=describe_annotations(changed))
        return Effects(commit=Commit(text, tuple(map(accept, scene.annotations))), finished=True)

    def cancel(self) -> Effects:
        if not self._proposed:
            return NO_EFFECTS
        self._proposed = {}
        return Effects(finished=True, message=tr(PROPOSAL_DISMISSED_TEXT))

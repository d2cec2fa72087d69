"""Runs the tool in hand on the session's document: hands it what it must know, and does what it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, Signal

from detector.click_boxes import ClickBox
from detector.data.geometry import Box
from frcnn_gui.canvas.keys import find_next_index
from frcnn_gui.canvas.tools.click_tool import ClickTool
from frcnn_gui.canvas.tools.draw_tool import DEFAULT_LABEL, DrawTool
from frcnn_gui.canvas.tools.proposal_tool import ProposalTool, ProposedOutline
from frcnn_gui.canvas.tools.select_tool import SelectTool, find_annotations_under
from frcnn_gui.canvas.tools.tool_list import TOOLS
from frcnn_gui.canvas.tools.tool_state import Effects, Pointer, Tool, ToolContext, ToolKey
from frcnn_gui.common.texts.format_texts import explain_missing_outlines
from frcnn_gui.document.document import Document
from frcnn_gui.document.session import Session


class ToolRunner(QObject):
    """Without a document nothing happens.

    Signals:
        tool_changed: The name of the tool in use; also when draw mode begins or ends.
        label_requested: A tuple with the uids of boxes that need a class.
        empty_place_clicked: The `Pointer` of a click with the select tool that hit no box.
        explain_requested: The `Pointer` of a click with the explain tool.
        tool_size_changed: The name of the tool and the size of what it draws with.
        boxes_requested: The `Pointer` at which the click tool asks for boxes.
    """

    tool_changed = Signal(str)
    label_requested = Signal(object)
    empty_place_clicked = Signal(object)
    explain_requested = Signal(object)
    tool_size_changed = Signal(str, int)
    boxes_requested = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._committing = False
        self._tools: dict[str, Tool] = {}
        """Those that were in hand, which keep what a person has set."""
        self.tool: Tool = SelectTool()
        self._keeps_drawing = False

    @property
    def is_in_draw_mode(self) -> bool:
        """Whether a drawing tool is in hand and stays there after an object."""
        return self._keeps_drawing

    def set_tool(self, name: str, keeps_drawing: bool | None = None) -> None:
        """Take a tool; what the other one was doing is given up.

        Args:
            name: The tool, of `TOOLS`. One that does not draw ends draw mode.
            keeps_drawing: Begin (True) or end draw mode; None leaves it as it is.
        """
        before = self.tool.name, self._keeps_drawing
        if name != self.tool.name:
            self.cancel()
            self.tool = self._tools.setdefault(name, TOOLS[name]())
        self._keeps_drawing = self.tool.draws and (self._keeps_drawing if keeps_drawing is None else keeps_drawing)
        if (self.tool.name, self._keeps_drawing) != before:
            self.tool_changed.emit(name)

    def show_proposals(self, proposed: Mapping[int, ProposedOutline]) -> None:
        """Show outlines proposed for boxes, by uid, until they are accepted or dismissed."""
        self.set_tool(ProposalTool.name)
        if isinstance(self.tool, ProposalTool):
            self.tool.show_proposals(proposed)

    def show_click_boxes(self, boxes: Sequence[ClickBox]) -> None:
        """Show the boxes around the place that was clicked with the click tool, if that is in hand still."""
        scene = self.build_context()
        if scene is not None and isinstance(self.tool, ClickTool):
            self._apply_effects(self.tool.show_boxes(boxes, scene), None)

    def show_sure_boxes(self, boxes: Sequence[ClickBox]) -> None:
        """Show the boxes that the network is sure of with the click tool, if that is in hand still."""
        scene = self.build_context()
        if scene is not None and isinstance(self.tool, ClickTool):
            self._apply_effects(self.tool.show_sure_boxes(boxes, scene), None)

    def build_context(self) -> ToolContext | None:
        session, document, folder = self._session, self._session.document, self._session.folder
        if document is None:
            return None
        is_refused = folder is not None and not folder.dataset.holds_outlines
        return ToolContext(
            document.annotations,
            document.width,
            document.height,
            session.selection,
            document.read_only_reason,
            session.next_label,
            document.next_uid,
            self._keeps_drawing,
            session.hidden_uids,
            document.locked_uids,
            explain_missing_outlines(folder.format) if folder is not None and is_refused else "",
        )

    def handle_press(self, pointer: Pointer) -> None:
        scene = self.build_context()
        if scene is not None:
            if self.tool.draws:
                self._session.show_classes([scene.label or DEFAULT_LABEL])
            self._apply_effects(self.tool.handle_press(pointer, scene), pointer)

    def handle_move(self, pointer: Pointer) -> None:
        self._apply_effects(self.tool.handle_move(pointer), pointer)

    def handle_release(self, pointer: Pointer) -> None:
        self._apply_effects(self.tool.handle_release(pointer), pointer)

    def handle_double_click(self, pointer: Pointer) -> None:
        scene = self.build_context()
        if scene is not None:
            self._apply_effects(self.tool.handle_double_click(pointer, scene), pointer)

    def handle_key(self, key: ToolKey) -> bool:
        """Give the tool in hand a key; False where it is none of its own."""
        scene = self.build_context()
        if key == "enter" and scene is not None and isinstance(self.tool, ClickTool):
            taken = self.tool.find_current_box(scene.visible_annotations)
            if taken is not None:
                self._session.show_classes([self.tool.choose_label(taken, scene.label) or DEFAULT_LABEL])
        effects = self.tool.handle_key(key, scene) if scene is not None else None
        if effects is not None:
            self._apply_effects(effects, None)
        return effects is not None

    def handle_tab(self, step: int) -> bool:
        """Give the tool in hand Tab (1) or Shift+Tab (-1); False if it has no use for them."""
        scene = self.build_context()
        effects = self.tool.handle_tab(step, scene) if scene is not None else None
        if effects is not None:
            self._apply_effects(effects, None)
        return effects is not None

    def change_tool_size(self, steps: int) -> None:
        """Make the tool in hand larger by some steps, or smaller."""
        self._apply_effects(self.tool.change_size(steps), None)
        self.tool_size_changed.emit(self.tool.name, self.tool.size)

    def set_tool_size(self, name: str, size: int) -> None:
        """Give a tool this size, whether it is in hand or not."""
        tool = self.tool if name == self.tool.name else self._tools.setdefault(name, TOOLS[name]())
        tool.size = size

    def handle_nudge(self, dx: float, dy: float, merge: str) -> bool:
        """Give the tool in hand a step of the arrow keys; False if it does not concern it."""
        scene = self.build_context()
        effects = self.tool.handle_nudge(dx, dy, merge, scene) if scene is not None else None
        if effects is not None:
            self._apply_effects(effects, None)
        return effects is not None

    def draw_box(self, box: Box) -> bool:
        """Draw a box at once; False where the draw tool is not in hand."""
        scene = self.build_context()
        if scene is None or not isinstance(self.tool, DrawTool):
            return False
        self._session.show_classes([scene.label or DEFAULT_LABEL])
        self._apply_effects(self.tool.draw_box(box, scene), None)
        return True

    def cancel(self) -> bool:
        """Cancel the current gesture; False where there is none."""
        busy = self.tool.is_dragging
        self._apply_effects(self.tool.cancel(), None)
        return busy

    def handle_annotations_changed(self) -> None:
        """Somebody changed the boxes: a drag that began on the ones before cannot continue.

        Where another program did, it continues among those there are now, unless its own box is another.
        """
        if self._committing:
            return
        scene, document = self.build_context(), self._session.document
        if scene is not None and document is not None and document.is_reloading:
            self._apply_effects(self.tool.replace_context(scene), None)
        else:
            self.cancel()

    def find_annotation_under(self, pointer: Pointer) -> int | None:
        """The uid of the box that a click would select: the smallest one at the pointer."""
        scene = self.build_context()
        hits = find_annotations_under(pointer, scene) if scene is not None else ()
        return hits[0] if hits else None

    def select_next_under(self, pointer: Pointer, step: int) -> int | None:
        """Select the next larger (1) or smaller (-1) box at the pointer, going round; its uid, None where none is."""
        scene = self.build_context()
        hits = list(find_annotations_under(pointer, scene)) if scene is not None and not self.tool.is_dragging else []
        if not hits:
            return None
        uid = hits[find_next_index(hits, self._session.selection, step)]
        self._session.select_annotations((uid,))
        return uid

    def choose_cursor(self, pointer: Pointer) -> str:
        """The name of the cursor, see `mouse.cursor_shape`."""
        scene = self.build_context()
        return "arrow" if scene is None else self.tool.choose_cursor(pointer, scene)

    def _apply_effects(self, effects: Effects, pointer: Pointer | None) -> None:
        session, document = self._session, self._session.document
        if document is not None:
            self._change_document(document, effects)
        if effects.select is not None:
            session.select_annotations(effects.select)
        if effects.message:
            session.message_posted.emit(effects.message)
        if effects.missed and pointer is not None:
            self.empty_place_clicked.emit(pointer)
        if effects.asked and pointer is not None:
            self.explain_requested.emit(pointer)
        if effects.seeks_boxes is not None:
            self.boxes_requested.emit(effects.seeks_boxes)
        if effects.finished:
            self.set_tool("select")
        if effects.ask_label:
            self.label_requested.emit(effects.ask_label)

    def _change_document(self, document: Document, effects: Effects) -> None:
        if effects.commit is not None:
            self._committing = True
            document.replace_annotations(effects.commit.text, effects.commit.annotations, effects.commit.merge)
            self._committing = False
        elif effects.preview is not None:
            document.set_preview(effects.preview)
        elif effects.end_preview:
            document.set_preview(None)

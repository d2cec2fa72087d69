"""Runs the tool in hand on the session's document: hands it what it must know, and does what it asks for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from frcnn_gui.canvas.draw_tool import UNNAMED
from frcnn_gui.canvas.hit_test import boxes_at
from frcnn_gui.canvas.keys import next_place
from frcnn_gui.canvas.select_tool import EDGE_REACH, boxes_under
from frcnn_gui.canvas.tools import DrawTool, Effects, ExplainTool, Pointer, Scene, SelectTool, Tool
from frcnn_gui.document import Document
from frcnn_gui.session import Session

TOOLS: dict[str, type[Tool]] = {tool.name: tool for tool in (SelectTool, DrawTool, ExplainTool)}


class ToolRunner(QObject):
    """Without a document nothing happens."""

    changed = Signal(str)
    """The name of the tool in hand."""
    label_requested = Signal(object)
    """The uids, in a tuple, of boxes whose class is to be asked for."""
    missed = Signal(object)
    """A click of the select tool that hit no box, as a `Pointer`."""
    asked = Signal(object)
    """A click of the explain tool, as a `Pointer`."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._committing = False
        self.tool: Tool = SelectTool()
        self.sticky_draw = False

    def set_tool(self, name: str) -> None:
        """Take a tool, "select", "draw" or "explain"; what the other one was doing is given up."""
        if name == self.tool.name:
            return
        self.cancel()
        self.tool = TOOLS[name]()
        self.changed.emit(name)

    def scene(self) -> Scene | None:
        session, document = self._session, self._session.document
        if document is None:
            return None
        return Scene(
            document.boxes,
            document.width,
            document.height,
            session.selection,
            document.locked_reason,
            session.next_label,
            document.next_uid,
            self.sticky_draw,
            session.hidden_uids,
            document.locked,
        )

    def press(self, pointer: Pointer) -> None:
        scene = self.scene()
        if scene is not None:
            if isinstance(self.tool, DrawTool):
                self._session.reveal([scene.label or UNNAMED])
            self._do(self.tool.press(pointer, scene), pointer)

    def move(self, pointer: Pointer) -> None:
        self._do(self.tool.move(pointer), pointer)

    def release(self, pointer: Pointer) -> None:
        self._do(self.tool.release(pointer), pointer)

    def double_click(self, pointer: Pointer) -> None:
        scene = self.scene()
        if scene is not None:
            self._do(self.tool.double_click(pointer, scene), pointer)

    def cancel(self) -> bool:
        """Give up what is going on; False where nothing was."""
        busy = self.tool.dragging
        self._do(self.tool.cancel(), None)
        return busy

    def boxes_changed(self) -> None:
        """Somebody changed the boxes: a drag that began on the ones before cannot go on.

        Where another program did, it goes on among those there are now, unless its own box is another.
        """
        if self._committing:
            return
        scene, document = self.scene(), self._session.document
        if scene is not None and document is not None and document.renewing:
            self._do(self.tool.rebase(scene), None)
        else:
            self.cancel()

    def box_under(self, pointer: Pointer) -> int | None:
        """The uid of the box that a click would select: the smallest one at the pointer."""
        scene = self.scene()
        hits = boxes_under(pointer, scene) if scene is not None else ()
        return hits[0] if hits else None

    def cycle_under(self, pointer: Pointer, step: int) -> int | None:
        """Select the next larger (1) or smaller (-1) box at the pointer, going round; its uid, None where none is."""
        scene = self.scene()
        hits = list(boxes_under(pointer, scene)) if scene is not None and not self.tool.dragging else []
        if not hits:
            return None
        uid = hits[next_place(hits, self._session.selection, step)]
        self._session.select((uid,))
        return uid

    def cursor(self, pointer: Pointer) -> str:
        """What the cursor should look like: arrow, cross, move, or the name of the handle under it."""
        scene = self.scene()
        if isinstance(self.tool, DrawTool):
            return "cross"
        if isinstance(self.tool, ExplainTool):
            return "what"
        if scene is None:
            return "arrow"
        grip = self.tool.handle_under(pointer, scene)
        if grip is not None:
            return grip[1].name
        movable = [box for box in scene.selected if box.uid in scene.movable]
        hits = boxes_at(movable, pointer.x, pointer.y, EDGE_REACH * pointer.pixel)
        return "move" if hits and not scene.locked_reason and not pointer.adding else "arrow"

    def _do(self, effects: Effects, pointer: Pointer | None) -> None:
        session, document = self._session, self._session.document
        if document is not None:
            self._change(document, effects)
        if effects.select is not None:
            session.select(effects.select)
        if effects.message:
            session.message.emit(effects.message)
        if effects.missed and pointer is not None:
            self.missed.emit(pointer)
        if effects.asked and pointer is not None:
            self.asked.emit(pointer)
        if effects.finished:
            self.set_tool("select")
        if effects.ask_label:
            self.label_requested.emit(effects.ask_label)

    def _change(self, document: Document, effects: Effects) -> None:
        if effects.commit is not None:
            self._committing = True
            document.replace(effects.commit.text, effects.commit.boxes)
            self._committing = False
        elif effects.preview is not None:
            document.preview(effects.preview)
        elif effects.end_preview:
            document.preview(None)

"""What keys do to the boxes while the canvas has the focus."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.box_geometry import enlarge_annotation
from frcnn_gui.document.session import Session

NO_CLASS_FOR_KEY_TEXT = N_("No class has number key {number}.")

STEP_PX = 1
LARGE_STEP_PX = 10
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_DELETE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_PLAIN = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier


class EditingKeys:
    """Call `handle_key` with every key; it says whether the key was one of its own."""

    def __init__(self, session: Session, nudge_by_tool: Callable[[float, float, str], bool]) -> None:
        """`nudge_by_tool(dx, dy, merge)`: whether the tool in hand has moved something else than boxes."""
        self._session = session
        self._nudge_by_tool = nudge_by_tool
        self._press_count = 0
        """Counts presses of arrow keys; a held key repeats within one run, which is one undo step."""

    def handle_key(self, event: QKeyEvent) -> bool:
        session, document = self._session, self._session.document
        if document is None:
            return False
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in _ARROWS and modifiers & ~(_SHIFT | _ALT) == _PLAIN and session.selection:
            step = LARGE_STEP_PX if modifiers & _SHIFT else STEP_PX
            self._press_count += not event.isAutoRepeat()
            dx, dy = _ARROWS[key]
            change = self._enlarge_selection if modifiers & _ALT else self._nudge_selection
            change(dx * step, dy * step)
        elif key in _DELETE and modifiers == _PLAIN and session.selection:
            document.delete_annotations(session.selection)
        elif key == Qt.Key.Key_A and modifiers == Qt.KeyboardModifier.ControlModifier:
            session.select_annotations(annotation.uid for annotation in session.filter_visible(document.annotations))
        else:
            return self.handle_class_key(event)
        return True

    def handle_class_key(self, event: QKeyEvent) -> bool:
        """Choose the class of a number key; False for other keys."""
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not Qt.Key.Key_1 <= key <= Qt.Key.Key_9 or modifiers != _PLAIN:
            return False
        self._choose_class_by_key(key - Qt.Key.Key_1)
        return True

    def select_next_box(self, step: int) -> int | None:
        """Select the box after (1) or before (-1) the selected one; returns its uid, None where there is no box."""
        document = self._session.document
        uids = [annotation.uid for annotation in self._session.filter_visible(document.annotations)] if document else []
        if not uids:
            return None
        at = find_next_index(uids, self._session.selection, step)
        self._session.select_annotations((uids[at],))
        return uids[at]

    def _nudge_selection(self, dx: float, dy: float) -> None:
        session, document, merge = self._session, self._session.document, f"nudge {self._press_count}"
        if document is not None and not self._nudge_by_tool(dx, dy, merge):
            document.move_annotations(session.selection, dx, dy, merge)

    def _enlarge_selection(self, dx: float, dy: float) -> None:
        """Move the right and the lower edge; the others are moved by moving the box first."""
        session, document = self._session, self._session.document
        if document is not None:
            edit = partial(enlarge_annotation, dx=dx, dy=dy, width=document.width, height=document.height)
            document.edit_annotations(session.selection, edit, _format_resize_text, merge=f"resize {self._press_count}")

    def _choose_class_by_key(self, number: int) -> None:
        session = self._session
        label = session.class_preferences.class_by_key(session.classes).get(number + 1)
        if label is None:
            session.message_posted.emit(tr(NO_CLASS_FOR_KEY_TEXT).format(number=number + 1))
            return
        session.current_label = label
        session.show_classes([session.current_label])
        if session.document is not None and session.selection:
            session.document.relabel_annotations(session.selection, session.current_label)


def find_next_index(uids: list[int], selection: Iterable[int], step: int) -> int:
    """The place in `uids` that follows the selected ones in the direction of `step`."""
    chosen = set(selection)
    places = [place for place, uid in enumerate(uids) if uid in chosen]
    if not places:
        return 0 if step > 0 else len(uids) - 1
    return ((places[-1] if step > 0 else places[0]) + step) % len(uids)


def _format_resize_text(boxes: str) -> str:
    return tr("Resize {boxes}").format(boxes=boxes)

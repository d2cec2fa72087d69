"""Actions on the outlines of selected objects, and the size of the brush."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, QSize, Slot

from detector.data.geometry import Box
from frcnn_gui.boxes.outline_conversions import STEP_TEXTS, convert_selected
from frcnn_gui.boxes.outline_dialog import LimitSpec, OutlineDialog
from frcnn_gui.boxes.outline_edits import (
    EditScope,
    OutlineEdit,
    clean_selected,
    fill_selected_holes,
    join_selected,
    simplify_selected,
    smooth_selected,
    split_selected,
    subtract_selected,
)
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.canvas.tools import TOOLS, BrushTool
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.parts import HasActions, HasWindow
from frcnn_gui.document.document import Document
from frcnn_gui.document.parts import HasSession

BRUSH_TEXT = N_("Drag: paint. Ctrl: erase. Shift: new object. Enter: object complete. Wheel: size.")
CLEAN_SPEC = LimitSpec(
    title=N_("Clean up outlines"),
    label=N_("&Remove parts and fill holes smaller than"),
    unit=N_(" pixels"),
    button=N_("Clean &up"),
    tooltip=N_("Parts and holes with fewer pixels than this. The largest part of an object always stays."),
    default=20,
    limits=(1, 1_000_000),
    step=5,
)
SIMPLIFY_SPEC = LimitSpec(
    title=N_("Simplify outlines"),
    label=N_("&Points left out are at most this far from the new line"),
    unit=N_(" px"),
    button=N_("&Simplify"),
    tooltip=N_("The larger, the fewer points are left. Masks become polygons."),
    default=1.0,
    limits=(0.0, 100.0),
    step=0.25,
    decimals=2,
)


class OutlineActionsContext(HasWindow, HasActions, HasSession, HasCanvas, Protocol):
    """What is used of the window."""


class OutlineActions(QObject):
    """Binds them to the session's current document."""

    def __init__(self, context: OutlineActionsContext) -> None:
        super().__init__(context.window)
        self._context = context
        canvas = context.canvas
        handlers: dict[str, Callable[[], object]] = {
            "outline_fill": partial(self._edit, fill_selected_holes),
            "outline_smooth": partial(self._edit, smooth_selected),
            "outline_join": partial(self._edit, join_selected),
            "outline_split": self._split,
            "outline_subtract": partial(self._edit, partial(subtract_selected, deletes_others=False)),
            "outline_hole": partial(self._edit, partial(subtract_selected, deletes_others=True)),
            "outline_clean": partial(
                self._ask_limit, CLEAN_SPEC, lambda scope, limit: clean_selected(scope, int(limit))
            ),
            "outline_simplify": partial(self._ask_limit, SIMPLIFY_SPEC, simplify_selected),
            **{f"to_{shape}": partial(self._edit, partial(convert_selected, shape=shape)) for shape in STEP_TEXTS},
            "brush_larger": partial(canvas.change_tool_size, 1),
            "brush_smaller": partial(canvas.change_tool_size, -1),
        }
        for id, handler in handlers.items():
            context.actions.bind(id, handler)
        canvas.tool_changed.connect(self._on_tool_changed)
        self._on_tool_changed(canvas.tool_name)

    @Slot(str)
    def _on_tool_changed(self, name: str) -> None:
        self._context.actions.update_state(has_sized_tool=TOOLS[name].has_size)
        if name == BrushTool.name:
            self._context.session.message_posted.emit(tr(BRUSH_TEXT))

    def _find_scope(self) -> tuple[Document, EditScope] | None:
        """What is selected and may be changed; None if that is nothing."""
        session, document = self._context.session, self._context.session.document
        if document is None or document.read_only_reason:
            return None
        chosen = document.filter_unlocked(session.selection)
        scope = EditScope(document.annotations, chosen, document.width, document.height)
        return (document, scope) if chosen else None

    def _edit(self, edit: Callable[[EditScope], OutlineEdit]) -> None:
        found = self._find_scope()
        if found is not None:
            self._apply(found[0], edit(found[1]))

    def _split(self) -> None:
        found = self._find_scope()
        if found is not None:
            self._apply(found[0], split_selected(found[1], found[0].new_uid))

    def _apply(self, document: Document, edit: OutlineEdit) -> None:
        document.replace_annotations(edit.text, edit.annotations)
        session = self._context.session
        if document is session.document:
            session.select_annotations(edit.selection)
        session.message_posted.emit(edit.message)

    def _ask_limit(self, spec: LimitSpec, edit: Callable[[EditScope, float], OutlineEdit]) -> None:
        """Ask for the limit of an edit, which is shown on the canvas meanwhile."""
        found = self._find_scope()
        if found is None or not found[1].outlines:
            return
        document, uids = found[0], [one.uid for one in found[1].chosen]

        def build_edit(limit: float) -> OutlineEdit:
            chosen = tuple(one for one in document.annotations if one.uid in uids)
            return edit(EditScope(document.annotations, chosen, document.width, document.height), limit)

        def show_effect(limit: float) -> str:
            shown = build_edit(limit)
            document.set_preview(shown.annotations)
            return shown.message

        dialog = OutlineDialog(spec, show_effect, self._context.window)
        dialog.limit_chosen.connect(lambda limit: self._apply(document, build_edit(limit)))
        image_changed = self._context.session.current_image_changed
        image_changed.connect(dialog.reject)

        def on_finished() -> None:
            image_changed.disconnect(dialog.reject)
            document.set_preview(None)

        dialog.finished.connect(on_finished)
        dialog.adjustSize()
        dialog.move(self._find_free_corner(found[1].largest.bounds, dialog.size()))
        dialog.open()

    def _find_free_corner(self, box: Box, size: QSize) -> QPoint:
        """Where on the screen a dialog of this size is, in the corner of the canvas that is farthest from a box."""
        canvas = self._context.canvas
        x, y = canvas.viewport.to_widget((box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2)
        left = 0 if 2 * x > canvas.width() else canvas.width() - size.width()
        top = 0 if 2 * y > canvas.height() else canvas.height() - size.height()
        return canvas.mapToGlobal(QPoint(max(left, 0), max(top, 0)))

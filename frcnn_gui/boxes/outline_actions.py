"""Actions on the outlines of selected objects, and the size of the brush."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, QSize, Slot

from detector.data.geometry import Box
from detector.data.outlines.strokes import MAX_DIAMETER
from frcnn_gui.boxes.loss_question import build_loss_question
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
from frcnn_gui.boxes.outline_preview import OutlinePreview
from frcnn_gui.boxes.outline_runner import CHANGED_TEXT, BuildEdit, OutlineRunner, ScopedEdit
from frcnn_gui.canvas.parts import HasCanvas
from frcnn_gui.canvas.tools.brush_tool import DEFAULT_SIZE, BrushTool
from frcnn_gui.canvas.tools.tool_list import TOOLS
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.parts import HasActions, HasJobs, HasSettings, HasWindow
from frcnn_gui.document.parts import HasSession

BRUSH_TEXT = N_("Drag: paint. Ctrl: erase. Shift: new object. Enter: object complete. Wheel: size.")
SIZE_SETTING = "brush/size"
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


class OutlineActionsContext(HasWindow, HasJobs, HasActions, HasSettings, HasSession, HasCanvas, Protocol):
    """What is used of the window."""


class OutlineActions(QObject):
    """Binds them to the session's current document."""

    def __init__(self, context: OutlineActionsContext) -> None:
        super().__init__(context.window)
        self._context = context
        canvas = context.canvas
        self._edits: Mapping[str, BuildEdit] = {
            "outline_fill": fill_selected_holes,
            "outline_smooth": smooth_selected,
            "outline_join": join_selected,
            "outline_split": split_selected,
            "outline_subtract": partial(subtract_selected, deletes_others=False),
            "outline_hole": partial(subtract_selected, deletes_others=True),
            **{f"to_{shape}": partial(convert_selected, shape=shape) for shape in STEP_TEXTS},
        }
        self._runner = OutlineRunner(context, self)
        self._preview = OutlinePreview(context, context.actions, self._edits, self)
        handlers: dict[str, Callable[[], object]] = {
            **{id: partial(self._start_edit, id) for id in self._edits},
            "outline_clean": partial(
                self._ask_limit, CLEAN_SPEC, lambda scope, limit: clean_selected(scope, int(limit))
            ),
            "outline_simplify": partial(self._ask_limit, SIMPLIFY_SPEC, simplify_selected),
            "brush_larger": partial(canvas.change_tool_size, 1),
            "brush_smaller": partial(canvas.change_tool_size, -1),
        }
        for id, handler in handlers.items():
            context.actions.bind(id, handler)
        size = context.settings.load_value(SIZE_SETTING, DEFAULT_SIZE)
        canvas.set_tool_size(BrushTool.name, size if 1 <= size <= MAX_DIAMETER else DEFAULT_SIZE)
        canvas.tool_size_changed.connect(self._on_tool_size_changed)
        canvas.tool_changed.connect(self._on_tool_changed)
        self._on_tool_changed(canvas.tool_name)

    @Slot(str)
    def _on_tool_changed(self, name: str) -> None:
        self._context.actions.update_state(has_sized_tool=TOOLS[name].has_size)
        if name == BrushTool.name:
            self._context.session.message_posted.emit(tr(BRUSH_TEXT))

    @Slot(str, int)
    def _on_tool_size_changed(self, name: str, size: int) -> None:
        if name == BrushTool.name:
            self._context.settings.store_value(SIZE_SETTING, size)

    def _start_edit(self, id: str) -> None:
        was_shown = self._preview.was_shown(id)
        self._runner.run_edit(self._edits[id], lambda found: self._ask_and_apply(found, was_shown))

    def _ask_and_apply(self, found: ScopedEdit, was_shown: bool) -> None:
        """Apply an edit; before that ask, where many objects are added or a loss was not shown before."""
        question = build_loss_question(found, was_shown, self._context.settings, self._context.window)
        if question is None:
            self._apply_edit(found)
        else:
            question.accepted.connect(lambda: self._apply_edit(found))
            question.finished.connect(lambda: found.document.set_preview(None))
            found.document.set_preview(found.edit.annotations)
            question.open()

    def _apply_edit(self, found: ScopedEdit) -> None:
        session = self._context.session
        if not found.is_current:
            session.message_posted.emit(tr(CHANGED_TEXT))
            return
        found.document.replace_annotations(found.edit.text, found.edit.annotations)
        if found.document is session.document:
            session.select_annotations(found.edit.selection)
        session.message_posted.emit(found.edit.report)

    def _ask_limit(self, spec: LimitSpec, edit: Callable[[EditScope, float], OutlineEdit]) -> None:
        """Ask for the limit of an edit, which is shown on the canvas meanwhile."""
        found = self._runner.find_scope()
        if found is None or not found[1].outlines:
            return
        (document, scope), dialog = found, OutlineDialog(spec, self._context.window)

        def run_edit(limit: float, on_ready: Callable[[ScopedEdit], object]) -> None:
            self._runner.run_edit(lambda scope: edit(scope, limit), on_ready)

        def show_effect(shown: ScopedEdit) -> None:
            document.set_preview(shown.edit.annotations)
            dialog.effect_label.setText(shown.edit.forecast)

        dialog.limit_changed.connect(lambda limit: run_edit(limit, show_effect))
        dialog.limit_chosen.connect(lambda limit: run_edit(limit, self._apply_edit))
        image_changed = self._context.session.current_image_changed
        image_changed.connect(dialog.reject)

        def on_finished(result: int) -> None:
            image_changed.disconnect(dialog.reject)
            if result != OutlineDialog.DialogCode.Accepted:
                self._runner.drop_edit()
            document.set_preview(None)

        dialog.finished.connect(on_finished)
        dialog.limit_changed.emit(spec.default)
        dialog.adjustSize()
        dialog.move(self._find_free_corner(scope.largest.bounds, dialog.size()))
        dialog.open()

    def _find_free_corner(self, box: Box, size: QSize) -> QPoint:
        """Where on the screen a dialog of this size is, in the corner of the canvas that is farthest from a box."""
        canvas = self._context.canvas
        x, y = canvas.viewport.to_widget((box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2)
        left = 0 if 2 * x > canvas.width() else canvas.width() - size.width()
        top = 0 if 2 * y > canvas.height() else canvas.height() - size.height()
        return canvas.mapToGlobal(QPoint(max(left, 0), max(top, 0)))

"""The brush: a drag adds pixels to the selected object or begins a new one, and erases with Ctrl."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detector.data.annotation import Annotation
from detector.data.outlines.bitmap import Bitmap
from detector.data.outlines.conversions import convert_to_bitmap
from detector.data.outlines.outlined_box import OutlinedBox, get_outline
from detector.data.outlines.set_operations import subtract_bitmaps, unite_bitmaps
from detector.data.outlines.strokes import MAX_DIAMETER, Stroke
from frcnn_gui.canvas.tools.draw_tool import DEFAULT_LABEL
from frcnn_gui.canvas.tools.tool_state import NO_EFFECTS, Commit, Effects, Pointer, Tool, ToolContext, ToolKey
from frcnn_gui.common.language import N_, tr
from frcnn_gui.document.box_geometry import replace_annotation
from frcnn_gui.document.document import BOX_LOCKED_TEXT

DEFAULT_SIZE = 20
_SIZE_FACTOR = 1.2
SIZE_TEXT = N_("Brush: {size} px")
NOTHING_TO_ERASE_TEXT = N_("Select the object to erase from.")
SEVERAL_SELECTED_TEXT = N_("Several objects are selected: select the one to paint on, or hold Shift for a new one.")
BOX_BECOMES_MASK_TEXT = N_("The box {label} becomes a mask: all of its pixels, changed by this stroke.")
POLYGON_BECOMES_MASK_TEXT = N_("The polygon {label} becomes a mask, so its points are given up.")
ERASED_TEXT = N_("Nothing of {label} was left, so it was deleted.")
STROKE_CANCELED_TEXT = N_("Stroke canceled: the object was changed.")


@dataclass(frozen=True)
class _Painting:
    """A stroke under way; `target` is the object it changes, None for a new one."""

    stroke: Stroke
    target: Annotation | None
    erases: bool
    scene: ToolContext


class BrushTool(Tool):
    """Paints pixels; after a stroke the object is selected, so that the next stroke continues it."""

    name = "brush"
    draws = True
    has_size = True
    has_crosshair = False

    def __init__(self) -> None:
        self._painting: _Painting | None = None
        self.size = DEFAULT_SIZE
        """The diameter in pixels of the image."""
        self.shows_size = False
        """Whether the size was changed since the mouse was moved."""
        self._has_ctrl = False

    @property
    def is_dragging(self) -> bool:
        return self._painting is not None

    @property
    def stroke(self) -> Stroke | None:
        """The stroke under way."""
        return self._painting.stroke if self._painting is not None else None

    @property
    def painted_label(self) -> str:
        """The class of what the stroke under way paints."""
        if self._painting is None:
            return ""
        target, scene = self._painting.target, self._painting.scene
        return target.label if target is not None else scene.label or DEFAULT_LABEL

    @property
    def erases(self) -> bool:
        """Whether the stroke under way erases, or one would that began now."""
        return self._has_ctrl if self._painting is None else self._painting.erases

    def handle_press(self, pointer: Pointer, scene: ToolContext) -> Effects:
        self._has_ctrl = pointer.ctrl
        if scene.read_only_reason or scene.outline_refusal:
            return Effects(message=scene.read_only_reason or scene.outline_refusal)
        chosen = [] if pointer.shift else scene.selected_annotations
        refusal = _find_refusal(chosen, pointer.ctrl, scene)
        if refusal:
            return Effects(message=refusal)
        target = chosen[0] if chosen else None
        stroke = Stroke(self.size, scene.width, scene.height)
        stroke.add_point(pointer.x, pointer.y)
        self._painting = _Painting(stroke, target, pointer.ctrl, scene)
        return Effects(message=_describe_conversion(target) if target is not None else "")

    def handle_move(self, pointer: Pointer) -> Effects:
        self._has_ctrl, self.shows_size = pointer.ctrl, False
        if self._painting is not None:
            self._painting.stroke.add_point(pointer.x, pointer.y)
        return NO_EFFECTS

    def handle_release(self, pointer: Pointer) -> Effects:
        painting = self._painting
        if painting is None:
            return NO_EFFECTS
        painting.stroke.add_point(pointer.x, pointer.y)
        self._painting = None
        painted = painting.stroke.build_bitmap()
        if painting.target is None:
            return _add_object(painting.scene, painted)
        return _change_object(painting, painting.target, painted)

    def handle_key(self, key: ToolKey, _scene: ToolContext) -> Effects | None:
        """Enter completes the object: the next stroke begins another."""
        if key != "enter":
            return None
        return NO_EFFECTS if self.is_dragging else Effects(select=frozenset())

    def change_size(self, steps: int) -> Effects:
        """Make the brush larger or smaller; a stroke under way keeps its size."""
        if not steps:
            return NO_EFFECTS
        for _ in range(abs(steps)):
            size = round(self.size * _SIZE_FACTOR ** (1 if steps > 0 else -1))
            size = max(size, self.size + 1) if steps > 0 else min(size, self.size - 1)
            self.size = min(max(size, 1), MAX_DIAMETER)
        self.shows_size = True
        return Effects(message=tr(SIZE_TEXT).format(size=self.size))

    def replace_context(self, scene: ToolContext) -> Effects:
        """Continue unless the object that is painted on is another now."""
        painting = self._painting
        if painting is None:
            return NO_EFFECTS
        if painting.target is not None and painting.target not in scene.annotations:
            self._painting = None
            return Effects(message=tr(STROKE_CANCELED_TEXT))
        self._painting = replace(painting, scene=scene)
        return NO_EFFECTS

    def cancel(self) -> Effects:
        self._painting = None
        return NO_EFFECTS


def _find_refusal(chosen: list[Annotation], erases: bool, scene: ToolContext) -> str:
    """Why a stroke cannot begin, as a sentence."""
    if len(chosen) > 1:
        return tr(SEVERAL_SELECTED_TEXT)
    if not chosen:
        return tr(NOTHING_TO_ERASE_TEXT) if erases else ""
    if chosen[0].uid in scene.locked:
        return tr(BOX_LOCKED_TEXT).format(label=chosen[0].label)
    geometry = chosen[0].geometry
    return geometry.fault if isinstance(geometry, OutlinedBox) else ""


def _describe_conversion(target: Annotation) -> str:
    """What the object becomes with the first stroke; empty if it is a mask."""
    outline = get_outline(target.geometry)
    if isinstance(outline, Bitmap):
        return ""
    text = BOX_BECOMES_MASK_TEXT if outline is None else POLYGON_BECOMES_MASK_TEXT
    return tr(text).format(label=target.label)


def _add_object(scene: ToolContext, painted: Bitmap) -> Effects:
    if painted.is_degenerate:
        return NO_EFFECTS
    annotation = Annotation(OutlinedBox.around(painted), scene.label or DEFAULT_LABEL, scene.next_uid)
    return Effects(
        commit=Commit(tr("Draw {label}").format(label=annotation.label), (*scene.annotations, annotation)),
        select=frozenset({annotation.uid}),
        ask_label=() if scene.label else (annotation.uid,),
    )


def _change_object(painting: _Painting, target: Annotation, painted: Bitmap) -> Effects:
    scene = painting.scene
    before = convert_to_bitmap(target.geometry, scene.width, scene.height)
    after = subtract_bitmaps(before, painted) if painting.erases else unite_bitmaps([before, painted])
    if after == before:
        return NO_EFFECTS
    if after.is_degenerate:
        kept = tuple(annotation for annotation in scene.annotations if annotation.uid != target.uid)
        text = tr("Erase {label}").format(label=target.label)
        return Effects(commit=Commit(text, kept), message=tr(ERASED_TEXT).format(label=target.label))
    text = tr("Erase from {label}") if painting.erases else tr("Paint {label}")
    changed = replace(target, geometry=OutlinedBox.around(after))
    return Effects(
        commit=Commit(text.format(label=target.label), replace_annotation(scene.annotations, changed)),
        select=frozenset({target.uid}),
    )

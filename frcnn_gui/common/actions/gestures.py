"""The gestures of the mouse and the keys that are not actions, for the sheet of all keys."""

from __future__ import annotations

from frcnn_gui.common.language import N_
from frcnn_gui.common.preferences import WheelUse

GESTURES: tuple[tuple[str, str], ...] = (
    (N_("Ctrl + wheel"), N_("Zoom at the cursor")),
    (N_("Wheel, Shift + wheel"), N_("Scroll up and down, left and right")),
    (N_("Middle button or Space, drag"), N_("Move the image")),
    (N_("Drag in the navigator"), N_("Move the image to that part")),
    (N_("Space, tapped"), N_("Verify the image")),
    (N_("Click"), N_("Select the smallest box under the cursor")),
    (N_("Shift + click"), N_("Add a box to the selection, or remove it")),
    (N_("Click again, Alt + wheel"), N_("Select the next box under the cursor")),
    (N_("Drag outside the boxes"), N_("Select boxes that the drag touches. With Shift, add them.")),
    (N_("Right click"), N_("Show what can be done with the box, or here")),
    (N_("Double click"), N_("Change the label of a box")),
    (N_("Alt while drawing or resizing"), N_("Do not snap edges to the image border")),
    (N_("Enter over a dashed box of the click tool"), N_("Take it, with its class and its outline")),
    (N_("Click with the click tool"), N_("Show the best box around the object; another click asks again")),
    (N_("Tab, Shift + Tab after that"), N_("Show the next or the previous box")),
    (N_("Enter, Esc after that"), N_("Take the box; drop it")),
    (N_("Enter, Backspace in a polygon"), N_("Close it; remove its last point")),
    (N_("Drag a point of an outline"), N_("Move it; it snaps to neighbors unless Alt is held")),
    (N_("Drag an edge, Alt + click on it"), N_("Add a point to the outline")),
    (N_("Alt + Shift + click on a point"), N_("Remove it from the outline")),
    (N_("Click on points, with Shift several"), N_("Select them: arrow keys move them, Del removes them")),
    (N_("Drag with the brush"), N_("Add to the selected object, or begin a new one. With Ctrl, erase.")),
    (N_("Shift + drag with the brush"), N_("Begin a new object")),
    (N_("Enter with the brush"), N_("Complete the object; the next stroke begins a new one")),
    (N_("Wheel with the brush"), N_("Change the size of the brush")),
    (N_("Shift while drawing"), N_("Keep drawing boxes")),
    (N_("Enter while drawing"), N_("Draw a box in the middle; arrow keys move and resize it")),
    (N_("Tab, Shift + Tab"), N_("Select the next or previous box")),
    (N_("Arrow keys"), N_("Move the selected boxes by 1 px")),
    (N_("Shift + arrow keys"), N_("Move the selected boxes by 10 px")),
    (N_("Alt + arrow keys"), N_("Move the right or bottom edge of the selected boxes by 1 px")),
    (N_("Alt + Shift + arrow keys"), N_("Move the right or bottom edge by 10 px")),
    (N_("1 … 9"), N_("Set the class of the selected boxes, or of the next box")),
)


def list_gestures(wheel: WheelUse) -> tuple[tuple[str, str], ...]:
    """The gestures and what they do, where the wheel alone has this use."""
    if wheel == "scroll":
        return GESTURES
    zooms, scrolls = (effect for _, effect in GESTURES[:2])
    return ((N_("Wheel"), zooms), (N_("Ctrl + wheel, Shift + wheel"), scrolls), *GESTURES[2:])

"""When an action makes sense: conditions on the state of the window, each with the text that says what is missing.

To add a condition, add a field to `WindowState`, have whoever knows it call `ActionTable.update_state`, and add a
`Condition` here. What the session knows comes from `document.session_state`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from frcnn_gui.common.language import N_


@dataclass(frozen=True)
class WindowState:
    """What actions depend on. Everything is False in a window that has just been opened."""

    has_folder: bool = False
    has_folder_images: bool = False
    has_splits: bool = False
    """Its images are divided into training, validation and test set, by folders or lists."""
    has_pixel_origin: bool = False
    """The label files of the folder count from 0 or from 1, as Pascal VOC files do."""
    has_image: bool = False
    """An image is shown."""
    is_editable: bool = False
    """Its boxes can be edited."""
    has_boxes: bool = False
    has_selection: bool = False
    has_several_selected: bool = False
    """Two boxes or more are selected."""
    has_selected_outline: bool = False
    """One of the selected boxes has an outline."""
    holds_outlines: bool = False
    """The labels of the folder can hold outlines."""
    has_sized_tool: bool = False
    """The tool in hand has a size that can be changed."""
    has_locked_boxes: bool = False
    has_hidden_boxes: bool = False
    """Boxes or classes are hidden."""
    hides_all_boxes: bool = False
    """The image is shown without its boxes."""
    has_classes: bool = False
    has_two_classes: bool = False
    has_current_class: bool = False
    has_detections: bool = False
    """Detections of the image are shown."""
    are_detections_drawn: bool = False
    """The canvas draws detections: their layer is on, and belongs to the workspace or to an open dock."""
    has_folder_detections: bool = False
    has_outlines: bool = False
    """Outlines are proposed for boxes of the image, and reach the minimum score."""
    has_folder_outlines: bool = False
    """The same in any image of the folder."""
    is_outlining: bool = False
    """Outlines are being proposed for the boxes of the folder."""
    can_undo: bool = False
    can_redo: bool = False
    has_copied_boxes: bool = False
    has_selected_images: bool = False
    """Several images are selected in the list."""
    has_problems: bool = False
    can_undo_repair: bool = False
    is_checking: bool = False
    """Labels are being checked or repaired."""
    can_undo_class_edit: bool = False
    has_loaded_trace: bool = False
    has_torch: bool = False
    """PyTorch is installed."""
    is_engine_ready: bool = False
    is_network_trained: bool = False
    has_trained_masks: bool = False
    """The network in use has a mask head that has learned something."""
    is_detecting: bool = False
    """The detector works, or images wait for it."""
    is_training: bool = False
    is_accepting: bool = False
    """Detections of many images are being accepted, or that is being undone."""


@dataclass(frozen=True)
class Condition:
    """What an action needs."""

    text: str
    """In English, as it follows "needs"; where the action is grayed, the window says so in its language."""
    is_met: Callable[[WindowState], bool]


FOLDER = Condition(N_("an open folder"), lambda state: state.has_folder)
FOLDER_IMAGES = Condition(N_("a folder with images"), lambda state: state.has_folder_images)
SPLITS = Condition(N_("a folder with splits"), lambda state: state.has_splits)
VOC_LABELS = Condition(N_("a folder with Pascal VOC labels"), lambda state: state.has_pixel_origin)
SHOWN_IMAGE = Condition(N_("an image"), lambda state: state.has_image)
EDITABLE = Condition(N_("an editable image"), lambda state: state.is_editable)
BOXES = Condition(N_("an image with boxes"), lambda state: state.has_boxes)
SELECTION = Condition(N_("selected boxes"), lambda state: state.has_selection)
SEVERAL_SELECTED = Condition(N_("two selected boxes"), lambda state: state.has_several_selected)
SELECTED_OUTLINE = Condition(N_("a selected box with an outline"), lambda state: state.has_selected_outline)
OUTLINE_FORMAT = Condition(N_("labels that can hold outlines"), lambda state: state.holds_outlines)
SIZED_TOOL = Condition(N_("the brush in hand"), lambda state: state.has_sized_tool)
LOCKED_BOXES = Condition(N_("locked boxes"), lambda state: state.has_locked_boxes)
HIDDEN_BOXES = Condition(
    N_("hidden boxes or classes"), lambda state: state.has_image and (state.has_hidden_boxes or state.hides_all_boxes)
)
CLASSES = Condition(N_("classes"), lambda state: state.has_classes)
TWO_CLASSES = Condition(N_("two classes"), lambda state: state.has_two_classes)
CURRENT_CLASS = Condition(N_("a selected class"), lambda state: state.has_current_class)
DETECTIONS = Condition(N_("detections in this image"), lambda state: state.has_detections)
DRAWN_DETECTIONS = Condition(N_("detections that are shown on the image"), lambda state: state.are_detections_drawn)
FOLDER_DETECTIONS = Condition(N_("detections in this folder"), lambda state: state.has_folder_detections)
OUTLINES = Condition(N_("outlines proposed in this image"), lambda state: state.has_outlines)
FOLDER_OUTLINES = Condition(N_("outlines proposed in this folder"), lambda state: state.has_folder_outlines)
NO_OUTLINING = Condition(N_("the running outlining to end"), lambda state: not state.is_outlining)
UNDO_STEP = Condition(N_("a change to undo"), lambda state: state.can_undo)
REDO_STEP = Condition(N_("a change to redo"), lambda state: state.can_redo)
COPIED_BOXES = Condition(N_("copied boxes"), lambda state: state.has_copied_boxes)
SELECTED_IMAGES = Condition(N_("several selected images"), lambda state: state.has_selected_images)
PROBLEMS = Condition(N_("problems found"), lambda state: state.has_problems)
REPAIR = Condition(N_("a repair"), lambda state: state.can_undo_repair)
NO_CHECK = Condition(N_("the running check or repair to end"), lambda state: not state.is_checking)
CLASS_EDIT = Condition(N_("a class edit to undo"), lambda state: state.can_undo_class_edit)
LOADED_TRACE = Condition(N_("an open trace"), lambda state: state.has_loaded_trace)
TORCH = Condition(N_("PyTorch, which is not installed (pip install torch torchvision)"), lambda state: state.has_torch)
ENGINE = Condition(N_("the detector to be loaded"), lambda state: state.is_engine_ready)
TRAINED_NETWORK = Condition(N_("a trained network"), lambda state: state.is_network_trained)
MASK_NETWORK = Condition(N_("a trained Mask R-CNN"), lambda state: state.has_trained_masks)
FREE_DETECTOR = Condition(N_("the running detection to end"), lambda state: not state.is_detecting)
NO_TRAINING = Condition(N_("the running training to end"), lambda state: not state.is_training)
NO_ACCEPTING = Condition(N_("the detections to be accepted first"), lambda state: not state.is_accepting)

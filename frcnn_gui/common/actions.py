"""All commands of the window, as data: one table for menus, the toolbar, keys and the shortcut sheet.

To add an action, add a line to `ACTIONS` and call `ActionTable.bind(id, handler)`; until then it is shown grayed.
The texts of the tables are English; they are put into the language of the window where they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QToolButton

from detector.data.formats.format_list import FORMAT_INFOS
from frcnn_gui.common.action_conditions import (
    BOXES,
    CLASS_EDIT,
    CLASSES,
    COPIED_BOXES,
    CURRENT_CLASS,
    DETECTIONS,
    DRAWN_DETECTIONS,
    EDITABLE,
    ENGINE,
    FOLDER,
    FOLDER_DETECTIONS,
    FOLDER_IMAGES,
    FOLDER_OUTLINES,
    FREE_DETECTOR,
    HIDDEN_BOXES,
    LOADED_TRACE,
    LOCKED_BOXES,
    MASK_NETWORK,
    NO_ACCEPTING,
    NO_CHECK,
    NO_OUTLINING,
    NO_TRAINING,
    OUTLINE_FORMAT,
    OUTLINES,
    PROBLEMS,
    REDO_STEP,
    REPAIR,
    SELECTED_IMAGES,
    SELECTED_OUTLINE,
    SELECTION,
    SEVERAL_SELECTED,
    SHOWN_IMAGE,
    SIZED_TOOL,
    SPLITS,
    TORCH,
    TRAINED_NETWORK,
    TWO_CLASSES,
    UNDO_STEP,
    VOC_LABELS,
    Condition,
    WindowState,
)
from frcnn_gui.common.icons import load_icon
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.plain_text import format_tooltip
from frcnn_gui.common.preferences import WheelUse

_TRAILING_MNEMONIC = re.compile(r"\s*\(&\w\)")
_MENU_ROLES = {
    "about": QAction.MenuRole.AboutRole,
    "preferences": QAction.MenuRole.PreferencesRole,
    "quit": QAction.MenuRole.QuitRole,
}
"""What stands in the menu of the program on macOS; Qt would otherwise guess it by the texts, in English alone"""


@dataclass(frozen=True)
class ActionSpec:
    """One action. In menus and in the toolbar, a line separates neighbors of different `section`."""

    id: str
    text: str
    menu: str
    section: str = ""
    icon: str = ""
    shortcuts: tuple[str, ...] = ()
    """In Qt's portable form; the first one is shown in menus."""
    tooltip: str = ""
    toolbar: bool = False
    icon_only: bool = False
    """Whether its button in the toolbar has no text."""
    checkable: bool = False
    repeats: bool = False
    """Whether holding the key down repeats the action."""
    short_text: str = ""
    """For the toolbar, when `text` is too long there."""
    submenu: str = ""
    """Title of the menu within `menu` that it stands in; that menu stands where the first of its actions is listed."""
    keywords: str = ""
    """Other words that people look for it by."""
    needs: tuple[Condition, ...] = ()
    """Where one of them is not met, the action is grayed, and the first that is not says why."""

    @property
    def name(self) -> str:
        """Its text without the marks of a menu, after the title of the menu within a menu that it stands in."""
        text = strip_mnemonic(tr(self.text))
        #: An action and the menu within a menu that it stands in, as in "Lock and hide: Show all boxes".
        return (
            tr("{menu}: {action}").format(menu=strip_mnemonic(tr(self.submenu)), action=text) if self.submenu else text
        )

    @property
    def search_words(self) -> str:
        """What people may call it, in the language of the window and in English."""
        texts = (
            tr(self.keywords) if self.keywords else "",
            self.name,
            self.keywords,
            strip_mnemonic(self.text),
            self.submenu,
        )
        return " ".join(dict.fromkeys(strip_mnemonic(text) for text in texts if text))


def strip_mnemonic(text: str) -> str:
    """A text of a menu without its marks: "Open folder" for "&Open folder…", "文件" for "文件(&F)"."""
    return _TRAILING_MNEMONIC.sub("", text.rstrip("…")).replace("&", "").rstrip("…")


MENUS = (N_("&File"), N_("&Edit"), N_("&View"), N_("&Image"), N_("&Model"), N_("&Help"))
FILE, EDIT, VIEW, IMAGE, MODEL, HELP = MENUS


def _build_format_actions() -> Iterator[ActionSpec]:
    """One for each label format: `new_format_voc`."""
    for name, info in FORMAT_INFOS.items():
        yield ActionSpec(
            f"new_format_{name}", info.menu_title, FILE, "formats", "", (), info.new_folder_note, checkable=True,
            submenu=N_("&Format for new folders"), keywords=info.keywords,
        )  # fmt: skip


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("open_folder", N_("&Open folder…"), FILE, "open", "open-folder", ("Ctrl+U", "Ctrl+O"),
               N_("Open a folder of images"), toolbar=True, short_text=N_("Open"),
               keywords=N_("directory load data set project")),
    ActionSpec("open_image", N_("Open &image…"), FILE, "open", "image", ("Ctrl+Shift+O",),
               N_("Open one image, and its folder with it"), keywords=N_("file load picture photo")),
    ActionSpec("open_demo", N_("Open &demo"), FILE, "open", "",
               tooltip=N_("Create a small labeled set of images and open it"),
               keywords=N_("example sample try tutorial")),
    ActionSpec("save", N_("&Save now"), FILE, "save", "save", ("Ctrl+S",),
               N_("Save the boxes now. Otherwise they are saved automatically."),
               keywords=N_("write store disk")),
    ActionSpec("export", N_("&Export…"), FILE, "formats", "", ("Ctrl+Shift+E",),
               N_("Export the labels of this folder in another format"),
               keywords=N_("convert save as voc yolo coco labelme csv cvat createml via format"),
               needs=(FOLDER,)),
    ActionSpec("labels_place", N_("&Label location…"), FILE, "formats", "", (),
               N_("Choose the folder or file with the labels of this folder"),
               keywords=N_("annotations location save directory missing"), needs=(FOLDER,)),
    ActionSpec("origin_found", N_("&Detect automatically"), FILE, "formats", "", (),
               N_("From the program that wrote the files, or a coordinate 0"), checkable=True,
               submenu=N_("Pascal VOC &coordinates"), keywords=N_("origin offset one pixel shift"),
               needs=(VOC_LABELS,)),
    ActionSpec("origin_0", N_("&Edges counted from 0"), FILE, "formats", "", (),
               N_("As in labelImg, CVAT and Roboflow"), checkable=True,
               submenu=N_("Pascal VOC &coordinates"), keywords=N_("zero based origin offset one pixel shift"),
               needs=(VOC_LABELS,)),
    ActionSpec("origin_1", N_("&Pixels counted from 1"), FILE, "formats", "", (),
               N_("As in the Pascal VOC specification"), checkable=True,
               submenu=N_("Pascal VOC &coordinates"), keywords=N_("one based origin offset one pixel shift"),
               needs=(VOC_LABELS,)),
    *_build_format_actions(),
    ActionSpec("quit", N_("&Quit"), FILE, "quit", "", ("Ctrl+Q",), N_("Quit the program"),
               keywords=N_("exit close leave")),

    ActionSpec("previous", N_("&Previous image"), IMAGE, "go", "previous", ("A", "PgUp"),
               N_("Go to the previous image"), toolbar=True, icon_only=True, repeats=True, short_text=N_("Previous"),
               keywords=N_("back last before picture frame"), needs=(FOLDER,)),
    ActionSpec("next", N_("&Next image"), IMAGE, "go", "next", ("D", "PgDown"), N_("Go to the next image"),
               toolbar=True, icon_only=True, repeats=True, short_text=N_("Next"),
               keywords=N_("forward after picture frame"), needs=(FOLDER,)),
    ActionSpec("next_unlabelled", N_("Next unl&abeled image"), IMAGE, "go", "", ("Shift+D",),
               N_("Go to the next image without a label file"), keywords=N_("empty unlabeled todo unannotated"),
               needs=(FOLDER,)),
    ActionSpec("previous_unlabelled", N_("P&revious unlabeled image"), IMAGE, "go", "", ("Shift+A",),
               N_("Go to the previous image without a label file"),
               keywords=N_("empty unlabeled todo unannotated back"), needs=(FOLDER,)),
    ActionSpec("next_unverified", N_("Ne&xt unverified image"), IMAGE, "go", "", ("Alt+D",),
               N_("Go to the next image that is not marked as verified"),
               keywords=N_("unverified review check unchecked todo"), needs=(FOLDER,)),
    ActionSpec("previous_unverified", N_("Previous unverifie&d image"), IMAGE, "go", "", ("Alt+A",),
               N_("Go to the previous image that is not marked as verified"),
               keywords=N_("unverified review check unchecked todo back"), needs=(FOLDER,)),
    ActionSpec("first_image", N_("Firs&t image"), IMAGE, "ends", "", ("Home",),
               N_("Go to the first image. The key works on the canvas."),
               keywords=N_("begin start top"), needs=(FOLDER,)),
    ActionSpec("last_image", N_("Last ima&ge"), IMAGE, "ends", "", ("End",),
               N_("Go to the last image. The key works on the canvas."),
               keywords=N_("bottom finish"), needs=(FOLDER,)),
    ActionSpec("go_to_image", N_("Go to &image number…"), IMAGE, "ends", "", ("Ctrl+Shift+G",),
               N_("Enter the number of an image, starting at 1"),
               keywords=N_("jump index nth"), needs=(FOLDER,)),
    ActionSpec("reload", N_("Re&load"), IMAGE, "find", "reset", ("F5",), N_("Read the image and its labels again"),
               keywords=N_("refresh revert read again"), needs=(FOLDER,)),
    ActionSpec("find_image", N_("&Find image…"), IMAGE, "find", "", ("Ctrl+G",), N_("Type part of an image's name"),
               keywords=N_("search filter go to list name"), needs=(FOLDER,)),
    ActionSpec("verify", N_("&Verify image"), IMAGE, "verify", "verify", (),
               N_("Mark this image as verified (tap Space on the canvas)"), checkable=True,
               keywords=N_("check done approve confirm reviewed"), needs=(EDITABLE,)),

    ActionSpec("skip_image", N_("S&kip image"), IMAGE, "verify", "skip", ("K",),
               N_("Skip the selected images in training and Next unlabeled"),
               checkable=True, keywords=N_("ignore exclude leave out flag mark bad image"), needs=(FOLDER_IMAGES,)),
    ActionSpec("trash_images", N_("Move to tras&h"), IMAGE, "files", "delete", ("Ctrl+Del",),
               N_("Trash the selected images and their labels. Can be undone."),
               keywords=N_("delete remove image file erase discard"), needs=(FOLDER_IMAGES, NO_CHECK)),
    ActionSpec("move_to_train", N_("Move to &training set"), IMAGE, "files", "", (),
               N_("Move the selected images to the training set. Can be undone."),
               submenu=N_("M&ove to split"), keywords=N_("split train folder list"), needs=(SPLITS, NO_CHECK)),
    ActionSpec("move_to_val", N_("Move to &validation set"), IMAGE, "files", "", (),
               N_("Move the selected images to validation. Can be undone."),
               submenu=N_("M&ove to split"), keywords=N_("split val valid folder list held out"),
               needs=(SPLITS, NO_CHECK)),
    ActionSpec("move_to_test", N_("Move to te&st set"), IMAGE, "files", "", (),
               N_("Move the selected images to the test set. Can be undone."),
               submenu=N_("M&ove to split"), keywords=N_("split test folder list"), needs=(SPLITS, NO_CHECK)),

    ActionSpec("check_labels", N_("&Check labels"), IMAGE, "dataset", "check", ("Ctrl+Shift+M",),
               N_("Find duplicates, boxes outside or without area, bad files"),
               keywords=N_("lint problems errors validate quality faults"), needs=(FOLDER, NO_CHECK)),
    ActionSpec("next_problem", N_("Next pro&blem"), IMAGE, "dataset", "", ("F8",),
               N_("Go to the next problem"), keywords=N_("error fault"), needs=(PROBLEMS,)),
    ActionSpec("previous_problem", N_("Previous proble&m"), IMAGE, "dataset", "", ("Shift+F8",),
               N_("Go to the previous problem"), keywords=N_("error fault"), needs=(PROBLEMS,)),
    ActionSpec("undo_repairs", N_("&Undo last repair"), IMAGE, "dataset", "", (),
               N_("Restore what the last repair changed, in all images"), keywords=N_("restore revert"),
               needs=(REPAIR, NO_CHECK)),
    ActionSpec("statistics", N_("&Statistics"), IMAGE, "dataset", "", ("Ctrl+Shift+I",),
               N_("Boxes by class, size and number in each image"),
               keywords=N_("charts histogram counts distribution numbers"), needs=(FOLDER,)),

    ActionSpec("select", N_("&Select boxes"), EDIT, "tools", "select", ("V",),
               N_("Select, move and resize boxes"), toolbar=True, checkable=True, short_text=N_("Select"),
               keywords=N_("edit move pointer arrow tool mode")),
    ActionSpec("draw", N_("&Draw box"), EDIT, "tools", "draw", ("W", "R"), N_("Draw a new box"), toolbar=True,
               checkable=True, short_text=N_("Draw"),
               keywords=N_("new box create rectangle rectbox annotate bounding add label tool"),
               needs=(EDITABLE,)),
    ActionSpec("click_box", N_("&Quick box at a click"), EDIT, "tools", "click-box", ("B",),
               N_("Click an object to get its box; Tab shows the next one, Enter takes it, Esc drops it"), toolbar=True,
               icon_only=True, checkable=True, short_text=N_("Click"),
               keywords=N_("magic smart automatic assisted click point network proposal region wand tool"),
               needs=(EDITABLE,)),
    ActionSpec("polygon", N_("Draw pol&ygon"), EDIT, "tools", "polygon", ("P",),
               N_("Click the points of an outline; the first point or Enter closes it"), toolbar=True, icon_only=True,
               checkable=True, short_text=N_("Polygon"),
               keywords=N_("outline segment segmentation mask lasso points vertices draw tool instance shape"),
               needs=(EDITABLE,)),
    ActionSpec("brush", N_("&Mask brush"), EDIT, "tools", "brush", ("Shift+B",),
               N_("Paint pixels of the selected object, or of a new one; Ctrl erases, Shift begins a new object"),
               toolbar=True, icon_only=True, checkable=True, short_text=N_("Brush"),
               keywords=N_("paint mask pixels segmentation erase eraser pencil bitmap tool"), needs=(EDITABLE,)),
    ActionSpec("draw_mode", N_("Dra&w mode"), EDIT, "tools", "draw-mode", ("Shift+W",),
               N_("Keep drawing, in this image and the next ones; Esc ends it"), toolbar=True, icon_only=True,
               checkable=True, keywords=N_("one after another many continuous sticky stay tool new create annotate"),
               needs=(EDITABLE,)),
    ActionSpec("explain", N_("Explain s&tages"), EDIT, "tools", "explain", ("I",),
               N_("Click to see what happened to the anchors there, and why"), toolbar=True, checkable=True,
               short_text=N_("Explain"), keywords=N_("why inspect anchor proposal stage debug tool"),
               needs=(SHOWN_IMAGE,)),
    ActionSpec("dismiss", N_("Cancel or close &overlay"), EDIT, "tools", "", ("Esc",),
               N_("End the drag or tool, deselect, or close what lies on top"),
               keywords=N_("escape deselect clear close hide back")),
    ActionSpec("undo", N_("&Undo"), EDIT, "history", "undo", ("Ctrl+Z",), N_("Undo the last change"), toolbar=True,
               icon_only=True, repeats=True, short_text=N_("Undo"), keywords=N_("back revert mistake"),
               needs=(UNDO_STEP,)),
    ActionSpec("redo", N_("&Redo"), EDIT, "history", "redo", ("Ctrl+Shift+Z", "Ctrl+Y"),
               N_("Redo the last change that was undone"),
               toolbar=True, icon_only=True, repeats=True, short_text=N_("Redo"), keywords=N_("again repeat"),
               needs=(REDO_STEP,)),
    ActionSpec("copy", N_("&Copy boxes"), EDIT, "clipboard", "copy", ("Ctrl+C",), N_("Copy the selected boxes"),
               keywords=N_("clipboard"), needs=(SELECTION,)),
    ActionSpec("paste", N_("&Paste boxes"), EDIT, "clipboard", "paste", ("Ctrl+V",), N_("Paste boxes into this image"),
               keywords=N_("clipboard insert"), needs=(COPIED_BOXES, EDITABLE)),
    ActionSpec("copy_previous", N_("Copy boxes of pre&vious image"), EDIT, "clipboard", "", ("Ctrl+Shift+V",),
               N_("Add the boxes of the previous image that are not here"),
               keywords=N_("propagate repeat last frame duplicate paste"), needs=(EDITABLE,)),
    ActionSpec("duplicate", N_("Dupl&icate boxes"), EDIT, "clipboard", "duplicate", ("Ctrl+D",),
               N_("Add a copy of the selected boxes"), keywords=N_("clone copy twice"), needs=(SELECTION, EDITABLE)),
    ActionSpec("delete", N_("De&lete boxes"), EDIT, "clipboard", "delete", ("Del",), N_("Delete the selected boxes"),
               keywords=N_("remove erase clear"), needs=(SELECTION, EDITABLE)),
    ActionSpec("edit_label", N_("C&hange label…"), EDIT, "label", "", ("Ctrl+E",),
               N_("Change the class of the selected boxes"), keywords=N_("class category rename name"),
               needs=(SELECTION, EDITABLE)),
    ActionSpec("select_all", N_("Select &all boxes"), EDIT, "label", "", ("Ctrl+A",),
               N_("Select all boxes of this image"), keywords=N_("everything mark"), needs=(BOXES,)),
    ActionSpec("cycle_next", N_("Ne&xt box under the cursor"), EDIT, "label", "", ("C",),
               N_("Select the next larger box under the cursor"), repeats=True,
               keywords=N_("cycle overlapping below behind through"), needs=(BOXES,)),
    ActionSpec("cycle_previous", N_("Previous &box under the cursor"), EDIT, "label", "", ("Shift+C",),
               N_("Select the next smaller box under the cursor"), repeats=True,
               keywords=N_("cycle overlapping above front through"), needs=(BOXES,)),
    ActionSpec("propose_outline", N_("Propose outlin&e"), EDIT, "outline", "", ("G",),
               N_("Propose the outline of the object in each selected box; Enter accepts, Esc dismisses"),
               checkable=True, submenu=N_("Ob&ject outline"),
               keywords=N_("segment grabcut automatic magic wand mask suggest"),
               needs=(SELECTION, EDITABLE, OUTLINE_FORMAT)),
    ActionSpec("outline_boxes", N_("Outline with the net&work"), EDIT, "outline", "", (),
               N_("Propose outlines of the selected boxes, or of all without one, by the network's mask head; Enter "
                  "accepts, Esc dismisses"),
               submenu=N_("Ob&ject outline"),
               keywords=N_("mask r-cnn segment automatic predict all boxes"),
               needs=(BOXES, EDITABLE, OUTLINE_FORMAT, MASK_NETWORK)),
    ActionSpec("outline_join", N_("&Join"), EDIT, "outline-combine", "", ("J",),
               N_("Make one object of the selected ones, with the class of the largest"), submenu=N_("Ob&ject outline"),
               keywords=N_("merge unite union combine parts group mask polygon"),
               needs=(SEVERAL_SELECTED, EDITABLE, OUTLINE_FORMAT)),
    ActionSpec("outline_split", N_("S&plit into parts"), EDIT, "outline-combine", "", ("Shift+J",),
               N_("Make an object of each connected part"), submenu=N_("Ob&ject outline"),
               keywords=N_("separate divide components ungroup mask polygon"), needs=(SELECTED_OUTLINE, EDITABLE)),
    ActionSpec("outline_subtract", N_("S&ubtract from largest"), EDIT, "outline-combine", "", ("Shift+X",),
               N_("Cut the other selected objects out of the largest; they stay"), submenu=N_("Ob&ject outline"),
               keywords=N_("difference cut minus remove overlap mask polygon"),
               needs=(SEVERAL_SELECTED, EDITABLE, OUTLINE_FORMAT)),
    ActionSpec("outline_hole", N_("Make &holes of the others"), EDIT, "outline-combine", "", (),
               N_("Cut the other selected objects out of the largest and delete them"), submenu=N_("Ob&ject outline"),
               keywords=N_("hole cut punch subtract donut ring mask polygon"),
               needs=(SEVERAL_SELECTED, EDITABLE, OUTLINE_FORMAT)),
    ActionSpec("outline_fill", N_("&Fill holes"), EDIT, "outline-clean", "", ("Shift+F",),
               N_("Fill all holes of the selected objects"), submenu=N_("Ob&ject outline"),
               keywords=N_("close gaps inside mask polygon"), needs=(SELECTED_OUTLINE, EDITABLE)),
    ActionSpec("outline_clean", N_("&Clean up…"), EDIT, "outline-clean", "", (),
               N_("Remove small parts and fill small holes of the selected objects"), submenu=N_("Ob&ject outline"),
               keywords=N_("specks noise islands despeckle holes mask polygon"), needs=(SELECTED_OUTLINE, EDITABLE)),
    ActionSpec("outline_smooth", N_("S&mooth"), EDIT, "outline-clean", "", (),
               N_("Smooth the edges of the selected objects; again for more"), submenu=N_("Ob&ject outline"),
               keywords=N_("round edges jagged blur mask polygon"), needs=(SELECTED_OUTLINE, EDITABLE)),
    ActionSpec("outline_simplify", N_("&Simplify…"), EDIT, "outline-clean", "", (),
               N_("Describe the selected objects with fewer points"), submenu=N_("Ob&ject outline"),
               keywords=N_("reduce points vertices douglas peucker approximate polygon mask"),
               needs=(SELECTED_OUTLINE, EDITABLE)),
    ActionSpec("to_polygon", N_("C&onvert to polygon"), EDIT, "outline-convert", "", (),
               N_("Give the selected objects points: the corners of a box, or the edges of a mask's pixels"),
               submenu=N_("Ob&ject outline"), keywords=N_("shape geometry trace vectorize mask box outline points"),
               needs=(SELECTION, EDITABLE, OUTLINE_FORMAT)),
    ActionSpec("to_mask", N_("Con&vert to mask"), EDIT, "outline-convert", "", (),
               N_("Make pixels of the selected boxes and polygons"),
               submenu=N_("Ob&ject outline"), keywords=N_("shape geometry rasterize bitmap pixels rle polygon box"),
               needs=(SELECTION, EDITABLE, OUTLINE_FORMAT)),
    ActionSpec("to_box", N_("Conver&t to box"), EDIT, "outline-convert", "", (),
               N_("Leave only the boxes of the selected objects"),
               submenu=N_("Ob&ject outline"), keywords=N_("shape geometry remove outline bounding rectangle bounds"),
               needs=(SELECTED_OUTLINE, EDITABLE)),
    ActionSpec("brush_larger", N_("&Larger brush"), EDIT, "outline-brush", "", ("]",),
               N_("Make the brush larger; the wheel does the same"), repeats=True, submenu=N_("Ob&ject outline"),
               keywords=N_("size diameter radius"), needs=(SIZED_TOOL,)),
    ActionSpec("brush_smaller", N_("Smaller &brush"), EDIT, "outline-brush", "", ("[",),
               N_("Make the brush smaller; the wheel does the same"), repeats=True, submenu=N_("Ob&ject outline"),
               keywords=N_("size diameter radius"), needs=(SIZED_TOOL,)),
    ActionSpec("difficult", N_("&Difficult"), EDIT, "state", "", ("X",),
               N_("Mark the boxes as difficult: evaluation ignores them"), checkable=True,
               submenu=N_("Fla&gs and attributes"), keywords=N_("flag hard ignore crowd"), needs=(SELECTION, EDITABLE)),
    ActionSpec("truncated", N_("&Truncated"), EDIT, "state", "", ("T",),
               N_("Mark the boxes as truncated: part of the object is outside"), checkable=True,
               submenu=N_("Fla&gs and attributes"), keywords=N_("flag cut border"), needs=(SELECTION, EDITABLE)),
    ActionSpec("occluded", N_("&Occluded"), EDIT, "state", "", ("O",),
               N_("Mark the boxes as occluded: the object is partly covered"), checkable=True,
               submenu=N_("Fla&gs and attributes"), keywords=N_("flag hidden behind covered"),
               needs=(SELECTION, EDITABLE)),
    ActionSpec("attributes", N_("&Attributes…"), EDIT, "state", "", ("Ctrl+Alt+E",),
               N_("Show and edit the attributes of the selected boxes"), submenu=N_("Fla&gs and attributes"),
               keywords=N_("attribute property key value tag metadata note"), needs=(SELECTION,)),
    ActionSpec("lock", N_("&Lock boxes"), EDIT, "state", "lock", ("L",),
               N_("Lock the selected boxes against changes, or unlock them"), checkable=True,
               submenu=N_("Loc&k and hide"), keywords=N_("padlock protect fix pin unlock"),
               needs=(SELECTION, EDITABLE)),
    ActionSpec("unlock_all", N_("&Unlock all boxes"), EDIT, "state", "unlock", ("Shift+L",),
               N_("Unlock all boxes of this image"), submenu=N_("Loc&k and hide"), keywords=N_("padlock free"),
               needs=(LOCKED_BOXES,)),
    ActionSpec("hide", N_("&Hide selected"), EDIT, "state", "eye-off", ("H",),
               N_("Hide the selected boxes. Nothing is deleted."), submenu=N_("Loc&k and hide"),
               keywords=N_("invisible eye"), needs=(SELECTION,)),
    ActionSpec("show_all", N_("&Show all boxes"), EDIT, "state", "eye", ("Shift+H",),
               N_("Show all hidden boxes and classes"), submenu=N_("Loc&k and hide"),
               keywords=N_("unhide reveal visible eye"), needs=(HIDDEN_BOXES,)),
    ActionSpec("stretch_to_border", N_("Stretch to image &border"), EDIT, "state", "", ("Ctrl+Shift+B",),
               N_("Move edges near the image border onto it"), submenu=N_("Alig&n"),
               keywords=N_("align snap edge extend"), needs=(SELECTION, EDITABLE)),
    ActionSpec("fit_into_image", N_("&Clip to image"), EDIT, "state", "", (),
               N_("Clip the selected boxes, or all, to the image"),
               submenu=N_("Alig&n"), keywords=N_("clip crop outside border"), needs=(BOXES, EDITABLE)),
    ActionSpec("single_class", N_("&Single-class mode"), EDIT, "classes", "", ("Ctrl+Shift+S",),
               N_("New boxes get the selected class; otherwise each asks."),
               checkable=True, submenu=N_("Class&es"), keywords=N_("default label last class ask sticky use default")),
    ActionSpec("rename_class", N_("&Rename class…"), EDIT, "classes", "", (),
               N_("Rename the selected class in all images"), submenu=N_("Class&es"),
               keywords=N_("label category name replace"), needs=(CURRENT_CLASS, FOLDER)),
    ActionSpec("merge_class", N_("&Merge class into…"), EDIT, "classes", "", (),
               N_("Move all boxes of the selected class to another class"), submenu=N_("Class&es"),
               keywords=N_("label category join replace combine"), needs=(CURRENT_CLASS, TWO_CLASSES, FOLDER)),
    ActionSpec("delete_class", N_("&Delete class…"), EDIT, "classes", "", (),
               N_("Delete the selected class and all its boxes, in all images"), submenu=N_("Class&es"),
               keywords=N_("label category remove"), needs=(CURRENT_CLASS, FOLDER)),
    ActionSpec("undo_class_edit", N_("&Undo last class edit"), EDIT, "classes", "", (),
               N_("Undo the last class edit, in all images"),
               submenu=N_("Class&es"), keywords=N_("restore revert rename merge delete"),
               needs=(CLASS_EDIT,)),
    ActionSpec("class_color", N_("Change &color…"), EDIT, "classes", "", (),
               N_("Change the color of the class, in all folders"), submenu=N_("Class&es"),
               keywords=N_("color palette swatch"), needs=(CURRENT_CLASS,)),
    ActionSpec("select_class", N_("Select its &boxes"), EDIT, "classes", "", (),
               N_("Select all boxes of the selected class in this image"), submenu=N_("Class&es"),
               keywords=N_("label category all"), needs=(CURRENT_CLASS, SHOWN_IMAGE)),
    ActionSpec("class_images", N_("&List its images"), EDIT, "classes", "", (),
               N_("List only images with boxes of the selected class"), submenu=N_("Class&es"),
               keywords=N_("filter search find label category"), needs=(CURRENT_CLASS, FOLDER)),
    ActionSpec("import_classes", N_("&Add classes from file…"), EDIT, "classes", "", (),
               N_("Add the classes of a text file with one class per line"), submenu=N_("Class&es"),
               keywords=N_("import load predefined_classes.txt classes.txt labels.txt list"),
               needs=(FOLDER,)),
    ActionSpec("export_classes", N_("&Write classes to file…"), EDIT, "classes", "", (),
               N_("Write the class list to a text file, one class per line"), submenu=N_("Class&es"),
               keywords=N_("export save classes.txt list"), needs=(CLASSES,)),

    ActionSpec("preferences", N_("Pre&ferences…"), EDIT, "preferences", "settings", ("Ctrl+,",),
               N_("Change how the program looks and works"),
               keywords=N_("settings options configure line width tags wheel crosshair autosave language theme device "
                           "threads weights")),

    ActionSpec("fit", N_("&Fit window"), VIEW, "zoom", "fit", ("Ctrl+F",), N_("Show the whole image"), toolbar=True,
               icon_only=True, short_text=N_("Fit"), keywords=N_("zoom whole reset view"), needs=(SHOWN_IMAGE,)),
    ActionSpec("fit_width", N_("Fit &width"), VIEW, "zoom", "", ("Ctrl+Shift+F",),
               N_("Fit the width of the image to the window"), keywords=N_("zoom"), needs=(SHOWN_IMAGE,)),
    ActionSpec("zoom_original", N_("&100 %"), VIEW, "zoom", "zoom-original", ("Ctrl+0",),
               N_("Show one image pixel per screen pixel"), keywords=N_("zoom actual size pixels 1:1"),
               needs=(SHOWN_IMAGE,)),
    ActionSpec("zoom_in", N_("Zoom &in"), VIEW, "zoom", "zoom-in", ("Ctrl++", "Ctrl+="), N_("Zoom in"),
               repeats=True, keywords=N_("magnify larger bigger closer"), needs=(SHOWN_IMAGE,)),
    ActionSpec("zoom_out", N_("Zoom &out"), VIEW, "zoom", "zoom-out", ("Ctrl+-",), N_("Zoom out"), repeats=True,
               keywords=N_("smaller farther"), needs=(SHOWN_IMAGE,)),
    ActionSpec("keep_zoom", N_("Keep &zoom"), VIEW, "picture", "", (),
               N_("Keep zoom and position between images"), checkable=True,
               keywords=N_("fixed same scale between images")),
    ActionSpec("minimap", N_("&Navigator"), VIEW, "picture", "", (),
               N_("Show an overview of an enlarged image"), checkable=True,
               keywords=N_("minimap overview bird's eye")),
    ActionSpec("crosshair", N_("&Crosshair"), VIEW, "picture", "", (),
               N_("Show lines through the cursor while drawing"), checkable=True,
               keywords=N_("guides lines cursor")),
    ActionSpec("pixel_grid", N_("Pixel &grid"), VIEW, "picture", "", (),
               N_("Show lines between pixels from 1200 %"), checkable=True, keywords=N_("lines raster")),
    ActionSpec("adjust", N_("&Adjust image…"), VIEW, "picture", "", ("Ctrl+B",),
               N_("Change brightness and contrast of the display, not the file"),
               keywords=N_("brightness contrast gamma levels dark light exposure histogram equalize")),
    ActionSpec("adjust_auto", N_("Adjust automa&tically"), VIEW, "picture", "", ("Ctrl+Alt+B",),
               N_("Stretch the contrast of the display to the full range"),
               keywords=N_("auto levels brightness contrast stretch normalize dark 16 bit"), needs=(SHOWN_IMAGE,)),
    ActionSpec("hide_boxes", N_("&Hide boxes"), VIEW, "show", "eye-off", ("Ctrl+H",),
               N_("Show the image without its boxes"), checkable=True,
               keywords=N_("show toggle visibility annotations"), needs=(SHOWN_IMAGE,)),
    ActionSpec("labels_only", N_("Only la&bels"), VIEW, "show", "labels", ("S",),
               N_("Show only the labels while held, or until tapped again"),
               toolbar=True, icon_only=True, checkable=True,
               keywords=N_("hide layers overlay clean peek annotations"), needs=(SHOWN_IMAGE,)),
    ActionSpec("full_screen", N_("Full &screen"), VIEW, "show", "", ("F11",), N_("Switch to full screen, or back"),
               checkable=True, keywords=N_("fullscreen maximize presentation")),
    ActionSpec("next_panel", N_("Ne&xt panel"), VIEW, "focus", "", ("F6",),
               N_("Move the keyboard focus to the next panel or the image"), repeats=True,
               keywords=N_("focus dock go round keyboard")),
    ActionSpec("previous_panel", N_("Pre&vious panel"), VIEW, "focus", "", ("Shift+F6", "Ctrl+F6"),
               N_("Move the keyboard focus to the previous panel or the image"), repeats=True,
               keywords=N_("focus dock go round keyboard")),
    ActionSpec("float_panel", N_("&Undock or dock panel"), VIEW, "focus", "", ("Ctrl+Alt+U",),
               N_("Float the panel with the keyboard focus, or dock it again"),
               keywords=N_("float detach window dock panel")),
    ActionSpec("workspace_label", N_("&Label"), VIEW, "layout", "", ("Ctrl+1",),
               N_("Draw and edit labels: nothing else is shown"), toolbar=True, checkable=True,
               submenu=N_("Wor&kspace"),
               keywords=N_("layout panels")),
    ActionSpec("workspace_stages", N_("&Stages"), VIEW, "layout", "", ("Ctrl+2",),
               N_("See anchors, proposals and the reasons for them"), toolbar=True, checkable=True,
               submenu=N_("Wor&kspace"),
               keywords=N_("layout panels anchors proposals")),
    ActionSpec("workspace_train", N_("&Train"), VIEW, "layout", "", ("Ctrl+3",),
               N_("Train networks, follow and compare runs"), toolbar=True, checkable=True,
               submenu=N_("Wor&kspace"),
               keywords=N_("layout panels losses")),
    ActionSpec("workspace_review", N_("&Review"), VIEW, "layout", "", ("Ctrl+4",),
               N_("What is correct, false or missed, compared with the labels"), toolbar=True, checkable=True,
               submenu=N_("Wor&kspace"),
               keywords=N_("layout panels problems statistics")),
    ActionSpec("reset_layout", N_("&Reset layout"), VIEW, "layout", "reset", (),
               N_("Restore the default layout of the panels"), keywords=N_("docks panels windows default restore")),

    ActionSpec("detect", N_("&Detect objects"), MODEL, "run", "detect", ("Ctrl+Return",),
               N_("Detect objects in this image with the network in use"), toolbar=True, short_text=N_("Detect"),
               keywords=N_("predict infer find objects model run"), needs=(TORCH, SHOWN_IMAGE, FREE_DETECTOR)),
    ActionSpec("train", N_("&Train network…"), MODEL, "run", "train", ("Ctrl+T",),
               N_("Fine-tune a network on the labels of this folder"), toolbar=True, short_text=N_("Start training"),
               keywords=N_("fine-tune learn fit model"), needs=(TORCH, FOLDER, NO_TRAINING)),
    ActionSpec("detect_all", N_("Detect in all &images"), MODEL, "run", "", ("Ctrl+Shift+Return",),
               N_("Detect objects in all images of this folder"), keywords=N_("predict infer batch folder auto label"),
               needs=(TORCH, FOLDER, FREE_DETECTOR)),
    ActionSpec("detect_selected", N_("Detect in &selected images"), MODEL, "run", "", (),
               N_("Detect in the images selected in the list (Ctrl + click)"),
               keywords=N_("predict infer batch selection some"), needs=(TORCH, SELECTED_IMAGES, FREE_DETECTOR)),
    ActionSpec("outline_folder", N_("Outline all &boxes"), MODEL, "run", "", (),
               N_("Propose an outline for each box of the folder by the network's mask head; accept them in the "
                  "Outlines dock"),
               keywords=N_("mask r-cnn segment automatic masks polygons batch prelabel"),
               needs=(TORCH, FOLDER_IMAGES, OUTLINE_FORMAT, MASK_NETWORK, NO_OUTLINING)),
    ActionSpec("open_network", N_("Choose &network…"), MODEL, "network", "", (),
               N_("Choose a run, a checkpoint or another network, and a device"),
               keywords=N_("load open model checkpoint weights coco device cuda gpu cpu zoo"),
               needs=(TORCH, ENGINE)),
    ActionSpec("export_network", N_("E&xport network…"), MODEL, "network", "", (),
               N_("Export the network to ONNX and compare the results"),
               keywords=N_("onnx onnxruntime deploy save model int8 quantize openvino tensorrt"),
               needs=(TORCH, FOLDER_IMAGES, TRAINED_NETWORK, ENGINE)),
    ActionSpec("pin_image", N_("&Pin image"), MODEL, "stages", "", (),
               N_("Record the stages of this image during training"),
               checkable=True, keywords=N_("pinned trace training watch scrub"), needs=(TORCH, SHOWN_IMAGE)),
    ActionSpec("compare", N_("&Compare with another network"), MODEL, "stages", "", ("Ctrl+Shift+N",),
               N_("Show the stages of another network beside these"), checkable=True,
               keywords=N_("side by side second network difference before after"), needs=(TORCH, SHOWN_IMAGE)),
    ActionSpec("export_view", N_("Export &view…"), MODEL, "stages", "", (),
               N_("Export the visible image with its layers as PNG or SVG"),
               keywords=N_("screenshot picture save figure slide svg png stages layers"), needs=(SHOWN_IMAGE,)),
    ActionSpec("save_trace", N_("Save stage t&race…"), MODEL, "stages", "", (),
               N_("Save the results of every stage of this image to .npz"),
               keywords=N_("export numpy npz dump stages"), needs=(TORCH, SHOWN_IMAGE)),
    ActionSpec("open_trace", N_("&Open trace…"), MODEL, "stages", "", (),
               N_("Show stages that were saved to a file"), keywords=N_("load npz stages saved"),
               needs=(SHOWN_IMAGE,)),
    ActionSpec("close_trace", N_("C&lose trace"), MODEL, "stages", "", (),
               N_("Show the stages of the network in use again"), keywords=N_("close npz stages live"),
               needs=(LOADED_TRACE,)),
    ActionSpec("accept_detections", N_("&Accept detections"), MODEL, "results", "accept", ("Ctrl+Shift+A",),
               N_("Convert the detections shown to boxes"), keywords=N_("predictions proposals confirm convert boxes"),
               needs=(DETECTIONS, DRAWN_DETECTIONS, EDITABLE)),
    ActionSpec("accept_everywhere", N_("Accept detections in all ima&ges…"), MODEL, "results", "", (),
               N_("Make boxes of all detections of this folder. Can be undone."),
               keywords=N_("pre-label prelabel auto label all confirm batch"), needs=(FOLDER_DETECTIONS, NO_ACCEPTING)),
    ActionSpec("accept_outlines", N_("Accept o&utlines"), MODEL, "results", "", (),
               N_("Give the objects of this image the outlines that are proposed and shown"),
               keywords=N_("mask r-cnn segment confirm polygons masks"), needs=(OUTLINES, EDITABLE)),
    ActionSpec("accept_outlines_everywhere", N_("Accept outlines in all i&mages"), MODEL, "results", "", (),
               N_("Give the objects of this folder all outlines from the minimum score on. Can be undone."),
               keywords=N_("mask r-cnn segment all confirm batch polygons masks"), needs=(FOLDER_OUTLINES,)),
    ActionSpec("export_detections", N_("&Export detections…"), MODEL, "results", "", (),
               N_("Export the detections of this folder as labels with scores"),
               keywords=N_("save predictions results coco yolo voc json csv"), needs=(FOLDER_DETECTIONS,)),

    ActionSpec("open_detections", N_("A &file…"), MODEL, "results", "", (),
               N_("Review another program: COCO results, detections.json, table"),
               submenu=N_("Open detections &from"), needs=(FOLDER,),
               keywords=N_("evaluate score external other program results coco json csv review")),
    ActionSpec("open_detections_folder", N_("A f&older…"), MODEL, "results", "", (),
               N_("Review another program: VOC, YOLO or other files with scores"),
               submenu=N_("Open detections &from"), needs=(FOLDER,),
               keywords=N_("evaluate score external other program results voc yolo directory review")),

    ActionSpec("tour", N_("&Tour of the stages"), HELP, "help", "", (),
               N_("Walk through Faster R-CNN stage by stage on the image"),
               keywords=N_("learn tutorial guide explain stages introduction")),
    ActionSpec("shortcuts", N_("&Keys and gestures"), HELP, "help", "help", ("F1",),
               N_("Show all keyboard shortcuts and mouse gestures"),
               keywords=N_("hotkeys cheat sheet help keyboard mouse")),
    ActionSpec("whats_this", N_("&What's this?"), HELP, "help", "", ("Shift+F1",),
               N_("Click anything for an explanation of it"), keywords=N_("help explain control button")),
    ActionSpec("command_palette", N_("Find a&ction…"), HELP, "help", "", ("Ctrl+K", "Ctrl+Shift+P"),
               N_("Search for an action, or for an image by name or number"),
               keywords=N_("command palette search run go to image")),
    ActionSpec("change_keys", N_("C&hange shortcuts…"), HELP, "help", "settings", (),
               N_("Change shortcuts, or use those of labelImg, labelme or CVAT"),
               keywords=N_("shortcuts hotkeys rebind keyboard keys preset customize")),
    ActionSpec("open_log", N_("Open &log folder"), HELP, "about", "", (),
               N_("Open the folder with the log of the program"), keywords=N_("debug error report")),
    ActionSpec("about", N_("&About"), HELP, "about", "info", (), N_("Show versions and devices, for bug reports"),
               keywords=N_("version license bug report")),
)  # fmt: skip

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


def key_text(shortcut: str) -> str:
    """The shortcut as this system writes it."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


TOOLBAR_SECTIONS = ("layout", "open", "go", "tools", "history", "zoom", "show", "run")
"""In the order of the toolbar."""


class ActionTable(QObject):
    """The QActions of a table of specs. An action works once it is bound, while all that it needs is there.

    Signals:
        keys_changed: Some actions have other keys.
    """

    keys_changed = Signal()

    def __init__(
        self, specs: tuple[ActionSpec, ...] = ACTIONS, parent: QObject | None = None, whole: bool = True
    ) -> None:
        """Unless `whole`, only the actions of the toolbar have icons before a menu opens or `add_missing_icons`."""
        super().__init__(parent)
        self.specs: dict[str, ActionSpec] = {}
        self._actions: dict[str, QAction] = {}
        self._bound: set[str] = set()
        self._state = WindowState()
        self._dependents: dict[Condition, list[str]] = {}
        """The actions that need each condition"""
        for spec in specs:
            self.add_action(spec)
        self._without_icons = set() if whole else {spec.id for spec in specs if not spec.toolbar}
        self.update_icons()

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def add_action(self, spec: ActionSpec) -> QAction:
        """Add one more action, which stands in no menu yet."""
        self.specs[spec.id] = spec
        self._actions[spec.id] = action = self._create_action(spec)
        for condition in spec.needs:
            self._dependents.setdefault(condition, []).append(spec.id)
        return action

    def bind(self, id: str, handler: Callable[[], object]) -> None:
        """Let `handler()` do the action `id`; a later binding replaces an earlier one."""
        action = self._actions[id]
        if id in self._bound:
            action.triggered.disconnect()
        self._bound.add(id)
        action.triggered.connect(lambda _checked=False: handler())
        self._update_enabled(id)

    @property
    def state(self) -> WindowState:
        """What the actions depend on, as it is now."""
        return self._state

    def update_state(self, **changes: bool) -> None:
        """Have these fields of the `WindowState` from now on; actions are grayed, or work, by what they need of it."""
        before = self._state
        if changes.items() <= vars(before).items():
            return
        self._state = after = replace(before, **changes)
        for condition, ids in self._dependents.items():
            if condition.is_met(before) != condition.is_met(after):
                for id in ids:
                    self._update_enabled(id)

    def keys_of(self, id: str) -> tuple[str, ...]:
        """The keys of the action `id` now, in Qt's portable form, the one shown in menus first."""
        return tuple(key.toString() for key in self._actions[id].shortcuts())

    def set_keys(self, id: str, keys: Sequence[str]) -> None:
        """Give the action `id` these keys, in place of those it had."""
        self.update_keys({id: keys})

    def update_keys(self, keys: Mapping[str, Sequence[str]]) -> None:
        """Give each action of `keys_of` the keys there; tooltips follow. Nobody looks whether a key does two things."""
        for id, shortcuts in keys.items():
            self._actions[id].setShortcuts([QKeySequence(shortcut) for shortcut in shortcuts])
            _update_tooltip(self._actions[id])
        self.keys_changed.emit()

    def update_tooltip(self, id: str) -> None:
        """Give the action `id` its own tooltip again."""
        _update_tooltip(self._actions[id])

    def disabled_reason(self, id: str) -> str:
        """Why the action `id` is grayed, in a few words; empty where it works or nobody knows."""
        if self._actions[id].isEnabled():
            return ""
        missing = self._find_unmet(id)
        #: Why an action is grayed, as in "needs an open folder".
        return tr("requires {what}").format(what=tr(missing.text)) if missing is not None else ""

    def update_icons(self) -> None:
        """Draw the icons, as in the colors of another theme."""
        for id in self._actions.keys() - self._without_icons:
            self._actions[id].setIcon(load_icon(self.specs[id].icon))

    @Slot()
    def add_missing_icons(self) -> None:
        """Draw those that were not seen at first."""
        missing, self._without_icons = self._without_icons, set()
        for id in missing:
            self._actions[id].setIcon(load_icon(self.specs[id].icon))

    def fill_menu(self, menu: QMenu, title: str) -> None:
        """Append the actions of the menu `title` (of `MENUS`), and the menus within it, to `menu`."""
        items: list[tuple[str, QAction]] = []
        submenus: dict[str, QMenu] = {}
        sections: dict[str, str] = {}
        for spec in self.specs.values():
            if spec.menu != title:
                continue
            action = self._actions[spec.id]
            if not spec.submenu:
                items.append((spec.section, action))
                continue
            if spec.submenu not in submenus:
                submenus[spec.submenu] = submenu = QMenu(tr(spec.submenu), menu)
                submenu.setToolTipsVisible(True)
                items.append((spec.section, submenu.menuAction()))
            if sections.setdefault(spec.submenu, spec.section) != spec.section:
                submenus[spec.submenu].addSeparator()
                sections[spec.submenu] = spec.section
            submenus[spec.submenu].addAction(action)
        _append_with_separators(menu, items)

    def fill_menu_bar(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Make all menus; returns them by their titles in `MENUS`."""
        menus: dict[str, QMenu] = {}
        for title in MENUS:
            menus[title] = menu = bar.addMenu(tr(title))
            menu.setToolTipsVisible(True)
            menu.aboutToShow.connect(self.add_missing_icons)
            self.fill_menu(menu, title)
        return menus

    def fill_toolbar(self, bar: QToolBar) -> None:
        shown = [spec for spec in self.specs.values() if spec.toolbar]
        shown.sort(key=lambda spec: TOOLBAR_SECTIONS.index(spec.section))
        _append_with_separators(bar, [(spec.section, self._actions[spec.id]) for spec in shown])
        for spec in shown:
            button = bar.widgetForAction(self._actions[spec.id])
            button.setAccessibleName(spec.name)
            button.setProperty("section", spec.section)
            if spec.icon_only and isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _create_action(self, spec: ActionSpec) -> QAction:
        action = QAction(tr(spec.text), self)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checkable)
        action.setShortcuts([QKeySequence(shortcut) for shortcut in spec.shortcuts])
        action.setAutoRepeat(spec.repeats)
        action.setMenuRole(_MENU_ROLES.get(spec.id, QAction.MenuRole.NoRole))
        action.setEnabled(False)
        if spec.short_text:
            action.setIconText(tr(spec.short_text))
        action.setStatusTip(tr(spec.tooltip) if spec.tooltip else spec.name)
        _update_tooltip(action)
        return action

    def _update_enabled(self, id: str) -> None:
        self._actions[id].setEnabled(id in self._bound and self._find_unmet(id) is None)

    def _find_unmet(self, id: str) -> Condition | None:
        return next((one for one in self.specs[id].needs if not one.is_met(self._state)), None)


def _update_tooltip(action: QAction) -> None:
    keys = ", ".join(key_text(key.toString()) for key in action.shortcuts())
    tip = action.statusTip()
    #: What an action does, and its keys.
    action.setToolTip(format_tooltip(tr("{tip} ({keys})").format(tip=tip, keys=keys) if keys else tip))
    action.setWhatsThis(f"<b>{escape(strip_mnemonic(action.text()))}</b><p>{escape(action.toolTip())}</p>")


def _append_with_separators(target: QMenu | QToolBar, items: list[tuple[str, QAction]]) -> None:
    section = items[0][0] if items else ""
    for item_section, action in items:
        if item_section != section:
            target.addSeparator()
            section = item_section
        target.addAction(action)


SEARCH_WORDS_PROPERTY = "search-words"
"""The property with other words for an action that stands in no table."""

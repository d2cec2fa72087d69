"""Everything the window can be told to do, as data: one table for menus, the toolbar, keys and the shortcut sheet.

To add an action, add a line to `ACTIONS` and call `ActionTable.bind(id, handler)`; until then it is shown greyed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar

from frcnn_gui.icons import icon


@dataclass(frozen=True)
class ActionSpec:
    """One action. In a menu and in the toolbar, a line separates neighbours of different `section`."""

    id: str
    text: str
    menu: str
    section: str = ""
    icon: str = ""
    shortcuts: tuple[str, ...] = ()
    """In Qt's portable form; the first one is shown in menus."""
    tooltip: str = ""
    toolbar: bool = False
    checkable: bool = False
    repeats: bool = False
    """Whether holding the key down repeats the action."""
    short_text: str = ""
    """For the toolbar, when `text` is too long there."""
    submenu: str = ""
    """Title of the menu within `menu` that it stands in; that menu stands where the first of its actions is listed."""
    keywords: str = ""
    """Other words that people look for it by."""
    needs: str = ""
    """What there must be for it to make sense: "an image", "selected boxes". Told where it is greyed."""

    @property
    def name(self) -> str:
        """Its text without the marks of a menu, after the title of the menu within a menu that it stands in."""
        text = self.text.replace("&", "").rstrip("…")
        return f"{self.submenu.replace('&', '')}: {text}" if self.submenu else text


MENUS = ("&File", "&Edit", "&View", "&Image", "&Model", "&Help")
FILE, EDIT, VIEW, IMAGE, MODEL, HELP = MENUS

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("open_folder", "&Open folder…", FILE, "open", "open-folder", ("Ctrl+U", "Ctrl+O"),
               "Open a folder of images", toolbar=True, short_text="Open",
               keywords="directory load data set project"),
    ActionSpec("open_image", "Open &image…", FILE, "open", "image", ("Ctrl+Shift+O",),
               "Open one image, and its folder with it",
               keywords="file load picture photo"),
    ActionSpec("open_demo", "Open the &demo", FILE, "open", "",
               tooltip="Draw a small labelled set of images and open it",
               keywords="example sample try tutorial"),
    ActionSpec("save", "&Save now", FILE, "save", "save", ("Ctrl+S",),
               "Write the boxes to disk now; they are saved by themselves otherwise",
               keywords="write store disk"),
    ActionSpec("export", "&Export…", FILE, "formats", "", ("Ctrl+Shift+E",),
               "Write the labels of this folder to another folder, in any format",
               keywords="convert save as voc yolo coco labelme csv format", needs="an open folder"),
    ActionSpec("new_format_voc", "Pascal &VOC XML", FILE, "formats", "", (),
               "Label folders that have no labels in Pascal VOC files: an .xml for each image", checkable=True,
               submenu="&Format for new folders", keywords="change save format labelimg"),
    ActionSpec("new_format_yolo", "&YOLO text", FILE, "formats", "", (),
               "Label folders that have no labels in YOLO files: a .txt for each image, classes.txt", checkable=True,
               submenu="&Format for new folders", keywords="change save format ultralytics darknet"),
    ActionSpec("new_format_coco", "&COCO JSON", FILE, "formats", "", (),
               "Label folders that have no labels in one COCO file: annotations.json", checkable=True,
               submenu="&Format for new folders", keywords="change save format"),
    ActionSpec("new_format_labelme", "&labelme JSON", FILE, "formats", "", (),
               "Label folders that have no labels in labelme files: a .json for each image", checkable=True,
               submenu="&Format for new folders", keywords="change save format"),
    ActionSpec("new_format_csv", "CSV &table", FILE, "formats", "", (),
               "Label folders that have no labels in one table: annotations.csv", checkable=True,
               submenu="&Format for new folders", keywords="change save format spreadsheet excel tensorflow"),
    ActionSpec("quit", "&Quit", FILE, "quit", "", ("Ctrl+Q",), "Close the program",
               keywords="exit close leave"),

    ActionSpec("previous", "&Previous image", IMAGE, "go", "previous", ("A", "PgUp"),
               "Go to the previous image", toolbar=True, repeats=True, short_text="Previous",
               keywords="back last before picture frame", needs="an open folder"),
    ActionSpec("next", "&Next image", IMAGE, "go", "next", ("D", "PgDown"),
               "Go to the next image", toolbar=True, repeats=True, short_text="Next",
               keywords="forward after picture frame", needs="an open folder"),
    ActionSpec("next_unlabelled", "Next image &without labels", IMAGE, "go", "", ("Shift+D",),
               "Go to the next image that has no label file",
               keywords="empty unlabeled todo unannotated", needs="an open folder"),
    ActionSpec("reload", "&Load again", IMAGE, "find", "reset", ("F5",), "Read the image and its labels anew",
               keywords="refresh revert read again", needs="an open folder"),
    ActionSpec("find_image", "&Find an image…", IMAGE, "find", "", ("Ctrl+G",), "Type part of an image's name",
               keywords="search filter go to list name", needs="an open folder"),
    ActionSpec("verify", "&Verify the image", IMAGE, "verify", "verify", (),
               "Mark all boxes of this image as checked (tap Space over the image)", checkable=True,
               keywords="check done approve confirm reviewed", needs="an image that can be edited"),

    ActionSpec("check_labels", "&Check the labels", IMAGE, "dataset", "check", ("Ctrl+Shift+M",),
               "Look for boxes outside their image, drawn twice or without area, and for files that cannot be read",
               keywords="lint problems errors validate quality faults", needs="an open folder"),
    ActionSpec("next_problem", "Next pro&blem", IMAGE, "dataset", "", ("F8",),
               "Go to the next fault that the check found", keywords="error fault", needs="problems found"),
    ActionSpec("previous_problem", "Previous proble&m", IMAGE, "dataset", "", ("Shift+F8",),
               "Go to the fault before", keywords="error fault", needs="problems found"),
    ActionSpec("undo_repairs", "&Undo the last repair", IMAGE, "dataset", "", (),
               "Put back the boxes that the last repair changed, in all images",
               keywords="restore revert", needs="a repair"),
    ActionSpec("statistics", "&Statistics", IMAGE, "dataset", "", ("Ctrl+Shift+I",),
               "How many boxes there are of each class, how large they are, and how many are in an image",
               keywords="charts histogram counts distribution numbers", needs="an open folder"),

    ActionSpec("select", "&Select boxes", EDIT, "tools", "select", ("V", "Esc"),
               "Select, move and resize boxes", toolbar=True, checkable=True, short_text="Select",
               keywords="edit move pointer arrow tool mode"),
    ActionSpec("draw", "&Draw a box", EDIT, "tools", "draw", ("W", "R"),
               "Draw a new box", toolbar=True, checkable=True, short_text="Draw",
               keywords="new box create rectangle rectbox annotate bounding add label tool",
               needs="an image that can be edited"),
    ActionSpec("undo", "&Undo", EDIT, "history", "undo", ("Ctrl+Z",), "Take the last change back",
               toolbar=True, repeats=True, short_text="Undo",
               keywords="back revert mistake", needs="a change"),
    ActionSpec("redo", "&Redo", EDIT, "history", "redo", ("Ctrl+Shift+Z", "Ctrl+Y"),
               "Make the change again", toolbar=True, repeats=True, short_text="Redo",
               keywords="again repeat", needs="a change that was undone"),
    ActionSpec("copy", "&Copy boxes", EDIT, "clipboard", "copy", ("Ctrl+C",), "Copy the selected boxes",
               keywords="clipboard", needs="selected boxes"),
    ActionSpec("paste", "&Paste boxes", EDIT, "clipboard", "paste", ("Ctrl+V",), "Paste boxes into this image",
               keywords="clipboard insert", needs="copied boxes and an image that can be edited"),
    ActionSpec("copy_previous", "Copy the boxes of the pre&vious image", EDIT, "clipboard", "", ("Ctrl+Shift+V",),
               "Add the boxes of the image before this one in the list, except those that are here already",
               keywords="propagate repeat last frame duplicate paste", needs="an image that can be edited"),
    ActionSpec("duplicate", "Dupl&icate boxes", EDIT, "clipboard", "duplicate", ("Ctrl+D",),
               "Add a copy of the selected boxes",
               keywords="clone copy twice", needs="selected boxes"),
    ActionSpec("delete", "De&lete boxes", EDIT, "clipboard", "delete", ("Del",), "Delete the selected boxes",
               keywords="remove erase clear", needs="selected boxes"),
    ActionSpec("edit_label", "Chan&ge the label…", EDIT, "label", "", ("Ctrl+E",),
               "Give the selected boxes another class",
               keywords="class category rename name", needs="selected boxes"),
    ActionSpec("select_all", "Select &all boxes", EDIT, "label", "", ("Ctrl+A",), "Select every box of this image",
               keywords="everything mark", needs="an image with boxes"),
    ActionSpec("cycle_next", "Ne&xt box under the cursor", EDIT, "label", "", ("C",),
               "Of the boxes that lie over each other at the cursor, select the next larger one", repeats=True,
               keywords="cycle overlapping below behind through", needs="an image with boxes"),
    ActionSpec("cycle_previous", "Previous &box under the cursor", EDIT, "label", "", ("Shift+C",),
               "Of the boxes that lie over each other at the cursor, select the next smaller one", repeats=True,
               keywords="cycle overlapping above front through", needs="an image with boxes"),
    ActionSpec("difficult", "&Difficult", EDIT, "state", "", ("X",),
               "Mark the selected boxes as difficult: evaluation passes over them", checkable=True,
               submenu="&Flags", keywords="flag hard ignore crowd", needs="selected boxes"),
    ActionSpec("truncated", "&Truncated", EDIT, "state", "", ("T",),
               "Mark the selected boxes as truncated: the object goes on outside the box", checkable=True,
               submenu="&Flags", keywords="flag cut border", needs="selected boxes"),
    ActionSpec("occluded", "&Occluded", EDIT, "state", "", ("O",),
               "Mark the selected boxes as occluded: something stands in front of the object", checkable=True,
               submenu="&Flags", keywords="flag hidden behind covered", needs="selected boxes"),
    ActionSpec("lock", "&Lock the boxes", EDIT, "state", "lock", ("L",),
               "Locked boxes cannot be moved, changed or deleted; do it again to unlock them", checkable=True,
               submenu="Loc&k and hide", keywords="padlock protect fix pin unlock", needs="selected boxes"),
    ActionSpec("unlock_all", "&Unlock all boxes", EDIT, "state", "unlock", ("Shift+L",),
               "Unlock every box of this image", submenu="Loc&k and hide",
               keywords="padlock free", needs="locked boxes"),
    ActionSpec("hide", "&Hide the boxes", EDIT, "state", "eye-off", ("H",),
               "Hide the selected boxes; nothing is deleted", submenu="Loc&k and hide",
               keywords="invisible eye", needs="selected boxes"),
    ActionSpec("show_all", "&Show all boxes", EDIT, "state", "eye", ("Shift+H",),
               "Show every box and every class that is hidden", submenu="Loc&k and hide",
               keywords="unhide reveal visible eye", needs="hidden boxes or classes"),
    ActionSpec("stretch_to_border", "Stretch to the image's &border", EDIT, "state", "", ("Shift+B",),
               "Take the edges of the selected boxes that are near the image's border to it", submenu="Alig&n",
               keywords="align snap edge extend", needs="selected boxes"),
    ActionSpec("fit_into_image", "&Fit into the image", EDIT, "state", "", (),
               "Cut off what reaches outside the image: of the selected boxes, or of all where none is selected",
               submenu="Alig&n", keywords="clip crop outside border", needs="an image with boxes"),
    ActionSpec("single_class", "&Single-class mode", EDIT, "classes", "", ("Ctrl+Shift+S",),
               "New boxes get the chosen class without asking; otherwise each new box asks, and proposes it",
               checkable=True, submenu="Class&es", keywords="default label last class ask sticky use default"),
    ActionSpec("rename_class", "&Rename the class…", EDIT, "classes", "", (),
               "Give the chosen class another name, in all images",
               submenu="Class&es", keywords="label category name replace", needs="a chosen class"),
    ActionSpec("merge_class", "&Merge the class into another…", EDIT, "classes", "", (),
               "Give all boxes of the chosen class another class, in all images",
               submenu="Class&es", keywords="label category join replace combine",
               needs="two classes, one of them chosen"),
    ActionSpec("delete_class", "&Delete the class…", EDIT, "classes", "", (),
               "Delete the chosen class and all its boxes, in all images",
               submenu="Class&es", keywords="label category remove", needs="a chosen class"),
    ActionSpec("undo_class_edit", "&Undo the last change of a class", EDIT, "classes", "", (),
               "Put back what the last renaming, merging or deleting of a class changed, in all images",
               submenu="Class&es", keywords="restore revert rename merge delete", needs="a class that was changed"),
    ActionSpec("class_color", "Change its &colour…", EDIT, "classes", "", (),
               "Choose the colour of the class, here and in all folders",
               submenu="Class&es", keywords="color palette swatch", needs="a chosen class"),
    ActionSpec("select_class", "Select its &boxes", EDIT, "classes", "", (),
               "Select every box of the chosen class in this image",
               submenu="Class&es", keywords="label category all", needs="a chosen class and an image"),
    ActionSpec("class_images", "&List its images", EDIT, "classes", "", (),
               "List only the images that have a box of the chosen class",
               submenu="Class&es", keywords="filter search find label category", needs="a chosen class"),
    ActionSpec("import_classes", "&Add classes from a file…", EDIT, "classes", "", (),
               "Add the classes of a text file that has one on each line",
               submenu="Class&es", keywords="import load predefined_classes.txt classes.txt labels.txt list",
               needs="an open folder"),
    ActionSpec("export_classes", "&Write the classes to a file…", EDIT, "classes", "", (),
               "Write the list of classes to a text file, one on each line",
               submenu="Class&es", keywords="export save classes.txt list", needs="classes"),

    ActionSpec("fit", "&Fit the window", VIEW, "zoom", "fit", ("Ctrl+F",), "Show the whole image",
               toolbar=True, short_text="Fit",
               keywords="zoom whole reset view", needs="an image"),
    ActionSpec("fit_width", "Fit the &width", VIEW, "zoom", "", ("Ctrl+Shift+F",),
               "Make the image as wide as the window",
               keywords="zoom", needs="an image"),
    ActionSpec("zoom_original", "&100 %", VIEW, "zoom", "zoom-original", ("Ctrl+0",),
               "One pixel of the image is one pixel of the screen",
               keywords="zoom actual size pixels 1:1", needs="an image"),
    ActionSpec("zoom_in", "Zoom &in", VIEW, "zoom", "zoom-in", ("Ctrl++", "Ctrl+="), "Show it larger", repeats=True,
               keywords="magnify larger bigger closer", needs="an image"),
    ActionSpec("zoom_out", "Zoom &out", VIEW, "zoom", "zoom-out", ("Ctrl+-",), "Show it smaller", repeats=True,
               keywords="smaller farther", needs="an image"),
    ActionSpec("keep_zoom", "Keep the &zoom", VIEW, "picture", "", (),
               "Show the next image at the same zoom and place, instead of fitting it", checkable=True,
               keywords="fixed same scale between images"),
    ActionSpec("minimap", "&Navigator", VIEW, "picture", "", (),
               "Show the whole picture in a corner where it is larger than the window", checkable=True,
               keywords="minimap overview bird's eye"),
    ActionSpec("crosshair", "&Crosshair", VIEW, "picture", "", (),
               "While drawing, show lines through the cursor over the whole picture", checkable=True,
               keywords="guides lines cursor"),
    ActionSpec("pixel_grid", "Pixel &grid", VIEW, "picture", "", (),
               "Show lines between the pixels from 1200 % on", checkable=True,
               keywords="lines raster"),
    ActionSpec("adjust", "&Adjust the picture…", VIEW, "picture", "", ("Ctrl+B",),
               "Change brightness, contrast and gamma of what is shown; files stay as they are",
               keywords="brightness contrast gamma levels dark light exposure histogram equalise"),
    ActionSpec("adjust_auto", "Adjust automa&tically", VIEW, "picture", "", ("Ctrl+Alt+B",),
               "Stretch the picture's darkest part to black and its lightest to white; do it again for as it was",
               keywords="auto levels brightness contrast stretch normalise dark 16 bit", needs="an image"),
    ActionSpec("hide_boxes", "&Hide boxes", VIEW, "show", "eye-off", ("Ctrl+H",),
               "Show the image without its boxes", checkable=True,
               keywords="show toggle visibility annotations", needs="an image"),
    ActionSpec("full_screen", "Full &screen", VIEW, "show", "", ("F11",), "Use the whole screen", checkable=True,
               keywords="fullscreen maximise presentation"),
    ActionSpec("workspace_label", "&Label", VIEW, "layout", "", ("Ctrl+1",),
               "Arrange the panels for drawing boxes", checkable=True, submenu="Wor&kspace", keywords="layout panels"),
    ActionSpec("workspace_stages", "&Stages", VIEW, "layout", "", ("Ctrl+2",),
               "Arrange the panels for looking inside the network", checkable=True, submenu="Wor&kspace",
               keywords="layout panels anchors proposals"),
    ActionSpec("workspace_train", "&Train", VIEW, "layout", "", ("Ctrl+3",),
               "Arrange the panels for a training", checkable=True, submenu="Wor&kspace",
               keywords="layout panels losses"),
    ActionSpec("workspace_review", "&Review", VIEW, "layout", "", ("Ctrl+4",),
               "Arrange the panels for checking labels and detections", checkable=True, submenu="Wor&kspace",
               keywords="layout panels problems statistics"),
    ActionSpec("reset_layout", "&Reset the layout", VIEW, "layout", "reset", (),
               "Put all panels back where they were at first",
               keywords="docks panels windows default restore"),

    ActionSpec("detect", "&Detect objects", MODEL, "run", "detect", ("Ctrl+Return",),
               "Find objects in this image with the model", toolbar=True, short_text="Detect",
               keywords="predict infer find objects model run", needs="an image and the detector"),
    ActionSpec("train", "&Train a model…", MODEL, "run", "train", ("Ctrl+T",),
               "Fine-tune a model on the labels of this folder", toolbar=True, short_text="Train",
               keywords="fine-tune learn fit model", needs="an open folder"),
    ActionSpec("detect_all", "Detect in all &images", MODEL, "run", "", ("Ctrl+Shift+Return",),
               "Find objects in every image of this folder",
               keywords="predict infer batch folder auto label", needs="an open folder and the detector"),
    ActionSpec("open_network", "Open a &network…", MODEL, "network", "", (),
               "Use a network that was trained before: a .safetensors checkpoint",
               keywords="load model checkpoint weights"),
    ActionSpec("accept_detections", "&Accept detections", MODEL, "results", "accept", ("Ctrl+Shift+A",),
               "Turn the detections shown into boxes",
               keywords="predictions proposals confirm convert boxes",
               needs="detections in an image that can be edited"),

    ActionSpec("shortcuts", "&Keys and gestures", HELP, "help", "help", ("F1",), "Show all keys and mouse gestures",
               keywords="hotkeys cheat sheet help keyboard mouse"),
    ActionSpec("command_palette", "Find an a&ction…", HELP, "help", "", ("Ctrl+K", "Ctrl+Shift+P"),
               "Type what you want to do, or the number or name of an image",
               keywords="command palette search run go to image"),
    ActionSpec("change_keys", "C&hange the keys…", HELP, "help", "settings", (),
               "Give actions other keys, or take over those of labelImg, labelme or CVAT",
               keywords="shortcuts hotkeys rebind keyboard preset customise"),
    ActionSpec("open_log", "Open the &log folder", HELP, "about", "", (), "Show the folder with the program's log",
               keywords="debug error report"),
    ActionSpec("about", "&About", HELP, "about", "info", (), "Which version this is",
               keywords="version licence"),
)  # fmt: skip

GESTURES: tuple[tuple[str, str], ...] = (
    ("Ctrl + wheel", "Zoom at the cursor"),
    ("Wheel, Shift + wheel", "Scroll up and down, left and right"),
    ("Middle button or Space, drag", "Move the picture"),
    ("Drag in the navigator", "Move the picture to that part"),
    ("Space, tapped", "Verify the image"),
    ("Click", "Select the smallest box under the cursor"),
    ("Shift + click", "Add a box to the selection, or take it out"),
    ("Click again, Alt + wheel", "Go through the boxes that lie over each other under the cursor"),
    ("Drag beside the boxes", "Select the boxes that the drag touches; with Shift, add them"),
    ("Double click", "Change the label of a box"),
    ("Alt while drawing or resizing", "Keep the image's border from pulling an edge to it"),
    ("Shift while drawing", "Draw another box afterwards"),
    ("Tab, Shift + Tab", "Select the next box, the one before"),
    ("Arrow keys", "Move the selected boxes by 1 px"),
    ("Shift + arrow keys", "Move the selected boxes by 10 px"),
    ("Alt + arrow keys", "Move the right or lower edge of the selected boxes by 1 px"),
    ("Alt + Shift + arrow keys", "Move the right or lower edge by 10 px"),
    ("1 … 9", "Set the class of the selected boxes, or of the next one"),
)


def key_text(shortcut: str) -> str:
    """The shortcut as this system writes it."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


class ActionTable(QObject):
    """The QActions of a table of specs. An action works once it is bound, and while it is allowed."""

    keys_changed = Signal()

    def __init__(self, specs: tuple[ActionSpec, ...] = ACTIONS, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.specs: Mapping[str, ActionSpec] = {spec.id: spec for spec in specs}
        self._actions = {spec.id: self._build(spec) for spec in specs}
        self._bound: set[str] = set()
        self._forbidden: set[str] = set()
        self.refresh_icons()

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._actions)

    def bind(self, id: str, handler: Callable[[], object]) -> None:
        """Let `handler()` do the action `id`; a later binding replaces an earlier one."""
        action = self._actions[id]
        if id in self._bound:
            action.triggered.disconnect()
        self._bound.add(id)
        action.triggered.connect(lambda _checked=False: handler())
        self._refresh_enabled(id)

    def allow(self, id: str, allowed: bool) -> None:
        """Say whether the action `id` makes sense now."""
        (self._forbidden.discard if allowed else self._forbidden.add)(id)
        self._refresh_enabled(id)

    def keys(self, id: str) -> tuple[str, ...]:
        """The keys of the action `id` now, in Qt's portable form, the one shown in menus first."""
        return tuple(key.toString() for key in self._actions[id].shortcuts())

    def rebind(self, id: str, keys: Sequence[str]) -> None:
        """Give the action `id` these keys, in place of those it had."""
        self.rebind_all({id: keys})

    def rebind_all(self, keys: Mapping[str, Sequence[str]]) -> None:
        """Give each action of `keys` the keys there; tooltips follow. Nobody looks whether a key does two things."""
        for id, shortcuts in keys.items():
            self._actions[id].setShortcuts([QKeySequence(shortcut) for shortcut in shortcuts])
            _show_keys_in_tooltip(self._actions[id])
        self.keys_changed.emit()

    def why_not(self, id: str) -> str:
        """Why the action `id` is greyed, in a few words; empty where it works or nobody knows."""
        if self._actions[id].isEnabled():
            return ""
        needs = self.specs[id].needs
        return f"needs {needs}" if needs else ""

    def refresh_icons(self) -> None:
        for id, spec in self.specs.items():
            self._actions[id].setIcon(icon(spec.icon))

    def fill_menu(self, menu: QMenu, title: str) -> None:
        """Append this menu's actions, and the menus within it, to `menu`."""
        items: list[tuple[str, QAction]] = []
        submenus: dict[str, QMenu] = {}
        for spec in self.specs.values():
            if spec.menu != title:
                continue
            action = self._actions[spec.id]
            if not spec.submenu:
                items.append((spec.section, action))
                continue
            if spec.submenu not in submenus:
                submenus[spec.submenu] = submenu = QMenu(spec.submenu, menu)
                submenu.setToolTipsVisible(True)
                items.append((spec.section, submenu.menuAction()))
            submenus[spec.submenu].addAction(action)
        _append(menu, items)

    def fill_menu_bar(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Make all menus; returns them by title."""
        menus: dict[str, QMenu] = {}
        for title in MENUS:
            menus[title] = menu = bar.addMenu(title)
            menu.setToolTipsVisible(True)
            self.fill_menu(menu, title)
        return menus

    def fill_toolbar(self, bar: QToolBar) -> None:
        shown = [spec for spec in self.specs.values() if spec.toolbar]
        order = {section: rank for rank, section in enumerate(("open", "go", "tools", "history", "zoom", "run"))}
        shown.sort(key=lambda spec: order.get(spec.section, len(order)))
        _append(bar, [(spec.section, self._actions[spec.id]) for spec in shown])
        for spec in shown:
            button = bar.widgetForAction(self._actions[spec.id])
            button.setAccessibleName(spec.name)

    def _build(self, spec: ActionSpec) -> QAction:
        action = QAction(spec.text, self)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checkable)
        action.setShortcuts([QKeySequence(shortcut) for shortcut in spec.shortcuts])
        action.setAutoRepeat(spec.repeats)
        action.setEnabled(False)
        if spec.short_text:
            action.setIconText(spec.short_text)
        action.setStatusTip(spec.tooltip or spec.text.replace("&", ""))
        _show_keys_in_tooltip(action)
        return action

    def _refresh_enabled(self, id: str) -> None:
        self._actions[id].setEnabled(id in self._bound and id not in self._forbidden)


def _show_keys_in_tooltip(action: QAction) -> None:
    keys = ", ".join(key_text(key.toString()) for key in action.shortcuts())
    tip = action.statusTip()
    action.setToolTip(f"{tip} ({keys})" if keys else tip)


def _append(target: QMenu | QToolBar, items: list[tuple[str, QAction]]) -> None:
    section = items[0][0] if items else ""
    for item_section, action in items:
        if item_section != section:
            target.addSeparator()
            section = item_section
        target.addAction(action)

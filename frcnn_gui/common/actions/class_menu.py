"""The actions of the menu Edit, Classes."""

from __future__ import annotations

from frcnn_gui.common.action_conditions import CLASS_EDIT, CLASSES, CURRENT_CLASS, FOLDER, SHOWN_IMAGE, TWO_CLASSES
from frcnn_gui.common.actions.action_spec import EDIT, ActionSpec
from frcnn_gui.common.language import N_

CLASS_ACTIONS: tuple[ActionSpec, ...] = (
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
)  # fmt: skip

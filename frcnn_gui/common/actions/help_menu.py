"""The actions of the Help menu."""

from __future__ import annotations

from frcnn_gui.common.actions.action_spec import HELP, ActionSpec
from frcnn_gui.common.language import N_

HELP_ACTIONS: tuple[ActionSpec, ...] = (
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

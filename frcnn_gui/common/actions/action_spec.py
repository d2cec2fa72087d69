"""What an action is: its text, key, menu and condition. The texts are English, and translated where they are shown."""

from __future__ import annotations

import re
from dataclasses import dataclass

from frcnn_gui.common.action_conditions import Condition
from frcnn_gui.common.language import N_, tr

_TRAILING_MNEMONIC = re.compile(r"\s*\(&\w\)")

MENUS = (N_("&File"), N_("&Edit"), N_("&View"), N_("&Image"), N_("&Model"), N_("&Help"))
FILE, EDIT, VIEW, IMAGE, MODEL, HELP = MENUS

SEARCH_WORDS_PROPERTY = "search-words"
"""The property of a QAction with other words for it, for an action without an `ActionSpec`."""


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
    """Title of the submenu of `menu` with it; the submenu is placed where the first of its actions is listed."""
    keywords: str = ""
    """Other words by which people search for it."""
    needs: tuple[Condition, ...] = ()
    """Where one of them is not met, the action is grayed, and the first that is not says why."""

    @property
    def name(self) -> str:
        """Its text without mnemonic and dots, after the title of its submenu."""
        text = strip_mnemonic(tr(self.text))
        #: An action after its submenu, as in "Lock and hide: Show all boxes".
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
    """The text of a menu without mnemonic and dots: "Open folder" for "&Open folder…", "文件" for "文件(&F)"."""
    return _TRAILING_MNEMONIC.sub("", text.rstrip("…")).replace("&", "").rstrip("…")

"""Where the docks are at first, and how they are put there."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar

from frcnn_gui.window.workspaces import Workspace

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea
BOTTOM_HEIGHT_PX = 300
"""Of docks below the canvas"""
MAX_VERSION = 0x7FFFFFFF
"""Qt keeps the version of a layout as a signed number of 32 bits."""


@dataclass(frozen=True)
class DockPlace:
    """The place of one dock; `share` of the area's height, relative to its neighbors there."""

    key: str
    title: str
    area: Qt.DockWidgetArea
    share: int = 100
    width: int = 280
    visible: bool = True
    tab_with: str = ""
    """Key of an earlier dock to lie behind as a tab."""

    @property
    def is_visible_at_start(self) -> bool:
        return self.visible and not self.tab_with


def compute_layout_version(places: Sequence[DockPlace], workspaces: Sequence[Workspace]) -> int:
    """A number for the docks and what workspaces show of them: a layout remembered under another one is not used.

    Qt would restore it with docks missing, or with the wrong one in front.
    """
    docks = [(place.key, place.area.name, place.tab_with) for place in places]
    shown = [(one.key, one.docks, one.more_docks, one.front) for one in workspaces]
    return zlib.crc32(repr((docks, shown)).encode()) & MAX_VERSION


def hide_stale_tab_bars(window: QMainWindow) -> None:
    """Hide the bars of tabs that Qt leaves lying over the window when docks that lay behind each other are rearranged.

    Of several bars for the same docks the last made is the one in use.
    """
    tab_groups: set[tuple[str, ...]] = set()
    for dock in window.findChildren(QDockWidget):
        if not dock.isHidden():
            group = [dock, *(other for other in window.tabifiedDockWidgets(dock) if not other.isHidden())]
            tab_groups.add(tuple(sorted(one.windowTitle() for one in group)))
    bars = window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
    for bar in reversed(bars):
        titles = tuple(sorted(bar.tabText(place) for place in range(bar.count())))
        if titles in tab_groups and len(titles) > 1:
            tab_groups.remove(titles)
        elif bar.isVisible():
            bar.hide()


def arrange_docks(window: QMainWindow, docks: Mapping[str, QDockWidget], places: Sequence[DockPlace]) -> None:
    """Put the docks where they are at first.

    Not within 150 ms of restoring the layout of a maximized window: for so long Qt keeps a copy of that layout, to put
    it back when the window has its size, and crashes when docks have been moved meanwhile.
    """
    # Lists of images are long; what is below the canvas has wide tables and charts.
    window.setCorner(Qt.Corner.BottomLeftCorner, LEFT)
    window.setCorner(Qt.Corner.BottomRightCorner, BOTTOM)
    for place in places:
        dock = docks[place.key]
        dock.setFloating(False)
        if not place.visible:
            dock.hide()  # before it is put behind another, or Qt leaves a bar of tabs lying around
        window.addDockWidget(place.area, dock)
        if place.tab_with:
            window.tabifyDockWidget(docks[place.tab_with], dock)
        dock.setVisible(place.visible)
    resize_docks(window, docks, [place for place in places if place.visible])


def resize_docks(window: QMainWindow, docks: Mapping[str, QDockWidget], places: Sequence[DockPlace]) -> None:
    """Give the areas of the docks that are shown the sizes that they have at first.

    Docks that lie behind each other are as wide as the narrowest: what needs more makes do with less beside others.
    """
    for area in (LEFT, RIGHT, BOTTOM):
        here: dict[str, DockPlace] = {}
        for place in places:
            if place.area == area:
                tabs = place.tab_with or place.key
                here[tabs] = min(here.get(tabs, place), place, key=lambda one: one.width)
        shown = [docks[place.key] for place in here.values()]
        if area == BOTTOM:
            window.resizeDocks(shown, [BOTTOM_HEIGHT_PX] * len(shown), Qt.Orientation.Vertical)
        else:
            window.resizeDocks(shown, [place.width for place in here.values()], Qt.Orientation.Horizontal)
            window.resizeDocks(shown, [place.share for place in here.values()], Qt.Orientation.Vertical)

"""What a person can set, as data: menus, Preferences and what follows a setting use one table and one store.

To add a setting, add a `Preference` to `PREFERENCES` and let what it concerns follow it: `Preferences.follow_value`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import QObject, Signal

from detector.segmentation.segmenters import BEST_AVAILABLE, GRAB_CUT, list_plugin_segmenters
from frcnn_gui.common.language import LANGUAGE_NAMES, N_, LanguageChoice
from frcnn_gui.common.settings import Settings, ThemeName

T = TypeVar("T")

TagRule = Literal["all", "selected", "none"]
WheelUse = Literal["scroll", "zoom"]
FitRule = Literal["window", "width", "original"]

CANVAS, WINDOW, SAVING, NETWORK = SECTIONS = (
    N_("Canvas"),
    N_("Window"),
    N_("Saving"),
    N_("Network"),
)
SYSTEM_TEXT = N_("As the system")
MAX_THREADS = 256


@dataclass(frozen=True)
class Preference(Generic[T]):
    """One setting. Texts are English; they are put into the language of the window where they are shown."""

    id: str
    key: str
    """In the INI file"""
    default: T
    section: str
    text: str
    help: str
    keywords: str
    """Other words that people look for it by"""
    choices: Mapping[T, str] = field(default_factory=dict)
    """The values with their texts; empty where there are too many"""
    limits: tuple[int, int] | None = None
    """The smallest and largest value of a number"""
    step: int = 1
    unit: str = ""
    needs_restart: bool = False

    def is_valid(self, value: T) -> bool:
        if self.limits is not None:
            return isinstance(value, int) and self.limits[0] <= value <= self.limits[1]
        return value in self.choices if self.choices else True

    def load_value(self, settings: Settings) -> T:
        """The stored value; the default where there is none, or none that is valid."""
        value = settings.load_value(self.key, self.default)
        return value if self.is_valid(value) else self.default


LINE_WIDTH = Preference(
    "line_width", "view/line_width", 2, CANVAS, N_("Line &width"), N_("Width of the lines of boxes"),
    N_("thickness outline border stroke pixels"), limits=(1, 8), unit=" px",
)  # fmt: skip
TAG_RULE: Preference[TagRule] = Preference(
    "tags", "view/tags", "all", CANVAS, N_("Show &tags"), N_("Boxes whose class is written beside them"),
    N_("labels names text class caption hide"),
    choices={"all": N_("For all boxes"), "selected": N_("For boxes selected or under the cursor"),
             "none": N_("Never")},
)  # fmt: skip
TAG_SIZE = Preference(
    "tag_size", "view/tag_size", 100, CANVAS, N_("Tag si&ze"), N_("Size of the text on the canvas"),
    N_("labels font text larger smaller percent"), limits=(50, 300), step=10, unit=" %",
)  # fmt: skip
TAG_ATTRIBUTES = Preference(
    "tag_attributes", "view/tag_attributes", True, CANVAS, N_("Attrib&utes in tags"),
    N_("Of boxes selected or under the cursor"), N_("key value properties metadata labels text hover"),
)  # fmt: skip
OUTLINE_FILL = Preference(
    "outline_fill", "view/outline_fill", 15, CANVAS, N_("Fill &outlines"), N_("Opacity of the color inside outlines"),
    N_("mask polygon opacity transparency alpha inside color percent"), limits=(0, 100), step=5, unit=" %",
)  # fmt: skip
OUTLINE_BOXES = Preference(
    "outline_boxes", "view/outline_boxes", False, CANVAS, N_("&Boxes of outlines"),
    N_("Also show boxes of outlined objects"), N_("mask polygon bounding box rectangle"),
)  # fmt: skip
WHEEL: Preference[WheelUse] = Preference(
    "wheel", "view/wheel", "scroll", CANVAS, N_("&Mouse wheel"), N_("With Ctrl, the wheel does the other"),
    N_("scroll zoom mouse touchpad ctrl"), choices={"scroll": N_("Scrolls the image"), "zoom": N_("Zooms the image")},
)  # fmt: skip
FIT: Preference[FitRule] = Preference(
    "fit", "view/fit", "window", CANVAS, N_("Default &fit"), N_("How an image is shown at first"),
    N_("zoom size window width 100 original"),
    choices={"window": N_("Whole image"), "width": N_("Width of the image"), "original": N_("100 %")},
)  # fmt: skip
KEEP_ZOOM = Preference(
    "keep_zoom", "view/keep_zoom", False, CANVAS, N_("&Keep zoom"),
    N_("Keep zoom and position between images"), N_("fixed same scale between images"),
)  # fmt: skip
CROSSHAIR = Preference(
    "crosshair", "view/crosshair", True, CANVAS, N_("&Crosshair"), N_("Show lines through the cursor while drawing"),
    N_("guides lines cursor"),
)  # fmt: skip
PIXEL_GRID = Preference(
    "pixel_grid", "view/pixel_grid", True, CANVAS, N_("Pixel &grid"), N_("Show lines between pixels from 1200 %"),
    N_("lines raster"),
)  # fmt: skip
MINIMAP = Preference(
    "minimap", "view/minimap", True, CANVAS, N_("&Navigator"),
    N_("Show an overview of an enlarged image"), N_("minimap overview bird's eye"),
)  # fmt: skip
LANGUAGE: Preference[LanguageChoice] = Preference(
    "language", "window/language", "system", WINDOW, N_("&Language"), N_("Language of the window"),
    N_("translation english chinese locale"), needs_restart=True,
    choices={"system": SYSTEM_TEXT, "en": LANGUAGE_NAMES["en"], "zh_CN": LANGUAGE_NAMES["zh_CN"]},
)  # fmt: skip
THEME: Preference[ThemeName] = Preference(
    "theme", "window/theme", "system", WINDOW, N_("Th&eme"), N_("Colors of the window"),
    N_("dark light colors appearance night mode"),
    choices={"system": SYSTEM_TEXT, "light": N_("Light"), "dark": N_("Dark")},
)  # fmt: skip
AUTOSAVE = Preference(
    "autosave", "saving/pause", 0, SAVING, N_("Auto&save"),
    N_("When label files are written; the journal has all at once."),
    N_("save write disk interval seconds frequency automatic"),
    choices={0: N_("After each change"), 5: N_("Every 5 seconds"), 30: N_("Every 30 seconds"),
             120: N_("Every 2 minutes")},
)  # fmt: skip
DEVICE = Preference(
    "device", "networks/device", "auto", NETWORK, N_("De&vice"), N_("For detection, stages and training"),
    N_("cuda gpu cpu mps graphics card"),
)  # fmt: skip
THREADS = Preference(
    "threads", "networks/threads", 0, NETWORK, N_("Th&reads"), N_("Processor threads for the network"),
    N_("cpu cores processor parallel speed"), limits=(0, MAX_THREADS), needs_restart=True,
)  # fmt: skip
WEIGHTS_FOLDER = Preference(
    "weights_folder", "networks/weights", "", NETWORK, N_("Weig&hts folder"),
    N_("Folder with COCO and ImageNet weights, for use offline"),
    N_("pretrained download offline directory path checkpoint"),
)  # fmt: skip
SEGMENTER = Preference(
    "segmenter", "outlines/segmenter", BEST_AVAILABLE, NETWORK, N_("Propose outl&ines with"),
    N_("Finds the outline in a box (G)"), N_("segment grabcut plug-in mask model opencv automatic"),
    choices={BEST_AVAILABLE: N_("Best available"), GRAB_CUT: "GrabCut",
             **{name: name for name in list_plugin_segmenters()}},
)  # fmt: skip
PREFERENCES: tuple[Preference[Any], ...] = (
    LINE_WIDTH, TAG_RULE, TAG_SIZE, TAG_ATTRIBUTES, OUTLINE_FILL, OUTLINE_BOXES, WHEEL, FIT, KEEP_ZOOM, CROSSHAIR,
    PIXEL_GRID, MINIMAP, LANGUAGE,
    THEME, AUTOSAVE, DEVICE, THREADS, WEIGHTS_FOLDER, SEGMENTER,
)  # fmt: skip
"""In the order of the dialog."""


class Preferences(QObject):
    """The values of all preferences.

    Signals:
        changed: The `Preference` that has another value.
    """

    changed = Signal(object)

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._followers: dict[str, list[Callable[[Any], None]]] = {}

    def get_value(self, preference: Preference[T]) -> T:
        return preference.load_value(self._settings)

    def set_value(self, preference: Preference[T], value: T) -> None:
        """Store `value`, and have all that follow it take it."""
        if not preference.is_valid(value) or value == self.get_value(preference):
            return
        if value == preference.default:
            self._settings.remove_value(preference.key)
        else:
            self._settings.store_value(preference.key, value)
        for follower in self._followers.get(preference.id, ()):
            follower(value)
        self.changed.emit(preference)

    def reset_value(self, preference: Preference[Any]) -> None:
        self.set_value(preference, preference.default)

    def follow_value(self, preference: Preference[T], take: Callable[[T], None]) -> None:
        """Have `take` called with the value now and whenever it changes, for as long as the window lives."""
        self.follow_changes(preference, take)
        take(self.get_value(preference))

    def follow_changes(self, preference: Preference[T], take: Callable[[T], None]) -> None:
        """Have `take` called with each other value."""
        self._followers.setdefault(preference.id, []).append(take)

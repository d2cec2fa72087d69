"""Which keys do which actions: the defaults, what a person changed, the habits of other programs, and clashes.

A key is a text in Qt's portable form, `Ctrl+Shift+Z`; a table gives the keys of each action by its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

from frcnn_gui.common.actions.action_spec import ActionSpec
from frcnn_gui.common.actions.action_table import key_text
from frcnn_gui.common.language import N_, tr
from frcnn_gui.common.settings import Settings

CLASS_KEY_LOST_TEXT = N_("{key} no longer sets a class on the canvas.")

KeysByAction = dict[str, tuple[str, ...]]

KEYS_SETTING = "keys/changed"
STUDIO_PRESET = "Studio"

KEY_PRESETS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    STUDIO_PRESET: {},
    "labelImg": {
        "open_folder": ("Ctrl+U",),
        "open_image": ("Ctrl+O",),
        "previous": ("A",),
        "next": ("D",),
        "select": ("Ctrl+J",),
        "draw": ("W",),
        "copy_previous": ("Ctrl+V",),
        "paste": ("Ctrl+Shift+V",),
        "show_all": ("Ctrl+A", "Shift+H"),
        "select_all": (),
        "single_class": ("Ctrl+Shift+S",),
        "zoom_original": ("Ctrl+=", "Ctrl+0"),
        "zoom_in": ("Ctrl++",),
    },
    "labelme": {
        "open_folder": ("Ctrl+U",),
        "open_image": ("Ctrl+O",),
        "previous": ("A", "Ctrl+Shift+A"),
        "next": ("D", "Ctrl+Shift+D"),
        "select": ("Ctrl+J",),
        "draw": ("W",),
        "polygon": ("Ctrl+N",),
        "draw_mode": ("Ctrl+R",),
        "zoom_in": ("Ctrl++", "Ctrl+="),
        "hide_boxes": ("T",),
        "truncated": (),
    },
    "CVAT": {
        "previous": ("D",),
        "next": ("F",),
        "draw": ("N", "Shift+N"),
        "brush": ("Shift+1", "Shift+B"),
        "delete": ("Del", "Shift+Del"),
        "copy_previous": ("Ctrl+B",),
        "find_image": ("`", "Ctrl+G"),
        "occluded": ("Q",),
        "lock": ("L",),
        "hide": ("H",),
        "full_screen": ("F11",),
        "shortcuts": ("F1",),
        "change_keys": ("F2",),
    },
}
"""What hands that come from another program expect; actions that are not named keep the keys they have here."""

_CANVAS_KEYS = {
    **dict.fromkeys(map(str, range(1, 10)), CLASS_KEY_LOST_TEXT),
    "Space": N_("{key} no longer moves the image or verifies it."),
    **dict.fromkeys(("Tab", "Shift+Tab"), N_("{key} no longer selects the next box on the canvas.")),
    **dict.fromkeys(("Left", "Right", "Up", "Down"), N_("{key} no longer moves the selected boxes on the canvas.")),
}
"""Messages about keys that have a function on the canvas and lose it as the key of an action."""


@dataclass(frozen=True)
class KeyClash:
    """One key of several actions: Qt does none of them."""

    key: str
    ids: tuple[str, ...]


def normalize_key(key: str) -> str:
    """The key in Qt's portable form; empty where it is none."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def default_keys(specs: Iterable[ActionSpec]) -> KeysByAction:
    return {spec.id: tuple(normalize_key(key) for key in spec.shortcuts) for spec in specs}


def apply_changes(specs: Sequence[ActionSpec], changed: Mapping[str, Sequence[str]]) -> KeysByAction:
    """The defaults with `changed` in their place; a key that it gives away is taken from where it was by default.

    What `changed` says of actions that are not there is passed over.
    """
    keys = default_keys(specs)
    requested = {id: _normalize_keys(changed[id]) for id in changed if id in keys}
    taken = {key for given in requested.values() for key in given}
    for id, default in keys.items():
        keys[id] = requested[id] if id in requested else tuple(key for key in default if key not in taken)
    return keys


def preset_keys(specs: Sequence[ActionSpec], name: str) -> KeysByAction:
    """All keys as the preset `name` has them."""
    return apply_changes(specs, KEY_PRESETS[name])


def find_preset(specs: Sequence[ActionSpec], keys: Mapping[str, Sequence[str]]) -> str:
    """The preset that has exactly these keys; empty where none has."""
    requested = {id: tuple(given) for id, given in keys.items()}
    return next((name for name in KEY_PRESETS if preset_keys(specs, name) == requested), "")


def find_changes(specs: Sequence[ActionSpec], keys: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What `keys` has other than the defaults; `apply_changes` makes `keys` of it again."""
    return {id: list(keys[id]) for id, default in default_keys(specs).items() if tuple(keys[id]) != default}


def find_clashes(keys: Mapping[str, Sequence[str]]) -> list[KeyClash]:
    """Keys that several actions have, in the order of the actions."""
    users: dict[str, list[str]] = {}
    for id, given in keys.items():
        for key in dict.fromkeys(given):
            users.setdefault(key, []).append(id)
    return [KeyClash(key, tuple(ids)) for key, ids in users.items() if len(ids) > 1]


def describe_lost_canvas_key(key: str) -> str:
    """What the key does over the picture and would not do as the key of an action: a sentence, or an empty text."""
    sentence = _CANVAS_KEYS.get(key, "")
    return tr(sentence).format(key=key_text(key)) if sentence else ""


def load_keys(settings: Settings, specs: Sequence[ActionSpec]) -> KeysByAction:
    """The keys that this person works with."""
    stored = settings.load_value(KEYS_SETTING, dict[str, object]())
    changed = {id: _filter_texts(given) for id, given in stored.items() if isinstance(given, list)}
    return apply_changes(specs, changed)


def store_keys(settings: Settings, specs: Sequence[ActionSpec], keys: Mapping[str, Sequence[str]]) -> None:
    """Remember what differs from the defaults, and what was remembered of actions that this version does not have."""
    stored = settings.load_value(KEYS_SETTING, dict[str, object]())
    known = {spec.id for spec in specs}
    unknown = {id: given for id, given in stored.items() if id not in known}
    settings.store_value(KEYS_SETTING, unknown | find_changes(specs, keys))


def _normalize_keys(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for key in map(normalize_key, keys) if key))


def _filter_texts(values: Sequence[object]) -> list[str]:
    return [value for value in values if isinstance(value, str)]

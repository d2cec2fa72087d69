"""How a person uses the classes of a folder: their colors, their number keys, and which were used last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from frcnn_gui.common.canvas_colors import CLASS_COLORS, MORE_COLORS, free_color

NUMBER_KEYS = range(1, 10)
MAX_RECENT_CLASSES = 50


class ClassPreferences:
    """Belongs to a session. `single_class_mode`: new boxes get the current class without asking (single-class mode)."""

    def __init__(self) -> None:
        self.single_class_mode = True
        self._known_colors: dict[str, str] = {}
        self._colors: dict[str, str] = {}
        self._keys: dict[int, str] = {}
        self._recent: tuple[str, ...] = ()

    def reset_for_folder(self, colors: Mapping[str, str], keys: Mapping[int, str], recent: Iterable[str]) -> None:
        """Another folder. `colors` are those that classes had before, here or in other folders."""
        self._known_colors = dict(colors)
        self._colors.clear()
        self._keys = {key: label for key, label in keys.items() if key in NUMBER_KEYS and label}
        self._recent = tuple(dict.fromkeys(recent))[:MAX_RECENT_CLASSES]

    # -- colors

    @property
    def colors(self) -> Mapping[str, str]:
        """The colors that classes of this folder have, as far as they were asked for."""
        return self._colors

    def color_of(self, label: str, classes: Sequence[str]) -> str:
        """The color of a class, #rrggbb: the one it had before, unless another class of this folder has that one.

        It stays the same whatever happens to `classes`, the classes of the folder in their order.
        """
        color = self._colors.get(label)
        if color is None:
            for other in (*classes, label):
                if other not in self._colors:
                    self._colors[other] = self._assign_color(other)
            color = self._colors[label]
        return color

    def _assign_color(self, label: str) -> str:
        taken = frozenset(self._colors.values())
        if len(taken.intersection(_PALETTE)) == len(_PALETTE):
            taken = frozenset(list(self._colors.values())[len(self._colors) // len(_PALETTE) * len(_PALETTE) :])
        known = self._known_colors.get(label)
        return known if known is not None and known not in taken else free_color(label, taken)

    def set_color(self, label: str, color: str) -> None:
        """Give a class the color that a person chose for it."""
        self._colors[label] = color
        self._known_colors[label] = color

    # -- number keys

    @property
    def assigned_keys(self) -> Mapping[int, str]:
        """The keys that a person gave to classes."""
        return self._keys

    def class_by_key(self, classes: Sequence[str]) -> dict[int, str]:
        """The class of each key: the one it was given to, or else the one at its place in the list."""
        given = {key: label for key, label in self._keys.items() if label in classes}
        found = dict(given)
        for key, label in zip(NUMBER_KEYS, classes, strict=False):
            if key not in found and label not in given.values():
                found[key] = label
        return found

    def set_key(self, label: str, key: int | None) -> None:
        """Give a class a key, which it has alone then; None takes it away."""
        self._keys = {other: of for other, of in self._keys.items() if of != label and other != key}
        if key is not None:
            self._keys[key] = label

    # -- what was used

    @property
    def recent_classes(self) -> tuple[str, ...]:
        """The classes that were used, the last one first."""
        return self._recent

    def mark_used(self, label: str) -> None:
        if label and self._recent[:1] != (label,):
            self._recent = tuple(dict.fromkeys((label, *self._recent)))[:MAX_RECENT_CLASSES]

    def sort_by_use(self, classes: Sequence[str]) -> list[str]:
        """`classes`, those first that were used, the last one at the top."""
        known = set(classes)
        return list(dict.fromkeys([*(label for label in self._recent if label in known), *classes]))

    # -- renaming

    def rename_class(self, source: str, target: str) -> None:
        """What was true of `source` is so of `target`, as far as that has no habits of its own; empty: of nobody."""
        color = self._colors.pop(source, None)
        if color is not None:
            self._known_colors[source] = color  # should it come back
        if target and color is not None and target not in self._colors:
            self.set_color(target, color)
        has_key = target in self._keys.values()
        self._keys = {
            key: target if label == source else label
            for key, label in self._keys.items()
            if label != source or (target and not has_key)
        }
        swapped = (target if label == source else label for label in self._recent)
        self._recent = tuple(dict.fromkeys(label for label in swapped if label))


_PALETTE = frozenset(CLASS_COLORS + MORE_COLORS)


@dataclass(frozen=True)
class FolderClasses:
    """What is remembered of the classes of one folder."""

    order: tuple[str, ...] = ()
    """The list as it was left; classes that came since follow."""
    keys: Mapping[int, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    """Merged or deleted by hand: they stay in a class list that cannot do without, and are not shown without boxes."""
    recent: tuple[str, ...] = ()

    def apply_order(self, classes: Iterable[str]) -> tuple[str, ...]:
        """`classes` of the folder's own list, with those remembered, in the order remembered."""
        gone = set(self.removed)
        every = dict.fromkeys(label for label in classes if label not in gone)
        kept = [label for label in self.order if label not in gone]
        return tuple(dict.fromkeys([*kept, *every]))

    def to_setting(self) -> dict[str, Any]:
        """For the settings."""
        return {
            "order": list(self.order),
            "keys": {str(key): label for key, label in self.keys.items()},
            "removed": list(self.removed),
            "recent": list(self.recent),
        }

    @classmethod
    def from_setting(cls, value: object) -> FolderClasses:
        """From the settings; what is of the wrong kind is left out."""
        if not isinstance(value, dict):
            return cls()
        keys = value.get("keys")
        return cls(
            _parse_texts(value.get("order")),
            {
                int(key): label
                for key, label in (keys.items() if isinstance(keys, dict) else ())
                if isinstance(key, str) and key.isdecimal() and isinstance(label, str)
            },
            _parse_texts(value.get("removed")),
            _parse_texts(value.get("recent")),
        )


def _parse_texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str) and item) if isinstance(value, list) else ()

"""Which names of new files are left, on any disk."""

from __future__ import annotations

from pathlib import Path

from detector.data.unicode_forms import compose_unicode


class TakenNames:
    """Paths of images that are written: disks may distinguish neither cases nor Unicode forms.

    Nor would they those of label files: `a.png` and `A.jpg` cannot be labeled by `a.xml` and `A.xml` everywhere.
    """

    def __init__(self) -> None:
        self._paths: set[str] = set()
        self._stems: dict[str, str] = {}

    def add_path(self, path: Path) -> None:
        stem = _format_stem(path)
        self._paths.add(fold_name(str(path)))
        self._stems.setdefault(fold_name(stem), stem)

    def is_free(self, path: Path) -> bool:
        stem = _format_stem(path)
        return fold_name(str(path)) not in self._paths and self._stems.get(fold_name(stem), stem) == stem


def fold_name(name: str) -> str:
    """The same for all names that some disk takes for one."""
    return compose_unicode(name).casefold()


def _format_stem(path: Path) -> str:
    return str(path.with_suffix(""))

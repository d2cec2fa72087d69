"""The classes of the open folder: which there are, which of them is current, and which are hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

MAX_LISTED_CLASSES = 2_000
"""Classes from files: with more, no list of them could be shown without a pause."""


@dataclass(frozen=True)
class FolderClasses:
    """Immutable; edits return new ones.

    Attributes:
        names: In order of appearance.
        current: The class that a person works with; empty if none was chosen yet.
        hidden: Classes whose boxes are hidden, in every image.
    """

    names: tuple[str, ...] = ()
    current: str = ""
    hidden: frozenset[str] = frozenset()

    def add_names(self, labels: Iterable[str]) -> FolderClasses:
        """Append those that are new."""
        known = dict.fromkeys((*self.names, *(label for label in labels if label)))
        return replace(self, names=tuple(known))

    def add_if_room(self, labels: Iterable[str]) -> FolderClasses:
        """Append what files name, up to `MAX_LISTED_CLASSES`: a file may name hundreds of thousands of classes."""
        known = frozenset(self.names)
        new = [label for label in dict.fromkeys(labels) if label not in known]
        return self.add_names(new[: max(MAX_LISTED_CLASSES - len(known), 0)])

    def replace_names(self, labels: Iterable[str]) -> FolderClasses:
        """Have these names, in this order."""
        names = tuple(dict.fromkeys(label for label in labels if label))
        if names == self.names:
            return self
        return replace(self, names=names, current=self.current if self.current in names else "")

    def rename_class(self, source: str, target: str) -> FolderClasses:
        """Have `target` in the place of `source`, or only once if it is there already; an empty one removes `source`.

        A class that gets a new name stays hidden; a class that becomes another has the visibility of that one.
        """
        is_new = target not in self.names
        swapped = (target if label == source and is_new else label for label in self.names)
        names = tuple(label for label in swapped if label and label != source)
        moves_hidden = source in self.hidden and target and is_new
        hidden = self.hidden - {source} | ({target} if moves_hidden else frozenset())
        return FolderClasses(names, target if self.current == source else self.current, hidden)

    def set_hidden(self, label: str, hidden: bool) -> FolderClasses:
        """Hide or show the boxes of a class."""
        return replace(self, hidden=self.hidden | {label} if hidden else self.hidden - {label})

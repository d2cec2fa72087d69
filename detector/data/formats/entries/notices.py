"""Collecting the images that a file lists, and reporting wrong and repeated entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from detector.data.formats.shared.wording import MAX_FAULTS_LISTED, format_count


@dataclass
class ImageListing:
    """Collects the entries of the file named `file`, in its order."""

    file: str
    entries_by_image: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Name of an image -> numbers of its entries."""
    _entry_count: int = 0
    _faults: list[str] = field(default_factory=list)

    def add_entry(self, name: str, lacks: str) -> bool:
        """Add the next entry of the file.

        Args:
            name: The name of the image in the file; empty if the entry has none.
            lacks: What is missing in that case, for the message.

        Returns:
            Whether the entry can be used.
        """
        number, self._entry_count = self._entry_count, self._entry_count + 1
        if not name.strip():
            self._faults.append(f"entry {number + 1} of its images lacks {lacks} and is not used")
            return False
        if name in self.entries_by_image:
            self._faults.append(f"the image {name} is listed twice; its boxes are taken together")
        self.entries_by_image[name] = (*self.entries_by_image.get(name, ()), number)
        return True

    def describe_faults(self) -> list[str]:
        """Sentences about unusable entries, and about images that are listed twice."""
        messages = [f"{self.file}: {fault}." for fault in self._faults[:MAX_FAULTS_LISTED]]
        if len(self._faults) > MAX_FAULTS_LISTED:
            messages.append(f"{self.file}: {len(self._faults) - MAX_FAULTS_LISTED} more entries have such faults.")
        return messages


def describe_outlined_shapes(file: str, shapes: Counter[str]) -> Iterator[str]:
    """A sentence about shapes that are used with their bounds, if there are any.

    Args:
        file: The name of the file.
        shapes: The number of shapes by type.
    """
    if shapes:
        kinds = ", ".join(f"{count} {kind}" for kind, count in shapes.items())
        total = format_count(shapes.total(), "shape that is no rectangle", "shapes that are no rectangles")
        yield f"{file} has {total} ({kinds}): the box around each is used, and the shape is kept."

"""What is in the folder of a data set and is not read, in one place for the window and for every command."""

from __future__ import annotations

from detector.data.formats.base import Dataset
from detector.data.unreadable_images import describe_unreadable_images, find_unreadable_images
from detector.data.unused_labels import unused_label_notices


def unreadable_image_notices(dataset: Dataset) -> tuple[str, ...]:
    """A sentence on images of kinds that cannot be read; nothing where there are none."""
    root = dataset.root if dataset.root.is_dir() else dataset.root.parent
    return describe_unreadable_images(find_unreadable_images(root))


def skipped_file_notices(dataset: Dataset) -> tuple[str, ...]:
    """Sentences on images of kinds that cannot be read, and on files that look like labels and are not read."""
    return (*unreadable_image_notices(dataset), *unused_label_notices(dataset))

"""How much of one image's labels can be held and shown. What exceeds a limit is reported; its file is not changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detector.errors import AnnotationUnreadableError
from detector.translatable import translatable

TOO_MANY_BOXES = translatable(
    "{name} has {boxes}; the limit is {limit:,} per image. Cut the image into tiles, or remove boxes. The file was "
    "not changed."
)

MAX_BOXES_PER_IMAGE = 20_000
"""Of one image: more cannot be painted, listed and compared without a pause."""
MAX_LABEL_CHARACTERS = 200
"""Characters; the names of classes stand in lists, menus and tags on the picture."""


def check_box_count(file: str, count: int, image: str = "") -> None:
    """See that the labels of one image can be held.

    Args:
        file: The name of the label file, for the sentence.
        count: Its boxes, or an upper limit of them that is quick to find.
        image: The name of the image, where the file has the labels of others, too.

    Raises:
        AnnotationUnreadableError: There are too many; the file must be left alone.
    """
    if count > MAX_BOXES_PER_IMAGE:
        boxes = f"{count:,} boxes{f' of {image}' if image else ''}"
        raise AnnotationUnreadableError(TOO_MANY_BOXES.format(name=file, boxes=boxes, limit=MAX_BOXES_PER_IMAGE))


def describe_long_labels(file: str, labels: Iterable[str]) -> Iterator[str]:
    """Say which labels are too long to be shown whole.

    Args:
        file: The name of the file that has them.
        labels: As they are written there.

    Yields:
        One sentence for all of them, if any.
    """
    lengths = {len(label) for label in labels if len(label) > MAX_LABEL_CHARACTERS}
    if lengths:
        yield (
            f"{file} has a class name of {max(lengths):,} characters; names over {MAX_LABEL_CHARACTERS} are "
            "displayed shortened. The file is not changed; rename the class."
        )

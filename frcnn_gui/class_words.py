"""Sentences about classes that are renamed, merged or deleted in a whole folder."""

from __future__ import annotations

from dataclasses import dataclass

KEEPS_LIST = {
    "yolo": "The class list keeps the name {source}, as its numbers must not move.",
    "csv": "A class list beside the table keeps the name {source}, as its numbers must not move.",
}
"""What formats cannot do when a class is merged or deleted."""
LABELME = "Polygons and other shapes that are no boxes keep their class."


@dataclass(frozen=True)
class Affected:
    """What an edit of a class would change. `unreadable`: label files that cannot be read and stay as they are."""

    boxes: int
    images: int
    unreadable: int = 0
    complete: bool = True
    """Whether all labels have been read."""


def affected(label: str, of: Affected) -> str:
    """`cat: 312 boxes in 87 images. 3 label files cannot be read and stay as they are.`"""
    if not of.complete:
        return f"{label}: {counted(of.boxes, 'box', 'boxes')} so far. The labels are still being read…"
    text = f"{label}: {boxes_in_images(of.boxes, of.images)}." if of.boxes else f"{label} has no boxes."
    if of.unreadable == 1:
        text += " 1 label file cannot be read and stays as it is."
    elif of.unreadable:
        text += f" {of.unreadable:,} label files cannot be read and stay as they are."
    return text


def boxes_in_images(boxes: int, images: int) -> str:
    return f"{counted(boxes, 'box', 'boxes')} in {counted(images, 'image', 'images')}"


def note(format_name: str, source: str, is_new: bool) -> str:
    """What else a person should know before it is done; may be empty."""
    told = []
    if format_name == "labelme":
        told.append(LABELME)
    if not is_new and format_name in KEEPS_LIST:
        told.append(KEEPS_LIST[format_name].format(source=source))
    if is_new and format_name == "yolo":
        told.append("The name changes in the class list; label files have numbers and stay as they are.")
    return " ".join(told)


def verb(source: str, target: str, is_new: bool) -> str:
    """What is done: `rename cat to dog`."""
    if not target:
        return f"delete {source}"
    return f"rename {source} to {target}" if is_new else f"merge {source} into {target}"


def done(source: str, target: str, is_new: bool) -> str:
    """What was done, before ` in 87 images`: `Renamed cat to dog`."""
    if not target:
        return f"Deleted {source}"
    return f"Renamed {source} to {target}" if is_new else f"Merged {source} into {target}"


def counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"

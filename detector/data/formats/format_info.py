"""What a label format is called, what it keeps, and the texts in which the window speaks of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

FormatName: TypeAlias = str
"""The short name of a format, as the command line and the settings have it: `voc`."""
Kept: TypeAlias = Literal["class_list", "verified"]
"""What only some formats keep: a list of classes in an order, and the mark of an image that was verified."""


@dataclass(frozen=True)
class EngineText:
    """A text for people with named places, which the window can translate.

    Attributes:
        template: English, marked with `translatable`: `as {program} writes them`.
        values: What goes into the places; these are not translated.
        count: The number that `%Ln` stands for, None where there is none.
    """

    template: str
    values: Mapping[str, str] = field(default_factory=dict)
    count: int | None = None

    def __str__(self) -> str:
        return self.template.replace("%Ln", str(self.count)).format(**self.values)


@dataclass(frozen=True)
class FormatInfo:
    """One label format in words: `INFO` in the module `info` of its folder.

    Texts are marked with `translatable`.

    Attributes:
        name: Its short name.
        title: Its name and the kind of file: `Pascal VOC XML`.
        plain_title: Its name alone, for sentences: `Pascal VOC`.
        short_title: As short as can be, for the status bar: `VOC`.
        suffixes: Of its label files, in lower case.
        has_file_per_image: Whether new labels go into a file for each image, named after it, not into one for all.
        has_pixel_coordinates: Whether its coordinates are pixels, not parts of the image's width and height.
        keeps: What it keeps that others do not.
        menu_title: `title` with the letter for the keyboard.
        new_folder_note: What choosing it for new folders does.
        keywords: More words under which that is found.
        export_note: What an export has and what it lacks, in few words.
        relabel_note: What to know before a class is renamed, merged or deleted.
        renamed_class_note: The same of a class that gets a new name.
        kept_class_note: The same of a class that is merged or deleted; `{source}` is its name.
    """

    name: FormatName
    title: str
    plain_title: str
    short_title: str
    suffixes: tuple[str, ...]
    has_file_per_image: bool
    menu_title: str
    new_folder_note: str
    keywords: str
    export_note: str
    keeps: frozenset[Kept] = frozenset()
    has_pixel_coordinates: bool = True
    relabel_note: str = ""
    renamed_class_note: str = ""
    kept_class_note: str = ""

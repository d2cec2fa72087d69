"""The names and texts of a label format, without its code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

FormatName: TypeAlias = str
"""The short name of a format on the command line and in the settings: `voc`."""
Kept: TypeAlias = Literal["class_list", "verified", "outlines"]
"""What only some formats store: an ordered class list, whether an image is verified, polygons and masks."""


@dataclass(frozen=True)
class EngineText:
    """A text with named placeholders that the window can translate.

    Attributes:
        template: The English text, marked with `translatable`: `as {program} writes them`.
        values: The values of the placeholders, which are not translated.
        count: The number for `%Ln`; None if the template has none.
    """

    template: str
    values: Mapping[str, str] = field(default_factory=dict)
    count: int | None = None

    def __str__(self) -> str:
        return self.template.replace("%Ln", str(self.count)).format(**self.values)


@dataclass(frozen=True)
class FormatInfo:
    """The names and texts of one label format: `INFO` in the module `info` of its package.

    Texts are marked with `translatable`.

    Attributes:
        name: The short name.
        title: The name with the type of file: `Pascal VOC XML`.
        plain_title: The name alone, for use in sentences: `Pascal VOC`.
        short_title: The shortest name, for the status bar: `VOC`.
        suffixes: The suffixes of its label files, in lower case.
        other_suffixes: The suffixes of its other files: class lists, configurations, masks.
        has_file_per_image: Whether new labels are written to one file per image, named after the image.
        has_pixel_coordinates: Whether coordinates are in pixels, not fractions of the image size.
        keeps: Which of the optional data it stores.
        has_one_ring: Whether an outline is one ring, without other parts and without holes.
        has_mask_shapes: Whether bitmaps and holes are written as masks, which not every program with this format opens.
        menu_title: `title` with its mnemonic.
        new_folder_note: What happens if it is chosen for new folders.
        keywords: Additional search terms for that action.
        export_note: What an export contains and what it leaves out, in a few words.
        relabel_note: A remark to show before a class is renamed, merged or deleted.
        renamed_class_note: The same, only for a class that gets a new name.
        kept_class_note: The same, only for a class that is merged or deleted; `{source}` is its name.
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
    other_suffixes: tuple[str, ...] = ()
    keeps: frozenset[Kept] = frozenset()
    has_one_ring: bool = False
    has_mask_shapes: bool = False
    has_pixel_coordinates: bool = True
    relabel_note: str = ""
    renamed_class_note: str = ""
    kept_class_note: str = ""

    @property
    def all_suffixes(self) -> tuple[str, ...]:
        """The suffixes that show that a folder may have its labels."""
        return (*self.suffixes, *self.other_suffixes)

"""The file an image gets with its first box, laid out as labelImg does."""

from __future__ import annotations

from pathlib import Path

from .xml_text import XmlText, escape, forbidden_character

_TEMPLATE = """<annotation>
\t<folder>{folder}</folder>
\t<filename>{filename}</filename>
\t<source>
\t\t<database>Unknown</database>
\t</source>
\t<size>
\t\t<width>{width}</width>
\t\t<height>{height}</height>
\t\t<depth>3</depth>
\t</size>
\t<segmented>0</segmented>
</annotation>
"""


def blank_text(image: Path, width: int, height: int) -> XmlText:
    """A file without objects; no `path`, which would name a place on this computer only."""
    folder, filename = (escape(_printable(name)).decode("utf-8") for name in (image.absolute().parent.name, image.name))
    return XmlText(_TEMPLATE.format(folder=folder, filename=filename, width=width, height=height).encode("utf-8"))


def _printable(name: str) -> str:
    """File names may hold characters that XML cannot."""
    while character := forbidden_character(name):
        name = name.replace(character, "\N{REPLACEMENT CHARACTER}")
    return name

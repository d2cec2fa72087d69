"""The text of a new Pascal VOC file, with labelImg's layout."""

from __future__ import annotations

from pathlib import Path

from detector.data.formats.shared.xml_text import XmlText, escape_xml
from detector.data.unicode_forms import escape_for_file_name

from .pixel_origin import VocOrigin
from .program import STUDIO_MARKS, VocProgram

_FILE_TEMPLATE = """<annotation>
\t<folder>{folder}</folder>
\t<filename>{filename}</filename>
\t<source>
\t\t<database>Unknown</database>
\t\t<annotation>{mark}</annotation>
\t</source>
\t<size>
\t\t<width>{width}</width>
\t\t<height>{height}</height>
\t\t<depth>3</depth>
\t</size>
\t<segmented>{segmented:d}</segmented>
</annotation>
"""


def build_blank_text(image: Path, width: int, height: int, origin: VocOrigin, segmented: bool = False) -> XmlText:
    """A file without objects, with a mark of its pixel origin.

    `path` is omitted, because it would be valid only on this computer.

    Args:
        image: Its image.
        width: Of the image, in pixels.
        height: Of the image.
        origin: The pixel origin of the file.
        segmented: Whether its objects have outlines, in PNG files.
    """
    names = (image.absolute().parent.name, image.name)
    folder, filename = (escape_xml(escape_for_file_name(name)).decode("utf-8") for name in names)
    program = VocProgram.STUDIO_EDGES if origin is VocOrigin.ZERO_BASED else VocProgram.STUDIO_PIXELS
    mark = STUDIO_MARKS[program]
    return XmlText(
        _FILE_TEMPLATE.format(
            folder=folder, filename=filename, width=width, height=height, mark=mark, segmented=segmented
        ).encode("utf-8")
    )

"""Pascal VOC files in the shapes people have them, for tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from detector.data.formats.voc.label_file import VocFile, VocOrigin

RICH = """<?xml version="1.0" encoding="UTF-8"?>
<!-- drawn by hand -->
<annotation checked='maybe > not'>
    <folder>cats &amp; dogs</folder>
    <filename>a.jpg</filename>
    <size><width>640</width><height>480</height><depth>3</depth></size>
    <owner><flickrid>x</flickrid></owner>

    <object id="7">
        <part>
            <name>head</name>
            <bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox>
        </part>
        <bndbox>
            <ymax> 40.0 </ymax><xmax>030</xmax>
            <ymin>20</ymin><xmin>10.50</xmin>
        </bndbox>
        <name>c<!-- not u -->at</name>
        <pose>Left</pose>
        <difficult>1</difficult>
        <truncated/>
        <attributes><color>black &lt; gray</color></attributes>
    </object>
    <!-- between -->
    <object>
        <name><![CDATA[R&D]]></name><pose>Unspecified</pose>
        <truncated>0</truncated><occluded>1</occluded><difficult>0</difficult>
        <bndbox><xmin>100</xmin><ymin>110</ymin><xmax>120</xmax><ymax>130</ymax></bndbox>
    </object>
    <segmented>0</segmented>
</annotation>
<!-- end -->
"""


def written(path: Path, content: str | bytes, origin: VocOrigin = VocOrigin.ONE_BASED) -> VocFile:
    """The file at `path` with this content, read."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return VocFile.from_path(path, origin)


def with_object(fields: str, size: str = "") -> str:
    return f"<annotation>{size}<object>{fields}</object></annotation>"


def corners(xmin: object, ymin: object, xmax: object, ymax: object) -> str:
    return f"<bndbox><xmin>{xmin}</xmin><ymin>{ymin}</ymin><xmax>{xmax}</xmax><ymax>{ymax}</ymax></bndbox>"


def by_lxml(content: bytes) -> Iterator[tuple[str, list[float]]]:
    """Label and corners of each object as another XML library reads them."""
    for item in etree.fromstring(content).findall("object"):
        box = item.find("bndbox")
        yield (
            "".join(item.find("name").itertext()),
            [float(box.findtext(key)) for key in ("xmin", "ymin", "xmax", "ymax")],
        )

"""Why tables that look like labels are not read."""

from __future__ import annotations

import pytest

from detector.data.formats.csv_table import unreadable_reason
from detector.data.formats.csv_table.encoding import NOT_UTF8
from detector.data.formats.csv_table.unreadable_reason import find_unreadable_reason
from tests.detector.data.formats.csv_samples import MAKESENSE, VIA
from tests.sentences import has_sentence

VIA_3 = (
    "# Exported using VGG Image Annotator (http://www.robots.ox.ac.uk/~vgg/software/via)\n# Notes:\n"
    "# CSV_HEADER = metadata_id,file_list,flags,temporal_coordinates,spatial_coordinates,metadata\n"
    '"1_x","[""a.jpg""]",0,"[]","[2,1,2,29,38]","{""1"":""cat""}"\n'
)


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (VIA_3.encode(), unreadable_reason.VIA_3_TABLE),
        (b"PK\x03\x04\x14\x00", unreadable_reason.WORKBOOK),
        (b"filename,class\na.jpg,cat\n", unreadable_reason.NO_BOX_COLUMNS),
        (b"xmin,ymin,xmax,ymax,class\n1,2,3,4,cat\n", unreadable_reason.NO_IMAGE_COLUMN),
        (b"image_name,BoxesString,domain\na.png,1 2 3 4;5 6 7 8,x\n", unreadable_reason.SEVERAL_BOXES),
        (b"filename,x1,y1,x2,y2,x3,y3,x4,y4\na.png,1,2,3,4,5,6,7,8\n", unreadable_reason.POLYGON_TABLE),
        (b"a.png,1,2,30,40\n", unreadable_reason.NO_HEADER),
        ("a.png,1,2,30,40,кошка\n".encode("cp1251"), NOT_UTF8.format(byte=16).removeprefix("it ")),
    ],
)
def test_that_each_has_its_reason(head: bytes, reason: str) -> None:
    found = find_unreadable_reason(head)
    assert found is not None
    assert has_sentence(found, reason)


@pytest.mark.parametrize(
    "head",
    [
        b"", b"epoch,loss\n1,0.5\n", b"name,0\n", b"\xff\xfe", b"\x00" * 50, b"one line",
        MAKESENSE.encode(), VIA.encode(), MAKESENSE.encode("utf-16"),
    ],
)  # fmt: skip
def test_that_other_files_and_tables_that_are_read_have_none(head: bytes) -> None:
    assert find_unreadable_reason(head) is None

"""Pictures as they are: no alpha that hides them, no band taken for another, no bits lost, of a part what is there."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from detector.config import get_preset
from detector.data.formats.registry import open_dataset
from detector.data.image_io import MAX_SIDE_PX, SIDE_TOO_LONG, decode_image, read_header, read_size
from detector.data.lint.problems import ProblemKind
from detector.data.lint.search import OTHER_SUFFIX, LabelSearch
from detector.data.tiff_planes import SEPARATE_PLANES
from detector.errors import ImageUnreadableError
from tests.sentences import sentence_pattern

from .image_samples import gradient, png, saved
from .tiff_samples import tiff

WIDTH, HEIGHT = 50, 40


def tiff_planes(bands: int = 3, bits: int = 16) -> NDArray[np.generic]:
    """(h, w, bands): all values of the depth, no two neighbors alike; a fourth band is all ones."""
    random = np.random.default_rng(1)
    highest = 2**bits - 1
    values = random.integers(0, highest, (HEIGHT, WIDTH, bands), endpoint=True).astype(
        np.uint16 if bits > 8 else np.uint8
    )
    values[0, 0, :3], values[0, 1, :3] = 0, highest
    values[..., 3:] = highest
    return values


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("layout", [{}, {"rows_per_strip": 7}, {"tile": 16}, {"tile": 64}])
@pytest.mark.parametrize("bands", [3, 4])
def test_that_16_bit_bands_in_planes_are_those_of_interleaved_ones(
    tmp_path: Path, order: str, layout: dict[str, int], bands: int
) -> None:
    values, extra = tiff_planes(bands), 2 if bands == 4 else None
    for in_planes in (False, True):
        path = written(tmp_path / "a.tif", tiff(values, order, in_planes, extra=extra, **layout))
        assert np.array_equal(decode_image(path).pixels, values[..., :3] >> 8)


@pytest.mark.parametrize("order", ["<", ">"])
def test_that_8_bit_bands_in_planes_are_read_whatever_their_alpha(tmp_path: Path, order: str) -> None:
    for extra in (None, 0, 1, 2):
        values = tiff_planes(4, 8)
        path = written(tmp_path / "a.tif", tiff(values, order, in_planes=True, extra=extra))
        assert np.array_equal(decode_image(path).pixels, values[..., :3])


@pytest.mark.parametrize("order", ["<", ">"])
def test_that_a_single_16_bit_band_in_a_plane_is_read(tmp_path: Path, order: str) -> None:
    values = tiff_planes(1)
    values[0, 0], values[0, 1] = 0, 65535
    path = written(tmp_path / "a.tif", tiff(values, order, in_planes=True, photometric=1))
    expected = np.rint(values.astype(np.float32) * np.float32(255 / 65535)).astype(np.uint8)
    assert np.array_equal(decode_image(path).pixels, np.repeat(expected, 3, axis=2))


def test_that_planes_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "a.tif", tiff(tiff_planes(4), in_planes=True, photometric=5))
    with pytest.raises(ImageUnreadableError, match=sentence_pattern(SEPARATE_PLANES, name="a.tif", bits=16)):
        decode_image(path)


def test_that_all_layouts_of_a_16_bit_tiff_give_the_same_picture(shared: Path) -> None:
    decoded = [decode_image(path).pixels for path in sorted((shared / "cases" / "12-tiff-planar16").glob("*.tif"))]
    assert len(decoded) == 7
    assert all(np.array_equal(one, decoded[0]) for one in decoded)
    assert len(np.unique(decoded[0].reshape(-1, 3), axis=0)) == 2


def test_that_a_bitmap_with_alpha_0_everywhere_is_the_picture(shared: Path) -> None:
    pixels = decode_image(shared / "cases" / "05-bmp-alpha-zero" / "a.bmp").pixels
    with Image.open(shared / "cases" / "05-bmp-alpha-zero" / "a.bmp") as image:
        assert np.array_equal(pixels, np.asarray(image)[..., :3])


@pytest.mark.parametrize("suffix", ["png", "tif", "webp", "tga", "bmp", "avif"])
def test_that_alpha_that_hides_all_is_none(tmp_path: Path, suffix: str) -> None:
    image = gradient(60, 50).convert("RGBA")
    image.putalpha(0)
    exact = {"webp": {"lossless": True, "exact": True}, "avif": {"quality": 100, "subsampling": "4:4:4"}}
    path = saved(tmp_path / f"a.{suffix}", image, **exact.get(suffix, {}))
    difference = np.abs(decode_image(path).pixels.astype(int) - np.asarray(gradient(60, 50)))
    assert difference.mean() < (4 if suffix == "avif" else 0.01)


def test_that_a_palette_that_hides_all_is_shown(tmp_path: Path) -> None:
    image = gradient().quantize(8)
    path = saved(tmp_path / "a.png", image, transparency=bytes(8))
    assert np.array_equal(decode_image(path).pixels, np.asarray(image.convert("RGB")))


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("extra", [None, 0])
def test_that_a_fourth_band_that_is_no_alpha_hides_nothing(tmp_path: Path, bits: int, extra: int | None) -> None:
    values = tiff_planes(4, bits)
    values[..., 3] = np.arange(WIDTH)  # infrared, say
    for in_planes in (False, True):
        path = written(tmp_path / "a.tif", tiff(values, in_planes=in_planes, extra=extra))
        assert np.array_equal(decode_image(path).pixels, values[..., :3] >> (bits - 8))


def test_that_a_tga_without_alpha_bits_has_no_alpha(tmp_path: Path) -> None:
    image = gradient(60, 50).convert("RGBA")
    image.putalpha(90)
    content = bytearray(saved(tmp_path / "a.tga", image).read_bytes())
    content[17] &= 0xF0
    assert np.array_equal(
        decode_image(written(tmp_path / "a.tga", bytes(content))).pixels, np.asarray(gradient(60, 50))
    )


def test_that_alpha_of_jpeg_2000_counts_where_it_is_declared(tmp_path: Path) -> None:
    image = gradient(60, 50).convert("RGBA")
    image.putpixel((3, 3), (0, 0, 0, 0))
    content = saved(tmp_path / "a.jp2", image, irreversible=False).read_bytes()
    assert b"cdef" in content
    assert decode_image(tmp_path / "a.jp2").pixels[3, 3].tolist() == [255, 255, 255]
    at = content.index(b"cdef") - 4
    (length,) = struct.unpack_from(">I", content, at)
    header = content.index(b"jp2h") - 4
    (header_length,) = struct.unpack_from(">I", content, header)
    shorter = struct.pack(">I", header_length - length)
    without = content[:header] + shorter + content[header + 4 : at] + content[at + length :]
    assert decode_image(written(tmp_path / "b.jp2", without)).pixels[3, 3].tolist() == [0, 0, 0]


@pytest.mark.parametrize("used", [10, 12, 14])
@pytest.mark.parametrize("kind", ["<", ">", "planes", "deflate", "png", "alpha"])
def test_that_colors_that_leave_bits_unused_are_stretched_as_gray_is(tmp_path: Path, used: int, kind: str) -> None:
    values = tiff_planes(3, used)
    path = tmp_path / "a.tif"
    if kind == "png":
        rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
        path = written(tmp_path / "a.png", png(WIDTH, HEIGHT, 16, 2, rows))
    elif kind == "alpha":
        written(path, tiff(np.dstack((values, np.full((HEIGHT, WIDTH), 65535, np.uint16))), extra=2))
    elif kind == "deflate":
        written(path, tiff(values, rows_per_strip=9, is_compressed=True))
    else:
        written(path, tiff(values, ">" if kind == ">" else "<", kind == "planes"))
    expected = np.rint(values.astype(np.float32) * np.float32(255 / (2**used - 1)))
    assert np.array_equal(decode_image(path).pixels, expected.astype(np.uint8))


def test_that_colors_of_all_16_bits_are_not_stretched(tmp_path: Path) -> None:
    values = (tiff_planes() >> 1).astype(np.uint16) + 5000
    path = written(tmp_path / "a.tif", tiff(values))
    assert np.array_equal(decode_image(path).pixels, values >> 8)


def test_that_a_jpeg_without_its_last_bytes_is_shown_with_a_notice(tmp_path: Path) -> None:
    for options in ({}, {"progressive": True}):
        path = saved(tmp_path / "a.jpg", gradient(200, 160).resize((400, 320)), quality=95, **options)
        whole = decode_image(path).pixels
        path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
        for highest in (None, 10_000):
            image = decode_image(path, highest)
            assert image.problem.startswith("a.jpg is truncated: a part of the image is gray.")
        cut = decode_image(path).pixels
        assert cut.shape == whole.shape
        if not options:
            assert np.array_equal(cut[:100], whole[:100])
            assert np.abs(cut[-8:].astype(int) - 128).max() <= 1
        assert read_size(path) == (400, 320)


@pytest.mark.parametrize("missing", [1, 2])
def test_that_a_jpeg_that_only_lacks_its_end_mark_is_whole_but_pointed_out(tmp_path: Path, missing: int) -> None:
    path = saved(tmp_path / "a.jpg", gradient(200, 160))
    whole = decode_image(path)
    assert whole.problem == ""
    path.write_bytes(path.read_bytes()[:-missing])
    cut = decode_image(path)
    assert np.array_equal(cut.pixels, whole.pixels)
    assert cut.problem


def test_that_a_jpeg_of_which_nothing_is_left_stays_unreadable(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.jpg", gradient(200, 160))
    content = path.read_bytes()
    start = content.index(b"\xff\xda")
    for end in (start + 14, start // 2, 30):
        path.write_bytes(content[:end])
        with pytest.raises(ImageUnreadableError, match=r"^a\.jpg is (damaged|not an image)"):
            decode_image(path)


def test_that_bytes_after_a_jpeg_do_no_harm(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.jpg", gradient(200, 160))
    path.write_bytes(path.read_bytes() + b"trailer of a camera" * 9000)
    assert decode_image(path).problem == ""


def labeled(folder: Path, image: Path, size: tuple[int, int]) -> None:
    box = "<xmin>3</xmin><ymin>3</ymin><xmax>30</xmax><ymax>30</ymax>"
    stated = "<size><width>{}</width><height>{}</height><depth>3</depth></size>".format(*size)
    (folder / f"{image.stem}.xml").write_text(
        f"<annotation><filename>{image.name}</filename>{stated}<object><name>cat</name><bndbox>{box}</bndbox></object>"
        "</annotation>"
    )


def problems(folder: Path) -> dict[ProblemKind, str]:
    found = LabelSearch(open_dataset(folder), get_preset("vgg16")).find_problems()
    return {problem.kind: problem.message for problem in found}


def test_that_check_finds_what_is_odd_about_pictures(tmp_path: Path) -> None:
    cut = saved(tmp_path / "cut.jpg", gradient(200, 160), quality=95)
    cut.write_bytes(cut.read_bytes()[:-200])
    labeled(tmp_path, cut, (200, 160))
    misnamed = tmp_path / "misnamed.jpg"
    gradient(80, 60).save(misnamed, "PNG")
    labeled(tmp_path, misnamed, (80, 60))
    found = problems(tmp_path)
    assert found[ProblemKind.IMAGE_INCOMPLETE].startswith("cut.jpg is truncated")
    assert found[ProblemKind.WRONG_SUFFIX] == (
        OTHER_SUFFIX.format(name="misnamed.jpg", format="PNG", renamed="misnamed.png")
    )
    assert ProblemKind.IMAGE_UNREADABLE not in found


@pytest.mark.parametrize(
    ("stated", "words"),
    [((0, 0), "says 0 x 0. That is not a valid size"), ((64, 48), "says 64 x 48. If the image was resized")],
)
def test_that_check_finds_a_size_that_is_none_or_of_another_picture(
    tmp_path: Path, stated: tuple[int, int], words: str
) -> None:
    labeled(tmp_path, saved(tmp_path / "a.png", gradient(80, 60)), stated)
    assert words in problems(tmp_path)[ProblemKind.WRONG_SIZE]


@pytest.mark.parametrize("size", [(1, MAX_SIDE_PX + 1), (MAX_SIDE_PX + 1, 1), (1, 299_000_000)])
def test_that_a_side_without_end_is_refused_by_the_header(tmp_path: Path, size: tuple[int, int]) -> None:
    path = written(tmp_path / "a.png", png(*size))
    for read in (read_header, decode_image):
        with pytest.raises(ImageUnreadableError, match=sentence_pattern(SIDE_TOO_LONG, limit=50_000_000)):
            read(path)

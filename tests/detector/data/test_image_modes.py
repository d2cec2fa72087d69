"""Every way of storing pixels comes out as the RGB that was put in; what was put in is known without any decoder."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from detector.data.image_io import DecodingStopped, decode_image

from .image_samples import gradient, saved

FOUR = np.array([[[255, 0, 0], [0, 255, 0]], [[0, 0, 255], [200, 100, 50]]], np.uint8)


def raw_png(rows: NDArray[np.uint8], width: int, depth: int, color: int, *chunks: bytes) -> bytes:
    """A PNG from its bytes: rows (h, bytes a row), without any filter."""
    header = struct.pack(">IIBBBBB", width, len(rows), depth, color, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def tiff(tags: dict[int, tuple[int, int, int]], pixels: bytes) -> bytes:
    """A big-endian TIFF of one strip; tags are number: (type, count, value)."""
    offset = 8
    entries = {**tags, 273: (4, 1, offset), 279: (4, 1, len(pixels))}
    directory = struct.pack(">H", len(entries))
    for tag, (kind, count, value) in sorted(entries.items()):
        directory += struct.pack(">HHI", tag, kind, count) + (
            struct.pack(">HH", value, 0) if kind == 3 else struct.pack(">I", value)
        )
    padding = b"\0" * (len(pixels) % 2)
    start = offset + len(pixels) + len(padding)
    return b"MM\0*" + struct.pack(">I", start) + pixels + padding + directory + struct.pack(">I", 0)


def written(path: Path, content: bytes) -> NDArray[np.uint8]:
    path.write_bytes(content)
    return decode_image(path).pixels


def gray(values: NDArray[np.generic]) -> list[object]:
    return np.repeat(values[:, :, None], 3, axis=2).tolist()


def test_that_colors_of_16_bits_are_shown_by_their_high_bytes(tmp_path: Path) -> None:
    wide = (FOUR.astype(">u2") * 257).view(np.uint8).reshape(2, -1)
    assert written(tmp_path / "rgb.png", raw_png(wide, 2, 16, 2)).tolist() == FOUR.tolist()
    opaque = np.concatenate([FOUR, np.full((2, 2, 1), 255, np.uint8)], axis=2)
    wide = (opaque.astype(">u2") * 257).view(np.uint8).reshape(2, -1)
    assert written(tmp_path / "rgba.png", raw_png(wide, 2, 16, 6)).tolist() == FOUR.tolist()


def test_that_gray_of_16_bits_is_stretched_whatever_the_order_of_its_bytes(tmp_path: Path) -> None:
    values = np.array([[100, 200], [300, 1100]], ">u2")
    expected = gray(np.rint((values.astype(float) - 100) / 1000 * 255).astype(int))
    assert written(tmp_path / "a.png", raw_png(values.view(np.uint8).reshape(2, -1), 2, 16, 0)).tolist() == expected
    tags = {256: (3, 1, 2), 257: (3, 1, 2), 258: (3, 1, 16), 259: (3, 1, 1), 262: (3, 1, 1), 277: (3, 1, 1)}
    assert written(tmp_path / "big.tif", tiff(tags, values.tobytes())).tolist() == expected


def test_that_float_tiffs_are_stretched(tmp_path: Path) -> None:
    values = np.array([[-1.5, 0.0], [1.0, 3.5]], ">f4")
    tags = {256: (3, 1, 2), 257: (3, 1, 2), 258: (3, 1, 32), 259: (3, 1, 1), 262: (3, 1, 1), 277: (3, 1, 1)}
    expected = gray(np.rint((values.astype(float) + 1.5) / 5 * 255).astype(int))
    assert written(tmp_path / "f.tif", tiff({**tags, 339: (3, 1, 3)}, values.tobytes())).tolist() == expected


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_that_gray_of_few_bits_reaches_from_black_to_white(tmp_path: Path, depth: int) -> None:
    highest = 2**depth - 1
    row = np.zeros(1, np.uint8)
    row[0] = highest << (8 - depth)  # the first pixel white, the others black
    found = written(tmp_path / "a.png", raw_png(row[None], 8 // depth, depth, 0))
    assert found[0, :, 0].tolist() == [255] + [0] * (8 // depth - 1)
    assert (found == found[:, :, :1]).all()


@pytest.mark.parametrize(("photometric", "expected"), [(0, [0, 255]), (1, [255, 0])])
def test_that_tiffs_of_one_bit_are_black_where_they_say(tmp_path: Path, photometric: int, expected: list[int]) -> None:
    tags = {256: (3, 1, 2), 257: (3, 1, 1), 258: (3, 1, 1), 259: (3, 1, 1), 262: (3, 1, photometric), 277: (3, 1, 1)}
    assert written(tmp_path / "a.tif", tiff(tags, b"\x80"))[0, :, 0].tolist() == expected


def test_that_palettes_with_half_transparent_entries_are_laid_on_white(tmp_path: Path) -> None:
    palette = chunk(b"PLTE", bytes([255, 0, 0, 0, 0, 200])) + chunk(b"tRNS", bytes([255, 0]))
    found = written(tmp_path / "a.png", raw_png(np.array([[0b01000000]], np.uint8), 2, 1, 3, palette))
    assert found.tolist() == [[[255, 0, 0], [255, 255, 255]]]


def test_that_gray_with_alpha_is_laid_on_white(tmp_path: Path) -> None:
    rows = np.array([[40, 255, 40, 0, 0, 127]], np.uint8)
    found = written(tmp_path / "a.png", raw_png(rows, 3, 8, 4))
    assert found[0, :, 0].tolist() == [40, 255, 128]


def test_that_cmyk_jpegs_of_photoshop_are_not_shown_reversed(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("CMYK", (16, 16), (0, 255, 255, 0)).save(path, quality=100)
    # Pillow marks what it writes as Adobe's, and reverses it: the first component stands in the file as 255 - 0.
    assert b"Adobe" in path.read_bytes()
    assert np.abs(decode_image(path).pixels[8, 8].astype(int) - [255, 0, 0]).max() <= 3
    Image.new("CMYK", (16, 16), (0, 0, 0, 255)).save(path, quality=100)
    assert decode_image(path).pixels[8, 8].max() <= 3


def test_that_the_first_frame_is_shown_however_the_others_are_laid_over_it(tmp_path: Path) -> None:
    first = Image.fromarray(np.full((8, 8), 3, np.uint8), "P")
    first.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0, 10, 200, 30])
    second = Image.new("RGB", (8, 8), "blue")
    for name, options in {"a.gif": {"disposal": 2, "loop": 0}, "a.png": {}, "a.webp": {"lossless": True}}.items():
        path = saved(tmp_path / name, first.convert("RGB"), save_all=True, append_images=[second], **options)
        assert np.abs(decode_image(path).pixels.astype(int) - [10, 200, 30]).max() <= 2, name


# -- progress


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".bmp", ".webp"])
def test_that_a_watched_image_is_the_same_and_progress_only_grows(tmp_path: Path, suffix: str) -> None:
    path = saved(tmp_path / f"a{suffix}", gradient(900, 700))
    messages: list[float] = []
    watched = decode_image(path, None, messages.append)
    assert np.array_equal(watched.pixels, decode_image(path).pixels)
    assert messages
    assert all(0 <= part <= 1 for part in messages)
    reading = [part for part in messages if part > 0.7 - 1e-9]
    assert reading == sorted(reading)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif"])
def test_that_decoding_stops_when_it_is_reported_to(tmp_path: Path, suffix: str) -> None:
    path = saved(tmp_path / f"a{suffix}", gradient(900, 700))

    def stop(_part: float) -> None:
        raise DecodingStopped

    with pytest.raises(DecodingStopped):
        decode_image(path, None, stop)
    assert decode_image(path).pixels.shape == (700, 900, 3)

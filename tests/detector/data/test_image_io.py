"""Decoding images: upright, 8-bit RGB, reduced where asked; and a sentence for everything that cannot be decoded."""

from __future__ import annotations

import struct
import subprocess
import sys
import threading
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from detector.data import image_io
from detector.data.image_io import IMAGE_SUFFIXES, decode_image, read_size
from detector.errors import ImageUnreadableError

from .image_samples import SIZE, fault, gradient, png, saved


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tif", ".tiff", ".ppm", ".webp", ".jpg", ".jpeg", ".gif"])
def test_that_every_format_gives_rgb_rows_of_pixels(tmp_path: Path, suffix: str) -> None:
    options = {".webp": {"lossless": True}, ".jpg": {"quality": 100, "subsampling": 0}}.get(suffix, {})
    path = saved(tmp_path / f"a{suffix}", gradient(), **options)
    image = decode_image(path)
    assert suffix in IMAGE_SUFFIXES
    assert (image.width, image.height, image.reduction) == (*SIZE, 1)
    assert image.pixels.shape == (6, 10, 3)
    assert image.pixels.dtype == np.uint8
    assert image.pixels.flags.c_contiguous
    assert image.pixels.flags.writeable
    assert read_size(path) == SIZE
    if suffix not in (".jpg", ".jpeg", ".gif"):
        assert np.array_equal(image.pixels, np.asarray(gradient()))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["png", "tif", "tif lzw", "webp", "jpg"])
def test_that_images_come_upright(tmp_path: Path, orientation: int, kind: str) -> None:
    suffix, _, compression = kind.partition(" ")
    options: dict[str, object] = {
        "tif": {"compression": f"tiff_{compression}"} if compression else {},
        "webp": {"lossless": True},
        "jpg": {"quality": 100, "subsampling": 0},
    }.get(suffix, {})
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(tmp_path / f"a.{suffix}", gradient(), exif=exif, **options)
    with Image.open(path) as opened:
        expected = np.asarray(ImageOps.exif_transpose(opened).convert("RGB"))
    image = decode_image(path)
    assert np.array_equal(image.pixels, expected)
    assert (image.height, image.width) == expected.shape[:2]
    assert read_size(path) == (image.width, image.height) == (SIZE if orientation < 5 else SIZE[::-1])
    assert image.pixels.flags.c_contiguous


def test_that_an_orientation_behind_the_pixels_of_a_png_counts(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = exif.tobytes().removeprefix(b"Exif\0\0")
    chunk = struct.pack(">I", len(data)) + b"eXIf" + data + struct.pack(">I", zlib.crc32(b"eXIf" + data))
    content = saved(tmp_path / "a.png", gradient()).read_bytes()
    (tmp_path / "a.png").write_bytes(content[:-12] + chunk + content[-12:])
    assert read_size(tmp_path / "a.png") == SIZE[::-1]
    assert np.array_equal(decode_image(tmp_path / "a.png").pixels, np.rot90(np.asarray(gradient()), -1))


def test_that_a_damaged_exif_block_does_not_hide_the_picture(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.jpg", gradient(), exif=b"Exif\0\0MM\0*\xff\xff\xff\xff broken")
    assert read_size(path) == SIZE
    assert decode_image(path).pixels.shape == (6, 10, 3)


def test_that_palette_gray_and_black_and_white_become_rgb(tmp_path: Path) -> None:
    gray = gradient().convert("L")
    expected = np.repeat(np.asarray(gray)[:, :, None], 3, axis=2)
    assert np.array_equal(decode_image(saved(tmp_path / "l.png", gray)).pixels, expected)
    palette = gradient().quantize(16)
    expected = np.asarray(palette.convert("RGB"))
    assert np.array_equal(decode_image(saved(tmp_path / "p.png", palette)).pixels, expected)
    bits = gradient().convert("1")
    assert set(np.unique(decode_image(saved(tmp_path / "1.png", bits)).pixels)) == {0, 255}


def test_that_transparent_parts_are_white_whatever_lies_under_them(tmp_path: Path) -> None:
    image = gradient().convert("RGBA")
    image.putpixel((0, 0), (9, 9, 9, 0))
    image.putpixel((1, 0), (0, 0, 0, 128))
    image.putpixel((2, 0), (7, 8, 9, 255))
    pixels = decode_image(saved(tmp_path / "a.png", image)).pixels
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[0, 1].tolist() == [127, 127, 127]
    assert pixels[0, 2].tolist() == [7, 8, 9]
    gray = Image.new("LA", SIZE, (0, 0))
    gray.putpixel((0, 0), (9, 255))
    assert (decode_image(saved(tmp_path / "la.png", gray)).pixels[1:] == 255).all()
    palette = Image.new("P", SIZE, 3)
    palette.putpixel((0, 0), 1)
    palette.putpalette([0] * 768)
    assert (decode_image(saved(tmp_path / "p.png", palette, transparency=3)).pixels[1:] == 255).all()


def test_that_cmyk_becomes_rgb(tmp_path: Path) -> None:
    for suffix in ("tif", "jpg"):
        path = saved(tmp_path / f"a.{suffix}", Image.new("CMYK", (16, 16), (0, 255, 255, 0)))
        assert np.abs(decode_image(path).pixels[8, 8].astype(int) - [255, 0, 0]).max() <= 3


def test_that_deep_gray_is_stretched_over_its_range(tmp_path: Path) -> None:
    values = np.array([[1000, 1500], [2000, 3000]], np.uint16)
    for name, image in {
        "a.png": Image.fromarray(values),
        "a.tif": Image.fromarray(values),
        "i.tif": Image.fromarray(values.astype(np.int32)),
        "f.tif": Image.fromarray(values.astype(np.float32)),
        "a.pgm": Image.fromarray(values),
    }.items():
        pixels = decode_image(saved(tmp_path / name, image)).pixels
        assert pixels[:, :, 0].tolist() == [[0, 64], [128, 255]], name
        assert (pixels == pixels[:, :, :1]).all()


def test_that_deep_gray_of_one_value_or_with_holes_is_shown(tmp_path: Path) -> None:
    flat = saved(tmp_path / "a.png", Image.fromarray(np.full((4, 4), 40_000, np.uint16)))
    assert (decode_image(flat).pixels == 255).all()
    holes = np.array([[np.nan, -np.inf], [-2.0, 2.0]], np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pixels = decode_image(saved(tmp_path / "a.tif", Image.fromarray(holes))).pixels
        assert pixels[:, :, 0].tolist() == [[0, 0], [0, 255]]
        nothing = saved(tmp_path / "b.tif", Image.fromarray(np.full((2, 2), np.nan, np.float32)))
        assert (decode_image(nothing).pixels == 0).all()


@pytest.mark.parametrize("suffix", [".gif", ".png", ".webp", ".tif"])
def test_that_of_an_animation_the_first_frame_is_shown(tmp_path: Path, suffix: str) -> None:
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    path = saved(tmp_path / f"a{suffix}", frames[0], save_all=True, append_images=frames[1:])
    pixel = decode_image(path).pixels[4, 4].astype(int)
    assert pixel[0] > 230
    assert pixel[2] < 25


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "I;16", "1"])
@pytest.mark.parametrize(("width", "height"), [(100, 60), (101, 61), (7, 300)])
def test_that_large_images_are_reduced_by_the_smallest_whole_factor(
    tmp_path: Path, mode: str, width: int, height: int
) -> None:
    gray = Image.fromarray((np.arange(width * height, dtype=np.uint16) % 60_000).reshape(height, width))
    image = gray if mode == "I;16" else gradient(width, height).convert(mode)
    result = decode_image(saved(tmp_path / "a.png", image), max_pixels=700)
    factor = result.reduction
    assert result.pixels.shape == (-(-height // factor), -(-width // factor), 3)
    assert result.pixels.shape[0] * result.pixels.shape[1] <= 700
    assert -(-height // (factor - 1)) * -(-width // (factor - 1)) > 700
    assert (result.width, result.height) == (width, height)


def test_that_reduction_is_the_mean_of_the_pixels_it_joins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image = gradient(9, 30)
    whole = decode_image(saved(tmp_path / "a.png", image), max_pixels=30).pixels
    assert np.abs(whole.astype(int) - np.asarray(image.reduce(3)).astype(int)).max() <= 1
    monkeypatch.setattr("detector.data.pixels.BAND_PIXELS", 60)
    assert np.array_equal(decode_image(tmp_path / "a.png", max_pixels=30).pixels, whole)
    assert np.array_equal(decode_image(tmp_path / "a.png").pixels, np.asarray(image))
    deep = saved(tmp_path / "b.png", Image.fromarray(np.arange(270, dtype=np.uint16).reshape(30, 9) * 200))
    assert np.array_equal(decode_image(deep).pixels[:, :, 0].ravel(), np.rint(np.arange(270) * 255 / 269))


@pytest.mark.parametrize(("max_pixels", "reduction"), [(10**6, 1), (70_000, 2), (30_000, 4), (9_000, 8), (2_000, 16)])
def test_that_jpeg_is_reduced_by_its_decoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, max_pixels: int, reduction: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(tmp_path / "a.jpg", gradient(501, 301), exif=exif)
    sizes: list[tuple[int, int]] = []
    load = Image.Image.load
    monkeypatch.setattr(Image.Image, "load", lambda image: (sizes.append(image.size), load(image))[1])
    image = decode_image(path, max_pixels)
    assert (image.width, image.height, image.reduction) == (301, 501, reduction)
    assert image.pixels.shape == (-(-501 // reduction), -(-301 // reduction), 3)
    scale = min(reduction, 8)
    assert sizes[0] == (-(-501 // scale), -(-301 // scale))


def test_that_max_pixels_must_make_sense(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="max_pixels"):
        decode_image(saved(tmp_path / "a.png", gradient()), max_pixels=0)


@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_that_two_hundred_megapixels_open_without_a_warning(tmp_path: Path, suffix: str) -> None:
    image = Image.new("L", (20_000, 10_000), 77)
    path = saved(tmp_path / f"a.{suffix}", image, **({"compress_level": 1} if suffix == "png" else {}))
    del image
    limit = Image.MAX_IMAGE_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_size(path) == (20_000, 10_000)
        small = decode_image(path, max_pixels=40_000_000)
    assert (small.width, small.height) == (20_000, 10_000)
    assert small.reduction == (3 if suffix == "png" else 4)
    assert (small.pixels == 77).all()
    assert limit == Image.MAX_IMAGE_PIXELS


def test_that_more_than_three_hundred_megapixels_are_refused_by_their_header(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(png(20_000, 15_001))
    message = fault(tmp_path / "a.png")
    for words in ("a.png", "300 megapixels", "20000 x 15001", "Make it smaller"):
        assert words in message
    (tmp_path / "a.png").write_bytes(png(20_000, 15_000))
    assert read_size(tmp_path / "a.png") == (20_000, 15_000)


def test_that_pillows_limit_is_back_after_threads_and_faults(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", gradient())
    (tmp_path / "bad.png").write_bytes(b"bad")
    limit = Image.MAX_IMAGE_PIXELS

    def work() -> None:
        for _ in range(50):
            decode_image(path)
            with pytest.raises(ImageUnreadableError):
                decode_image(tmp_path / "bad.png")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert limit is not None
    assert limit == Image.MAX_IMAGE_PIXELS


def test_that_importing_the_module_loads_neither_pillow_nor_numpy() -> None:
    script = (
        "import sys, detector.data.image_io, detector.data.folder; print('PIL' in sys.modules, 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
    assert image_io.MAX_MEGAPIXELS == 300

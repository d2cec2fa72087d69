"""Images that cannot be decoded: a sentence for each, and never half a picture."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from detector.data.image_io import EMPTY_IMAGE, NO_MEMORY, decode_image, read_size
from detector.errors import ImageUnreadableError
from tests.sentences import sentence_pattern

from .image_samples import fault, gradient, saved


def test_that_an_empty_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    assert fault(tmp_path / "a.jpg") == EMPTY_IMAGE.format(name="a.jpg")


@pytest.mark.parametrize(
    "content", [b"hello", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"<svg/>", b"%!PS-Adobe-3.0 EPSF-3.0"]
)
def test_that_what_is_no_image_is_reported(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    assert "a.jpg is not an image" in fault(tmp_path / "a.jpg")


@pytest.mark.parametrize("suffix", ["png", "bmp", "tif", "gif", "ppm", "webp"])
def test_that_a_truncated_image_is_reported_and_not_shown_half(tmp_path: Path, suffix: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3)).astype(np.uint8)
    path = saved(tmp_path / f"a.{suffix}", Image.fromarray(noise))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ImageUnreadableError, match=rf"a\.{suffix} is (damaged|not an image)"):
        decode_image(path)


def test_that_a_vanished_a_forbidden_and_a_misnamed_file_are_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "gone.jpg is no longer there" in fault(tmp_path / "gone.jpg")
    (tmp_path / "folder.jpg").mkdir()
    assert "folder.jpg is a folder" in fault(tmp_path / "folder.jpg")

    def refuse(path: Path, _mode: str, buffering: int = -1) -> io.BytesIO:
        raise PermissionError(13, os.strerror(13), str(path))

    monkeypatch.setattr(Path, "open", refuse)
    assert "a.jpg cannot be read: permission denied" in fault(tmp_path / "a.jpg")


def test_that_too_little_memory_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_image: Image.Image) -> None:
        raise MemoryError

    path = saved(tmp_path / "a.png", gradient())
    monkeypatch.setattr(Image.Image, "load", fail)
    with pytest.raises(ImageUnreadableError, match=sentence_pattern(NO_MEMORY)):
        decode_image(path)


CONTENTS: dict[str, bytes] = {}
for _format in ("JPEG", "PNG", "BMP", "GIF", "TIFF", "WEBP", "PPM"):
    _stream = io.BytesIO()
    gradient(24, 16).save(_stream, _format, **({"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0"} if _format == "JPEG" else {}))
    CONTENTS[_format] = _stream.getvalue()


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(CONTENTS)),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8),
    st.integers(0, 10**6),
)
def test_that_damage_of_any_kind_gives_an_image_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, format_name: str, changes: list[tuple[int, int]], cut: int
) -> None:
    content = bytearray(CONTENTS[format_name])
    for position, value in changes:
        content[position % min(len(content), 200)] = value
    path = tmp_path_factory.getbasetemp() / "damaged.jpg"
    path.write_bytes(content[: len(content) - cut % len(content) if cut % 3 == 0 else len(content)])
    message = ""
    try:
        size = read_size(path)
        if size[0] * size[1] < 10**6:
            image = decode_image(path, 10_000)
            assert image.pixels.shape[0] == -(-image.height // image.reduction)
    except ImageUnreadableError as error:
        message = str(error)
    assert message == "" or "damaged.jpg" in message

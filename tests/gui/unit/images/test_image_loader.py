"""Loading images: the latest request wins, neighbors are ready, and errors are reported without stopping anything."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from detector.data.formats.base import Dataset
from detector.data.formats.voc.dataset import VocFormat
from detector.data.image_io import DecodedImage, Watch, decode_image
from frcnn_gui.common.language import tr
from frcnn_gui.images import image_loader, pixel_cache
from frcnn_gui.images.image_loader import ImageLoader, LoadedImage, SharpenedImage
from frcnn_gui.images.pixel_cache import PixelCache
from tests.gui.unit.folders import write_image, write_labels
from tests.sentences import has_sentence


@pytest.fixture
def loader(qtbot: QtBot) -> Iterator[ImageLoader]:
    loader = ImageLoader()
    yield loader
    assert loader.stop()


def folder_of(image: Path) -> Dataset:
    return VocFormat().open_dataset(image.parent)


def loaded(qtbot: QtBot, loader: ImageLoader, path: Path) -> LoadedImage:
    with qtbot.waitSignal(loader.loaded, timeout=10_000) as signal:
        loader.request_image(0, path, folder_of(path))
    value = signal.args[0]
    assert isinstance(value, LoadedImage)
    return value


def test_that_an_image_comes_with_its_boxes(qtbot: QtBot, loader: ImageLoader, tmp_path: Path) -> None:
    image = write_image(tmp_path / "a.png", 64, 48)
    write_labels(image, (5, 6, 30, 28, "cat"))
    result = loaded(qtbot, loader, image)
    assert result.image is not None
    assert (result.image.width, result.image.height) == (64, 48)
    assert result.file is not None
    assert [annotation.label for annotation in result.file.image_annotations.annotations] == ["cat"]
    assert (result.read_only_reason, result.failure) == ("", "")


def test_that_an_image_without_labels_can_be_labeled(qtbot: QtBot, loader: ImageLoader, tmp_path: Path) -> None:
    result = loaded(qtbot, loader, write_image(tmp_path / "a.png"))
    assert result.file is not None
    assert result.file.image_annotations.annotations == ()
    assert not (tmp_path / "a.xml").exists()


def test_that_labels_that_cannot_be_read_lock_the_image(qtbot: QtBot, loader: ImageLoader, tmp_path: Path) -> None:
    image = write_image(tmp_path / "a.png")
    image.with_suffix(".xml").write_text("<annotation><object>")
    result = loaded(qtbot, loader, image)
    assert result.image is not None
    assert result.file is None
    assert "a.xml" in result.read_only_reason


def test_that_odd_labels_are_noticed(qtbot: QtBot, loader: ImageLoader, tmp_path: Path) -> None:
    image = write_image(tmp_path / "a.png", 64, 48)
    write_labels(image, (5, 6, 300, 28, "cat"))
    result = loaded(qtbot, loader, image)
    assert result.read_only_reason == ""
    assert any("a.xml" in text for text in result.notices)


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0 not a picture"])
def test_that_an_image_that_cannot_be_read_is_reported(
    qtbot: QtBot, loader: ImageLoader, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "broken.jpg"
    path.write_bytes(content)
    result = loaded(qtbot, loader, path)
    assert result.image is None
    assert "broken.jpg" in result.failure


def test_that_a_fault_of_the_decoder_is_reported_and_the_next_image_loads(
    qtbot: QtBot, loader: ImageLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(path: Path, max_pixels: int | None = None, _watch: Watch | None = None) -> DecodedImage:
        if path.name == "bad.png":
            raise ZeroDivisionError("a bug")
        return decode_image(path, max_pixels)

    monkeypatch.setattr(pixel_cache, "decode_image", faulty)
    assert "a bug" in loaded(qtbot, loader, write_image(tmp_path / "bad.png")).failure
    assert loaded(qtbot, loader, write_image(tmp_path / "good.png")).failure == ""


def test_that_only_the_latest_request_is_answered(
    qtbot: QtBot, loader: ImageLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoding, release = threading.Event(), threading.Event()
    decoded: list[str] = []

    def slow(path: Path, max_pixels: int | None = None, _watch: Watch | None = None) -> DecodedImage:
        decoded.append(path.name)
        decoding.set()
        assert release.wait(10)
        return decode_image(path, max_pixels)

    monkeypatch.setattr(pixel_cache, "decode_image", slow)
    answers: list[int] = []
    loader.loaded.connect(lambda result: answers.append(result.index))
    paths = [write_image(tmp_path / f"{number}.png") for number in range(4)]
    loader.request_image(0, paths[0], folder_of(paths[0]))
    assert decoding.wait(10)
    for number in (1, 2, 3):
        loader.request_image(number, paths[number], folder_of(paths[number]))
    release.set()
    qtbot.waitUntil(lambda: bool(answers))
    qtbot.wait(30)
    assert answers == [3]
    assert decoded == ["0.png", "3.png"]  # those in between were never decoded


def test_that_neighbors_are_decoded_ahead(
    qtbot: QtBot, loader: ImageLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[str] = []

    def noting(path: Path, max_pixels: int | None = None, _watch: Watch | None = None) -> DecodedImage:
        decoded.append(path.name)
        return decode_image(path, max_pixels)

    monkeypatch.setattr(pixel_cache, "decode_image", noting)
    first, second = (write_image(tmp_path / name) for name in ("a.png", "b.png"))
    with qtbot.waitSignal(loader.loaded):
        loader.request_image(0, first, folder_of(first), (second,))
    qtbot.waitUntil(lambda: decoded == ["a.png", "b.png"])
    loaded(qtbot, loader, second)
    assert decoded == ["a.png", "b.png"]


def test_that_labels_are_read_when_the_image_is_shown_and_not_ahead(
    qtbot: QtBot, loader: ImageLoader, tmp_path: Path
) -> None:
    image = write_image(tmp_path / "a.png")
    write_labels(image, (5, 6, 30, 28, "cat"))
    loaded(qtbot, loader, image)
    write_labels(image, (5, 6, 30, 28, "dog"))
    result = loaded(qtbot, loader, image)
    assert result.file is not None
    assert [annotation.label for annotation in result.file.image_annotations.annotations] == ["dog"]


def test_that_an_image_replaced_on_disk_is_decoded_again(tmp_path: Path) -> None:
    cache = PixelCache()
    path = write_image(tmp_path / "a.png", 20, 10)
    assert cache.fetch_image(path).width == 20
    write_image(path, 200, 100)
    assert cache.fetch_image(path).width == 200


def test_that_the_cache_is_bounded_by_its_bytes_and_drops_the_oldest(tmp_path: Path) -> None:
    cache = PixelCache(max_bytes=2 * 64 * 48 * 3)
    paths = [write_image(tmp_path / f"{number}.png", 64, 48) for number in range(3)]
    for path in (paths[0], paths[1], paths[0], paths[2]):
        cache.fetch_image(path)
    assert [path in cache for path in paths] == [True, False, True]


def test_that_an_image_whose_pixels_do_not_all_fit_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_loader, "compute_affordable_pixels", lambda: 64 * 48 - 1)
    path = write_image(tmp_path / "huge.png", 64, 48)
    pixels = decode_image(path).pixels[::2, ::2].copy()
    result = image_loader.load_labels(0, path, folder_of(path), DecodedImage(pixels, 64, 48, 2))
    (notice,) = result.notices
    text = tr(image_loader.LARGE_IMAGE_TEXT)
    assert has_sentence(notice, text, path="huge.png", size="64 x 48 pixels", reduction=2)
    monkeypatch.setattr(image_loader, "compute_affordable_pixels", lambda: 64 * 48)
    assert image_loader.load_labels(0, path, folder_of(path), DecodedImage(pixels, 64, 48, 2)).notices == ()


def test_that_decoding_stops_when_another_image_is_wanted(
    qtbot: QtBot, loader: ImageLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [write_image(tmp_path / f"{number}.png") for number in range(2)]
    begun, ended = threading.Event(), threading.Event()

    def endless(path: Path, max_pixels: int | None = None, watch: Watch | None = None) -> DecodedImage:
        if path == paths[1]:
            return decode_image(path, max_pixels)
        assert watch is not None
        begun.set()
        try:
            while True:
                watch(0.5)
        finally:
            ended.set()

    monkeypatch.setattr(pixel_cache, "decode_image", endless)
    loader.request_image(0, paths[0], folder_of(paths[0]))
    assert begun.wait(10)
    assert loaded(qtbot, loader, paths[1]).failure == ""
    assert ended.is_set()


def test_that_decoding_ahead_continues_when_just_that_image_is_wanted(
    qtbot: QtBot, loader: ImageLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [write_image(tmp_path / f"{number}.png") for number in range(2)]
    begun, release, decoded = threading.Event(), threading.Event(), []

    def slow(path: Path, max_pixels: int | None = None, watch: Watch | None = None) -> DecodedImage:
        decoded.append(path.name)
        if path == paths[1]:
            begun.set()
            assert release.wait(10)
            assert watch is not None
            watch(0.5)
        return decode_image(path, max_pixels)

    monkeypatch.setattr(pixel_cache, "decode_image", slow)
    loader.request_image(0, paths[0], folder_of(paths[0]), (paths[1],))
    assert begun.wait(10)
    with qtbot.waitSignal(loader.loaded, check_params_cb=lambda result: result.index == 1):
        loader.request_image(1, paths[1], folder_of(paths[1]))
        release.set()
    assert decoded == ["0.png", "1.png"]


def test_that_all_pixels_come_after_the_first_look_and_only_for_the_current_image(
    qtbot: QtBot, loader: ImageLoader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pixel_cache, "MAX_PIXELS", 1_000)
    parts: list[float] = []
    sharp: list[SharpenedImage] = []
    loader.progress_changed.connect(lambda _path, part: parts.append(part))
    loader.sharpened.connect(sharp.append)
    path = write_image(tmp_path / "a.png", 64, 48)
    first = loaded(qtbot, loader, path)
    assert first.image is not None
    assert first.image.reduction == 2
    qtbot.waitUntil(lambda: bool(sharp))
    assert sharp[0].path == path
    assert sharp[0].image is not None
    assert sharp[0].image.pixels.shape == (48, 64, 3)
    assert parts
    loader.loaded.connect(lambda _result: loader.drop_request())
    loaded(qtbot, loader, path)
    qtbot.wait(100)
    assert len(sharp) == 1

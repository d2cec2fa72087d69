"""Images that are decoded before they are asked for: in order, bounded, and stopped at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from detector.data import image_prefetch as module
from detector.data.image_io import DecodedImage, DecodingStopped, Watch, decode_image
from detector.data.image_prefetch import MAX_PREFETCHED_IMAGES, NetworkImage, NetworkImageReader, prefetch_images
from tests.detector.drawn import draw

PATHS = [Path(f"{number}.png") for number in range(8)]


class Maker:
    """Makes pictures of `side` x `side` pixels, and keeps the paths of those that it has made."""

    def __init__(self, side: int = 4, wait: Callable[[Watch], None] = lambda _watch: None) -> None:
        self.made: list[Path] = []
        self._side, self._wait = side, wait

    def __call__(self, path: Path, watch: Watch) -> NetworkImage:
        self._wait(watch)
        self.made.append(path)
        pixels = np.zeros((self._side, self._side, 3), dtype=np.uint8)
        return NetworkImage(path, DecodedImage(pixels, self._side, self._side))


def settle(maker: Maker) -> int:
    """How many pictures were made once no more are."""
    before = -1
    while before != len(maker.made):
        before = len(maker.made)
        time.sleep(0.05)
    return before


def test_that_images_come_in_order_and_faults_as_sentences(tmp_path: Path) -> None:
    paths = [draw(tmp_path / f"{number}.png", [], 40 + number, 30) for number in range(5)]
    paths[2].write_bytes(b"no image")
    got = list(prefetch_images(NetworkImageReader(10_000).read_image, paths))
    assert [path for path, _ in got] == paths
    assert "2.png" in str(got[2][1])
    for path, shown in (got[0], got[4]):
        assert isinstance(shown, NetworkImage)
        np.testing.assert_array_equal(shown.reduced.pixels, decode_image(path, 10_000).pixels)
        assert shown.full is None


def test_that_no_more_images_are_decoded_than_may_wait() -> None:
    maker = Maker()
    shown_images = prefetch_images(maker, PATHS)
    next(shown_images)
    assert settle(maker) == 1 + MAX_PREFETCHED_IMAGES
    shown_images.close()


def test_that_large_images_do_not_wait_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PREFETCHED_BYTES", 100)
    maker = Maker(side=10)
    shown_images = prefetch_images(maker, PATHS)
    next(shown_images)
    assert settle(maker) == 2
    shown_images.close()


def test_that_closing_ends_the_thread_in_the_middle_of_an_image() -> None:
    begun = threading.Event()

    def for_ever(watch: Watch) -> None:
        begun.set()
        while True:
            watch(0.5)
            time.sleep(0.001)

    raised = threading.Event()

    def stop_when_begun() -> None:
        if begun.is_set():
            raised.set()
            raise DecodingStopped

    shown_images = prefetch_images(Maker(wait=for_ever), PATHS, stop_when_begun)
    with pytest.raises(DecodingStopped):
        next(shown_images)
    assert raised.is_set()
    assert not [thread for thread in threading.enumerate() if thread.name == "prefetch"]


def test_that_an_error_nobody_foresaw_reaches_who_asks() -> None:
    def fail(_watch: Watch) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(prefetch_images(Maker(wait=fail), PATHS))


@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_that_images_larger_than_a_tile_come_at_full_resolution_too(tmp_path: Path, suffix: str) -> None:
    large = draw(tmp_path / f"large.{suffix}", [("square", (100, 100, 300, 300))], 500, 400)
    small = draw(tmp_path / f"small.{suffix}", [], 256, 200)
    reader = NetworkImageReader(500 * 400 // 3, tile_size=256)
    shown = reader.read_image(large)
    assert shown.full is not None
    assert shown.full.pixels.shape == (400, 500, 3)
    np.testing.assert_array_equal(shown.reduced.pixels, decode_image(large, reader.max_pixels).pixels)
    assert reader.read_image(small).full is None
    assert NetworkImageReader(reader.max_pixels).read_image(large).full is None

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from detector.compute.distributed import Process
from detector.config import InputConfig, TrainingConfig
from detector.data.image_io import DecodedImage, decode_image
from detector.data.labeled_set import TrainingSet, load_training_set
from detector.errors import DatasetError
from detector.training.batches import NONE_DECODABLE, Batch, BatchStream, load_image
from tests.detector.drawn import draw, drawn_folder
from tests.sentences import sentence_pattern

INPUT = InputConfig(short_side=96, long_side=160)
RECIPE = TrainingConfig(batch_size=2, workers=1)


def take(
    images: TrainingSet, count: int, recipe: TrainingConfig = RECIPE, start: int = 0, process: Process | None = None
) -> list[Batch]:
    with BatchStream(images, recipe, INPUT, start, process or Process()) as stream:
        return [stream.take_batch() for _ in range(count)]


def content(batches: list[Batch]) -> list[object]:
    """All that a step sees of them."""
    return [
        (
            batch.names,
            batch.seeds,
            [round(float(image.sum()), 3) for image in batch.pixels],
            [target["boxes"].tolist() for target in batch.targets],
        )
        for batch in batches
    ]


def test_that_boxes_shrink_with_an_image_that_is_decoded_reduced(tmp_path: Path) -> None:
    image = load_training_set(drawn_folder(tmp_path, 2)).images[1]
    recipe = replace(RECIPE, flip=False)
    pixels, target = load_image(image, 128 * 96 // 4, recipe, np.random.default_rng(0))
    assert pixels.shape == (3, 48, 64)
    np.testing.assert_allclose(target["boxes"].numpy(), image.boxes / 2)


def test_that_a_stream_continues_from_any_step_as_if_it_had_never_stopped(tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path, 5))
    whole = content(take(images, 9))
    assert content(take(images, 5, start=4)) == whole[4:]


def test_that_the_number_of_threads_changes_nothing(tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path, 5))
    assert content(take(images, 8, replace(RECIPE, workers=4))) == content(take(images, 8))


def test_that_processes_share_every_batch_of_one_process(tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path, 7))
    alone = take(images, 5, replace(RECIPE, batch_size=4))
    parts = [take(images, 5, RECIPE, process=Process(rank, 2)) for rank in range(2)]
    for step, batch in enumerate(alone):
        assert batch.names == (*parts[0][step].names, *parts[1][step].names)
        assert batch.seeds == (*parts[0][step].seeds, *parts[1][step].seeds)


def test_that_every_sample_of_the_network_has_its_own_seed(tmp_path: Path) -> None:
    seeds = [seed for batch in take(load_training_set(drawn_folder(tmp_path, 4)), 6) for seed in batch.seeds]
    assert len(set(seeds)) == len(seeds) == 12


def test_that_every_image_comes_in_every_epoch_in_an_order_of_its_own(tmp_path: Path) -> None:
    batches = take(load_training_set(drawn_folder(tmp_path, 5)), 6)
    epochs = [[name for batch in part for name in batch.names] for part in (batches[:3], batches[3:])]
    for names in epochs:
        assert len(set(names)) == 5
        assert names[5] == names[0]  # the last batch is filled up
    assert epochs[0] != epochs[1]


def test_that_a_batch_larger_than_the_set_is_filled(tmp_path: Path) -> None:
    (batch,) = take(load_training_set(drawn_folder(tmp_path, 2)), 1, replace(RECIPE, batch_size=5))
    assert len(batch.images) == 5


def test_that_a_seed_decides_order_and_flips(tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path, 5))
    assert content(take(images, 8)) == content(take(images, 8))
    assert content(take(images, 8)) != content(take(images, 8, replace(RECIPE, seed=1)))


def test_that_an_unreadable_image_is_named_once_and_its_place_taken(tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path, 3))
    (tmp_path / "image_1.png").write_bytes(b"no longer an image")
    batches = take(images, 9)
    messages = [text for batch in batches for text in batch.skipped]
    assert len(messages) == 1
    assert "image_1.png" in messages[0]
    assert all(len(batch.images) == 2 for batch in batches)
    assert {name for batch in batches for name in batch.names} == {"image_0.png", "image_2.png"}


def test_that_a_folder_of_unreadable_images_ends_in_a_sentence(tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path, 2))
    for path in tmp_path.glob("*.png"):
        path.unlink()
    with pytest.raises(DatasetError, match=sentence_pattern(NONE_DECODABLE)):
        take(images, 1)


def test_that_leaving_early_ends_the_threads(tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path, 2))
    with BatchStream(images, RECIPE, INPUT) as stream:
        stream.take_batch()
    with pytest.raises(RuntimeError):
        stream.take_batch()


def test_that_leaving_early_reads_no_more_images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    images = load_training_set(drawn_folder(tmp_path, 2))
    read: list[Path] = []

    def slowly(path: Path, max_pixels: int) -> DecodedImage:
        read.append(path)
        time.sleep(0.02)
        return decode_image(path, max_pixels)

    monkeypatch.setattr("detector.training.batches.decode_image", slowly)
    with BatchStream(images, replace(RECIPE, batch_size=16), INPUT):
        pass
    assert len(read) < 8


def test_that_threads_share_a_batch_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    images = load_training_set(drawn_folder(tmp_path, 2))
    together = threading.Barrier(4, timeout=10)

    def at_once(path: Path, max_pixels: int) -> DecodedImage:
        together.wait()  # until four images of the batch are being read
        return decode_image(path, max_pixels)

    monkeypatch.setattr("detector.training.batches.decode_image", at_once)
    with BatchStream(images, replace(RECIPE, batch_size=4, workers=4), INPUT) as stream:
        assert len(stream.take_batch().images) == 4
        together.abort()


def test_that_images_keep_their_own_sizes(tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path, 2))
    draw(tmp_path / "image_0.png", [], 200, 100)
    (batch,) = take(load_training_set(images.root), 1, replace(RECIPE, flip=False))
    assert sorted(tuple(image.shape) for image in batch.pixels) == [(3, 96, 128), (3, 100, 200)]


def test_that_a_jpeg_without_its_last_bytes_is_learned_from_and_reported_once(tmp_path: Path) -> None:
    whole = load_training_set(drawn_folder(tmp_path, 1))
    path = tmp_path / "cut.jpg"
    noise = np.random.default_rng(0).integers(0, 255, (96, 128, 3)).astype(np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:-2000])
    images = replace(whole, images=(replace(whole.images[0], path=path, width=128, height=96),))
    first, second = take(images, 2, replace(RECIPE, batch_size=1))
    assert [text.startswith("cut.jpg is truncated") for text in first.skipped] == [True]
    assert second.skipped == ()
    assert first.names == second.names == ("cut.jpg",)

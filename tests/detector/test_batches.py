from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from detector.config import InputConfig
from detector.data.labelled_set import TrainingSet, load_training_set
from detector.errors import DatasetError
from detector.training.batches import Batch, BatchStream, load_sample
from tests.detector.drawn import draw, drawn_folder

INPUT = InputConfig(short_side=96, long_side=160)


def take(images: TrainingSet, count: int, batch_size: int = 2, seed: int = 0, flip: bool = True) -> list[Batch]:
    with BatchStream(images, batch_size, INPUT, flip, seed) as stream:
        return [stream.next() for _ in range(count)]


def test_that_a_flipped_image_has_its_boxes_over_the_same_pixels(tmp_path: Path) -> None:
    image = load_training_set(drawn_folder(tmp_path, 2)).images[1]
    plain, target = load_sample(image, 10**9)
    flipped, other = load_sample(image, 10**9, flip=True)
    assert torch.equal(flipped, plain.flip(2))
    for one, two in zip(target["boxes"].int().tolist(), other["boxes"].int().tolist(), strict=True):
        crop = plain[:, one[1] : one[3], one[0] : one[2]]
        assert torch.equal(flipped[:, two[1] : two[3], two[0] : two[2]], crop.flip(2))


def test_that_boxes_shrink_with_an_image_that_is_decoded_reduced(tmp_path: Path) -> None:
    image = load_training_set(drawn_folder(tmp_path, 2)).images[1]
    pixels, target = load_sample(image, 128 * 96 // 4)
    assert pixels.shape == (3, 48, 64)
    np.testing.assert_allclose(target["boxes"].numpy(), image.boxes / 2)


def test_that_every_image_comes_once_before_any_comes_again(tmp_path: Path) -> None:
    names = [name for batch in take(load_training_set(drawn_folder(tmp_path, 5)), 5) for name in batch.names]
    assert len(set(names[:5])) == len(set(names[5:])) == 5
    assert names[:5] != names[5:]


def test_that_a_seed_decides_order_and_flips(tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path, 5))

    def boxes(seed: int) -> list[list[float]]:
        return [target["boxes"].flatten().tolist() for batch in take(images, 8, seed=seed) for target in batch.targets]

    assert boxes(1) == boxes(1)
    assert boxes(1) != boxes(2)


def test_that_an_unreadable_image_is_named_once_and_its_place_taken(tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path, 3))
    (tmp_path / "image_1.png").write_bytes(b"no longer an image")
    batches = take(images, 6)
    told = [text for batch in batches for text in batch.skipped]
    assert len(told) == 1
    assert "image_1.png" in told[0]
    assert all(len(batch.images) == 2 for batch in batches)
    assert {name for batch in batches for name in batch.names} == {"image_0.png", "image_2.png"}


def test_that_a_folder_of_unreadable_images_ends_in_a_sentence(tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path, 2))
    for path in tmp_path.glob("*.png"):
        path.unlink()
    with pytest.raises(DatasetError, match="None of the labelled images"):
        take(images, 1)


def test_that_leaving_early_ends_the_thread(tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path, 2))
    with BatchStream(images, 1, INPUT, True, 0) as stream:
        stream.next()
    with pytest.raises(RuntimeError):
        stream.next()


def test_that_images_keep_their_own_sizes(tmp_path: Path) -> None:
    images = load_training_set(drawn_folder(tmp_path, 2))
    draw(tmp_path / "image_0.png", [], 200, 100)
    (batch,) = take(load_training_set(images.root), 1, flip=False)
    assert sorted(tuple(image.shape) for image in batch.images) == [(3, 96, 128), (3, 100, 200)]

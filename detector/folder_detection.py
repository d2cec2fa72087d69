"""Detection in many images: each decoded while the one before is processed, large ones also tile by tile."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from detector.compute.heap import keep_heap
from detector.data.image_prefetch import NetworkImage, NetworkImageReader, prefetch_images
from detector.data.outlines.bitmap import Bitmap
from detector.predictor import PredictedBoxes, Predictor, max_decode_pixels
from detector.proposal_sources.proposed_boxes import ProposalSourceError
from detector.tiles.tile_merging import PartDetections, join_detections
from detector.tiles.tiling import Tile, Tiling, cover_with_tiles
from detector.torchvision_parts import ops

if TYPE_CHECKING:
    from pathlib import Path

PartProgress = Callable[[int, int], None]
"""Called with how many parts of an image are done, and of how many (0: it is still being read); stops by raising."""


def ignore_progress(_done: int, _total: int) -> None:
    """Follow nothing."""


def detect_folder(
    predictor: Predictor,
    images: Iterable[Path],
    score: float | None = None,
    tiling: Tiling | None = None,
    on_progress: PartProgress = ignore_progress,
    with_masks: bool = False,
) -> Iterator[tuple[Path, PredictedBoxes | str]]:
    """Detect in one image after the other. To cancel, stop iterating, or raise in `on_progress`.

    Args:
        predictor: After each image it is set to the whole of it, with tiles or without.
        images: Where they lie.
        score: The lowest of a detection; None: the value in the model's configuration.
        tiling: How images that are larger than a tile are cut; None: not at all.
        on_progress: Called before each part of an image, and while one is waited for.
        with_masks: Whether a network with a mask head also finds the pixels of objects.

    Yields:
        For each image what was found, or a sentence why it could not be read.
    """
    with keep_heap(), closing(decode_images(predictor, images, tiling, on_progress)) as decoded:
        for path, image in decoded:
            if isinstance(image, str):
                yield path, image
            else:
                try:
                    yield path, detect_image(predictor, image, score, tiling, on_progress, with_masks)
                except ProposalSourceError as error:  # a file has no proposals of this image
                    yield path, str(error)


def decode_images(
    predictor: Predictor,
    images: Iterable[Path],
    tiling: Tiling | None = None,
    on_progress: PartProgress = ignore_progress,
) -> Generator[tuple[Path, NetworkImage | str], None, None]:
    """Decode images as `detect_image` needs them; `on_progress` is called while one is waited for."""
    return prefetch_images(create_image_reader(predictor, tiling).read_image, images, lambda: on_progress(0, 0))


def create_image_reader(predictor: Predictor, tiling: Tiling | None) -> NetworkImageReader:
    """Create what decodes images for a network, those larger than a tile at full resolution, too."""
    config = predictor.model.config.input
    return NetworkImageReader(max_decode_pixels(config), 0 if tiling is None else tiling.tile_size_for(config))


def detect_image(
    predictor: Predictor,
    image: NetworkImage,
    score: float | None = None,
    tiling: Tiling | None = None,
    on_progress: PartProgress = ignore_progress,
    with_masks: bool = False,
) -> PredictedBoxes:
    """Detect in one image, and in its tiles where it is larger than one.

    Args:
        predictor: Is set to the whole image in the end.
        image: Of `decode_images` with the same `tiling`.
        score: The lowest of a detection; None: the value in the model's configuration.
        tiling: How the image is cut; None: not at all.
        on_progress: Called before each part.
        with_masks: Whether a network with a mask head also finds the pixels of objects.

    Returns:
        What was found, best first. With tiles, the most detections of the configuration count for each tile.
    """
    whole = image.reduced
    with_masks = with_masks and predictor.model.config.has_masks
    views: list[PartDetections] = []
    masks: list[Bitmap] = []
    tiles: tuple[Tile, ...] = ()
    if tiling is not None and image.full is not None:
        size = tiling.tile_size_for(predictor.model.config.input)
        tiles = cover_with_tiles(whole.width, whole.height, size, tiling.overlap)
        for done, tile in enumerate(tiles):
            on_progress(done, len(tiles) + 1)
            predictor.set_image(np.ascontiguousarray(image.full.pixels[tile.y1 : tile.y2, tile.x1 : tile.x2]))
            found = predictor.detect(score)
            views.append(_build_view(found, tile, predictor.model.classes))
            masks += [mask.move_by(tile.x1, tile.y1) for mask in _find_masks(predictor, found, with_masks)]
    on_progress(len(tiles), len(tiles) + 1)
    # Last, so that the predictor's stages and features are those of the whole image.
    predictor.set_image(whole.pixels, (whole.width, whole.height), image.path)
    found = predictor.detect(score)
    masks += _find_masks(predictor, found, with_masks)
    if not tiles:
        return replace(found, masks=tuple(masks), problem=whole.problem)
    views.append(_build_view(found, Tile(0, 0, whole.width, whole.height), predictor.model.classes))
    return replace(_merge_views(views, masks, whole.width, whole.height, predictor), problem=whole.problem)


def _find_masks(predictor: Predictor, found: PredictedBoxes, with_masks: bool) -> tuple[Bitmap, ...]:
    """Of what was found in the image that `predictor` is set to."""
    return predictor.predict_masks(found.boxes, found.labels) if with_masks else ()


def _build_view(found: PredictedBoxes, area: Tile, classes: tuple[str, ...]) -> PartDetections:
    offset = np.array([area.x1, area.y1] * 2, dtype=np.float32)
    labels = np.array([classes.index(label) for label in found.labels], dtype=np.int64)
    return PartDetections(area, found.boxes + offset, labels, found.scores)


def _merge_views(
    views: Sequence[PartDetections], masks: Sequence[Bitmap], width: int, height: int, predictor: Predictor
) -> PredictedBoxes:
    """What is left of `views`, and of their masks if they have any, after NMS within each class, best first."""
    joined = join_detections(views, width, height)
    boxes, ranks, labels = (torch.from_numpy(array) for array in (joined.boxes, joined.ranks, joined.labels))
    kept = ops.batched_nms(boxes, ranks, labels, predictor.model.config.detection.nms_iou).numpy()
    kept = kept[np.argsort(-joined.scores[kept], kind="stable")]
    names = tuple(predictor.model.classes[label] for label in joined.labels[kept].tolist())
    kept_masks = tuple(masks[row] for row in joined.rows[kept].tolist()) if masks else ()
    return PredictedBoxes(joined.boxes[kept], names, joined.scores[kept], width, height, kept_masks)

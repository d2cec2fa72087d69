"""Outlines for the boxes of many images by the mask head, each image decoded while the one before is processed.

In an image that is larger than a tile, each box is outlined in the tile that shows most around it, so that small
objects have as much resolution as in detection by tiles. A box that no tile shows whole is outlined in the whole image:
no seam cuts an outline.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from detector.compute.heap import keep_heap
from detector.data.image_prefetch import NetworkImage
from detector.folder_detection import PartProgress, decode_images, ignore_progress
from detector.predictor import Predictor
from detector.stages.mask_paste import PastedMask
from detector.tiles.tile_choice import NO_TILE, choose_tiles
from detector.tiles.tiling import Tile, Tiling, cover_with_tiles

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, eq=False)
class BoxesToOutline:
    """The boxes of one image.

    Attributes:
        image: Its path.
        boxes: (N, 4) pixels of the image, whoever drew them.
        labels: N names, each of a class of the network.
    """

    image: Path
    boxes: NDArray[np.float32]
    labels: tuple[str, ...]


def outline_folder(
    predictor: Predictor,
    requests: Iterable[BoxesToOutline],
    tiling: Tiling | None = None,
    on_progress: PartProgress = ignore_progress,
) -> Iterator[tuple[BoxesToOutline, tuple[PastedMask, ...] | str]]:
    """Outline the boxes of one image after the other. To cancel, stop iterating, or raise in `on_progress`.

    Args:
        predictor: Its network has a mask head; after each image it is set to a part of that image.
        requests: The images with their boxes.
        tiling: How images that are larger than a tile are cut; None: not at all.
        on_progress: Called before each part of an image, and while one is waited for.

    Yields:
        For each image the masks of its boxes, or a sentence why it could not be read. A box without an area, or
        outside the image, gets an empty mask.
    """
    waiting: deque[BoxesToOutline] = deque()

    def list_images() -> Iterator[Path]:
        for request in requests:
            waiting.append(request)
            yield request.image

    with keep_heap(), closing(decode_images(predictor, list_images(), tiling, on_progress)) as decoded:
        for _, image in decoded:
            request = waiting.popleft()
            if isinstance(image, str):
                yield request, image
            else:
                yield request, outline_boxes(predictor, image, request.boxes, request.labels, tiling, on_progress)


def outline_boxes(
    predictor: Predictor,
    image: NetworkImage,
    boxes: NDArray[np.float32],
    labels: Sequence[str],
    tiling: Tiling | None = None,
    on_progress: PartProgress = ignore_progress,
) -> tuple[PastedMask, ...]:
    """Outline the boxes of one image.

    Args:
        predictor: Its network has a mask head.
        image: Of `decode_images` with the same `tiling`.
        boxes: (N, 4) pixels of the image.
        labels: N names, each of a class of the network.
        tiling: How the image is cut; None: not at all.
        on_progress: Called before each part.

    Returns:
        N masks in pixels of the image.
    """
    whole = image.reduced
    tiles: tuple[Tile, ...] = ()
    chosen = np.full(len(boxes), NO_TILE)
    if tiling is not None and image.full is not None:
        size = tiling.tile_size_for(predictor.model.config.input)
        tiles = cover_with_tiles(whole.width, whole.height, size, tiling.overlap)
        chosen = choose_tiles(boxes, tiles, whole.width, whole.height)
    parts = np.unique(chosen).tolist()
    found: dict[int, PastedMask] = {}
    for done, part in enumerate(parts):
        on_progress(done, len(parts))
        x, y = _set_part(predictor, image, None if part == NO_TILE else tiles[part])
        rows = np.flatnonzero(chosen == part).tolist()
        offset = np.array([x, y, x, y], np.float32)
        masks = predictor.predict_scored_masks(boxes[rows] - offset, [labels[row] for row in rows])
        found |= {row: PastedMask(mask.bitmap.move_by(x, y), mask.score) for row, mask in zip(rows, masks, strict=True)}
    return tuple(found[row] for row in range(len(boxes)))


def _set_part(predictor: Predictor, image: NetworkImage, tile: Tile | None) -> tuple[int, int]:
    """Set `predictor` to a tile of an image, or to all of it; where in the image that begins."""
    if tile is None or image.full is None:
        predictor.set_image(image.reduced.pixels, (image.reduced.width, image.reduced.height))
        return 0, 0
    predictor.set_image(np.ascontiguousarray(image.full.pixels[tile.y1 : tile.y2, tile.x1 : tile.x2]))
    return tile.x1, tile.y1

"""Ground truth as the model takes it, and what is refused."""

from __future__ import annotations

from typing import NotRequired, TypedDict

import torch
from torch import Tensor

from detector.data.outlines.placed_outlines import PlacedOutlines
from detector.errors import UserFacingError

NOT_FINITE = "has a coordinate that is not a finite number"
LEAVES_IMAGE = "leaves the {width}x{height} image"

BORDER_TOLERANCE = 1e-3
"""How far (pixels) rounding may put a box outside its image."""


class InvalidTargetError(UserFacingError):
    """Ground truth that no loss can be computed from; the text names the image and the box."""


class Target(TypedDict):
    """The ground truth of one image."""

    boxes: Tensor
    """(G, 4) float32, pixels of the image."""
    labels: Tensor
    """(G,) int64 in 1..C."""
    outlines: NotRequired[PlacedOutlines]
    """Of its objects, where not all of them are boxes alone."""
    proposals: NotRequired[Tensor]
    """(P, 5) the boxes of the network's proposal source with their scores, best first, in pixels of the image."""
    name: NotRequired[str]
    """What messages call the image."""


def check_target(target: Target, width: int, height: int, num_classes: int) -> None:
    """Refuse boxes that are not finite, have no area or leave the `width` x `height` image, and unknown labels.

    Raises:
        InvalidTargetError: A target box is not valid.
    """
    name, boxes, labels = target.get("name", "an image"), target["boxes"], target["labels"]
    if boxes.ndim != 2 or boxes.shape[1] != 4 or labels.shape != boxes.shape[:1]:
        raise InvalidTargetError(
            f"{name}: boxes must be (G, 4) and labels (G,), not {tuple(boxes.shape)} and {tuple(labels.shape)}."
        )
    limit = boxes.new_tensor([width, height, width, height]) + BORDER_TOLERANCE
    faults = (
        (~torch.isfinite(boxes).all(dim=1), NOT_FINITE),
        ((boxes[:, 2:] <= boxes[:, :2]).any(dim=1), "has no area"),
        (((boxes < -BORDER_TOLERANCE) | (boxes > limit)).any(dim=1), LEAVES_IMAGE.format(width=width, height=height)),
        ((labels < 1) | (labels > num_classes), f"has a label that is not in 1..{num_classes}"),
    )
    for rows, fault in faults:
        if rows.any():
            row = int(rows.nonzero()[0])
            corners = ", ".join(f"{value:g}" for value in boxes[row].tolist())
            raise InvalidTargetError(f"{name}: box {row + 1} ({corners}) {fault}. Correct or delete it.")

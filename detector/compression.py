"""The head's two large layers in fewer numbers: truncated singular value decompositions (Fast R-CNN, section 3.1)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from detector.errors import UserFacingError
from detector.faster_rcnn import FasterRCNN

HEAD_TOO_SMALL = "The head of {path} is too small to be compressed. Omit --compress-head."

RANKS = {"fc6": 1024, "fc7": 256}
"""How many singular values are kept, as in the paper."""


class LowRankLinear(nn.Sequential):
    """Two thin layers in the place of a large one: W is about U (S V^T), with `rank` of the singular values."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        narrow, wide = (
            nn.Linear(layer.in_features, rank, bias=False, device="meta"),
            nn.Linear(rank, layer.out_features, device="meta"),
        )
        super().__init__(narrow, wide)
        left, right = truncate_svd(layer.weight.detach(), rank)
        narrow.weight, wide.weight = (nn.Parameter(matrix, requires_grad=False) for matrix in (right, left))
        wide.bias = nn.Parameter(layer.bias.detach().clone(), requires_grad=False)


def truncate_svd(weight: Tensor, rank: int) -> tuple[Tensor, Tensor]:
    """Find the best product of a (m, rank) and a (rank, n) matrix for `weight` (m, n), m <= n.

    The left singular vectors are the eigenvectors of W W^T, which is small, and S V^T is their product with W.
    """
    whole = weight.double()
    _, vectors = torch.linalg.eigh(whole @ whole.T)  # in ascending order
    left = vectors[:, -rank:].flip(1).contiguous()
    return left.to(weight.dtype), (left.T @ whole).to(weight.dtype)


def compress_head(model: FasterRCNN) -> None:
    """Replace the hidden layers of the head of `model`.

    VGG16's of 4096 values then take a quarter of the multiplications, at some cost in accuracy that `frcnn evaluate
    --compress-head` measures.

    Raises:
        UserFacingError: a head as narrow as the pyramid networks' would gain nothing.
    """
    head = model.roi_heads.box_head
    layers = {name: getattr(head, name) for name in RANKS if hasattr(head, name)}  # one of convolutions has none
    gains = {name: RANKS[name] for name, layer in layers.items() if _is_worth_compressing(layer, RANKS[name])}
    if not gains:
        raise UserFacingError(HEAD_TOO_SMALL.format(path=model.config.preset))
    for name, rank in gains.items():
        setattr(head, name, LowRankLinear(getattr(head, name), rank))


def _is_worth_compressing(layer: nn.Linear, rank: int) -> bool:
    """Whether the two thin layers take less than half of the multiplications."""
    thin = rank * (layer.in_features + layer.out_features)
    return rank <= min(layer.weight.shape) and 2 * thin <= layer.in_features * layer.out_features

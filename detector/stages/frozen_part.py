"""The first layers of a backbone, where they do not learn: what they make of an image is the same in every step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd

_CHANGES_BY_ITSELF = (_BatchNorm, _DropoutNd)
"""Layers that in training give another result each time, or count what they see, without a gradient."""


@dataclass(frozen=True)
class FrozenFeatures:
    """One image after the layers that do not learn."""

    maps: tuple[Tensor, ...]
    """(1, channels, h, w) each: what the next layer takes, then what a pyramid takes of the layers before it"""
    width: int
    """Of the image, in its own pixels, as `height`"""
    height: int

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        return sum(one.numel() * one.element_size() for one in self.maps)


def count_frozen(body: nn.Module) -> int:
    """How many of the leading children of `body` give the same for the same image as long as it trains."""
    count, has_weights = 0, False
    for child in body.children():
        if any(one.requires_grad for one in child.parameters()):
            break
        if any(isinstance(layer, _CHANGES_BY_ITSELF) for layer in child.modules()):
            break
        count += 1
        has_weights |= next(child.parameters(), None) is not None
    return count if has_weights else 0


def run_frozen(body: nn.Module, images: Tensor, taken: Mapping[str, str]) -> tuple[Tensor, ...]:
    """Pass `images` through the frozen children of `body`.

    Args:
        body: Layers, each of which takes what the one before it gives.
        images: (N, 3, h, w), normalized.
        taken: Names of the children whose maps are used besides, and what each map is called.

    Returns:
        The map of the last frozen child, then those that are taken before it.
    """
    last, extra = images, []
    children = list(body.named_children())[: count_frozen(body)]
    for number, (name, child) in enumerate(children, start=1):
        last = child(last)
        if name in taken and number < len(children):
            extra.append(last)
    return last, *extra


def run_learning(body: nn.Module, maps: Sequence[Tensor], taken: Mapping[str, str]) -> dict[str, Tensor]:
    """Continue from the output of `run_frozen` through the other children of `body`.

    Returns:
        Every map that is taken, by what it is called; without any, that of the last child, called "".
    """
    frozen, children = count_frozen(body), list(body.named_children())
    last, extra = maps[0], iter(maps[1:])
    found: dict[str, Tensor] = {}
    for number, (name, child) in enumerate(children, start=1):
        if number > frozen:
            last = child(last)
        if name in taken:
            found[taken[name]] = next(extra) if number < frozen else last
    return found or {"": last}


def stack_features(images: Sequence[FrozenFeatures]) -> list[Tensor]:
    """The maps of all `images` as one batch each; smaller ones are filled up with zeros, as convolutions fill up."""
    return [_stack(maps) for maps in zip(*(image.maps for image in images), strict=True)]


def _stack(maps: Sequence[Tensor]) -> Tensor:
    height, width = (max(one.shape[side] for one in maps) for side in (2, 3))
    if all(one.shape[2:] == (height, width) for one in maps):
        return torch.cat(list(maps))
    shape = (len(maps), maps[0].shape[1], height, width)
    batch = maps[0].new_zeros(shape).contiguous(memory_format=torch.channels_last)
    for place, one in zip(batch, maps, strict=True):
        place[:, : one.shape[2], : one.shape[3]] = one[0]
    return batch

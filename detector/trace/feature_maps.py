"""Channels of the feature maps, and which of them say nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from detector.trace.schema import Flags, Floats

MIN_SATURATED_SHARE = 0.9
"""A channel is saturated when this share of its cells is within a hundredth of its range from its highest value."""


@dataclass(frozen=True)
class ChannelStatistics:
    """Of the N channels of one level."""

    lowest: Floats
    """(N,)"""
    mean: Floats
    """(N,)"""
    highest: Floats
    """(N,)"""
    dead: Flags
    """(N,) the same everywhere: it distinguishes no places"""
    saturated: Flags
    """(N,) nearly everywhere at its highest value"""


def compute_channel_statistics(level: Tensor) -> ChannelStatistics:
    """Of `level` (channels, h, w)."""
    flat = level.detach().float().flatten(1)
    lowest, highest = flat.amin(dim=1), flat.amax(dim=1)
    span = highest - lowest
    dead = span <= 1e-6 * highest.abs().clamp(min=1.0)
    near_top = (flat >= (highest - 0.01 * span)[:, None]).float().mean(dim=1)
    saturated = ~dead & (near_top >= MIN_SATURATED_SHARE)
    arrays = [tensor.cpu().numpy() for tensor in (lowest, flat.mean(dim=1), highest, dead, saturated)]
    return ChannelStatistics(*arrays)


def render_channel(level: Tensor, channel: int) -> NDArray[np.uint8]:
    """(h, w) uint8: the lowest value of the channel is 0, the highest 255; a dead channel is 0 everywhere."""
    values = level[channel].detach().float().cpu()
    span = float(values.max() - values.min())
    scaled = (values - values.min()) / span if span > 0 else torch.zeros_like(values)
    pixels: NDArray[np.uint8] = (scaled * 255).round().to(torch.uint8).numpy()
    return pixels

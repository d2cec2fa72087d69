"""The scope of the benchmark: everything on a GPU, or a small part of everything on any machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import torch

from detector.config import PRESETS, DetectorConfig
from detector.demo import write_demo_folder
from tests.detector.small import SMALL, SMALL_PYRAMID

MINUTES = 10
FIRST = ("mobilenet_fpn", "resnet50_fpn", "vgg16")
"""Presets that are timed first, so that slow cards measure at least these."""


@dataclass(frozen=True)
class Plan:
    """What is measured, on which device, and how long."""

    device: torch.device
    folder: Path
    """For rendered images"""
    quick: bool = False
    """A small part of everything, with small networks: to try the code, not the device."""
    minutes: float = MINUTES
    began: float = field(default_factory=time.monotonic)

    @property
    def is_gpu(self) -> bool:
        return self.device.type == "cuda"

    @property
    def seconds_left(self) -> float:
        return self.minutes * 60 - (time.monotonic() - self.began)

    @property
    def presets(self) -> dict[str, DetectorConfig]:
        """By name, in the order in which they are timed."""
        if self.quick:
            return {"mobilenet_fpn": SMALL_PYRAMID, "vgg16": SMALL}
        # The images of this benchmark have no masks to learn from; proposals from outside are not the GPU's work.
        boxes = [name for name, config in PRESETS.items() if not config.has_masks and config.proposals.has_rpn]
        return {name: PRESETS[name] for name in (*FIRST, *(name for name in boxes if name not in FIRST))}

    def input_size(self, config: DetectorConfig) -> tuple[int, int]:
        """(height, width) of 3:4 images that the network uses without resizing."""
        height = min(config.input.short_side, config.input.long_side * 3 // 4)
        return height, height * 4 // 3

    @property
    def seconds_each(self) -> float:
        """How long each function is repeated for timing."""
        return 0.0 if self.quick else 2.0

    @property
    def compiler(self) -> str:
        """The backend of `torch.compile`; in a quick run the one that needs no compiler."""
        return "eager" if self.quick else "inductor"

    @property
    def steps(self) -> int:
        """Training steps before AP is measured."""
        return 2 if self.quick else 120

    @cached_property
    def training_folder(self) -> Path:
        return self._draw("training", 6 if self.quick else 72, 1)

    @cached_property
    def test_folder(self) -> Path:
        return self._draw("test", 3 if self.quick else 24, 2)

    def _draw(self, name: str, count: int, seed: int) -> Path:
        write_demo_folder(self.folder / name, count, seed)
        return self.folder / name


@contextmanager
def without_tf32() -> Iterator[None]:
    """Compute float32 with its full 24 bits inside of the `with` block."""
    products, convolutions = torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    try:
        yield
    finally:
        torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32 = products, convolutions

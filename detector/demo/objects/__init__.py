"""The objects of the demo, one file each: `draw(patch, light, rng)` gives a `Drawing` on its patch."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from detector.demo.patch import Drawing, Patch
from detector.demo.shading import Light

from . import button, coin, die, key, ladybird, leaf

Painter: TypeAlias = Callable[[Patch, Light, np.random.Generator], Drawing]

PAINTERS: dict[str, Painter] = {
    "button": button.draw,
    "coin": coin.draw,
    "die": die.draw,
    "key": key.draw,
    "ladybird": ladybird.draw,
    "leaf": leaf.draw,
}
